//! The log on Apache Kafka: one topic of one partition, one Kafka message for each frame.
//!
//! ```text
//!   append ──► producer ──► partition 0, on every replica in sync ──► consumer ──► judged ──► head
//!               acks=all        (stale frames lie here too)        read back
//! ```
//!
//! Kafka has no conditional append: a deposed writer's late message lands like any other. So the
//! frames decide (`tlog::judge`): readers accept what extends their head and comes from the writer
//! whose claim was accepted last, and skip what is stale. A writer is a reader too: its frame
//! counts when it has read it back as accepted. Torn, lost, doubled and late writes are then
//! harmless, and no Kafka transaction is needed.
//!
//! Kafka writes its disks at leisure: a record is durable because it is on every replica in sync,
//! of which there are at least two. Founding creates the topic that way, and every start examines
//! it ([`TopicFault::Settings`]).
//!
//! Against a topic that was cut short or made anew there is, besides what other stores remember, a
//! floor: a file of the log's owner with the size and root that it has seen, read by every claim.
//! It is written at each claim, once a second while records come, and when the writer is dropped.

use std::sync::Arc;

use tlog::hash::Hash;
use tlog::head::Seen;

mod address;
mod client;
mod fault;
mod floor;
mod pulse;
mod reader;
mod topic;
mod writer;

use client::Client;
use reader::Place;

use crate::error::{Setting, TopicFault};
use crate::{Accepted, Bookmark, Error, Log, Reader, Reading, Stop, Writer};

pub use address::{Address, NotAnAddress};
pub use pulse::Pulse;

/// A log is a total order, which Kafka keeps within one partition only.
const PARTITION: i32 = 0;

/// A ledger's log on Kafka. Any number of processes may hold it; the last one to claim it appends.
///
/// Clones are handles to the same log.
#[derive(Clone)]
pub struct Kafka {
    client: Arc<Client>,
    ledger: Hash,
}

impl Kafka {
    /// A log in a topic that is created here: the first step of founding `ledger`.
    ///
    /// # Errors
    /// [`Stop::AlreadyFounded`] if the topic exists and holds records; [`TopicFault::Exists`] if it
    /// exists at all: delete it, or choose another name. Nothing was changed then.
    /// [`Error::Unavailable`]: it may have been created; if so, founding again says that it exists.
    pub fn create(address: Address, ledger: Hash) -> Result<Self, Error> {
        let client = Arc::new(Client::new(address)?);
        if topic::create(&client)? {
            return Err(occupied(&client)?);
        }
        topic::examine(&client)?;
        // Whoever beats or listens makes up for it if this fails; here it may be allowed.
        drop(Pulse::of(&client.address).and_then(|pulse| pulse.found()));
        Ok(Self { client, ledger })
    }

    /// The log that the topic holds, once its settings have been examined.
    ///
    /// # Errors
    /// [`Stop::Topic`] with [`TopicFault::Missing`] or [`TopicFault::Settings`];
    /// [`Stop::NotFounded`] if it holds no frame; [`Stop::Damaged`] if it does not begin with one;
    /// [`Error::Unavailable`]: try again.
    pub fn open(address: Address) -> Result<Self, Error> {
        let client = Arc::new(Client::new(address)?);
        topic::examine(&client)?;
        let ledger = Place::ledger(&client)?;
        Ok(Self { client, ledger })
    }

    fn place(&self, after: Option<&Bookmark>) -> Result<Place, Error> {
        match after {
            None => Place::begin(&self.client, self.ledger),
            Some(bookmark) => Place::resume(&self.client, self.ledger, bookmark),
        }
    }
}

/// Every setting of the topic that would lose or refuse records, for whoever looks after it; none
/// if it can keep a log.
///
/// # Errors
/// [`TopicFault::Missing`]; [`Error::Unavailable`].
pub fn unfit(address: Address) -> Result<Vec<Setting>, Error> {
    let client = Client::new(address)?;
    let missing = || fault::topic(client.topic(), TopicFault::Missing);
    let topic = topic::describe(&client)?.ok_or_else(missing)?;
    Ok(topic.unfit(client.address.development))
}

/// Why nothing is founded in a topic that is there already.
fn occupied(client: &Arc<Client>) -> Result<Error, Error> {
    let exists = || fault::topic(client.topic(), TopicFault::Exists);
    match size(client) {
        Ok(0) | Err(Error::Stop(_)) => Ok(exists()),
        Ok(size) => Ok(Stop::AlreadyFounded { size }.into()),
        Err(Error::Unavailable(why)) => Err(why.into()),
    }
}

/// How many records the log in the topic holds.
fn size(client: &Arc<Client>) -> Result<u64, Error> {
    let ledger = Place::ledger(client)?;
    let mut place = Place::begin(client, ledger)?;
    while place.read_next()?.is_some() {}
    Ok(place.head().size)
}

impl Reading for Kafka {
    fn ledger(&self) -> Hash {
        self.ledger
    }

    fn read(&self, after: Option<&Bookmark>) -> Result<Box<dyn Reader>, Error> {
        Ok(Box::new(self.place(after)?))
    }
}

impl Log for Kafka {
    fn found(&self, remembered: &[Seen]) -> Result<Box<dyn Writer>, Error> {
        let founding = |size| match size {
            0 => Ok(()),
            size => Err(Stop::AlreadyFounded { size }),
        };
        writer::claim(&self.client, self.place(None)?, remembered, &mut |_| {}, founding)
    }

    fn claim(
        &self,
        after: Option<&Bookmark>,
        remembered: &[Seen],
        replay: &mut dyn FnMut(&Accepted),
    ) -> Result<Box<dyn Writer>, Error> {
        let claiming = |size| match size {
            0 => Err(Stop::NotFounded),
            _ => Ok(()),
        };
        writer::claim(&self.client, self.place(after)?, remembered, replay, claiming)
    }
}
