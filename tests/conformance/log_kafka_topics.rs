//! Founding and opening: which topics are taken for a log, and which are refused.

use rights_log::kafka::Kafka as KafkaLog;
use rights_log::{Stop, TopicFault};
use tests::servers::kafka::Kafka;

use crate::log_promises::founded;
use crate::{Backend, LEDGER, address, stopped};

#[test]
fn a_log_is_opened_only_where_one_was_founded() {
    let topic = Kafka::shared().topic();
    let stop = stopped(KafkaLog::open(address(&topic, "")));
    let missing =
        matches!(&stop, Stop::Topic { name, fault: TopicFault::Missing } if *name == topic);
    assert!(missing, "{stop}");
    let Backend { topic, .. } = Backend::new();
    assert!(matches!(stopped(KafkaLog::open(address(&topic, ""))), Stop::NotFounded));
}

#[test]
fn founding_refuses_a_topic_that_exists_and_says_what_to_do() {
    let Backend { log, topic } = Backend::new();
    let again = || stopped(KafkaLog::create(address(&topic, ""), LEDGER));
    let said = again().to_string();
    assert!(said.ends_with("if a founding broke off there, delete it first"), "{said}");
    log_is_founded(&log);
    assert!(matches!(again(), Stop::AlreadyFounded { size: 4 }));
}

fn log_is_founded(log: &KafkaLog) {
    drop(founded(log));
}
