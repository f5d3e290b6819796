//! Storage that fails, and another writer that claims.

use rights_log::{Log as _, Stop as LogStop};
use rights_sequencer::{Lost, NotRecorded, Rehearsal, Stop};
use tests::cast::{STATES, appoint_secretary, propose, sealed};

use crate::bench::{Bench, now, wait};

/// Another connection holds the write lock, so that appends find the log busy.
pub(crate) fn hold(bench: &Bench) -> rusqlite::Connection {
    let connection = rusqlite::Connection::open(bench.log.path()).expect("the log is a file");
    connection.execute_batch("BEGIN IMMEDIATE").expect("nobody else writes now");
    connection
}

#[test]
fn nobody_is_answered_before_the_frame_is_durable() {
    let bench = Bench::new();
    let held = hold(&bench);
    let pending: Vec<_> = (1..)
        .zip(STATES)
        .map(|(number, of)| {
            let asked = appoint_secretary(of, None, now()).numbered(number);
            wait(bench.handle.enqueue(asked)).unwrap()
        })
        .collect();
    // A refusal waits too: it was decided on records that are not durable.
    let again = appoint_secretary("RU", None, now()).numbered(9);
    let refused = wait(bench.handle.enqueue(again)).unwrap();
    assert_eq!(bench.records().len(), 1);
    held.execute_batch("ROLLBACK").unwrap();
    for pending in pending {
        let receipt = wait(pending.answer()).unwrap();
        assert!(bench.records().len() as u64 >= receipt.head.size);
    }
    assert!(matches!(wait(refused.answer()), Err(NotRecorded::Refused(_))));
}

#[test]
fn whoever_waits_for_a_failed_append_is_told_that_the_outcome_is_unknown_and_asks_again() {
    let bench = Bench::new();
    let held = hold(&bench);
    let (name, opening) = sealed("the secretary's name");
    let asked = appoint_secretary("RU", Some(name), now()).opening(opening);
    // Until the log has waited as long as it waits for a lock.
    assert_eq!(bench.submit(&asked, 1), Err(NotRecorded::Unavailable));
    held.execute_batch("ROLLBACK").unwrap();
    let receipt = loop {
        match bench.submit(&asked, 1) {
            Ok(receipt) => break receipt,
            Err(NotRecorded::Unavailable) => {}
            Err(refused) => panic!("{refused}"),
        }
    };
    assert_eq!(receipt.sequence, 1);
    assert_eq!(bench.records().len(), 2);
}

#[test]
fn a_claim_by_another_writer_deposes_this_one() {
    let mut bench = Bench::new();
    bench.given(&appoint_secretary("RU", None, now()), 1);
    let other = bench.log.claim(None, &[], &mut |_| {}).unwrap();
    let asked = appoint_secretary("BY", None, now());
    assert_eq!(bench.submit(&asked, 2), Err(NotRecorded::Deposed));
    let stop = bench.sequencer.take().unwrap().wait();
    assert!(matches!(stop, Err(Stop::Log(LogStop::Deposed { term: 3 }))), "{stop:?}");
    assert_eq!(other.head().size, 2);
    assert_eq!(bench.records().len(), 2);
}

#[test]
fn a_log_that_lost_what_was_remembered_is_not_sequenced() {
    let mut bench = Bench::new();
    let receipt = bench.given(&appoint_secretary("RU", None, now()), 1);
    bench.close().unwrap();
    let mut config = crate::bench::config(&bench.clock);
    let size = receipt.head.size + 1;
    config.remembered = vec![tlog::head::Seen { size, ..receipt.head }];
    let (log, openings) = (std::sync::Arc::new(bench.log.clone()), bench.openings.clone());
    let started = rights_sequencer::Sequencer::start(log, openings, config);
    assert!(matches!(started, Err(Stop::Log(LogStop::RolledBack { .. }))));
}

#[test]
fn a_rehearsal_says_what_would_happen_and_records_nothing() {
    let bench = Bench::new();
    let asked = appoint_secretary("RU", None, now());
    let rehearse = || wait(bench.handle.rehearse(Rehearsal::Signed(asked.numbered(1))));
    let names = |events: rights::ledger::Events| {
        events.iter().map(|event| event.change.name()).collect::<Vec<_>>()
    };
    assert_eq!(rehearse().map(names), Ok(vec!["SecretaryAppointed", "KeyEnrolled"]));
    assert_eq!(bench.records().len(), 1);
    bench.given(&asked, 1);
    assert!(matches!(rehearse(), Err(NotRecorded::Refused(_))));
}

#[test]
fn an_append_that_fails_is_lost_not_stopped_for() {
    let unavailable = rights_openings::Error::Unavailable("full".into());
    assert!(matches!(Lost::from(unavailable), Lost::Unavailable(_)));
}

#[test]
fn after_a_full_disk_the_log_is_claimed_again_and_nothing_is_there_twice() {
    let bench = Bench::new();
    // From the next frame on the writer's connection may not grow the file; the next one may.
    bench.log.write_beside(Box::new(|transaction| {
        let pages: u32 = transaction.query_row("PRAGMA page_count", [], |row| row.get(0))?;
        transaction.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))
    }));
    bench.given(&appoint_secretary("RU", None, now()), 1);
    let mut unknown = 0;
    // Enough records to fill some pages.
    for number in 2..60 {
        let asked = propose(&format!("enterprise-{number}"), "RU", now());
        if bench.submit(&asked, number) == Err(NotRecorded::Unavailable) {
            unknown += 1;
            // Until the next claim is through.
            while bench.submit(&asked, number) == Err(NotRecorded::Unavailable) {}
        }
    }
    assert_eq!(bench.records().len(), 60);
    assert!(unknown > 0, "the disk was full at least once");
    let records = bench.records();
    let distinct: std::collections::BTreeSet<_> = records.iter().collect();
    assert_eq!(records.len(), distinct.len());
    let claims = bench.handle.counters().claims.load(std::sync::atomic::Ordering::Relaxed);
    assert_eq!(claims, 1 + unknown);
}
