//! Reads frames from Kafka in order: accepts, skips what is stale, stops at what cannot be.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use rdkafka::TopicPartitionList;
use rdkafka::config::FromClientConfig as _;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::KafkaError;
use rdkafka::message::{BorrowedMessage, Message as _};
use tlog::frame::Frame;
use tlog::hash::Hash;
use tlog::head::Head;
use tlog::judge::{Follower, Verdict};

use super::client::Client;
use super::{PARTITION, fault};
use crate::error::{Damage, Error, Stop};
use crate::{Accepted, Bookmark, Reader};

/// One Kafka message, not judged yet.
struct Stored {
    offset: u64,
    bytes: Bytes,
}

/// A place between two messages of the topic.
pub(super) struct Place {
    client: Arc<Client>,
    consumer: BaseConsumer,
    follower: Follower,
    /// The last accepted frame: its offset and digest.
    last: Option<(u64, Hash)>,
    /// The offset that is taken from Kafka next.
    next: u64,
    /// Taken from Kafka, and not judged or not admitted.
    met: Option<Stored>,
    /// Kafka had nothing at `next` and stopped fetching.
    adrift: bool,
    /// What Kafka complained about last.
    trouble: Option<KafkaError>,
    skipped: u64,
}

impl Place {
    pub(super) fn begin(client: &Arc<Client>, ledger: Hash) -> Result<Self, Error> {
        Self::at(client, Follower::of(ledger), 0)
    }

    /// Behind the bookmark's frame, which is read again and must be what it was.
    pub(super) fn resume(
        client: &Arc<Client>,
        ledger: Hash,
        bookmark: &Bookmark,
    ) -> Result<Self, Error> {
        let Bookmark { position, digest, .. } = *bookmark;
        let mut place = Self::at(client, bookmark.follower(ledger), position)?;
        place.end()?;
        match place.fetch() {
            Ok(Some(stored)) if stored.offset != position => {
                return Err(Damage::Vanished.at(position));
            }
            Ok(Some(stored)) if Hash::of(&[&stored.bytes]) != digest => {
                return Err(Damage::Changed.at(position));
            }
            Ok(Some(_)) => {}
            Ok(None) => return Err(Damage::Vanished.at(position)),
            Err(error) => return Err(error),
        }
        place.last = Some((position, digest));
        Ok(place)
    }

    /// Which ledger's log the topic holds, as its first frame says.
    pub(super) fn ledger(client: &Arc<Client>) -> Result<Hash, Error> {
        let mut place = Self::begin(client, Hash::ZERO)?;
        let Some(first) = place.fetch()? else { return Err(Stop::NotFounded.into()) };
        let frame = Frame::parse(&first.bytes);
        let damaged = |why| Damage::Impossible(why).at(first.offset);
        Ok(frame.map_err(|malformed| damaged(malformed.into()))?.ledger)
    }

    fn at(client: &Arc<Client>, follower: Follower, next: u64) -> Result<Self, Error> {
        let consumer = BaseConsumer::from_config(&config(client)).map_err(fault::passing)?;
        let client = Arc::clone(client);
        let (last, met, trouble) = (None, None, None);
        let mut place = Self {
            client,
            consumer,
            follower,
            last,
            next,
            met,
            adrift: false,
            trouble,
            skipped: 0,
        };
        place.assign()?;
        Ok(place)
    }

    pub(super) fn head(&self) -> &Head {
        self.follower.head()
    }

    pub(super) const fn follower(&self) -> &Follower {
        &self.follower
    }

    /// The next accepted frame; none at the end that the log has now.
    pub(super) fn read_next(&mut self) -> Result<Option<Accepted>, Error> {
        while let Some(stored) = self.fetch()? {
            if let Some(accepted) = self.judge(stored)? {
                return Ok(Some(accepted));
            }
        }
        Ok(None)
    }

    /// The next accepted frame if it comes in time; nobody asks whether this is the end.
    pub(super) fn next_before(&mut self, until: Instant) -> Result<Option<Accepted>, Error> {
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let Some(stored) = self.take(left) else { return Ok(None) };
            if let Some(accepted) = self.judge(stored)? {
                return Ok(Some(accepted));
            }
        }
    }

    fn judge(&mut self, stored: Stored) -> Result<Option<Accepted>, Error> {
        let Stored { offset, bytes } = stored;
        let before = *self.follower.head();
        match self.follower.follow(&bytes) {
            Verdict::Next(_) => {}
            Verdict::Stale(_) => {
                self.skipped += 1;
                return Ok(None);
            }
            Verdict::Impossible(why) => {
                // The next call meets the same message again, and stops at it again.
                self.met = Some(Stored { offset, bytes });
                return Err(Damage::Impossible(why).at(offset));
            }
        }
        self.last = Some((offset, Hash::of(&[&bytes])));
        Ok(Some(Accepted::new(offset, before, *self.follower.head(), bytes)))
    }

    /// The next message; none if the log ended here when it was asked.
    fn fetch(&mut self) -> Result<Option<Stored>, Error> {
        if let Some(stored) = self.take(Duration::ZERO) {
            return Ok(Some(stored));
        }
        // Kafka reports the end once, when it is reached, and not again to who asks later.
        let end = self.end()?;
        if self.next == end {
            return Ok(None);
        }
        let until = self.client.patience_ends();
        let patience = self.client.address.patience;
        let taken = self.take(until.saturating_duration_since(Instant::now()));
        let missing =
            |trouble: Option<_>| trouble.map_or_else(|| fault::silent(patience), fault::passing);
        taken.map(Some).ok_or_else(|| missing(self.trouble.take()))
    }

    /// Behind the last message that the topic has now, if it has all that was read here before.
    fn end(&mut self) -> Result<u64, Error> {
        let marks = self.client.marks()?;
        if marks.low > 0 {
            return Err(Damage::Gap.at(marks.low));
        }
        if self.next > marks.high {
            let last = self.last.map_or(self.next, |(offset, _)| offset);
            return Err(Damage::Vanished.at(last));
        }
        if self.adrift {
            // What Kafka did not have a moment ago is there: it changed leaders.
            self.assign()?;
        }
        Ok(marks.high)
    }

    /// The message at hand, or the next one that comes in time.
    fn take(&mut self, at_most: Duration) -> Option<Stored> {
        if let Some(stored) = self.met.take() {
            return Some(stored);
        }
        let until = Instant::now() + at_most;
        while !self.adrift {
            let left = until.saturating_duration_since(Instant::now());
            match self.consumer.poll(left) {
                Some(Ok(message)) => {
                    let stored = stored(&message);
                    self.next = stored.offset + 1;
                    self.trouble = None;
                    return Some(stored);
                }
                Some(Err(KafkaError::PartitionEOF(_))) => {}
                Some(Err(error)) => {
                    self.adrift = fault::is_out_of_range(&error);
                    self.trouble = Some(error);
                }
                None if left.is_zero() => return None,
                None => {}
            }
        }
        None
    }

    fn assign(&mut self) -> Result<(), Error> {
        let mut place = TopicPartitionList::new();
        place
            .add_partition_offset(self.client.topic(), PARTITION, fault::place(self.next))
            .and_then(|()| self.consumer.assign(&place))
            .map_err(fault::passing)?;
        self.adrift = false;
        Ok(())
    }
}

/// A message without a value is no frame, like any other that is empty.
fn stored(message: &BorrowedMessage<'_>) -> Stored {
    let offset = u64::try_from(message.offset());
    let offset = offset.expect("a message that was read has an offset, which is not negative");
    Stored { offset, bytes: Bytes::copy_from_slice(message.payload().unwrap_or_default()) }
}

/// What an address may choose otherwise.
const CHOSEN: [(&str, &str); 5] = [
    // Nobody joins the group: places are assigned here, and kept here. Rights are given to it.
    ("group.id", "rights-ledger"),
    ("fetch.wait.max.ms", "100"),
    ("fetch.error.backoff.ms", "5"),
    // A full queue is looked at again at once, instead of after a second.
    ("fetch.queue.backoff.ms", "5"),
    ("queued.max.messages.kbytes", "16384"),
];

/// What every consumer of ours has in common.
pub(super) fn config(client: &Client) -> rdkafka::ClientConfig {
    let mut config = client.address.client();
    for (name, value) in CHOSEN {
        if config.get(name).is_none() {
            config.set(name, value);
        }
    }
    config
        .set("enable.auto.commit", "false")
        .set("enable.auto.offset.store", "false")
        .set("isolation.level", "read_committed")
        .set("check.crcs", "true")
        .set("auto.offset.reset", "error")
        .set("enable.partition.eof", "true");
    config
}

impl Reader for Place {
    fn read_next(&mut self) -> Result<Option<Accepted>, Error> {
        Place::read_next(self)
    }

    fn wait(&mut self, at_most: Duration) -> Result<(), Error> {
        // Brokers that are away may be back before the time has passed; the next read says so
        // if they are not.
        self.met = self.take(at_most);
        Ok(())
    }

    fn skipped(&self) -> u64 {
        self.skipped
    }

    fn bookmark(&self) -> Option<Bookmark> {
        let (offset, digest) = self.last?;
        Some(Bookmark::new(offset, digest, &self.follower))
    }
}
