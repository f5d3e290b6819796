//! What time it is: never decreasing, believed only while the clocks agree, set only where nobody
//! relies on it.

use std::time::Duration;

use rights::{
    ledger::{Reason, programme::Purpose},
    time::Instant,
};
use rights_sequencer::{ClockRefused, NotRecorded, Stop};
use tests::cast::{appoint_secretary, noon};

use crate::bench::{Bench, config, now, wait};

#[test]
fn a_production_ledger_stops_when_its_clock_jumps() {
    let mut bench = Bench::of(Purpose::Production);
    bench.clock.pass(10);
    bench.given(&appoint_secretary("RU", None, now()), 1);
    bench.clock.jump_to(now().plus_seconds(15));
    let asked = appoint_secretary("BY", None, now());
    assert_eq!(bench.submit(&asked, 2), Err(NotRecorded::Unavailable));
    let stop = bench.sequencer.take().unwrap().wait();
    assert!(matches!(stop, Err(Stop::ClockStepped { .. })), "{stop:?}");
}

#[test]
fn a_long_silence_of_a_production_ledger_is_confirmed_by_a_person() {
    let mut bench = Bench::of(Purpose::Production);
    bench.close().unwrap();
    bench.clock.pass(31 * 86_400);
    let stop = bench.start_again();
    assert!(matches!(stop, Err(Stop::Silence { .. })), "{stop:?}");
    let mut config = config(&bench.clock);
    config.silence_max = Duration::from_hours(31 * 24);
    let (log, openings) = (std::sync::Arc::new(bench.log.clone()), bench.openings.clone());
    assert!(rights_sequencer::Sequencer::start(log, openings, config).is_ok());
}

#[test]
fn the_clock_of_a_development_ledger_is_set_by_its_caller() {
    let bench = Bench::new();
    let later = noon("2026-03-01");
    let set = |at: Instant| wait(bench.handle.set_clock(Some(at))).unwrap();
    assert_eq!(set(later), Err(ClockRefused::Ahead { wall: now() }));
    bench.clock.pass(100 * 86_400);
    assert_eq!(set(later), Ok(later));
    let receipt = bench.given(&appoint_secretary("RU", None, later), 1);
    assert_eq!(receipt.recorded_at, later);
    assert_eq!(set(now()), Err(ClockRefused::Backwards { last: later }));
    let expired = appoint_secretary("BY", None, now());
    bench.refused(&expired, 2, Reason::CommandExpired);
    let wall = now().plus_days(100);
    assert_eq!(wait(bench.handle.set_clock(None)), Some(Ok(wall)));
}

#[test]
fn nobody_sets_the_clock_of_a_production_ledger() {
    let bench = Bench::of(Purpose::Production);
    let set = wait(bench.handle.set_clock(Some(now())));
    assert_eq!(set, Some(Err(ClockRefused::Production)));
}

#[test]
fn a_command_to_a_development_ledger_says_when_it_is_recorded() {
    let bench = Bench::new();
    bench.clock.pass(100 * 86_400);
    let submit = |of: &str, number, at: Instant| {
        let asked = appoint_secretary(of, None, at).numbered(number);
        wait(bench.handle.submit(rights_sequencer::Submission { at: Some(at), ..asked }))
    };
    let early = noon("2026-02-01");
    let late = early.plus_minutes(30);
    let first = submit("RU", 1, early).unwrap();
    assert_eq!(first.recorded_at, early);
    assert_eq!(submit("BY", 2, late).unwrap().recorded_at, late);
    assert_eq!(submit("RU", 1, early), Ok(first), "a repeat is answered whenever it comes");
    let backwards = ClockRefused::Backwards { last: late };
    assert_eq!(submit("KZ", 3, early), Err(NotRecorded::Clock(backwards)));
}

#[test]
fn records_never_go_back_in_time() {
    let mut bench = Bench::new();
    bench.clock.pass(60);
    let first = bench.given(&appoint_secretary("RU", None, now()), 1);
    bench.clock.jump_to(now().plus_seconds(5));
    let second = bench.given(&appoint_secretary("BY", None, now()), 2);
    assert_eq!(second.recorded_at, first.recorded_at);
    bench.close().unwrap();
    bench.start_again().unwrap();
    let third = bench.given(&appoint_secretary("KZ", None, now()), 3);
    assert_eq!(third.recorded_at, first.recorded_at);
}
