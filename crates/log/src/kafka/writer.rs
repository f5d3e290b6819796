//! Claims the log on Kafka, and appends to it: what was sent counts once it is read back.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use rdkafka::ClientContext;
use rdkafka::config::FromClientConfigAndContext as _;
use rdkafka::error::KafkaError;
use rdkafka::message::DeliveryResult;
use rdkafka::producer::{BaseRecord, Producer as _, ProducerContext, ThreadedProducer};
use tlog::frame::{self, Batch};
use tlog::hash::Hash;
use tlog::head::{Head, Seen, WriterId};

use super::client::Client;
use super::floor::Floor;
use super::reader::Place;
use super::topic::MESSAGE_BYTES_MAX;
use super::{PARTITION, fault};
use crate::error::{Damage, Error, Stop, Unavailable};
use crate::remembered::Remembered;
use crate::{Accepted, Writer};

/// The producer gives up after the log's patience; its report of that takes a little longer.
const REPORT: Duration = Duration::from_secs(1);

type Delivered = Result<(), KafkaError>;

/// Tells the writer what became of each message.
struct Reports(Sender<Delivered>);

impl ClientContext for Reports {}

impl ProducerContext for Reports {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        let delivered = result.as_ref().map(drop).map_err(|(error, _)| error.clone());
        // A writer that was dropped does not want to know.
        drop(self.0.send(delivered));
    }
}

/// How long a producer that is made ready waits for the brokers.
const READY: Duration = Duration::from_secs(1);

/// One message at a time, on every replica in sync when `send` returns.
pub(super) struct Outbox {
    client: Arc<Client>,
    producer: ThreadedProducer<Reports>,
    reports: Receiver<Delivered>,
}

impl Outbox {
    fn new(client: &Arc<Client>) -> Result<Self, Error> {
        let patience_ms = client.address.patience.as_millis().to_string();
        let mut config = client.address.client();
        config
            .set("acks", "all")
            .set("enable.idempotence", "true")
            .set("linger.ms", "0")
            .set("message.max.bytes", MESSAGE_BYTES_MAX.to_string())
            .set("message.timeout.ms", patience_ms);
        let (sender, reports) = channel();
        let producer = ThreadedProducer::from_config_and_context(&config, Reports(sender));
        let producer = producer.map_err(fault::passing)?;
        Ok(Self { client: Arc::clone(client), producer, reports })
    }

    /// An outbox that knows its brokers before there is anything to send: as new it takes half a
    /// second to.
    pub(super) fn ready(client: &Arc<Client>) -> Result<Self, Error> {
        let outbox = Self::new(client)?;
        // It asks again by itself if they are away.
        drop(outbox.producer.client().fetch_metadata(Some(client.topic()), READY));
        Ok(outbox)
    }

    fn send(&self, bytes: &[u8]) -> Result<(), Error> {
        let topic = self.client.topic();
        let record = BaseRecord::<(), [u8]>::to(topic).partition(PARTITION).payload(bytes);
        self.producer.send(record).map_err(|(error, _)| fault::passing(error))?;
        let patience = self.client.address.patience;
        let report = self.reports.recv_timeout(patience + REPORT);
        report.map_err(|_| fault::silent(patience))?.map_err(fault::passing)
    }
}

/// The right to append: what one client has sent, another reads back.
struct Kafka {
    ledger: Hash,
    place: Place,
    /// None once the writer is spent.
    outbox: Option<Outbox>,
    id: WriterId,
    floor: Floor,
}

/// Replays the log from `place` to its end, sends a claim if `admits` takes the number of records, and replays
/// on until the claim itself is met.
///
/// The floor must be in the log, wherever the replay begins. One behind `place` was compared by the
/// claimer if it is among the heads that were `remembered`; otherwise it is compared here.
pub(super) fn claim(
    client: &Arc<Client>,
    ready: Option<Outbox>,
    mut place: Place,
    remembered: &[Seen],
    replay: &mut dyn FnMut(&Accepted),
    admits: impl Fn(u64) -> Result<(), Stop>,
) -> Result<Box<dyn Writer>, Error> {
    let ledger = *place.follower().ledger();
    // First: it makes itself known to the brokers while the log is read.
    let outbox = ready.map_or_else(|| Outbox::new(client), Ok)?;
    let floor = Floor::of(client, ledger);
    let lowest = floor.read()?;
    if let Some(lowest) = lowest
        && lowest.size < place.head().size
        && !remembered.contains(&lowest)
    {
        compare(client, ledger, lowest)?;
    }
    let remembered = [remembered, lowest.as_slice()].concat();
    replay_to_end(&mut place, &remembered, replay)?;
    admits(place.head().size)?;
    let mut id = [0; 16];
    getrandom::fill(&mut id)
        .map_err(|error| fault::io(std::io::Error::other(error.to_string())))?;
    let mut writer = Kafka { ledger, place, outbox: None, id, floor };
    let claimed = writer.claim(&outbox, replay);
    if matches!(claimed, Err(Error::Unavailable(_))) {
        client.lost_sight_of(id);
    }
    claimed?;
    admits(writer.place.head().size)?;
    writer.floor.write(writer.place.head().seen())?;
    writer.outbox = Some(outbox);
    Ok(Box::new(writer))
}

/// The log must contain a head that nobody compared while the log was read: read again, as far as it
/// goes.
fn compare(client: &Arc<Client>, ledger: Hash, seen: Seen) -> Result<(), Error> {
    let mut place = Place::begin(client, ledger)?;
    let mut remembered = Remembered::new(&[seen]);
    while place.head().size < seen.size {
        let tree = place.follower().tree().clone();
        let Some(accepted) = place.read_next()? else { break };
        remembered.pass(tree, &accepted)?;
    }
    Ok(remembered.finish(place.head())?)
}

/// The log must contain every remembered head that the claimer has not compared itself.
fn replay_to_end(
    place: &mut Place,
    remembered: &[Seen],
    replay: &mut dyn FnMut(&Accepted),
) -> Result<(), Error> {
    let mut tree = place.follower().tree().clone();
    let mut remembered = Remembered::new(remembered).from(&tree)?;
    while let Some(accepted) = place.read_next()? {
        remembered.pass(tree, &accepted)?;
        replay(&accepted);
        tree = place.follower().tree().clone();
    }
    Ok(remembered.finish(place.head())?)
}

impl Writer for Kafka {
    fn head(&self) -> Head {
        *self.place.head()
    }

    fn append(&mut self, batch: &Batch) -> Result<Head, Error> {
        // Until the frame is read back, every way out of here leaves a writer that is spent.
        let Some(outbox) = self.outbox.take() else { return Err(Unavailable::spent().into()) };
        let Some(bytes) = batch.frame(&self.ledger, self.place.head()) else {
            self.outbox = Some(outbox);
            return Ok(self.head());
        };
        // What was deposed already need not leave one more stale frame behind.
        if let Some(another) = self.place.next_before(Instant::now())? {
            return Err(self.overtaken(&another));
        }
        outbox.send(&bytes)?;
        if let Some(another) = self.read_back(&outbox.client, &bytes)? {
            return Err(self.overtaken(&another));
        }
        // A guard that fails in silence guards nothing; the next claim finds the frame.
        self.floor.follow(self.place.head().seen())?;
        self.outbox = Some(outbox);
        Ok(self.head())
    }

    fn confirm(&mut self) -> Result<Head, Error> {
        if self.outbox.is_none() {
            return Err(Unavailable::spent().into());
        }
        let Some(another) = self.place.read_next()? else { return Ok(self.head()) };
        self.outbox = None;
        Err(self.overtaken(&another))
    }
}

impl Kafka {
    /// Sends the claim and reads on until it is accepted, or an earlier one of this log's handle
    /// that comes only now.
    fn claim(&mut self, outbox: &Outbox, replay: &mut dyn FnMut(&Accepted)) -> Result<(), Error> {
        let bytes = frame::claim(&self.ledger, self.place.head().term + 1, &self.id);
        outbox.send(&bytes)?;
        // An earlier writer may have gone on until now: what it appended precedes the claim.
        while let Some(earlier) = self.read_back(&outbox.client, &bytes)? {
            let Head { term, writer, .. } = earlier.after;
            if earlier.records().next().is_some() {
                replay(&earlier);
            } else if outbox.client.found_again(&writer) {
                self.id = writer;
                return Ok(());
            } else {
                return Err(Stop::Deposed { term }.into());
            }
        }
        Ok(())
    }

    /// Reads on to the frame that was just sent, as every other reader will: none then, and
    /// otherwise what was accepted in its place.
    fn read_back(&mut self, client: &Client, bytes: &[u8]) -> Result<Option<Accepted>, Error> {
        let read = match self.place.next_before(client.patience_ends())? {
            // Late; or the topic is no longer the one that it was, and this says so.
            None => self.place.read_next()?,
            some => some,
        };
        match read {
            None => Err(fault::silent(client.address.patience)),
            Some(accepted) if accepted.bytes() == bytes => Ok(None),
            Some(another) => Ok(Some(another)),
        }
    }

    /// Why something else was accepted after this writer's last frame.
    fn overtaken(&self, another: &Accepted) -> Error {
        if another.after.writer == self.id {
            // Only this writer could have written it, and it did not.
            return Damage::Changed.at(another.position);
        }
        Stop::Deposed { term: another.after.term }.into()
    }
}

impl Drop for Kafka {
    fn drop(&mut self) {
        self.floor.close(self.place.head().seen());
    }
}
