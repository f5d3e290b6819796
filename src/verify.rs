//! The auditor's replay: trusts nothing, decides every record again, and names the first thing that
//! does not follow.
//!
//! Frame by frame, in the order in which [`Layer`] lists the layers: the form of its records, its
//! head, every signature under the key named, then every decision made again. [`examine`] and
//! [`Examined::verify`] need no state, so a caller may run them on all cores; [`Auditor`] is the one
//! place that has state, and takes the records in order.

use alloc::boxed::Box;
use core::mem;

use ed25519_dalek::VerifyingKey;
use tlog::{
    hash::{self, Hash},
    head::{Head, Seen},
    judge::{Impossible, Stale, Verdict},
    tree::History,
};

use crate::{
    envelope::{self, BadSignature, Opened},
    id::KeyId,
    ledger::{
        Asked, Change, Command, Events, Ledger, Recorded, Refusal, decide, due, evolve, key,
        programme,
    },
    time::Instant,
    wire::{self, Malformed},
};

/// What is examined, in the order in which it is: the first that fails names the verdict.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Layer {
    /// The bytes of frames, records and envelopes have their one form.
    Form,
    /// Every frame extends the head before it; records are dense, and time does not go back.
    FrameHead,
    /// Every signature is the listed signer's over the bytes of the command.
    Signature,
    /// Every record's events are those that its command causes, and nothing due was passed by.
    Events,
    /// Every opening kept beside the log is the one that was committed to.
    Opening,
    /// The views' rows are those that follow from the log.
    Rows,
}

/// Why a log cannot be what it claims to be.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum Finding {
    #[error("record {sequence} is malformed at {place}")]
    RecordForm { sequence: u64, place: &'static str },
    #[error("frame {frame} is malformed: {why}")]
    FrameForm { frame: u64, why: tlog::frame::Malformed },
    #[error("frame {frame} is not next: {why}")]
    FrameNotNext { frame: u64, why: Impossible },
    #[error("frame {frame} is stale, so no reader accepted it: {why}")]
    FrameStale { frame: u64, why: Stale },
    #[error("record {sequence} stands where record {expected} should")]
    OutOfOrder { sequence: u64, expected: u64 },
    #[error("record {sequence} was recorded before the one before it")]
    TimeGoesBack { sequence: u64 },
    #[error("the log ends at size {size} with another head than the one that closes it")]
    ClosingHead { size: u64 },
    #[error("record {sequence}: the signature of key {key} is not over these bytes")]
    Forged { sequence: u64, key: KeyId },
    #[error("record {sequence}: nobody enrolled key {key}")]
    UnknownKey { sequence: u64, key: KeyId },
    #[error("record {sequence} passed by what was due before it")]
    DueIgnored { sequence: u64 },
    #[error("record {sequence}: its author says to have seen a tree that this log never was")]
    SeenUnknown { sequence: u64 },
    #[error("record {sequence} was recorded, yet {refusal}")]
    Forbidden { sequence: u64, refusal: Box<Refusal> },
    #[error("record {sequence} claims other events than its command causes")]
    Altered { sequence: u64 },
}

impl Finding {
    /// In which layer it was found.
    #[must_use]
    pub fn layer(&self) -> Layer {
        match self {
            Finding::RecordForm { .. } | Finding::FrameForm { .. } => Layer::Form,
            Finding::FrameNotNext { .. }
            | Finding::FrameStale { .. }
            | Finding::OutOfOrder { .. }
            | Finding::TimeGoesBack { .. }
            | Finding::ClosingHead { .. } => Layer::FrameHead,
            Finding::Forged { .. } | Finding::UnknownKey { .. } => Layer::Signature,
            Finding::DueIgnored { .. }
            | Finding::SeenUnknown { .. }
            | Finding::Forbidden { .. }
            | Finding::Altered { .. } => Layer::Events,
        }
    }
}

/// A record whose form is right: parsed, nothing else checked.
#[derive(Clone, PartialEq, Debug)]
pub struct Examined {
    pub sequence: u64,
    pub recorded_at: Instant,
    pub events: Events,
    opened: Opened,
    leaf: Hash,
}

/// Parses the bytes of the record that should be number `sequence`.
///
/// # Errors
/// [`Finding::RecordForm`].
pub fn examine(sequence: u64, bytes: &[u8]) -> Result<Examined, Finding> {
    let malformed = |Malformed { place }| Finding::RecordForm { sequence, place };
    let record = wire::record::read(bytes).map_err(malformed)?;
    let opened = envelope::open(&record.envelope).map_err(malformed)?;
    let (sequence, recorded_at, events) = (record.sequence, record.recorded_at, record.events);
    Ok(Examined { sequence, recorded_at, events, opened, leaf: hash::leaf(bytes) })
}

impl Examined {
    /// The command and its header.
    #[must_use]
    pub fn asked(&self) -> &Asked {
        &self.opened.asked
    }

    /// The hash of the record as a leaf of the tree.
    #[must_use]
    pub fn leaf(&self) -> Hash {
        self.leaf
    }

    /// The public keys that the record's events enrol. A key's id is its hash, so a key taken from
    /// here is the right one for its id whatever else is wrong with the record; whether it was active
    /// when a command was recorded is decided again by [`Auditor::record`].
    pub fn keys(&self) -> impl Iterator<Item = (KeyId, [u8; 32])> {
        self.events.iter().filter_map(|event| match &event.change {
            Change::Key(happened) => enrolled(happened),
            Change::Programme(_)
            | Change::Office(_)
            | Change::Party(_)
            | Change::Contract(_)
            | Change::Result(_)
            | Change::Disclosure(_) => None,
        })
    }

    /// Checks every signature of the record.
    ///
    /// # Errors
    /// [`Finding::UnknownKey`] or [`Finding::Forged`], for the first signer that fails.
    pub fn verify<'k>(
        &self,
        key: impl Fn(&KeyId) -> Option<&'k VerifyingKey>,
    ) -> Result<(), Finding> {
        let sequence = self.sequence;
        self.opened.verify(key).map_err(|bad| match bad {
            BadSignature::UnknownKey(key) => Finding::UnknownKey { sequence, key },
            BadSignature::Forged(key) => Finding::Forged { sequence, key },
        })
    }

    fn passes_deadlines(&self) -> bool {
        let passes =
            |asked: &programme::Command| matches!(asked, programme::Command::PassDeadlines(_));
        matches!(&self.opened.asked.command, Command::Programme(asked) if passes(asked))
    }
}

fn enrolled(happened: &key::Event) -> Option<(KeyId, [u8; 32])> {
    if let key::Event::KeyEnrolled(enrolled) = happened {
        return Some((envelope::key_id(&enrolled.public_key), enrolled.public_key));
    }
    None
}

/// The state of a replay: what the frames and records taken so far imply.
#[derive(Debug)]
pub struct Auditor {
    id: Hash,
    /// The term and its writer; the size and the root are those of `history`, see [`Auditor::head`].
    head: Head,
    history: History,
    frames: u64,
    ledger: Ledger,
    recorded_at: Instant,
}

impl Auditor {
    /// Nothing taken yet; `ledger` is SHA-256 of the origin.
    #[must_use]
    pub fn of(ledger: Hash) -> Auditor {
        Auditor {
            id: ledger,
            head: Head::START,
            history: History::default(),
            frames: 0,
            ledger: Ledger::default(),
            recorded_at: Instant::EPOCH,
        }
    }

    /// The head after the last frame whose records were all taken.
    #[must_use]
    pub fn head(&self) -> Head {
        let Seen { size, root } = self.history.seen();
        Head { size, root, ..self.head }
    }

    /// What the records taken so far imply.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Takes the next frame: it must extend the head before it. All of its records are to follow, each
    /// by [`Auditor::record`], before the next frame: the head is made of their hashes.
    ///
    /// # Errors
    /// A [`Finding`] of the layers form or frame head.
    pub fn frame(&mut self, bytes: &[u8]) -> Result<(), Finding> {
        let frame = self.frames;
        self.frames += 1;
        self.head = self.head();
        match self.head.judge(&self.id, bytes) {
            Verdict::Next(next) => {
                if next.is_claim() {
                    self.head = Head { term: next.term, writer: next.writer, ..self.head };
                }
                Ok(())
            }
            Verdict::Stale(why) => Err(Finding::FrameStale { frame, why }),
            Verdict::Impossible(Impossible::Malformed(why)) => {
                Err(Finding::FrameForm { frame, why })
            }
            Verdict::Impossible(why) => Err(Finding::FrameNotNext { frame, why }),
        }
    }

    /// Takes the next record, whose signatures were checked: decides it again, and only then lets it
    /// happen.
    ///
    /// # Errors
    /// A [`Finding`] of the layers frame head (order, time) or events.
    pub fn record(&mut self, examined: Examined) -> Result<(), Finding> {
        let (sequence, at) = (examined.sequence, examined.recorded_at);
        let expected = self.history.size();
        if sequence != expected {
            return Err(Finding::OutOfOrder { sequence, expected });
        }
        if at < self.recorded_at {
            return Err(Finding::TimeGoesBack { sequence });
        }
        self.follows(&examined)?;
        let Examined { events, opened, leaf, .. } = examined;
        let recorded = Recorded { sequence, recorded_at: at, header: opened.asked.header, events };
        self.ledger = evolve(mem::take(&mut self.ledger), &recorded);
        self.history.append(leaf);
        self.recorded_at = at;
        Ok(())
    }

    /// Whether the record's events are what its command causes now.
    fn follows(&self, examined: &Examined) -> Result<(), Finding> {
        let (sequence, at, asked) = (examined.sequence, examined.recorded_at, examined.asked());
        let known = |seen: crate::ledger::Seen| {
            self.history.contains(&Seen { size: seen.size, root: Hash::new(seen.root.0) })
        };
        if !asked.header.seen.is_none_or(known) {
            return Err(Finding::SeenUnknown { sequence });
        }
        if !examined.passes_deadlines() && due(&self.ledger, at).is_some() {
            return Err(Finding::DueIgnored { sequence });
        }
        let events = decide(&self.ledger, at, asked)
            .map_err(|refusal| Finding::Forbidden { sequence, refusal: Box::new(refusal) })?;
        if events == examined.events { Ok(()) } else { Err(Finding::Altered { sequence }) }
    }

    /// Whether the log was at `seen` after some record.
    #[must_use]
    pub fn contains(&self, seen: &Seen) -> bool {
        self.history.contains(seen)
    }

    /// Whether the log ends where the head that closes it says. Term and writer count too: nothing
    /// else covers a claim that no record follows.
    ///
    /// # Errors
    /// [`Finding::ClosingHead`].
    pub fn close(&self, closing: &Head) -> Result<(), Finding> {
        let head = self.head();
        if head == *closing {
            return Ok(());
        }
        Err(Finding::ClosingHead { size: head.size })
    }
}
