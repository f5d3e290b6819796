//! What time alone demands is recorded on time, before whatever comes after it (GEN-17).

use rights::{
    time::Instant,
    verify::{Auditor, examine},
    wire::record,
};
use rights_log::Reading as _;
use tests::{
    cast::{self, appoint_secretary, propose},
    dealings::compromise,
};

use crate::bench::{Bench, now, wait};

/// BY's secretary proposes `count` parties, and its key turns out to have been compromised: each
/// proposal stands once its window is over. The number of records so far.
fn contestable(bench: &Bench, count: u64) -> usize {
    bench.given(&appoint_secretary("BY", None, now()), 1);
    for number in 0..count {
        bench.given(&propose(&format!("party-{number}"), "BY", now()), 10 + number);
    }
    bench.given(&compromise("BY", now(), now()), 2);
    bench.records().len()
}

fn events(record: &[u8]) -> (Instant, Vec<&'static str>) {
    let record = record::read(record).unwrap();
    (record.recorded_at, record.events.iter().map(|event| event.change.name()).collect())
}

/// Every decision of the log made again, deadlines included.
fn audit(bench: &Bench) {
    let mut auditor = Auditor::of(cast::ledger());
    let mut reader = bench.log.read(None).unwrap();
    while let Some(frame) = reader.read_next().unwrap() {
        auditor.frame(frame.bytes()).unwrap();
        for (sequence, bytes) in frame.records() {
            auditor.record(examine(sequence, bytes).unwrap()).unwrap();
        }
    }
}

#[test]
fn what_fell_due_is_recorded_before_the_command_that_came_after_it() {
    // GEN-17, KEY-5
    let bench = Bench::new();
    let records = contestable(&bench, 1);
    let later = now().plus_days(200);
    bench.clock.jump_to(later);
    let receipt = bench.given(&appoint_secretary("RU", None, later), 3);
    let all = bench.records();
    assert_eq!(events(&all[records]), (later, vec!["EventConfirmed"]));
    assert_eq!(receipt.sequence, records as u64 + 1);
    audit(&bench);
}

#[test]
fn what_falls_due_is_recorded_when_nobody_calls() {
    let bench = Bench::new();
    let records = contestable(&bench, 1);
    let mut reader = bench.log.read(None).unwrap();
    while reader.read_next().unwrap().is_some() {}
    bench.clock.jump_to(now().plus_days(200));
    let frame = loop {
        match reader.read_next().unwrap() {
            Some(frame) => break frame,
            None => reader.wait(std::time::Duration::from_secs(1)).unwrap(),
        }
    };
    let (sequence, record) = frame.records().next().unwrap();
    assert_eq!(sequence, records as u64);
    assert_eq!(events(record).1, ["EventConfirmed"]);
}

#[test]
fn one_record_passes_at_most_64_deadlines_and_as_many_records_as_needed_follow() {
    let bench = Bench::new();
    let records = contestable(&bench, 70);
    let later = now().plus_days(200);
    bench.clock.jump_to(later);
    let receipt = bench.given(&appoint_secretary("RU", None, later), 3);
    let passed: Vec<usize> =
        bench.records()[records..].iter().map(|record| events(record).1.len()).collect();
    assert_eq!(passed, [64, 6, 2]);
    assert_eq!(receipt.sequence, records as u64 + 2);
    audit(&bench);
}

#[test]
fn a_rehearsal_records_what_was_due() {
    let bench = Bench::new();
    let records = contestable(&bench, 1);
    let later = now().plus_days(200);
    bench.clock.jump_to(later);
    let asked = appoint_secretary("RU", None, later).numbered(3);
    let rehearsal = rights_sequencer::Rehearsal::Signed(asked);
    assert!(wait(bench.handle.rehearse(rehearsal)).is_ok());
    assert_eq!(bench.records().len(), records + 1);
}

#[test]
fn while_a_history_is_entered_nothing_falls_due_by_the_present() {
    let bench = Bench::new();
    bench.clock.jump_to(now().plus_days(400));
    let submit = |asked: tests::cast::Ask, number| {
        let asked = asked.numbered(number);
        let at = Some(now());
        wait(bench.handle.submit(rights_sequencer::Submission { at, ..asked })).unwrap()
    };
    submit(appoint_secretary("BY", None, now()), 1);
    submit(propose("party", "BY", now()), 2);
    submit(compromise("BY", now(), now()), 3);
    let last = submit(appoint_secretary("RU", None, now()), 4);
    assert_eq!((last.sequence, last.recorded_at), (4, now()));
}
