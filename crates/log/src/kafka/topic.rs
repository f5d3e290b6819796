//! The topic: created by founding, and examined at every start for settings that lose records.

use std::collections::HashMap;
use std::thread;
use std::time::{Duration, Instant};

use futures_executor::block_on;
use rdkafka::admin::{AdminOptions, NewTopic, ResourceSpecifier, TopicReplication};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::metadata::Metadata;
use tlog::frame::FRAME_BYTES_MAX;

use super::client::Client;
use super::fault;
use crate::error::{Error, Setting, TopicFault};

/// The largest message: a full frame, and what Kafka wraps around it (about 100 bytes).
pub(super) const MESSAGE_BYTES_MAX: usize = FRAME_BYTES_MAX + 4096;
/// [`MESSAGE_BYTES_MAX`] as a topic is given it.
const MESSAGE_BYTES: &str = "528384";
/// How long heartbeats are kept: nobody reads those from before it listened.
const PULSE_MS: &str = "60000";
/// How soon the leader of a new topic is asked after again.
const LEADER_WAIT: Duration = Duration::from_millis(10);

/// What is known of a topic that exists.
pub(super) struct Topic {
    partitions: usize,
    replication: usize,
    settings: HashMap<String, String>,
}

/// Creates the topic; whether it was there before.
pub(super) fn create(client: &Client) -> Result<bool, Error> {
    let address = &client.address;
    let insync = if address.development && address.replication == 1 { "1" } else { "2" };
    let replication = TopicReplication::Fixed(address.replication);
    let topic = NewTopic::new(&address.topic, 1, replication)
        .set("min.insync.replicas", insync)
        .set("unclean.leader.election.enable", "false")
        .set("retention.ms", "-1")
        .set("retention.bytes", "-1")
        .set("cleanup.policy", "delete")
        .set("max.message.bytes", MESSAGE_BYTES);
    create_as(client, &topic)
}

/// Creates the topic of the heartbeats, unless it is there.
pub(super) fn create_pulse(client: &Client) -> Result<(), Error> {
    // First: whoever beats or listens may not be allowed to create topics.
    if exists(client)? {
        return Ok(());
    }
    let replication = TopicReplication::Fixed(client.address.replication);
    let topic = NewTopic::new(client.topic(), 1, replication)
        .set("retention.ms", PULSE_MS)
        .set("segment.ms", PULSE_MS)
        .set("cleanup.policy", "delete");
    create_as(client, &topic).map(drop)
}

fn create_as(client: &Client, topic: &NewTopic<'_>) -> Result<bool, Error> {
    let created = block_on(client.admin.create_topics([topic], &options(client)));
    match created.map_err(fault::passing)?.into_iter().next() {
        Some(Err((_, RDKafkaErrorCode::TopicAlreadyExists))) => return Ok(true),
        Some(Err((_, code))) => return Err(fault::passing(KafkaError::AdminOp(code))),
        Some(Ok(_)) | None => {}
    }
    await_leader(client)?;
    Ok(false)
}

/// A new topic takes a moment until every broker knows of it.
fn await_leader(client: &Client) -> Result<(), Error> {
    let until = client.patience_ends();
    loop {
        match client.marks() {
            Err(Error::Unavailable(_)) if Instant::now() < until => thread::sleep(LEADER_WAIT),
            Err(error) => return Err(error),
            Ok(_) => return Ok(()),
        }
    }
}

fn exists(client: &Client) -> Result<bool, Error> {
    Ok(metadata(client)?.topics().iter().any(|topic| topic.name() == client.topic()))
}

/// Of all topics, because asking for one by its name can create it.
fn metadata(client: &Client) -> Result<Metadata, Error> {
    let metadata = client.admin.inner().fetch_metadata(None, client.address.patience);
    metadata.map_err(fault::passing)
}

/// The topic as it is now; none if there is none.
pub(super) fn describe(client: &Client) -> Result<Option<Topic>, Error> {
    let metadata = metadata(client)?;
    let named = metadata.topics().iter().find(|topic| topic.name() == client.topic());
    let Some(topic) = named else { return Ok(None) };
    let replicas = topic.partitions().iter().map(|partition| partition.replicas().len());
    Ok(Some(Topic {
        partitions: topic.partitions().len(),
        replication: replicas.min().unwrap_or(0),
        settings: settings(client)?,
    }))
}

/// What the topic is set to, by Kafka's names; empty if this client may not know.
fn settings(client: &Client) -> Result<HashMap<String, String>, Error> {
    let resource = ResourceSpecifier::Topic(client.topic());
    let described = block_on(client.admin.describe_configs([&resource], &options(client)));
    let Some(described) = described.map_err(fault::passing)?.into_iter().next() else {
        return Ok(HashMap::new());
    };
    let entries = described.map_err(|code| fault::passing(KafkaError::AdminOp(code)))?.entries;
    Ok(entries.into_iter().filter_map(|entry| Some((entry.name, entry.value?))).collect())
}

/// Refuses a topic that is missing, or that would lose or refuse records.
pub(super) fn examine(client: &Client) -> Result<(), Error> {
    let refused = |fault| Err(fault::topic(client.topic(), fault));
    let Some(topic) = describe(client)? else { return refused(TopicFault::Missing) };
    let unfit = topic.unfit(client.address.development);
    if unfit.is_empty() { Ok(()) } else { refused(TopicFault::Settings(unfit)) }
}

impl Topic {
    /// Every setting that would lose or refuse records; a development ledger may live on one
    /// broker.
    pub(super) fn unfit(&self, development: bool) -> Vec<Setting> {
        let setting = |name: &str| self.settings.get(name).map_or("unknown", String::as_str);
        let at_least = |least: usize| {
            move |found: &str| found.parse::<usize>().is_ok_and(|found| found >= least)
        };
        let is = |wanted: &'static str| move |found: &str| found == wanted;
        let mut unfit = Vec::new();
        let mut demand = |name, found: &str, wanted, holds: &dyn Fn(&str) -> bool| {
            if !holds(found) {
                unfit.push(Setting { name, found: found.to_owned(), wanted });
            }
        };
        let mut demand_set = |name, wanted, holds: &dyn Fn(&str) -> bool| {
            demand(name, setting(name), wanted, holds);
        };
        demand_set("retention.ms", "-1", &is("-1"));
        demand_set("retention.bytes", "-1", &is("-1"));
        demand_set("cleanup.policy", "delete", &is("delete"));
        demand_set("unclean.leader.election.enable", "false", &is("false"));
        demand_set("max.message.bytes", ">= 528384", &at_least(MESSAGE_BYTES_MAX));
        if !development {
            demand_set("min.insync.replicas", ">= 2", &at_least(2));
            let replication = self.replication.to_string();
            demand("replication.factor", &replication, ">= 2", &at_least(2));
        }
        demand("partitions", &self.partitions.to_string(), "1", &is("1"));
        unfit
    }
}

fn options(client: &Client) -> AdminOptions {
    let patience = Some(client.address.patience);
    AdminOptions::new().request_timeout(patience).operation_timeout(patience)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topic() -> Topic {
        let settings = [
            ("retention.ms", "-1"),
            ("retention.bytes", "-1"),
            ("cleanup.policy", "delete"),
            ("unclean.leader.election.enable", "false"),
            ("max.message.bytes", MESSAGE_BYTES),
            ("min.insync.replicas", "2"),
        ];
        let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Topic { partitions: 1, replication: 3, settings: settings.into() }
    }

    #[test]
    fn each_setting_that_loses_records_is_named_with_what_it_must_be() {
        assert_eq!(topic().unfit(false), []);
        for (name, found) in [
            ("retention.ms", "604800000"),
            ("retention.bytes", "1000000"),
            ("cleanup.policy", "compact"),
            ("cleanup.policy", "compact,delete"),
            ("unclean.leader.election.enable", "true"),
            ("max.message.bytes", "528383"),
            ("min.insync.replicas", "1"),
        ] {
            let mut topic = topic();
            topic.settings.insert(name.to_owned(), found.to_owned());
            let [unfit] = &topic.unfit(false)[..] else { panic!("{name} is fit") };
            assert_eq!((unfit.name, unfit.found.as_str()), (name, found));
            topic.settings.remove(name);
            assert_eq!(topic.unfit(false)[0].found, "unknown");
        }
    }

    #[test]
    fn one_replica_and_several_partitions_are_refused() {
        let one = Topic { replication: 1, ..topic() };
        let text = one.unfit(false).iter().map(Setting::to_string).collect::<String>();
        assert_eq!(text, "replication.factor is 1 and must be >= 2");
        assert_eq!(one.unfit(true), []);
        let two = Topic { partitions: 2, ..topic() };
        assert_eq!(two.unfit(true)[0].to_string(), "partitions is 2 and must be 1");
    }

    #[test]
    fn a_new_topic_takes_the_largest_frame() {
        assert_eq!(MESSAGE_BYTES, MESSAGE_BYTES_MAX.to_string());
    }
}
