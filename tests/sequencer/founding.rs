//! Founding writes record 0 of an empty log, or nothing.

use std::sync::Arc;

use rights::{
    ledger::{Reason, programme::Purpose},
    role::Role,
};
use rights_log::embedded::Embedded as EmbeddedLog;
use rights_sequencer::{Lost, NotFounded, Sequencer, Stop, found};
use tests::cast::{self, HeldClock, appoint_secretary, founding, state};

use crate::bench::{config, founded, now, stores};

#[test]
fn the_founding_is_record_0() {
    let directory = tempfile::tempdir().unwrap();
    let (log, openings) = stores(EmbeddedLog::create(directory.path(), cast::ledger()).unwrap());
    let asked = founding(Purpose::Production, now());
    let receipt = found(&log, &openings, asked.numbered(0), now()).unwrap();
    assert_eq!((receipt.sequence, receipt.head.size), (0, 1));
    assert_eq!(receipt.head.root, receipt.record, "its leaf is the whole tree");
}

#[test]
fn a_ledger_is_founded_once() {
    let directory = tempfile::tempdir().unwrap();
    let (log, openings) = founded(directory.path(), Purpose::Production);
    let asked = founding(Purpose::Production, now());
    let again = found(&log, &openings, asked.numbered(0), now());
    let already = rights_log::Stop::AlreadyFounded { size: 1 }.to_string();
    let Err(NotFounded::Lost(Lost::Stop(Stop::Log(stop)))) = again else { panic!("{again:?}") };
    assert_eq!(stop.to_string(), already);
}

#[test]
fn a_refused_founding_leaves_the_log_empty() {
    let directory = tempfile::tempdir().unwrap();
    let (log, openings) = stores(EmbeddedLog::create(directory.path(), cast::ledger()).unwrap());
    let mut unsigned = founding(Purpose::Production, now());
    unsigned.signers.retain(|role| *role != Role::Head(state("KZ")));
    for asked in [unsigned, appoint_secretary("RU", None, now())] {
        let refused = found(&log, &openings, asked.numbered(0), now());
        let Err(NotFounded::Refused(refusal)) = refused else { panic!("{refused:?}") };
        assert_eq!(refusal.reason, Reason::NotAuthorised);
    }
    found(&log, &openings, founding(Purpose::Production, now()).numbered(0), now()).unwrap();
}

#[test]
fn a_founding_is_for_the_ledger_of_its_log() {
    let directory = tempfile::tempdir().unwrap();
    let other = tlog::hash::Hash::of(&[b"another origin"]);
    let (log, openings) = stores(EmbeddedLog::create(directory.path(), other).unwrap());
    let asked = founding(Purpose::Production, now());
    let refused = found(&log, &openings, asked.numbered(0), now());
    let Err(NotFounded::Refused(refusal)) = refused else { panic!("{refused:?}") };
    assert_eq!(refusal.reason, Reason::WrongLedger);
}

#[test]
fn nothing_is_sequenced_before_the_founding() {
    let directory = tempfile::tempdir().unwrap();
    let (log, openings) = stores(EmbeddedLog::create(directory.path(), cast::ledger()).unwrap());
    let clock = Arc::new(HeldClock::at(now()));
    let started = Sequencer::start(Arc::new(log), openings, config(&clock));
    assert!(matches!(started, Err(Stop::Log(rights_log::Stop::NotFounded))));
}

#[test]
fn a_clerk_whom_the_ledger_does_not_know_serves_nobody() {
    let directory = tempfile::tempdir().unwrap();
    let (log, openings) = founded(directory.path(), Purpose::Production);
    let clock = Arc::new(HeldClock::at(now()));
    let mut config = config(&clock);
    config.clerk = cast::signing_key(Role::Secretary);
    let started = Sequencer::start(Arc::new(log), openings, config);
    assert!(matches!(started, Err(Stop::ClerkKey(_))));
}
