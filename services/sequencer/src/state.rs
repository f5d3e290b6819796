//! What the records imply for whoever decides the next one; computed from the log and from nothing
//! else.

use std::{collections::HashSet, mem};

use rights::{
    envelope,
    id::Digest,
    ledger::{Change, Event, Events, Header, Ledger, Recorded, disclosure, evolve},
    time::Instant,
    wire::{self, Malformed},
};
use rights_log::Accepted;
use tlog::{
    hash::{Hash, leaf},
    tree::History,
};

use crate::{
    Stop,
    receipt::{Entry, Receipts},
};

/// The ledger, its tree, and the receipts that may be asked for again.
#[derive(Debug, Default)]
pub struct State {
    pub(crate) ledger: Ledger,
    pub(crate) history: History,
    pub(crate) receipts: Receipts,
}

/// What the records of a log say of the texts behind commitments.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    /// Those that some record needs.
    pub(crate) sealed: HashSet<Digest>,
    /// Those that were erased, in the order in which they were.
    pub(crate) shredded: Vec<Hash>,
}

/// A frame of the own log, parsed.
pub(crate) struct ParsedFrame {
    records: Vec<Parsed>,
    /// The sequence of its first record.
    first: u64,
}

impl ParsedFrame {
    /// Parses a frame that was accepted before: its signatures were checked then.
    pub(crate) fn read(frame: &Accepted) -> Result<ParsedFrame, Stop> {
        let records = frame.records().map(|(sequence, bytes)| Parsed::read(sequence, bytes));
        Ok(ParsedFrame { records: records.collect::<Result<_, _>>()?, first: frame.before.size })
    }
}

/// A record of the own log, parsed.
struct Parsed {
    recorded: Recorded,
    body: Hash,
    leaf: Hash,
    commitments: Vec<Digest>,
}

impl Parsed {
    fn read(sequence: u64, bytes: &[u8]) -> Result<Parsed, Stop> {
        let malformed = |Malformed { place }| Stop::Contradiction {
            sequence,
            why: format!("is malformed at {place}"),
        };
        let record = wire::record::read(bytes).map_err(malformed)?;
        let opened = envelope::open(&record.envelope).map_err(malformed)?;
        let commitments = wire::commitments::of(opened.payload()).map_err(malformed)?;
        let body = Hash::of(&[opened.payload()]);
        let (sequence, recorded_at, events) = (record.sequence, record.recorded_at, record.events);
        let recorded = Recorded { sequence, recorded_at, header: opened.asked.header, events };
        Ok(Parsed { recorded, body, leaf: leaf(bytes), commitments })
    }
}

/// The commitments whose texts `events` have erased.
pub(crate) fn shredded(events: &Events) -> impl Iterator<Item = Hash> {
    let of = |event: &Event| match &event.change {
        Change::Disclosure(disclosure::Event::PersonalDataShredded(happened)) => {
            happened.commitments.clone()
        }
        Change::Programme(_)
        | Change::Office(_)
        | Change::Party(_)
        | Change::Key(_)
        | Change::Contract(_)
        | Change::Result(_)
        | Change::Disclosure(_) => Vec::new(),
    };
    events.iter().flat_map(of).map(|commitment| Hash::new(commitment.0))
}

impl State {
    /// What holds now.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// When the last record was recorded; the epoch before founding.
    #[must_use]
    pub fn last_recorded_at(&self) -> Instant {
        self.ledger.acts().last_recorded_at().unwrap_or(Instant::EPOCH)
    }

    /// The state after a frame of the own log; `texts` collects what its records say of texts.
    pub(crate) fn replay(&mut self, frame: ParsedFrame, texts: &mut Texts) -> Result<(), Stop> {
        for (sequence, parsed) in (frame.first..).zip(frame.records) {
            texts.sealed.extend(&parsed.commitments);
            texts.shredded.extend(shredded(&parsed.recorded.events));
            self.again(sequence, parsed)?;
        }
        // A claim ends no frame of records.
        if self.history.size() > frame.first {
            self.receipts.frame_ends(self.history.size());
        }
        Ok(())
    }

    fn again(&mut self, expected: u64, parsed: Parsed) -> Result<(), Stop> {
        let Parsed { recorded, body, leaf, .. } = parsed;
        let contradiction =
            |why: &str| Err(Stop::Contradiction { sequence: expected, why: why.to_owned() });
        if recorded.sequence != expected || self.ledger.acts().next_sequence() != expected {
            return contradiction("says it is another");
        }
        if recorded.recorded_at < self.last_recorded_at() {
            return contradiction("was recorded before the one before it");
        }
        self.happen(&recorded, body, leaf);
        Ok(())
    }

    /// The state after `recorded`, whose record has the hash `leaf` and whose signed bytes `body`.
    pub(crate) fn happen(&mut self, recorded: &Recorded, body: Hash, leaf: Hash) -> Entry {
        let Recorded { sequence, recorded_at, header, .. } = recorded;
        let Header { expires_at, .. } = header;
        let (sequence, recorded_at, expires_at) = (*sequence, *recorded_at, *expires_at);
        self.ledger = evolve(mem::take(&mut self.ledger), recorded);
        self.history.append(leaf);
        let entry = Entry { body, sequence, recorded_at, record: leaf, expires_at };
        self.receipts.note(header, entry);
        entry
    }
}
