//! The same command is recorded once, and answered as often as it is asked.

use rights::ledger::Reason;
use rights_sequencer::NotRecorded;
use tests::cast::{appoint_secretary, enrol, propose};
use tlog::hash::leaf;

use crate::bench::{Bench, now, wait};

#[test]
fn a_repeat_gets_the_first_receipt_and_records_nothing() {
    let bench = Bench::new();
    let asked = appoint_secretary("RU", None, now());
    let first = bench.given(&asked, 1);
    let other = bench.given(&appoint_secretary("BY", None, now()), 1);
    assert_ne!(first, other, "ids belong to authors");
    assert_eq!(bench.given(&asked, 1), first);
    assert_eq!(bench.records().len(), 3);
    assert_eq!(leaf(&bench.records()[1]), first.record);
}

#[test]
fn a_repeat_after_a_restart_gets_the_first_receipt() {
    let bench = Bench::new();
    let asked = appoint_secretary("RU", None, now());
    let first = bench.given(&asked, 1);
    let bench = bench.restart();
    assert_eq!(bench.given(&asked, 1), first);
}

#[test]
fn an_id_is_used_for_one_body_only() {
    let bench = Bench::new();
    bench.given(&appoint_secretary("RU", None, now()), 1);
    bench.refused(&enrol("NA", "RU", now()), 1, Reason::CommandIdReused);
}

#[test]
fn an_expired_command_is_refused_even_if_it_was_recorded() {
    let bench = Bench::new();
    let asked = appoint_secretary("RU", None, now());
    bench.given(&asked, 1);
    bench.clock.pass(3_600);
    bench.given(&asked, 1);
    bench.clock.pass(1);
    bench.refused(&asked, 1, Reason::CommandExpired);
}

#[test]
fn a_refused_command_may_succeed_later() {
    let bench = Bench::new();
    let early = propose("NA", "RU", now());
    bench.refused(&early, 1, Reason::NotAuthorised);
    bench.given(&appoint_secretary("RU", None, now()), 2);
    bench.given(&early, 1);
}

#[test]
fn a_caller_who_hung_up_asks_again_and_gets_the_receipt_of_the_one_record() {
    let bench = Bench::new();
    let asked = appoint_secretary("RU", None, now());
    // Hung up as soon as the sequencer has the command.
    drop(wait(bench.handle.enqueue(asked.numbered(1))));
    let receipt = bench.given(&asked, 1);
    assert_eq!(bench.records().len(), 2);
    assert_eq!(leaf(&bench.records()[1]), receipt.record);
}

#[test]
fn commands_of_one_caller_are_decided_in_the_order_in_which_they_came() {
    // Each needs the one before it: the secretary's key, then the party.
    let bench = Bench::new();
    let answers = wait(async {
        let mut pending = Vec::new();
        for (number, (id, seat)) in (0..).step_by(2).zip(tests::cast::ENTERPRISES) {
            for (more, asked) in
                (1..).zip([appoint_secretary(seat, None, now()), propose(id, seat, now())])
            {
                pending.push(bench.handle.enqueue(asked.numbered(number + more)).await.unwrap());
            }
        }
        let mut answers = Vec::new();
        for pending in pending {
            answers.push(pending.answer().await.unwrap().sequence);
        }
        answers
    });
    assert_eq!(answers, (1..=12).collect::<Vec<u64>>());
}

#[test]
fn everybody_is_answered_before_it_ends() {
    let mut bench = Bench::new();
    let pending: Vec<_> = (1..)
        .zip(tests::cast::STATES)
        .map(|(number, of)| {
            let asked = appoint_secretary(of, None, now()).numbered(number);
            wait(bench.handle.enqueue(asked)).unwrap()
        })
        .collect();
    bench.close().unwrap();
    for pending in pending {
        assert!(wait(pending.answer()).is_ok());
    }
    let late = appoint_secretary("RU", None, now()).numbered(9);
    assert_eq!(wait(bench.handle.submit(late)), Err(NotRecorded::ShuttingDown));
}
