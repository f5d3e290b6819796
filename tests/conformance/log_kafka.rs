//! The log's promises kept by Apache Kafka, and those that only a topic can break.

mod log_kafka_damage;
mod log_kafka_guards;
mod log_kafka_topics;
mod log_promises;

use rights_log::kafka::{Address, Kafka as KafkaLog};
use rights_log::{Error, Log, Stop};
use tests::servers::kafka::Kafka;
use tlog::hash::Hash;

const LEDGER: Hash = Hash::new([7; 32]);

/// A topic of its own.
pub(crate) struct Backend {
    log: KafkaLog,
    topic: String,
}

impl Backend {
    pub(crate) fn new() -> Self {
        let topic = Kafka::shared().topic();
        let log = KafkaLog::create(address(&topic, ""), LEDGER).expect("the topic is new");
        Self { log, topic }
    }

    /// A handle to the log.
    pub(crate) fn log(&self) -> Box<dyn Log> {
        Box::new(self.log.clone())
    }

    /// The same log, after every handle was dropped.
    pub(crate) fn reopened(self) -> Self {
        let Self { log, topic } = self;
        drop(log);
        let log = KafkaLog::open(address(&topic, "")).expect("the topic holds a log");
        Self { log, topic }
    }
}

/// On the one broker there is; `options` begin with `&`.
pub(crate) fn address(topic: &str, options: &str) -> Address {
    let bootstrap = Kafka::shared().bootstrap();
    let text = format!("kafka://{bootstrap}/{topic}?replication=1&development=true{options}");
    Address::parse(&text).expect("this is an address")
}

#[track_caller]
fn stopped<T>(result: Result<T, Error>) -> Stop {
    match result {
        Ok(_) => panic!("it went on"),
        Err(Error::Stop(stop)) => stop,
        Err(Error::Unavailable(unavailable)) => panic!("{unavailable:?}"),
    }
}
