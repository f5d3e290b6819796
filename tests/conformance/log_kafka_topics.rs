//! Founding and opening: which topics are taken for a log, and which are refused.

use rights_log::kafka::{Address, Kafka as KafkaLog};
use rights_log::{Log as _, Setting, Stop, TopicFault};
use tests::servers::kafka::Kafka;
use tlog::hash::Hash;

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
    drop(log.found(&[]).expect("an empty log can be founded"));
    let exists = again();
    assert!(matches!(exists, Stop::Topic { fault: TopicFault::Exists, .. }), "{exists}");
    founded(&log);
    assert!(matches!(again(), Stop::AlreadyFounded { size: 4 }));
    Kafka::shared().delete(&topic);
    KafkaLog::create(address(&topic, ""), Hash::new([8; 32])).expect("there is room again");
}

#[test]
fn a_topic_that_would_lose_records_is_refused_with_each_setting_to_change() {
    let kafka = Kafka::shared();
    let topic = kafka.topic();
    kafka.create(&topic, 2, &[("cleanup.policy", "compact"), ("max.message.bytes", "1000")]);
    let text = format!("kafka://{}/{topic}", kafka.bootstrap());
    let production = Address::parse(&text).expect("this is an address");
    let wanted = [
        ("retention.ms", "604800000", "-1"),
        ("cleanup.policy", "compact", "delete"),
        ("max.message.bytes", "1000", ">= 528384"),
        ("min.insync.replicas", "1", ">= 2"),
        ("replication.factor", "1", ">= 2"),
        ("partitions", "2", "1"),
    ];
    let wanted = wanted.map(|(name, found, wanted)| Setting { name, found: found.into(), wanted });
    let stop = stopped(KafkaLog::open(production.clone()));
    let Stop::Topic { fault: TopicFault::Settings(unfit), .. } = stop else { panic!("{stop}") };
    assert_eq!(unfit, wanted);
    assert_eq!(rights_log::kafka::unfit(production).expect("the broker answers"), wanted);
}

#[test]
fn what_founding_creates_is_fit() {
    let Backend { topic, .. } = Backend::new();
    let unfit = rights_log::kafka::unfit(address(&topic, ""));
    assert_eq!(unfit.expect("the broker answers"), []);
    let text = format!("kafka://{}/{topic}", Kafka::shared().bootstrap());
    let production = Address::parse(&text).expect("this is an address");
    let unfit = rights_log::kafka::unfit(production).expect("the broker answers");
    let names: Vec<_> = unfit.iter().map(|setting| setting.name).collect();
    assert_eq!(names, ["min.insync.replicas", "replication.factor"], "but not for production");
}
