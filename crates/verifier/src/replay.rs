//! The replay on all cores: forms and signatures are examined ahead, decisions are made in order.
//!
//! ```text
//!   frames ─► chunk n+1: examine, verify signatures      (all cores, no state)
//!                │
//!             chunk n: head, order, decide, evolve       (one thread, the state)
//! ```
//!
//! Whatever is examined ahead, verdicts are given in the order of the log.

use std::{collections::HashMap, mem, sync::Arc, thread};

use ed25519_dalek::VerifyingKey;
use rights::{
    envelope,
    id::KeyId,
    verify::{Auditor, Examined, Finding, Layer, examine},
};
use tlog::{frame::Frame, hash::Hash};

use crate::{Check, Report, Unreadable, Verdict, rows::Expected};

/// About how many bytes of frames are examined ahead.
const CHUNK_BYTES: usize = 6 << 20;

type Frames<'a> = dyn Iterator<Item = Result<Vec<u8>, Unreadable>> + Send + 'a;
type Keys = HashMap<KeyId, Arc<VerifyingKey>>;

/// One frame with its records examined and their signatures checked; what failed is kept in place.
struct Prepared {
    bytes: Vec<u8>,
    records: Vec<Result<Examined, Finding>>,
    signatures: Vec<Result<(), Finding>>,
}

/// Some frames, and why there are no more, if that is so.
struct Chunk {
    frames: Vec<Prepared>,
    end: Option<Unreadable>,
    is_last: bool,
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
    let mut auditor = Auditor::of(ledger);
    let mut counts = Counts { frames: 0, records: 0, signatures: 0 };
    let mut ahead = Ahead { next: 0, keys: Keys::new() };
    let mut chunk = ahead.prepare(frames);
    let outcome = loop {
        let is_last = chunk.is_last;
        let (taken, next) = thread::scope(|scope| {
            let next = (!is_last).then(|| scope.spawn(|| ahead.prepare(frames)));
            let taken = take(&mut auditor, chunk, pinned, expected, &mut counts);
            let next = next.map(|thread| thread.join().expect("examining never panics"));
            (taken, next)
        });
        match (taken, next) {
            (Err(verdict), _) => break Err(verdict),
            (Ok(()), Some(next)) => chunk = next,
            (Ok(()), None) => break Ok(()),
        }
    };
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

/// Takes a chunk in the order of the log.
fn take(
    auditor: &mut Auditor,
    chunk: Chunk,
    pinned: Option<Hash>,
    expected: &mut Expected,
    counts: &mut Counts,
) -> Result<(), Verdict> {
    for frame in chunk.frames {
        let records = frame.records.into_iter().collect::<Result<Vec<_>, _>>()?;
        auditor.frame(&frame.bytes)?;
        counts.frames += 1;
        frame.signatures.into_iter().collect::<Result<(), _>>()?;
        for record in records {
            if let Some(pinned) = pinned.filter(|_| counts.records == 0) {
                identical(record.leaf(), pinned)?;
            }
            let sequence = record.sequence;
            counts.signatures += record.asked().header.signers.iter().len() as u64;
            auditor.record(record)?;
            expected.take(auditor.ledger(), sequence);
            counts.records += 1;
        }
    }
    chunk.end.map_or(Ok(()), |end| Err(end.into()))
}

fn identical(found: Hash, pinned: Hash) -> Result<(), Verdict> {
    if found == pinned {
        return Ok(());
    }
    let what = format!("record 0 has hash {found}, and {pinned} was pinned");
    Err(Verdict { layer: Layer::FrameHead, what })
}

/// The next frames, about [`CHUNK_BYTES`] of them; why there are no more; whether these are the last.
fn read(frames: &mut Frames<'_>) -> (Vec<Vec<u8>>, Option<Unreadable>, bool) {
    let (mut read, mut bytes) = (Vec::new(), 0);
    while bytes < CHUNK_BYTES {
        match frames.next() {
            None => return (read, None, true),
            Some(Err(end)) => return (read, Some(end), true),
            Some(Ok(frame)) => {
                bytes += frame.len();
                read.push(frame);
            }
        }
    }
    (read, None, false)
}

/// What is known ahead of the replay: the next sequence, and the keys enrolled so far.
struct Ahead {
    next: u64,
    keys: Keys,
}

impl Ahead {
    fn prepare(&mut self, frames: &mut Frames<'_>) -> Chunk {
        let (frames, end, is_last) = read(frames);
        // A frame that does not parse has no records; the auditor says what is wrong.
        let parsed = frames.iter().map(|frame| Frame::parse(frame).ok());
        let parsed: Vec<Option<Frame<'_>>> = parsed.collect();
        let records = parsed.iter().flatten().flat_map(Frame::records);
        let records: Vec<(u64, &[u8])> = (self.next..).zip(records).collect();
        self.next += records.len() as u64;
        let examined = on_all_cores(&records, |(sequence, bytes)| examine(*sequence, bytes));
        for record in examined.iter().flatten() {
            self.learn(record);
        }
        let keys = &self.keys;
        let signatures = on_all_cores(&examined, |record| match record {
            Ok(record) => record.verify(|id| keys.get(id).map(AsRef::as_ref)),
            Err(_) => Ok(()),
        });
        let counts = parsed.iter().map(|frame| frame.iter().flat_map(Frame::records).count());
        let counts: Vec<usize> = counts.collect();
        let (mut examined, mut signatures) = (examined.into_iter(), signatures.into_iter());
        let frame = |(bytes, count)| Prepared {
            bytes,
            records: examined.by_ref().take(count).collect(),
            signatures: signatures.by_ref().take(count).collect(),
        };
        Chunk { frames: frames.into_iter().zip(counts).map(frame).collect(), end, is_last }
    }

    /// A key is known by its hash, so it does not matter that the record is not decided yet.
    fn learn(&mut self, record: &Examined) {
        for (id, public_key) in record.keys() {
            if let Ok(key) = envelope::verifying_key(&public_key) {
                self.keys.insert(id, Arc::new(key));
            }
        }
    }
}

/// `work` done on every item, in the order of the items, by as many threads as there are cores.
fn on_all_cores<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let share = items.len().div_ceil(cores).max(1);
    let work = &work;
    thread::scope(|scope| {
        let part = |part| scope.spawn(move || Iterator::map(<[T]>::iter(part), work).collect());
        let threads: Vec<thread::ScopedJoinHandle<'_, Vec<R>>> =
            items.chunks(share).map(part).collect();
        let mut all = Vec::with_capacity(items.len());
        for thread in threads {
            all.append(&mut thread.join().expect("examining never panics"));
        }
        mem::take(&mut all)
    })
}
