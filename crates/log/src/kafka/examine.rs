//! Looks at a topic for whoever looks after it: nothing is claimed, created or written.

use std::sync::Arc;
use std::time::Instant;

use rdkafka::config::FromClientConfig as _;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::KafkaError;
use rdkafka::message::Message as _;
use rdkafka::{Offset, TopicPartitionList};
use tlog::hash::Hash;
use tlog::head::Seen;

use super::address::Address;
use super::client::Client;
use super::floor::Floor;
use super::{PARTITION, fault, reader, topic};
use crate::error::{Error, TopicFault};
use crate::{Condition, Tail};

/// Claims and late frames lie between records: so many messages at the end hold some, nearly
/// always; if not, four times as many are read.
const FEW: u64 = 16;

/// How the topic is kept.
///
/// # Errors
/// [`TopicFault::Missing`]; [`Error::Unavailable`].
pub fn condition(address: Address) -> Result<Condition, Error> {
    let client = Client::new(address)?;
    let missing = || fault::topic(client.topic(), TopicFault::Missing);
    let found = topic::describe(&client)?.ok_or_else(missing)?;
    let metadata = client.admin.inner().fetch_metadata(None, client.address.patience);
    let metadata = metadata.map_err(fault::passing)?;
    let named = metadata.topics().iter().find(|topic| topic.name() == client.topic());
    let partition = named.and_then(|topic| topic.partitions().first());
    Ok(Condition {
        topic: client.topic().to_owned(),
        unfit: found.unfit(client.address.development),
        brokers: metadata.brokers().len(),
        has_leader: partition.is_some_and(|partition| partition.leader() >= 0),
        replicas: partition.map_or(0, |partition| partition.replicas().len()),
        in_sync: partition.map_or(0, |partition| partition.isr().len()),
        in_sync_least: found.setting("min.insync.replicas").and_then(|least| least.parse().ok()),
    })
}

/// The end of the log, from its last messages alone; what is no frame is passed over.
///
/// # Errors
/// [`Error::Unavailable`].
pub fn tail(address: Address) -> Result<Tail, Error> {
    let client = Arc::new(Client::new(address)?);
    let marks = client.marks()?;
    let mut count = FEW;
    loop {
        let from = marks.high.saturating_sub(count).max(marks.low);
        let tail = tail_from(&client, from, marks.high)?;
        if tail.size > 0 || from == marks.low {
            return Ok(tail);
        }
        count = count.saturating_mul(4);
    }
}

/// What the log's owner remembers of the log of `ledger`; none where nothing is remembered.
///
/// # Errors
/// [`TopicFault::Floor`] and [`crate::Stop::OtherLedger`]: the file is not this log's.
pub fn floor(address: Address, ledger: Hash) -> Result<Option<Seen>, Error> {
    Floor::new(address.floor, &address.topic, ledger).read()
}

/// What the messages from the offset `from` to before `high` say.
fn tail_from(client: &Client, from: u64, high: u64) -> Result<Tail, Error> {
    let mut tail = Tail::default();
    if from >= high {
        return Ok(tail);
    }
    let consumer = BaseConsumer::from_config(&reader::config(client)).map_err(fault::passing)?;
    let mut place = TopicPartitionList::new();
    let start = Offset::Offset(i64::try_from(from).unwrap_or(i64::MAX));
    place
        .add_partition_offset(client.topic(), PARTITION, start)
        .and_then(|()| consumer.assign(&place))
        .map_err(fault::passing)?;
    let until = client.patience_ends();
    while let Some(left) = until.checked_duration_since(Instant::now()) {
        let message = match consumer.poll(left) {
            Some(Ok(message)) => message,
            Some(Err(KafkaError::PartitionEOF(_))) => return Ok(tail),
            // Brokers that are changing places; how long that may take is the client's patience.
            Some(Err(_)) | None => continue,
        };
        // A frame that is late says less than the ones before it.
        if let Ok(Some(found)) = Tail::of(message.payload().unwrap_or_default())
            && found.size > tail.size
        {
            tail = Tail { stamped_ms: tail.stamped_ms, ..found };
        }
        let stamped = message.timestamp().to_millis().and_then(|ms| u64::try_from(ms).ok());
        tail.stamped_ms = tail.stamped_ms.max(stamped);
        if u64::try_from(message.offset()).is_ok_and(|offset| offset + 1 >= high) {
            return Ok(tail);
        }
    }
    Err(fault::silent(client.address.patience))
}
