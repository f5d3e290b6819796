//! Two sequencers for one log: who stands by, when it takes over, and what the deposed one says.

use std::{
    sync::{
        Arc,
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

use rights::ledger::Reason;
use rights_log::{
    Reading as _, Stop as LogStop,
    pulse::{Beat, Local, Pulse as _},
};
use rights_sequencer::{
    Config, Handle, NotRecorded, Rehearsal, Sequencer, Standby, Stop, Submission,
};
use tests::cast::{self, STATES, appoint_secretary, propose};
use tlog::hash::leaf;

use crate::bench::{self, Bench, now, wait};
use crate::faults::hold;

/// As long as a machine can take to wake up a thread that need not wait.
const SOON: Duration = Duration::from_mins(1);

fn config(bench: &Bench) -> Config {
    Config { heartbeat: Duration::from_millis(5), ..bench::config(&bench.clock) }
}

/// Somebody who stands by for the bench's sequencer, which sends no beats itself.
fn beside(bench: &Bench, pulse: &Local) -> Standby {
    let (log, openings) = (Arc::new(bench.log.clone()), Arc::clone(&bench.openings));
    Sequencer::stand_by(log, openings, Arc::new(pulse.clone()), config(bench)).unwrap()
}

/// Somebody else holds the log now.
fn taken_over(bench: &Bench) -> (Handle, Sequencer) {
    let standby = beside(bench, &Local::default());
    standby.take_over();
    standby.wait().unwrap().unwrap()
}

/// The one that stood by, once it believes in the silence. It may begin to listen at any moment, so
/// time passes until some of it lies behind that.
fn after_silence(bench: &Bench, standby: Standby) -> (Handle, Sequencer) {
    let (claimed, has_claimed) = mpsc::channel();
    thread::spawn(move || claimed.send(standby.wait()));
    loop {
        match has_claimed.recv_timeout(Duration::from_millis(1)) {
            Ok(claimed) => return claimed.unwrap().unwrap(),
            Err(RecvTimeoutError::Timeout) => bench.clock.pass(1),
            Err(RecvTimeoutError::Disconnected) => panic!("nobody waits any more"),
        }
    }
}

/// The term of the last claim: 1 of the founder, 2 of the bench.
fn term(bench: &Bench) -> u64 {
    let mut reader = bench.log.read(None).unwrap();
    let frames = std::iter::from_fn(|| reader.read_next().unwrap());
    frames.last().map_or(0, |frame| frame.after.term)
}

fn beat(term: u64) -> Beat {
    Beat { ledger: cast::ledger(), term, writer: [7; 16] }
}

fn secretary(of: &str, number: u64) -> Submission {
    appoint_secretary(of, None, now()).numbered(number)
}

/// It ends because of another's claim, of term 3.
#[track_caller]
fn ends_deposed(bench: &mut Bench) {
    let ended = bench.sequencer.take().unwrap().wait();
    assert!(matches!(ended, Err(Stop::Log(LogStop::Deposed { term: 3 }))), "{ended:?}");
}

#[test]
fn whoever_stands_by_takes_over_when_told_and_goes_on_where_the_other_was() {
    let mut bench = Bench::new();
    let standby = beside(&bench, &Local::default());
    let first = bench.given(&appoint_secretary("RU", None, now()), 1);
    standby.take_over();
    let (handle, sequencer) = standby.wait().unwrap().unwrap();
    let second = wait(handle.submit(secretary("BY", 2))).unwrap();
    assert_eq!((first.sequence, second.sequence), (1, 2));

    let late = appoint_secretary("KZ", None, now());
    assert_eq!(bench.submit(&late, 3), Err(NotRecorded::Deposed));
    ends_deposed(&mut bench);
    assert_eq!(bench.records().len(), 3);
    handle.close();
    sequencer.wait().unwrap();
}

#[test]
fn whoever_stands_by_waits_while_it_hears_beats_and_claims_after_its_patience() {
    let bench = Bench::new();
    let pulse = Local::default();
    let standby = beside(&bench, &pulse);
    for _ in 0..20 {
        pulse.beat(&beat(2)).unwrap();
        bench.clock.pass(1);
    }
    assert_eq!(term(&bench), 2);
    let (handle, _sequencer) = after_silence(&bench, standby);
    assert_eq!(term(&bench), 3);
    assert_eq!(wait(handle.submit(secretary("RU", 1))).unwrap().sequence, 1);
}

#[test]
fn beats_of_somebody_deposed_are_no_sign_of_life() {
    let bench = Bench::new();
    let pulse = Local::default();
    let standby = beside(&bench, &pulse);
    let (stop, stopped) = mpsc::channel::<()>();
    let deposed = thread::spawn(move || {
        while stopped.recv_timeout(Duration::from_millis(1)).is_err() {
            pulse.beat(&beat(1)).unwrap();
        }
    });
    after_silence(&bench, standby);
    assert_eq!(term(&bench), 3);
    stop.send(()).unwrap();
    deposed.join().unwrap();
}

#[test]
fn whoever_holds_the_log_is_heard() {
    let mut bench = Bench::new();
    bench.close().unwrap();
    let pulse = Local::default();
    let mut listener = pulse.listen().unwrap();
    let config = Config { pulse: Some(Arc::new(pulse)), ..config(&bench) };
    let (log, openings) = (Arc::new(bench.log.clone()), Arc::clone(&bench.openings));
    let (handle, sequencer) = Sequencer::start(log, openings, config).unwrap();
    for _ in 0..3 {
        let heard = listener.next(SOON).unwrap().expect("it beats");
        assert_eq!((heard.ledger, heard.term), (cast::ledger(), 3));
    }
    handle.close();
    sequencer.wait().unwrap();
}

#[test]
fn whoever_submits_to_one_that_stands_by_is_told_that_it_is_unavailable() {
    let bench = Bench::new();
    let standby = beside(&bench, &Local::default());
    let asked = standby.handle().submit(secretary("RU", 1));
    assert_eq!(wait(asked), Err(NotRecorded::Unavailable));
    standby.handle().close();
    assert!(standby.wait().unwrap().is_none(), "its turn never came");
    assert_eq!(term(&bench), 2);
}

#[test]
fn a_refusal_is_not_given_from_a_state_that_may_be_stale() {
    let mut bench = Bench::new();
    // By what this one knows, nobody may propose yet.
    bench.refused(&propose("NA", "RU", now()), 1, Reason::NotAuthorised);
    let (handle, _sequencer) = taken_over(&bench);
    wait(handle.submit(secretary("RU", 2))).unwrap();
    bench.clock.pass(2);
    let stale = bench.submit(&propose("NA", "RU", now()), 1);
    assert_eq!(stale, Err(NotRecorded::Deposed));
    ends_deposed(&mut bench);
    assert!(wait(handle.submit(propose("NA", "RU", now()).numbered(1))).is_ok());
}

#[test]
fn a_rehearsal_is_not_answered_from_a_state_that_may_be_stale() {
    let mut bench = Bench::new();
    let rehearse =
        |handle: &Handle| wait(handle.rehearse(Rehearsal::Signed(secretary("RU", 1)))).map(drop);
    assert_eq!(rehearse(&bench.handle), Ok(()));
    let (handle, _sequencer) = taken_over(&bench);
    wait(handle.submit(secretary("RU", 1))).unwrap();
    bench.clock.pass(2);
    assert_eq!(rehearse(&bench.handle), Err(NotRecorded::Deposed));
    ends_deposed(&mut bench);
}

#[test]
fn a_repeat_gets_the_first_receipt_from_whoever_took_over_and_none_from_the_deposed() {
    let mut bench = Bench::new();
    let asked = appoint_secretary("RU", None, now());
    let first = bench.given(&asked, 1);
    let (handle, _sequencer) = taken_over(&bench);
    assert_eq!(wait(handle.submit(asked.numbered(1))), Ok(first));
    bench.clock.pass(2);
    assert_eq!(bench.submit(&asked, 1), Err(NotRecorded::Deposed));
    ends_deposed(&mut bench);
    assert_eq!(bench.records().len(), 2);
}

#[test]
fn one_that_holds_the_log_alone_goes_on_answering_however_long_nothing_was_recorded() {
    let bench = Bench::new();
    let asked = appoint_secretary("RU", None, now());
    let first = bench.given(&asked, 1);
    for _ in 0..3 {
        bench.clock.pass(2);
        assert_eq!(bench.submit(&asked, 1), Ok(first));
    }
}

#[test]
fn a_deposed_one_that_nobody_calls_notices_and_ends() {
    let mut bench = Bench::new();
    bench.close().unwrap();
    let config = Config { pulse: Some(Arc::new(Local::default())), ..config(&bench) };
    let (log, openings) = (Arc::new(bench.log.clone()), Arc::clone(&bench.openings));
    let (_handle, sequencer) = Sequencer::start(log, openings, config).unwrap();
    let _other = taken_over(&bench);
    bench.clock.pass(3);
    let ended = sequencer.wait();
    assert!(matches!(ended, Err(Stop::Log(LogStop::Deposed { term: 4 }))), "{ended:?}");
}

#[test]
fn whoever_was_cut_off_does_not_take_the_log_back_from_whoever_took_over() {
    let mut bench = Bench::new();
    bench.close().unwrap();
    let cut_off = Config { pulse: Some(Arc::new(Local::default())), ..config(&bench) };
    let (log, openings) = (Arc::new(bench.log.clone()), Arc::clone(&bench.openings));
    let (handle, sequencer) = Sequencer::start(log, openings, cut_off).unwrap();
    let held = hold(&bench);
    let lost = wait(handle.submit(secretary("RU", 1)));
    assert_eq!(lost, Err(NotRecorded::Unavailable));
    // It tries to claim again from now on, and cannot yet.
    let standby = beside(&bench, &Local::default());
    standby.take_over();
    held.execute_batch("ROLLBACK").unwrap();
    let (active, _sequencer) = standby.wait().unwrap().unwrap();
    bench.clock.pass(3);
    let ended = sequencer.wait();
    assert!(matches!(&ended, Err(stop) if stop.is_deposition()), "{ended:?}");
    assert_eq!(wait(handle.submit(secretary("RU", 1))), Err(NotRecorded::Deposed));
    assert_eq!(wait(active.submit(secretary("RU", 1))).unwrap().sequence, 1);
}

#[test]
fn a_log_that_lacks_a_remembered_head_is_not_taken_over() {
    let bench = Bench::new();
    bench.given(&appoint_secretary("RU", None, now()), 1);
    let root = tlog::hash::Hash::new([7; 32]);
    let config = Config { remembered: vec![tlog::head::Seen { size: 1, root }], ..config(&bench) };
    let (log, openings) = (Arc::new(bench.log.clone()), Arc::clone(&bench.openings));
    let pulse = Arc::new(Local::default());
    let standby = Sequencer::stand_by(log, openings, pulse, config).unwrap();
    standby.take_over();
    let stopped = standby.wait();
    assert!(matches!(stopped, Err(Stop::Log(LogStop::RolledBack { .. }))), "{stopped:?}");
    assert_eq!(term(&bench), 2);
}

#[test]
fn two_sequencers_started_at_once_never_make_two_histories() {
    let mut bench = Bench::new();
    bench.close().unwrap();
    let start = || {
        let (log, openings) = (Arc::new(bench.log.clone()), Arc::clone(&bench.openings));
        Sequencer::start(log, openings, config(&bench))
    };
    let receipts = thread::scope(|scope| {
        let both = [scope.spawn(start), scope.spawn(start)];
        // One may be deposed before it has decided anything.
        let both = both.map(|started| started.join().unwrap());
        let mut receipts = Vec::new();
        for (number, of) in (1..).zip(STATES) {
            for (handle, _) in both.iter().flatten() {
                receipts.extend(wait(handle.submit(secretary(of, number))).ok());
            }
        }
        let ended = both.map(|started| {
            let (handle, sequencer) = started?;
            handle.close();
            sequencer.wait()
        });
        let deposed = |ended: &Result<(), Stop>| matches!(ended, Err(stop) if stop.is_deposition());
        assert!(ended.iter().any(deposed) && ended.iter().any(Result::is_ok), "{ended:?}");
        receipts
    });
    let records = bench.records();
    assert_eq!(receipts.len(), STATES.len());
    assert_eq!(records.len(), 1 + STATES.len());
    for ((sequence, record), receipt) in (0..).zip(&records).skip(1).zip(receipts) {
        assert_eq!((receipt.sequence, receipt.record), (sequence, leaf(record)));
    }
}
