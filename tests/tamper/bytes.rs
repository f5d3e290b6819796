//! One changed byte, anywhere; a file cut short, anywhere.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use crate::evidence::{Parts, ROW, WHOLE, verdict};

/// Every how many bytes an ordinary run changes one; `TAMPER_EVERY=1` changes each.
const EVERY: usize = 97;

fn every() -> usize {
    let every = std::env::var("TAMPER_EVERY").ok().and_then(|every| every.parse().ok());
    every.unwrap_or(EVERY)
}

/// Every part's head and first bytes, and from the rest one byte in so many.
fn offsets() -> Vec<usize> {
    let mut offsets: Vec<usize> = (0..WHOLE.len()).step_by(every()).collect();
    let mut begin = 36;
    offsets.extend(0..begin);
    for (tag, part) in &Parts::whole().parts {
        // A row's tag and length say no more than another row's.
        offsets.extend(begin..begin + if *tag == ROW { 0 } else { 5 });
        begin += 5 + part.len();
    }
    offsets.extend(begin..WHOLE.len());
    offsets.sort_unstable();
    offsets.dedup();
    offsets
}

#[test]
fn an_export_that_nobody_touched_verifies() {
    let report = verdict(&WHOLE);
    assert_eq!(report.exit_code(), 0, "{report}");
    assert_eq!(Parts::whole().bytes(), *WHOLE);
}

#[test]
fn one_changed_byte_anywhere_is_found() {
    let (offsets, next) = (offsets(), AtomicUsize::new(0));
    let look = || {
        while let Some(at) = offsets.get(next.fetch_add(1, Ordering::Relaxed)) {
            let mut export = WHOLE.clone();
            export[*at] ^= 1 << (at % 8);
            let report = verdict(&export);
            assert!((20..=27).contains(&report.exit_code()), "byte {at}: {report}");
        }
    };
    thread::scope(|scope| {
        let lookers: Vec<_> = (0..2).map(|_| scope.spawn(look)).collect();
        for looker in lookers {
            looker.join().unwrap();
        }
    });
}

#[test]
fn an_export_cut_short_anywhere_is_malformed() {
    for end in (0..WHOLE.len()).step_by(if every() == 1 { 1 } else { 7 }) {
        assert_eq!(verdict(&WHOLE[..end]).exit_code(), 26, "{end} bytes");
    }
    let longer = [&WHOLE[..], b"!"].concat();
    assert_eq!(verdict(&longer).exit_code(), 26);
}
