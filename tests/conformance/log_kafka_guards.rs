//! A topic cut short, made anew, or on a broker that is away: noticed, and never taken for the log.

use rights_log::kafka::{Address, Kafka as KafkaLog};
use rights_log::{Damage, Error, Log, Reader, Reading as _, Stop};
use tests::servers::kafka::Kafka;
use tlog::hash::Hash;
use tlog::head::Seen;

use crate::log_promises::{batch, claim, founded, frames, records};
use crate::{Backend, LEDGER, address, stopped};

/// What a reader says once brokers have told each other what happened.
fn settled(reader: &mut dyn Reader) -> Stop {
    loop {
        match reader.read_next() {
            Err(Error::Stop(stop)) => return stop,
            Err(Error::Unavailable(_)) => {}
            Ok(read) => panic!("{read:?}"),
        }
    }
}

#[test]
fn a_topic_whose_first_messages_were_deleted_stops_everyone() {
    let backend = Backend::new();
    let mut writer = founded(&backend.log);
    let mut early = backend.log.read(None).expect("the log can be read");
    let mut late = backend.log.read(None).expect("the log can be read");
    while late.read_next().expect("the log is whole").is_some() {}
    let bookmark = late.bookmark().expect("frames were read");
    Kafka::shared().delete_before(&backend.topic, 2);

    let gap = |stop: Stop| matches!(stop, Stop::Damaged { position: 2, why: Damage::Gap });
    assert!(gap(stopped(KafkaLog::open(address(&backend.topic, "")))));
    assert!(gap(stopped(backend.log.claim(None, &[], &mut |_| {}))));
    assert!(gap(settled(&mut *late)), "also behind what was deleted");
    assert!(gap(stopped(writer.confirm())));
    assert!(gap(stopped(backend.log.read(Some(&bookmark)))), "though its frame is still there");
    while let Ok(Some(_)) = early.read_next() {}
    assert!(gap(stopped(early.read_next())), "what was fetched before may be given out");
}

#[test]
fn a_topic_made_anew_is_not_taken_for_the_log() {
    let backend = Backend::new();
    let mut writer = founded(&backend.log);
    let before = frames(&backend.log);
    let mut reader = backend.log.read(None).expect("the log can be read");
    while reader.read_next().expect("the log is whole").is_some() {}
    let bookmark = reader.bookmark().expect("frames were read");
    Kafka::shared().delete(&backend.topic);
    let anew = KafkaLog::create(address(&backend.topic, ""), LEDGER).expect("it was deleted");

    assert!(matches!(stopped(anew.read(Some(&bookmark))), Stop::Damaged { position: 3, .. }));
    let stop = settled(&mut *reader);
    assert!(matches!(stop, Stop::Damaged { position: 3, why: Damage::Vanished }), "{stop}");
    let seen = [before.last().expect("there are frames").after.seen()];
    assert!(matches!(stopped(anew.found(&seen)), Stop::RolledBack { .. }));
    assert!(writer.append(&batch(&["e"])).is_err(), "nothing is acknowledged");
}

#[test]
fn the_floor_remembers_the_log_when_nobody_else_does() {
    let Backend { log, topic } = Backend::new();
    drop(log);
    Kafka::shared().delete(&topic);
    let directory = tempfile::tempdir().expect("there is room for a directory");
    let floor = directory.path().join("floor");
    let floored = || address(&topic, &format!("&floor={}", floor.display()));
    let log = KafkaLog::create(floored(), LEDGER).expect("the topic is new");
    drop(founded(&log));
    let written = std::fs::read_to_string(&floor).expect("a writer leaves its floor");
    assert!(written.contains("\nsize 4\n"), "{written}");
    drop(claim(&KafkaLog::open(floored()).expect("it holds a log")));

    Kafka::shared().delete(&topic);
    let anew = KafkaLog::create(floored(), LEDGER).expect("the topic was deleted");
    let stop = stopped(anew.found(&[]));
    let lost = matches!(stop, Stop::RolledBack { remembered, .. } if remembered.size == 4);
    assert!(lost, "{stop}");
    assert_eq!(frames(&anew), []);
}

#[test]
fn a_floor_is_compared_wherever_the_claim_begins() {
    let Backend { log, topic } = Backend::new();
    drop(founded(&log));
    let heads: Vec<Seen> = frames(&log).iter().map(|frame| frame.after.seen()).collect();
    let mut reader = log.read(None).expect("the log can be read");
    while reader.read_next().expect("the log is whole").is_some() {}
    let bookmark = reader.bookmark().expect("frames were read");
    let directory = tempfile::tempdir().expect("there is room for a directory");
    let floor = directory.path().join("floor");
    let log = KafkaLog::open(address(&topic, &format!("&floor={}", floor.display())));
    let log = log.expect("it holds a log");
    let write = |Seen { size, root }: Seen| {
        let head = format!("topic {topic}\nledger {LEDGER}\n");
        let text = format!("rights floor 1\n{head}size {size}\nroot {root}\n");
        std::fs::write(&floor, text).expect("it can be written");
    };
    let claim = |remembered: &[Seen]| log.claim(Some(&bookmark), remembered, &mut |_| {});

    let other = |size| Seen { size, root: Hash::new([9; 32]) };
    // Behind the bookmark, at it, and beyond the log's end.
    for forged in [other(1), other(2), other(4), other(5)] {
        write(forged);
        let stop = stopped(claim(&[]));
        assert!(matches!(stop, Stop::RolledBack { remembered, .. } if remembered == forged));
        assert_eq!(log.floor().expect("it is whole"), Some(forged), "the evidence is kept");
    }
    for &seen in heads.iter().filter(|seen| seen.size > 0) {
        write(seen);
        drop(claim(&[]).expect("the log has it"));
        let kept = log.floor().expect("it is whole");
        assert_eq!(kept, heads.last().copied(), "a claim raises it");
    }
    // Whoever names it has compared it.
    write(other(1));
    drop(claim(&[other(1)]).expect("it is the claimer's word"));
}

/// A log on a broker of this test's own.
fn address_on(kafka: &Kafka, topic: &str, options: &str) -> Address {
    let options = format!("replication=1&development=true{options}");
    let text = format!("kafka://{}/{topic}?{options}", kafka.bootstrap());
    Address::parse(&text).expect("this is an address")
}

/// What is answered at last, however often a busy broker lets the asker wait.
fn insist<T>(mut ask: impl FnMut() -> Result<T, Error>) -> T {
    loop {
        match ask() {
            Ok(answer) => return answer,
            Err(Error::Unavailable(_)) => {}
            Err(Error::Stop(stop)) => panic!("{stop}"),
        }
    }
}

#[test]
fn a_broker_that_was_away_is_a_pause_for_readers_and_the_end_of_a_writer() {
    let mut kafka = Kafka::start();
    let topic = kafka.topic();
    let patient = KafkaLog::create(address_on(&kafka, &topic, ""), LEDGER);
    drop(founded(&patient.expect("the topic is new")));
    let impatient = address_on(&kafka, &topic, "&patience.ms=2000");
    let log = insist(|| KafkaLog::open(impatient.clone()));
    let mut writer = insist(|| log.claim(None, &[], &mut |_| {}));
    let mut reader = log.read(None).expect("the log can be read");
    let first = insist(|| reader.read_next());
    kafka.kill();
    let mut read: Vec<_> = first.into_iter().collect();
    let away = loop {
        match reader.read_next() {
            Ok(Some(frame)) => read.push(frame),
            Ok(None) => panic!("nobody can say that this is the end"),
            Err(error) => break error,
        }
    };
    assert!(matches!(away, Error::Unavailable(_)), "{away}");
    assert!(matches!(writer.append(&batch(&["lost"])), Err(Error::Unavailable(_))));
    assert!(matches!(KafkaLog::open(impatient), Err(Error::Unavailable(_))));

    kafka.resume();
    let head = insist(|| {
        let claimed = log.claim(None, &[], &mut |_| {});
        claimed.and_then(|mut claimed| claimed.append(&batch(&["e"])))
    });
    while read.last().is_none_or(|frame| frame.after != head) {
        match reader.read_next() {
            Ok(Some(frame)) => read.push(frame),
            Ok(None) | Err(Error::Unavailable(_)) => {}
            Err(Error::Stop(stop)) => panic!("{stop}"),
        }
    }
    assert_eq!(read, frames(&log));
    assert!(writer.append(&batch(&["lost"])).is_err(), "it is spent");
    let kept: Vec<_> = records(&log).into_iter().map(|(_, record)| record).collect();
    // The append of unknown outcome is found, or absent for good.
    let [a, b, c, d, rest @ ..] = &kept[..] else { panic!("{kept:?}") };
    assert_eq!([a, b, c, d], [b"a", b"b", b"c", b"d"]);
    let lost: &[Vec<u8>] = &[b"lost".to_vec()];
    let rest = rest.strip_prefix(lost).unwrap_or(rest);
    assert!(!rest.is_empty() && rest.iter().all(|record| record == b"e"), "{kept:?}");
}
