//! Heartbeats over Kafka: a topic of its own beside the log's, which forgets within minutes.
//!
//! Silence is never inferred. A listener that met nothing asks the leader of the partition whether
//! there is anything: only its answer makes it silence, and whoever is cut off is told that it is
//! deaf. Kafka's client says once that brokers went away, and then nothing, so its word is not
//! enough.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::config::{FromClientConfig as _, FromClientConfigAndContext as _};
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{DeliveryResult, Message as _};
use rdkafka::producer::{BaseRecord, ProducerContext, ThreadedProducer};
use rdkafka::{ClientContext, TopicPartitionList};
use tlog::hash::Hash;

use super::address::Address;
use super::client::Client;
use super::{PARTITION, fault, reader, topic};
use crate::Unavailable;
use crate::pulse::{Beat, Listener};

/// What follows the name of the log's topic.
pub(super) const SUFFIX: &str = ".pulse";
/// A beat that was not delivered by then is worth nothing: the next one is on its way.
const WORTH_MS: &str = "1000";
/// How long a listener waits for the answer that tells silence from deafness, and then for what is
/// there by that answer.
const ANSWER: Duration = Duration::from_secs(1);

const MAGIC: [u8; 8] = *b"pulse 1\n";
const BEAT_BYTES: usize = MAGIC.len() + 32 + 8 + 16;

/// The heartbeats of one ledger's log, on the same brokers.
pub struct Pulse {
    client: Arc<Client>,
    producer: ThreadedProducer<Reports>,
    /// Why beats since the last one were not delivered.
    undelivered: Mutex<Receiver<KafkaError>>,
    /// Whether the topic was seen.
    exists: AtomicBool,
}

/// Tells the next beat what became of those before it.
struct Reports(Sender<KafkaError>);

/// A place in the topic, at its end when it was made.
struct Ear {
    client: Arc<Client>,
    consumer: BaseConsumer,
    /// Behind the last message that was met; none if that place is lost.
    next: Option<u64>,
}

/// There is less in the topic than there was.
#[derive(Debug, thiserror::Error)]
#[error("the topic of the heartbeats is not the one that was listened to")]
struct Lost;

impl ClientContext for Reports {}

impl ProducerContext for Reports {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        if let Err((error, _)) = result {
            // A pulse that was dropped does not want to know.
            drop(self.0.send(error.clone()));
        }
    }
}

impl Pulse {
    /// The heartbeats of the log at `address`, in the topic of its name and `.pulse`, which the
    /// first beat or listener creates where founding did not. Nothing is connected to yet.
    ///
    /// # Errors
    /// [`Unavailable`]: this machine has no room for a client.
    pub fn of(address: &Address) -> Result<Self, Unavailable> {
        let topic = [address.topic(), SUFFIX].concat();
        let client = Client::new(Address { topic, ..address.clone() })?;
        let mut config = client.address.client();
        config.set("acks", "1").set("linger.ms", "0").set("message.timeout.ms", WORTH_MS);
        let (sender, undelivered) = channel();
        let producer = ThreadedProducer::from_config_and_context(&config, Reports(sender));
        Ok(Self {
            client: Arc::new(client),
            producer: producer.map_err(Unavailable::because)?,
            undelivered: Mutex::new(undelivered),
            exists: AtomicBool::new(false),
        })
    }

    /// Creates the topic unless it was seen.
    pub(super) fn found(&self) -> Result<(), Unavailable> {
        if !self.exists.load(SeqCst) {
            topic::create_pulse(&self.client).map_err(Unavailable::because)?;
            self.exists.store(true, SeqCst);
        }
        Ok(())
    }

    fn were_delivered(&self) -> Result<(), Unavailable> {
        let undelivered = self.undelivered.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(error) = undelivered.try_iter().last() else { return Ok(()) };
        let missing = [RDKafkaErrorCode::UnknownTopic, RDKafkaErrorCode::UnknownTopicOrPartition];
        if error.rdkafka_error_code().is_some_and(|code| missing.contains(&code)) {
            self.exists.store(false, SeqCst);
        }
        Err(Unavailable::because(error))
    }
}

impl crate::pulse::Pulse for Pulse {
    /// Waits for no broker once the topic was seen: that a beat was not delivered is said by the
    /// next one, which is sent all the same.
    fn beat(&self, beat: &Beat) -> Result<(), Unavailable> {
        let before = self.were_delivered();
        self.found()?;
        let (topic, bytes) = (self.client.topic(), encoded(beat));
        let record = BaseRecord::<(), [u8]>::to(topic).partition(PARTITION).payload(&bytes[..]);
        self.producer.send(record).map_err(|(error, _)| Unavailable::because(error))?;
        before
    }

    fn listen(&self) -> Result<Box<dyn Listener>, Unavailable> {
        self.found()?;
        let consumer = BaseConsumer::from_config(&reader::config(&self.client));
        let consumer = consumer.map_err(Unavailable::because)?;
        let mut ear = Ear { client: Arc::clone(&self.client), consumer, next: None };
        ear.go_to_end(self.client.address.patience)?;
        Ok(Box::new(ear))
    }
}

impl Listener for Ear {
    fn next(&mut self, at_most: Duration) -> Result<Option<Beat>, Unavailable> {
        if self.next.is_none() {
            self.go_to_end(ANSWER)?;
        }
        if let Some(beat) = self.newest(Instant::now() + at_most, u64::MAX) {
            return Ok(Some(beat));
        }
        let end = self.client.marks_within(ANSWER)?.high;
        match self.next {
            Some(next) if next == end => Ok(None),
            // Only fetching it takes longer than asking for it.
            Some(next) if next < end => self.catch_up(end),
            Some(_) | None => {
                self.next = None;
                Err(Unavailable::because(Lost))
            }
        }
    }
}

impl Ear {
    /// What lies in the topic now is from before.
    fn go_to_end(&mut self, at_most: Duration) -> Result<(), Unavailable> {
        let end = self.client.marks_within(at_most)?.high;
        let mut place = TopicPartitionList::new();
        place
            .add_partition_offset(self.client.topic(), PARTITION, fault::place(end))
            .and_then(|()| self.consumer.assign(&place))
            .map_err(Unavailable::because)?;
        self.next = Some(end);
        Ok(())
    }

    /// The newest beat before `end`, at which there is a message.
    fn catch_up(&mut self, end: u64) -> Result<Option<Beat>, Unavailable> {
        let beat = self.newest(Instant::now() + ANSWER, end);
        if beat.is_none() && self.next.is_none_or(|next| next < end) {
            // Kafka does not give it; perhaps it will give what comes later.
            self.next = None;
            return Err(fault::nothing(ANSWER));
        }
        Ok(beat)
    }

    /// The newest of the beats that came: waits for the first one, until then or until every message
    /// before `end` was met.
    fn newest(&mut self, until: Instant, end: u64) -> Option<Beat> {
        let mut newest = None;
        while newest.is_some() || self.next.is_some_and(|next| next < end) {
            let left = until.saturating_duration_since(Instant::now());
            let at_most = if newest.is_some() { Duration::ZERO } else { left };
            match self.consumer.poll(at_most) {
                Some(Ok(message)) => {
                    self.next = u64::try_from(message.offset()).ok().map(|offset| offset + 1);
                    newest = message.payload().and_then(decoded).or(newest);
                }
                // Whether anything is missed by it, the leader is asked.
                Some(Err(_)) if !at_most.is_zero() => {}
                Some(Err(_)) | None => break,
            }
        }
        newest
    }
}

fn encoded(beat: &Beat) -> [u8; BEAT_BYTES] {
    let Beat { ledger, term, writer } = beat;
    let mut bytes = [0; BEAT_BYTES];
    bytes[..8].copy_from_slice(&MAGIC);
    bytes[8..40].copy_from_slice(ledger.bytes());
    bytes[40..48].copy_from_slice(&term.to_be_bytes());
    bytes[48..].copy_from_slice(writer);
    bytes
}

/// The beat that these bytes are exactly; none if they are somebody else's.
fn decoded(bytes: &[u8]) -> Option<Beat> {
    let rest = bytes.strip_prefix(&MAGIC)?;
    let (ledger, rest) = rest.split_first_chunk()?;
    let (term, writer) = rest.split_first_chunk()?;
    let writer = writer.try_into().ok()?;
    Some(Beat { ledger: Hash::new(*ledger), term: u64::from_be_bytes(*term), writer })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEAT: Beat = Beat { ledger: Hash::new([7; 32]), term: 0x0102, writer: [9; 16] };

    #[test]
    fn a_beat_survives_its_bytes_and_nothing_else_is_one() {
        let bytes = encoded(&BEAT);
        assert_eq!(decoded(&bytes), Some(BEAT));
        for end in 0..bytes.len() {
            assert_eq!(decoded(&bytes[..end]), None, "{end} bytes of it");
        }
        assert_eq!(decoded(&[&bytes[..], &[0]].concat()), None);
        for place in 0..MAGIC.len() {
            let mut other = bytes;
            other[place] ^= 1;
            assert_eq!(decoded(&other), None, "another byte at {place}");
        }
    }
}
