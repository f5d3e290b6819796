//! The promises of a pulse, kept by Apache Kafka; above all that being deaf is not silence.

mod pulse_promises;

use std::time::Duration;

use rdkafka::ClientConfig;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _};
use rights_log::kafka::{self, Address, Kafka as KafkaLog};
use rights_log::pulse::{Beat, Listener, Pulse};
use tests::servers::kafka::{Kafka, PATIENCE};
use tlog::hash::Hash;

use crate::pulse_promises::{beat, insist, is_silent, listen, next};

/// A topic of its own, and each pulse with clients of its own.
pub(crate) struct Backend {
    topic: String,
}

impl Backend {
    pub(crate) fn new() -> Self {
        Self { topic: Kafka::shared().topic() }
    }

    pub(crate) fn pulse(&self) -> Box<dyn Pulse> {
        Box::new(pulse(Kafka::shared(), &self.topic))
    }
}

fn address(kafka: &Kafka, topic: &str) -> Address {
    let text = format!("kafka://{}/{topic}?replication=1&development=true", kafka.bootstrap());
    Address::parse(&text).expect("this is an address")
}

fn pulse(kafka: &Kafka, topic: &str) -> kafka::Pulse {
    kafka::Pulse::of(&address(kafka, topic)).expect("there is room for a client")
}

fn topics(kafka: &Kafka) -> Vec<String> {
    let metadata = kafka.admin().inner().fetch_metadata(None, PATIENCE);
    let metadata = metadata.expect("the broker answers");
    metadata.topics().iter().map(|topic| topic.name().to_owned()).collect()
}

/// What is heard of somebody who beats with term 2 until then.
fn heard_at_last(beating: &dyn Pulse, ear: &mut dyn Listener) -> Beat {
    loop {
        drop(beating.beat(&beat(2)));
        if let Ok(Some(heard)) = ear.next(Duration::from_millis(100)) {
            return heard;
        }
    }
}

#[test]
fn founding_a_log_creates_the_topic_of_its_pulse() {
    let kafka = Kafka::shared();
    let topic = kafka.topic();
    KafkaLog::create(address(kafka, &topic), Hash::ZERO).expect("the topic is new");
    let beside = format!("{topic}.pulse");
    assert!(topics(kafka).contains(&beside), "{beside}");
    listen(&pulse(kafka, &topic));
}

#[test]
fn what_else_is_in_the_topic_is_neither_a_beat_nor_silence_broken() {
    let backend = Backend::new();
    let pulse = backend.pulse();
    let mut ear = listen(&*pulse);
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", Kafka::shared().bootstrap());
    let stranger: BaseProducer = config.create().expect("the configuration is valid");
    let topic = format!("{}.pulse", backend.topic);
    for bytes in [&b""[..], b"alive", &[0xff; 64]] {
        let record = BaseRecord::<(), [u8]>::to(&topic).payload(bytes);
        stranger.send(record).map_err(|(error, _)| error).expect("there is room for it");
    }
    stranger.flush(PATIENCE).expect("the broker takes it");
    assert!(is_silent(&mut *ear));
    insist(|| pulse.beat(&beat(1)));
    assert_eq!(next(&mut *ear), beat(1));
}

#[test]
fn a_topic_that_is_deleted_is_made_anew_and_was_not_silence() {
    let backend = Backend::new();
    let pulse = backend.pulse();
    let mut ear = listen(&*pulse);
    insist(|| pulse.beat(&beat(1)));
    assert_eq!(next(&mut *ear), beat(1));
    Kafka::shared().delete(&format!("{}.pulse", backend.topic));
    // Until the brokers have told each other, there may be nothing to hear.
    while let Ok(None) = ear.next(Duration::ZERO) {}
    assert_eq!(heard_at_last(&*pulse, &mut *ear), beat(2));
}

#[test]
fn whoever_is_cut_off_is_deaf_and_hears_again_when_the_broker_is_back() {
    let mut kafka = Kafka::start();
    let topic = kafka.topic();
    let (beating, listening) = (pulse(&kafka, &topic), pulse(&kafka, &topic));
    let mut ear = listen(&listening);
    insist(|| beating.beat(&beat(1)));
    assert_eq!(next(&mut *ear), beat(1));
    kafka.kill();
    for look in 0..5 {
        let heard = ear.next(Duration::from_millis(20));
        assert!(heard.is_err(), "{heard:?} at look {look}");
    }
    assert!(listening.listen().is_err(), "nor is there a new listener");
    kafka.resume();
    assert_eq!(heard_at_last(&beating, &mut *ear), beat(2));
}
