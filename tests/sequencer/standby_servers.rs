//! Sequencers that share nothing but a topic and a database: who takes over when one falls silent,
//! and how long that takes on real servers.

use std::{
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};

use rights::ledger::{Reason, programme::Purpose};
use rights_api::{
    status,
    v1::{self, SubmitRequest, registry_server::Registry as _},
};
use rights_config::{settings::Settings, url::LogUrl};
use rights_log::{
    Stop as LogStop,
    pulse::{Beat, Pulse},
};
use rights_sequencer::{
    Clock, Config, HEARTBEAT, Handle, NotRecorded, PATIENCE, RegistryService, SILENCE_MAX,
    Sequencer, Standby, Stop, Submission, SystemClock, found,
};
use rights_stores::Written;
use tempfile::TempDir;
use tests::{
    cast::{self, Ask, HeldClock, STATES, appoint_secretary, clerk, founding, noon, propose},
    servers::placed,
    system::wait,
};
use tlog::{hash::leaf, head::Seen};

/// One ledger on servers, founded.
struct Ledger {
    /// Removed when the test ends.
    directory: TempDir,
    settings: Settings,
    clock: Arc<HeldClock>,
}

fn now() -> rights::time::Instant {
    noon("2026-01-12")
}

impl Ledger {
    fn founded() -> Ledger {
        let directory = tempfile::tempdir().unwrap();
        let settings = placed(Settings::embedded(directory.path()));
        let Written { log, openings } = rights_stores::create(&settings, cast::ledger()).unwrap();
        let founding = founding(Purpose::Development, now()).numbered(0);
        found(&*log, &openings, founding, now()).unwrap();
        Ledger { directory, settings, clock: Arc::new(HeldClock::at(now())) }
    }

    /// As a process of its own would: no client is shared.
    fn open(&self) -> Written {
        rights_stores::open(&self.settings).unwrap()
    }

    fn pulse(&self) -> Arc<dyn Pulse> {
        let pulse = rights_stores::pulse(&self.settings).unwrap();
        pulse.expect("the log is on Kafka")
    }

    fn start(&self) -> Result<(Handle, Sequencer), Stop> {
        let Written { log, openings } = self.open();
        Sequencer::start(log, openings, self.config())
    }

    fn stand_by(&self, config: Config) -> Standby {
        let Written { log, openings } = self.open();
        Sequencer::stand_by(log, openings, self.pulse(), config).unwrap()
    }

    fn config(&self) -> Config {
        config(Arc::clone(&self.clock) as _)
    }

    /// Every record of the log, in order.
    fn records(&self) -> Vec<Vec<u8>> {
        let mut reader = rights_stores::log(&self.settings).unwrap().read(None).unwrap();
        let frames = std::iter::from_fn(|| reader.read_next().unwrap());
        let records = |frame: rights_log::Accepted| {
            frame.records().map(|(_, record)| record.to_vec()).collect::<Vec<_>>()
        };
        frames.flat_map(records).collect()
    }
}

fn config(clock: Arc<dyn Clock>) -> Config {
    Config {
        clerk: clerk(),
        clock,
        silence_max: SILENCE_MAX,
        verifiers: 1,
        inbox_max: 256,
        remembered: Vec::new(),
        pulse: None,
        heartbeat: HEARTBEAT,
        patience: PATIENCE,
    }
}

fn beat(term: u64) -> Beat {
    Beat { ledger: cast::ledger(), term, writer: [7; 16] }
}

fn secretary(of: &str, number: u64) -> Submission {
    appoint_secretary(of, None, now()).numbered(number)
}

/// What a caller who speaks gRPC is told.
fn told(handle: &Handle, asked: &Ask, number: u64) -> status::Refused {
    let Submission { envelope, .. } = asked.numbered(number);
    let request = SubmitRequest { envelope, openings: Vec::new(), at_us: 0 };
    let service = RegistryService::new(handle.clone());
    let answered = wait(service.submit(tonic::Request::new(request)));
    status::read(&answered.expect_err("it is not recorded")).expect("it says why")
}

#[track_caller]
fn ends_deposed(sequencer: Sequencer) {
    let ended = sequencer.wait();
    assert!(matches!(ended, Err(Stop::Log(LogStop::Deposed { term: 3 }))), "{ended:?}");
}

#[test]
fn whoever_stands_by_takes_over_when_the_beats_end_and_the_deposed_one_says_so() {
    let ledger = Ledger::founded();
    let (deposed, sequencer) = ledger.start().unwrap();
    wait(deposed.submit(secretary("RU", 1))).unwrap();
    let standby = ledger.stand_by(config(Arc::new(SystemClock::default())));
    let (claimed, has_claimed) = mpsc::channel();
    thread::spawn(move || claimed.send(standby.wait().map(|it| (it, Instant::now()))));
    let pulse = ledger.pulse();
    let mut last = Instant::now();
    // For longer than its patience lasts; a machine that sleeps that long may cut it short.
    let early = (0..30).find_map(|_| {
        drop(pulse.beat(&beat(2)));
        last = Instant::now();
        has_claimed.recv_timeout(PATIENCE / 20).ok()
    });
    let claimed = early.unwrap_or_else(|| has_claimed.recv().unwrap());
    let (active, decides) = claimed.unwrap();
    eprintln!("from the last beat to deciding: {} ms", (decides - last).as_millis());
    let (handle, _sequencer) = active.expect("nobody closed it");
    let second = Submission { at: Some(now()), ..secretary("BY", 2) };
    assert_eq!(wait(handle.submit(second)).unwrap().sequence, 2);

    let unavailable = told(&deposed, &appoint_secretary("KZ", None, now()), 3);
    assert_eq!(unavailable.reason, v1::Reason::Unavailable);
    assert_eq!(unavailable.facts, [("sequencer".to_owned(), "deposed".to_owned())]);
    ends_deposed(sequencer);
    assert_eq!(wait(deposed.submit(secretary("KZ", 3))), Err(NotRecorded::Deposed));
    assert_eq!(ledger.records().len(), 3);
}

#[test]
fn what_a_take_over_costs_after_the_decision_to_claim() {
    let ledger = Ledger::founded();
    let first = ledger.start().unwrap();
    let standby = ledger.stand_by(ledger.config());
    // Told while it can neither have read the log nor have made anything ready, then when it has.
    let from = Instant::now();
    standby.take_over();
    let second = standby.wait().unwrap().unwrap();
    eprintln!("from being told, at once, to deciding: {} ms", from.elapsed().as_millis());
    let standby = ledger.stand_by(ledger.config());
    let mut ear = ledger.pulse().listen().unwrap();
    while ear.next(Duration::from_millis(500)).unwrap().is_some() {}
    let from = Instant::now();
    standby.take_over();
    let (handle, _sequencer) = standby.wait().unwrap().unwrap();
    eprintln!("from being told, when ready, to deciding: {} ms", from.elapsed().as_millis());
    assert_eq!(wait(handle.submit(secretary("RU", 1))).unwrap().sequence, 1);
    drop((first, second));
}

#[test]
fn a_refusal_is_not_given_from_a_state_that_may_be_stale() {
    let ledger = Ledger::founded();
    let (stale, sequencer) = ledger.start().unwrap();
    let asked = propose("NA", "RU", now());
    // By what this one knows, nobody may propose yet.
    let refused = wait(stale.submit(asked.numbered(1)));
    let Err(NotRecorded::Refused(refusal)) = refused else { panic!("{refused:?}") };
    assert_eq!(refusal.reason, Reason::NotAuthorised);
    let standby = ledger.stand_by(ledger.config());
    standby.take_over();
    let (handle, _sequencer) = standby.wait().unwrap().unwrap();
    wait(handle.submit(secretary("RU", 2))).unwrap();
    ledger.clock.pass(2);
    assert_eq!(wait(stale.submit(asked.numbered(1))), Err(NotRecorded::Deposed));
    ends_deposed(sequencer);
    assert!(wait(handle.submit(asked.numbered(1))).is_ok());
}

#[test]
fn whoever_holds_the_log_beats_and_one_that_is_deposed_unasked_notices_and_ends() {
    let ledger = Ledger::founded();
    let Written { log, openings } = ledger.open();
    let mut ear = ledger.pulse().listen().unwrap();
    let config = Config { pulse: Some(ledger.pulse()), ..ledger.config() };
    let (_handle, sequencer) = Sequencer::start(log, openings, config).unwrap();
    let heard = loop {
        if let Ok(Some(beat)) = ear.next(HEARTBEAT) {
            break beat;
        }
    };
    assert_eq!((heard.ledger, heard.term), (cast::ledger(), 2));
    let standby = ledger.stand_by(ledger.config());
    standby.take_over();
    let _active = standby.wait().unwrap().unwrap();
    ledger.clock.pass(3);
    ends_deposed(sequencer);
}

#[test]
fn two_sequencers_started_at_once_never_make_two_histories() {
    let ledger = Ledger::founded();
    let receipts = thread::scope(|scope| {
        let both = [scope.spawn(|| ledger.start()), scope.spawn(|| ledger.start())];
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
    let records = ledger.records();
    assert_eq!((receipts.len(), records.len()), (STATES.len(), 1 + STATES.len()));
    for ((sequence, record), receipt) in (0..).zip(&records).skip(1).zip(receipts) {
        assert_eq!((receipt.sequence, receipt.record), (sequence, leaf(record)));
    }
}

#[test]
fn a_standby_whose_floor_is_not_in_the_log_does_not_take_over() {
    let mut ledger = Ledger::founded();
    let (handle, _sequencer) = ledger.start().unwrap();
    let Seen { size, .. } = wait(handle.submit(secretary("RU", 1))).unwrap().head;
    let floor = ledger.directory.path().join("floor");
    let LogUrl::Kafka(url) = &ledger.settings.log else { panic!("the log is on Kafka") };
    let (topic, ledger_hash) = (url.topic(), cast::ledger());
    let root = tlog::hash::Hash::new([7; 32]);
    let lines = |size: u64| {
        let head = format!("topic {topic}\nledger {ledger_hash}\n");
        format!("rights floor 1\n{head}size {size}\nroot {root}\n")
    };
    let floored = format!("{}&floor={}", url.connection(), floor.display());
    let texts = [lines(1), lines(size), lines(size + 1)];
    ledger.settings.log = LogUrl::parse(&floored).expect("the URL is one");
    for text in texts {
        std::fs::write(&floor, &text).unwrap();
        let standby = ledger.stand_by(ledger.config());
        standby.take_over();
        let stopped = standby.wait();
        assert!(matches!(stopped, Err(Stop::Log(LogStop::RolledBack { .. }))), "{stopped:?}");
        assert_eq!(std::fs::read_to_string(&floor).unwrap(), text, "the floor is left as it is");
    }
    assert!(wait(handle.submit(secretary("BY", 2))).is_ok(), "nobody was deposed");
}
