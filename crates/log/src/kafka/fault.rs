//! What a failure of Kafka means: nearly always that it may be better the next time.

use std::time::Duration;

use rdkafka::Offset;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};

use crate::error::{Error, Stop, TopicFault, Unavailable};

/// Nothing came, and no error either.
#[derive(Debug, thiserror::Error)]
#[error("the brokers gave nothing within {} ms", .0.as_millis())]
struct Silent(Duration);

/// Kafka says this of a partition that it does not know.
#[derive(Debug, thiserror::Error)]
#[error("{0} is no offset")]
struct NoOffset(i64);

/// Brokers that are down or changing places. What the log holds is decided by its bytes alone.
pub(super) fn passing(error: KafkaError) -> Error {
    Unavailable::because(error).into()
}

pub(super) fn silent(patience: Duration) -> Error {
    nothing(patience).into()
}

pub(super) fn nothing(patience: Duration) -> Unavailable {
    Unavailable::because(Silent(patience))
}

pub(super) fn io(error: std::io::Error) -> Error {
    Unavailable::because(error).into()
}

pub(super) fn offset(offset: i64) -> Result<u64, Unavailable> {
    u64::try_from(offset).map_err(|_| Unavailable::because(NoOffset(offset)))
}

/// Where to read from, for Kafka.
pub(super) fn place(offset: u64) -> Offset {
    Offset::Offset(i64::try_from(offset).unwrap_or(i64::MAX))
}

pub(super) fn topic(name: &str, fault: TopicFault) -> Error {
    Stop::Topic { name: name.to_owned(), fault }.into()
}

/// Whether the place that was asked for is not, or no longer, in the topic.
pub(super) fn is_out_of_range(error: &KafkaError) -> bool {
    let code = error.rdkafka_error_code();
    let out = [RDKafkaErrorCode::AutoOffsetReset, RDKafkaErrorCode::OffsetOutOfRange];
    code.is_some_and(|code| out.contains(&code))
}
