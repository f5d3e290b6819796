//! The replay on all cores: forms and signatures are examined ahead, decisions are made in order.
//!
//! ```text
//!   frames ─► examine, verify signatures ─┐
//!          ─► examine, verify signatures ─┼─► in order: head, decide, evolve
//!             (all cores, no state)       ┘   (one thread, the state)
//! ```
//!
//! Whatever is examined ahead, verdicts are given in the order of the log.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, PoisonError, RwLock, mpsc},
    thread,
};

use ed25519_dalek::VerifyingKey;
use rights::{
    envelope,
    id::KeyId,
    verify::{Auditor, Examined, Finding, Layer, examine},
};
use tlog::{frame::Frame, hash::Hash};

use crate::{Check, Report, Unreadable, Verdict, rows::Expected};

/// How many examined frames wait for the replay, at most, besides those that came before their turn.
const AHEAD_MAX: usize = 32;

type Frames<'a> = dyn Iterator<Item = Result<Vec<u8>, Unreadable>> + Send + 'a;

/// One frame with its records examined and their signatures checked; what failed is kept in place.
struct Prepared {
    bytes: Vec<u8>,
    records: Result<Vec<Examined>, Finding>,
    /// In the order of the records.
    signatures: Vec<Result<(), Finding>>,
}

struct Counts {
    frames: u64,
    records: u64,
    signatures: u64,
}

pub(crate) fn replay(
    ledger: Hash,
    pinned: Option<Hash>,
    frames: &mut Frames<'_>,
    expected: &mut Expected,
    report: &mut Report,
) -> Result<Auditor, Verdict> {
    let keys = Keys::default();
    let mut replay = Replay {
        auditor: Auditor::of(ledger),
        pinned,
        keys: &keys,
        expected,
        counts: Counts { frames: 0, records: 0, signatures: 0 },
    };
    let source = Mutex::new(Source { frames, number: 0, sequence: 0, ended: false });
    let outcome = thread::scope(|scope| {
        let (prepared, in_any_order) = mpsc::sync_channel(AHEAD_MAX);
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            let (source, keys, prepared) = (&source, &keys, prepared.clone());
            scope.spawn(move || prepare(source, keys, &prepared));
        }
        drop(prepared);
        // A verdict ends the channel, and with it the threads.
        replay.take_all(in_any_order)
    });
    let Replay { auditor, counts, .. } = replay;
    report.made(Check::Frames, counts.frames);
    report.made(Check::Records, counts.records);
    report.made(Check::Signatures, counts.signatures);
    report.made(Check::Decisions, counts.records);
    match pinned {
        Some(_) if counts.records > 0 => report.made(Check::Identity, 1),
        Some(_) | None => report.not_made(Check::Identity),
    }
    outcome.map(|()| auditor)
}

/// What takes the frames in the order of the log.
struct Replay<'a> {
    auditor: Auditor,
    pinned: Option<Hash>,
    keys: &'a Keys,
    expected: &'a mut Expected,
    counts: Counts,
}

/// A frame's number, and what there is of it.
type Numbered = (u64, Result<Prepared, Unreadable>);

impl Replay<'_> {
    fn take_all(&mut self, in_any_order: mpsc::Receiver<Numbered>) -> Result<(), Verdict> {
        let (mut early, mut next) = (BTreeMap::new(), 0);
        for (number, frame) in in_any_order {
            early.insert(number, frame);
            while let Some(frame) = early.remove(&next) {
                self.take(frame?)?;
                next += 1;
            }
        }
        Ok(())
    }

    fn take(&mut self, frame: Prepared) -> Result<(), Verdict> {
        let records = frame.records?;
        self.auditor.frame(&frame.bytes)?;
        self.counts.frames += 1;
        for (record, checked) in records.iter().zip(frame.signatures) {
            match checked {
                // It may have been enrolled by a record that was examined later: now all were.
                Err(Finding::UnknownKey { .. }) => self.keys.verify(record)?,
                checked => checked?,
            }
        }
        records.into_iter().try_for_each(|record| self.record(record))
    }

    fn record(&mut self, record: Examined) -> Result<(), Verdict> {
        if let Some(pinned) = self.pinned.filter(|_| self.counts.records == 0) {
            identical(record.leaf(), pinned)?;
        }
        let sequence = record.sequence;
        self.counts.signatures += record.asked().header.signers.iter().len() as u64;
        self.auditor.record(record)?;
        self.expected.take(self.auditor.ledger(), sequence);
        self.counts.records += 1;
        Ok(())
    }
}

fn identical(found: Hash, pinned: Hash) -> Result<(), Verdict> {
    if found == pinned {
        return Ok(());
    }
    let what = format!("record 0 has hash {found}, and {pinned} was pinned");
    Err(Verdict { layer: Layer::FrameHead, what })
}

/// Where the threads take frames: one at a time, each with its number and its first sequence.
struct Source<'s, 'f> {
    frames: &'s mut Frames<'f>,
    number: u64,
    sequence: u64,
    ended: bool,
}

impl Source<'_, '_> {
    /// A frame's number, its first record's sequence, its bytes.
    fn next(&mut self) -> Option<(u64, u64, Result<Vec<u8>, Unreadable>)> {
        if self.ended {
            return None;
        }
        let next = self.frames.next();
        self.ended = !matches!(next, Some(Ok(_)));
        let (number, sequence) = (self.number, self.sequence);
        let bytes = next?;
        self.number += 1;
        self.sequence += bytes.iter().map(|bytes| records(bytes).count() as u64).sum::<u64>();
        Some((number, sequence, bytes))
    }
}

/// The records of a frame. One that does not parse has none; the auditor says what is wrong.
fn records(frame: &[u8]) -> impl Iterator<Item = &[u8]> {
    Frame::parse(frame).into_iter().flat_map(|frame| frame.records())
}

/// Prepares frames until there are no more, or nobody wants them.
fn prepare(source: &Mutex<Source<'_, '_>>, keys: &Keys, prepared: &mpsc::SyncSender<Numbered>) {
    let next = || source.lock().unwrap_or_else(PoisonError::into_inner).next();
    while let Some((number, sequence, bytes)) = next() {
        let frame = bytes.map(|bytes| Prepared::of(sequence, bytes, keys));
        if prepared.send((number, frame)).is_err() {
            return;
        }
    }
}

impl Prepared {
    fn of(sequence: u64, bytes: Vec<u8>, keys: &Keys) -> Prepared {
        let examined = (sequence..).zip(records(&bytes)).map(|(at, record)| examine(at, record));
        let records = examined.collect::<Result<Vec<_>, _>>();
        let examined = || records.iter().flatten();
        keys.learn(examined());
        let signatures = examined().map(|record| keys.verify(record)).collect();
        Prepared { bytes, records, signatures }
    }
}

/// The keys enrolled by whatever was examined so far. A key is known by its hash, so it does not
/// matter that the record is not decided yet, nor whether it stands before or behind the signature.
#[derive(Default)]
struct Keys(RwLock<HashMap<KeyId, VerifyingKey>>);

impl Keys {
    fn learn<'r>(&self, records: impl Iterator<Item = &'r Examined>) {
        for (id, public_key) in records.flat_map(Examined::keys) {
            if let Ok(key) = envelope::verifying_key(&public_key) {
                self.0.write().unwrap_or_else(PoisonError::into_inner).insert(id, key);
            }
        }
    }

    fn verify(&self, record: &Examined) -> Result<(), Finding> {
        let keys = self.0.read().unwrap_or_else(PoisonError::into_inner);
        record.verify(|id| keys.get(id))
    }
}
