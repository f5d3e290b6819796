//! The promises of every log, one test each; the target that includes this names the backend.

use std::thread;
use std::time::Duration;

use proptest::prelude::*;
use rights_log::{Accepted, Bookmark, Error, Log, Stop, Writer};
use tlog::frame::{Batch, RECORD_BYTES_MAX, RECORDS_MAX};
use tlog::hash::{Hash, leaf};
use tlog::head::{Head, Seen};
use tlog::tree::{History, Tree};

use crate::Backend;

/// What readers are given: each record with its sequence.
type Records = Vec<(u64, Vec<u8>)>;

pub(crate) fn batch(records: &[&str]) -> Batch {
    let mut batch = Batch::default();
    for record in records {
        batch.push(record.as_bytes()).expect("the batch has room");
    }
    batch
}

/// A log with one claim and three frames: `a`, `b c`, `d`.
pub(crate) fn founded(log: &dyn Log) -> Box<dyn Writer> {
    let mut writer = log.found(&[]).expect("an empty log can be founded");
    for records in [&["a"][..], &["b", "c"], &["d"]] {
        writer.append(&batch(records)).expect("the founder may append");
    }
    writer
}

pub(crate) fn claim(log: &dyn Log) -> Box<dyn Writer> {
    log.claim(None, &[], &mut |_| {}).expect("a founded log can be claimed")
}

pub(crate) fn frames(log: &dyn Log) -> Vec<Accepted> {
    frames_after(log, None)
}

fn frames_after(log: &dyn Log, bookmark: Option<&Bookmark>) -> Vec<Accepted> {
    let mut reader = log.read(bookmark).expect("the log can be read");
    std::iter::from_fn(|| reader.read_next().expect("the log is whole")).collect()
}

pub(crate) fn records(log: &dyn Log) -> Records {
    let owned = |(sequence, record): (u64, &[u8])| (sequence, record.to_vec());
    frames(log).iter().flat_map(|frame| frame.records().map(owned).collect::<Records>()).collect()
}

fn numbered(records: &[&str]) -> Records {
    (0..).zip(records.iter().map(|record| record.as_bytes().to_vec())).collect()
}

fn seen(records: &[&str]) -> Seen {
    records.iter().map(|record| leaf(record.as_bytes())).collect::<Tree>().seen()
}

#[track_caller]
fn stopped<T>(result: Result<T, Error>) -> Stop {
    match result {
        Ok(_) => panic!("it went on"),
        Err(Error::Stop(stop)) => stop,
        Err(Error::Unavailable(unavailable)) => panic!("{unavailable}"),
    }
}

#[test]
fn a_new_log_is_empty_and_claimed_only_by_founding() {
    let backend = Backend::new();
    let log = backend.log();
    assert_eq!(frames(&*log), []);
    assert!(matches!(stopped(log.claim(None, &[], &mut |_| {})), Stop::NotFounded));
    assert_eq!(frames(&*log), []);

    let writer = log.found(&[]).expect("an empty log can be founded");
    let Head { size, root, term, writer } = writer.head();
    assert_eq!((size, root, term), (0, Head::START.root, 1));
    assert_ne!(writer, Head::START.writer);
}

#[test]
fn a_founding_that_stopped_before_record_0_is_taken_up_by_founding() {
    let backend = Backend::new();
    let log = backend.log();
    let mut earlier = log.found(&[]).expect("an empty log can be founded");
    assert!(matches!(stopped(log.claim(None, &[], &mut |_| {})), Stop::NotFounded));
    let mut writer = log.found(&[]).expect("a log without records can be founded");
    assert!(matches!(stopped(earlier.append(&batch(&["a"]))), Stop::Deposed { term: 2 }));
    writer.append(&batch(&["b"])).expect("the last founder may append");
    assert_eq!(records(&*log), numbered(&["b"]));
}

#[test]
fn a_founded_log_is_not_founded_again() {
    let backend = Backend::new();
    let log = backend.log();
    founded(&*log);
    let before = frames(&*log);
    assert!(matches!(stopped(log.found(&[])), Stop::AlreadyFounded { size: 4 }));
    assert_eq!(frames(&*log), before);
}

#[test]
fn records_are_there_for_everyone_once_append_returns() {
    let backend = Backend::new();
    let log = backend.log();
    let mut writer = log.found(&[]).expect("an empty log can be founded");
    let mut expected = Vec::new();
    for records_now in [&["a"][..], &["b", "c"], &["d"]] {
        let head = writer.append(&batch(records_now)).expect("the founder may append");
        expected.extend_from_slice(records_now);
        assert_eq!(head.seen(), seen(&expected));
        assert_eq!(writer.head(), head);
        assert_eq!(records(&*backend.log()), numbered(&expected));
    }
}

#[test]
fn records_outlive_every_handle() {
    let backend = Backend::new();
    drop(founded(&*backend.log()));
    let backend = backend.reopened();
    assert_eq!(records(&*backend.log()), numbered(&["a", "b", "c", "d"]));
}

#[test]
fn every_reader_sees_the_same_frames_in_the_same_order() {
    let backend = Backend::new();
    let log = backend.log();
    let mut writer = founded(&*log);
    let mut early = log.read(None).expect("the log can be read");
    let mut seen_early = Vec::new();
    for record in ["e", "f"] {
        seen_early.extend(early.read_next().expect("the log is whole"));
        writer = claim(&*log);
        writer.append(&batch(&[record])).expect("the claimer may append");
    }
    seen_early.extend(std::iter::from_fn(|| early.read_next().expect("the log is whole")));
    drop(writer);
    assert_eq!(seen_early, frames(&*backend.log()));
    assert_eq!(records(&*log), numbered(&["a", "b", "c", "d", "e", "f"]));
    let heads = seen_early.windows(2).all(|pair| pair[0].after == pair[1].before);
    assert!(heads, "each frame extends the one before it");
}

#[test]
fn the_largest_records_and_the_fullest_frames_come_back() {
    let backend = Backend::new();
    let log = backend.log();
    let mut writer = log.found(&[]).expect("an empty log can be founded");
    let mut wide = Batch::default();
    while wide.push(&vec![7; RECORD_BYTES_MAX]).is_ok() {}
    let mut many = Batch::default();
    while many.push(b"r").is_ok() {}
    assert_eq!(many.len(), RECORDS_MAX);
    for batch in [&wide, &many] {
        writer.append(batch).expect("a batch fits a frame");
        let frames = frames(&*log);
        let last = frames.last().expect("a frame was appended");
        let back: Vec<&[u8]> = last.records().map(|(_, record)| record).collect();
        assert_eq!(back, batch.records().collect::<Vec<_>>());
    }
}

#[test]
fn an_empty_batch_writes_nothing() {
    let backend = Backend::new();
    let log = backend.log();
    let mut writer = founded(&*log);
    let before = frames(&*log);
    let head = writer.append(&Batch::default()).expect("nothing can always be appended");
    assert_eq!((head, frames(&*log)), (writer.head(), before));
}

#[test]
fn claiming_again_deposes_every_earlier_writer_and_its_appends_change_nothing() {
    let backend = Backend::new();
    let mut first = founded(&*backend.log());
    let mut second = claim(&*backend.log());
    let mut third = claim(&*backend.log());
    let before = frames(&*backend.log());
    assert!(matches!(stopped(first.append(&batch(&["x"]))), Stop::Deposed { .. }));
    assert!(matches!(stopped(second.append(&batch(&["x"]))), Stop::Deposed { .. }));
    assert_eq!(frames(&*backend.log()), before);
    third.append(&batch(&["e"])).expect("the last claimer may append");
    assert_eq!(records(&*backend.log()), numbered(&["a", "b", "c", "d", "e"]));
}

#[test]
fn after_an_error_a_writer_is_spent() {
    let backend = Backend::new();
    let log = backend.log();
    let mut deposed = founded(&*log);
    let _writer = claim(&*log);
    let before = frames(&*log);
    stopped(deposed.append(&batch(&["x"])));
    assert!(matches!(deposed.append(&batch(&["x"])), Err(Error::Unavailable(_))));
    assert_eq!(frames(&*log), before);
}

#[test]
fn a_claimer_is_given_all_that_precedes_its_claim() {
    let backend = Backend::new();
    let log = backend.log();
    founded(&*log);
    claim(&*log);
    let before = frames(&*log);
    let mut replayed = Vec::new();
    let writer = log.claim(None, &[], &mut |frame| replayed.push(frame.clone()));
    let head = writer.expect("a founded log can be claimed").head();
    assert_eq!(replayed, before);
    let last = before.last().expect("the log has frames").after;
    assert_eq!((head.seen(), head.term), (last.seen(), last.term + 1));
}

#[test]
fn a_claimer_who_has_read_up_to_a_bookmark_is_given_what_follows_it() {
    let backend = Backend::new();
    let log = backend.log();
    founded(&*log);
    claim(&*log);
    let all = frames(&*log);
    for read in 1..=all.len() {
        let mut reader = log.read(None).expect("the log can be read");
        for _ in 0..read {
            reader.read_next().expect("the log is whole");
        }
        let (bookmark, mut replayed) = (reader.bookmark(), Vec::new());
        // Smaller than what it has read, it has compared itself; the last one lies behind it.
        let remembered = [seen(&["a"]), seen(&["a", "b", "c", "d"])];
        let before = frames(&*log);
        let claimed =
            log.claim(bookmark.as_ref(), &remembered, &mut |frame| replayed.push(frame.clone()));
        let head = claimed.expect("the log is as it was read").confirm().expect("it is the last");
        assert_eq!(replayed, before[read..]);
        assert_eq!(head.seen(), remembered[1]);
    }
}

#[test]
fn a_claimer_is_not_spared_a_remembered_head_at_its_bookmark_or_behind_it() {
    let backend = Backend::new();
    let log = backend.log();
    founded(&*log);
    let mut reader = log.read(None).expect("the log can be read");
    while reader.read_next().expect("the log is whole").is_some() {}
    let bookmark = reader.bookmark();
    for lacking in [seen(&["a", "b", "c", "x"]), seen(&["a", "b", "c", "d", "e"])] {
        let stop = stopped(log.claim(bookmark.as_ref(), &[lacking], &mut |_| {}));
        let named = matches!(stop, Stop::RolledBack { remembered, .. } if remembered == lacking);
        assert!(named, "{stop}");
    }
}

#[test]
fn a_writer_confirms_its_head_until_another_claim_was_accepted() {
    let backend = Backend::new();
    let log = backend.log();
    let mut writer = founded(&*log);
    let before = frames(&*log);
    assert_eq!(writer.confirm().expect("nobody else has claimed"), writer.head());
    writer.append(&batch(&["e"])).expect("confirming changes nothing");
    assert_eq!(frames(&*log)[..before.len()], before);

    let mut other = claim(&*log);
    assert!(matches!(stopped(writer.confirm()), Stop::Deposed { term: 2 }));
    assert!(matches!(writer.confirm(), Err(Error::Unavailable(_))), "it is spent");
    assert!(matches!(writer.append(&batch(&["x"])), Err(Error::Unavailable(_))));
    assert_eq!(other.confirm().expect("nobody else has claimed").term, 2);
}

#[test]
fn a_log_that_contains_every_remembered_head_is_claimed() {
    let backend = Backend::new();
    let log = backend.log();
    founded(&*log);
    // Also within a frame, in any order, and twice.
    let all = ["a", "b", "c", "d"];
    let remembered = [2, 0, 4, 1, 3, 2].map(|size| seen(&all[..size]));
    log.claim(None, &remembered, &mut |_| {}).expect("the log contains every one of them");
}

#[test]
fn a_log_that_lacks_a_remembered_head_is_not_claimed() {
    let backend = Backend::new();
    let log = backend.log();
    founded(&*log);
    let before = frames(&*log);
    let longer = seen(&["a", "b", "c", "d", "e"]);
    let other = [&["x"][..], &["a", "x"], &["a", "b", "x"], &["a", "b", "c", "x"]].map(seen);
    let no_start = Seen { size: 0, root: Hash::ZERO };
    for lacking in [longer, no_start].into_iter().chain(other) {
        let among = [seen(&["a"]), lacking, seen(&["a", "b", "c", "d"])];
        let stop = stopped(log.claim(None, &among, &mut |_| {}));
        let named = matches!(stop, Stop::RolledBack { remembered, .. } if remembered == lacking);
        assert!(named, "{stop}");
    }
    assert_eq!(frames(&*log), before);
}

#[test]
fn a_log_that_was_lost_is_not_founded_anew() {
    let backend = Backend::new();
    let log = backend.log();
    let lost = seen(&["a"]);
    let stop = stopped(log.found(&[lost]));
    assert!(matches!(stop, Stop::RolledBack { remembered, .. } if remembered == lost));
    assert_eq!(frames(&*log), []);
    log.found(&[seen(&[])]).expect("an empty log contains the empty head");
}

#[test]
fn a_reader_resumes_behind_any_frame() {
    let backend = Backend::new();
    let log = backend.log();
    founded(&*log);
    claim(&*log).append(&batch(&["e", "f", "g"])).expect("the claimer may append");
    let all = frames(&*log);
    let mut reader = log.read(None).expect("the log can be read");
    assert_eq!(reader.bookmark(), None);
    for read in 1..=all.len() {
        reader.read_next().expect("the log is whole");
        let bookmark = reader.bookmark().expect("a frame was read");
        assert_eq!(bookmark.head(), all[read - 1].after);
        let bookmark = Bookmark::parse(&bookmark.to_bytes()).expect("a bookmark has bytes");
        assert_eq!(frames_after(&*log, Some(&bookmark)), all[read..]);
    }
}

#[test]
fn a_reader_does_not_resume_in_a_log_that_lacks_its_frame() {
    let (backend, other) = (Backend::new(), Backend::new());
    founded(&*backend.log());
    let mut reader = backend.log().read(None).expect("the log can be read");
    while reader.read_next().expect("the log is whole").is_some() {}
    let bookmark = reader.bookmark().expect("frames were read");

    assert!(matches!(stopped(other.log().read(Some(&bookmark))), Stop::Damaged { .. }));
    founded(&*other.log());
    assert!(matches!(stopped(other.log().read(Some(&bookmark))), Stop::Damaged { .. }));
}

#[test]
fn a_waiting_reader_is_woken_by_the_next_frame() {
    let backend = Backend::new();
    let log = backend.log();
    let mut writer = founded(&*log);
    let mut reader = log.read(None).expect("the log can be read");
    while reader.read_next().expect("the log is whole").is_some() {}
    let waiting = thread::spawn(move || {
        loop {
            reader.wait(Duration::from_mins(1)).expect("the log is whole");
            if let Some(frame) = reader.read_next().expect("the log is whole") {
                return frame;
            }
        }
    });
    let head = writer.append(&batch(&["e"])).expect("the founder may append");
    assert_eq!(waiting.join().expect("the reader is woken").after, head);
}

#[test]
fn a_reader_at_the_end_waits_no_longer_than_it_is_told() {
    let backend = Backend::new();
    let log = backend.log();
    founded(&*log);
    let mut reader = log.read(None).expect("the log can be read");
    while reader.read_next().expect("the log is whole").is_some() {}
    reader.wait(Duration::ZERO).expect("the log is whole");
    assert_eq!(reader.read_next().expect("the log is whole"), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Each number is a writer that appends its own name, claiming first if it was deposed.
    #[test]
    fn writers_that_take_turns_leave_one_history(turns in prop::collection::vec(0usize..3, 1..20)) {
        let backend = Backend::new();
        let mut writers = [founded(&*backend.log()), claim(&*backend.log()), claim(&*backend.log())];
        let mut expected = vec!["a", "b", "c", "d"];
        let mut owner = 2;
        for who in turns {
            let record = ["ada", "bob", "eve"][who];
            let appended = writers[who].append(&batch(&[record]));
            prop_assert_eq!(appended.is_ok(), who == owner);
            if appended.is_err() {
                let remembered = [seen(&expected)];
                let claimed = backend.log().claim(None, &remembered, &mut |_| {});
                writers[who] = claimed.expect("the log contains what was acknowledged");
                owner = who;
                writers[who].append(&batch(&[record])).expect("the claimer may append");
            }
            expected.push(record);
        }
        prop_assert_eq!(records(&*backend.log()), numbered(&expected));
        let history: History = expected.iter().map(|record| leaf(record.as_bytes())).collect();
        for frame in frames(&*backend.log()) {
            prop_assert!(history.contains(&frame.after.seen()));
        }
    }
}
