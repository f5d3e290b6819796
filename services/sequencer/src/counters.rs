//! What the sequencer has done since it started, in numbers.

use std::{
    sync::{
        Arc,
        atomic::{
            AtomicBool, AtomicU64,
            Ordering::{Relaxed, SeqCst},
        },
    },
    time::{Duration, Instant},
};

use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use rights::ledger::Reason;
use tokio::sync::watch;

use crate::{Frame, NotRecorded};

/// Counts since the start. Each is exact; together they are no snapshot.
#[derive(Debug)]
pub struct Counters {
    /// Records, deadlines included.
    pub recorded: AtomicU64,
    /// Commands answered with the receipt of an earlier submission.
    pub repeated: AtomicU64,
    /// Frames made durable.
    pub frames: AtomicU64,
    /// Records of the log, durable ones alone: those from before the start, too.
    pub size: AtomicU64,
    /// Times that the log was claimed.
    pub claims: AtomicU64,
    /// Times that everything since a claim was thrown away, or that a claim did not succeed.
    pub lost: AtomicU64,
    /// Texts that records need and the openings lack, when the log was claimed last.
    pub lost_texts: AtomicU64,
    /// Commands between their submission and their answer, now.
    pub waiting: AtomicU64,
    /// Microseconds by which wall time departs from the time that passed since the claim.
    pub clock_departed_us: AtomicU64,
    /// Seconds from taking a command to its answer, of those that waited for a frame.
    pub answer_seconds: Histogram,
    /// Seconds until a frame was durable and read back.
    pub append_seconds: Histogram,
    /// Records of each frame that has some.
    pub frame_records: Histogram,
    /// Whether commands are decided now: the log is claimed and replayed, and the claim is not lost.
    pub(crate) deciding: watch::Sender<bool>,
    /// Whether another sequencer holds the log; it is for good.
    deposed: AtomicBool,
    /// Position = position of the reason in [`Reason::ALL`].
    refused: Box<[AtomicU64]>,
}

impl Default for Counters {
    fn default() -> Counters {
        Counters {
            recorded: AtomicU64::default(),
            repeated: AtomicU64::default(),
            frames: AtomicU64::default(),
            size: AtomicU64::default(),
            claims: AtomicU64::default(),
            lost: AtomicU64::default(),
            lost_texts: AtomicU64::default(),
            waiting: AtomicU64::default(),
            clock_departed_us: AtomicU64::default(),
            answer_seconds: Histogram::new(exponential_buckets(0.000_5, 2.0, 16)),
            append_seconds: Histogram::new(exponential_buckets(0.000_1, 2.0, 16)),
            // One bucket for each doubling up to the records of the largest frame.
            frame_records: Histogram::new(exponential_buckets(1.0, 2.0, 10)),
            deciding: watch::Sender::new(false),
            deposed: AtomicBool::default(),
            refused: Reason::ALL.iter().map(|_| AtomicU64::default()).collect(),
        }
    }
}

impl Counters {
    /// Another sequencer holds the log: said before anybody is left without an answer by it.
    pub(crate) fn deposed(&self) {
        self.deposed.store(true, SeqCst);
    }

    /// What it means that no answer comes.
    pub(crate) fn unanswered(&self) -> NotRecorded {
        if self.deposed.load(SeqCst) { NotRecorded::Deposed } else { NotRecorded::Unavailable }
    }

    /// How many commands were refused for `reason`.
    #[must_use]
    pub fn refused(&self, reason: Reason) -> u64 {
        self.refused.get(reason as usize).map_or(0, |count| count.load(Relaxed))
    }

    /// The frame was made durable in this time.
    pub(crate) fn appended(&self, frame: &Frame, took: Duration) {
        self.append_seconds.observe(took.as_secs_f64());
        let records = u16::try_from(frame.records()).unwrap_or(u16::MAX);
        self.frame_records.observe(f64::from(records));
        count(&self.frames, 1);
        count(&self.recorded, u64::from(records));
    }

    /// Whoever waited for the frame is answered now.
    pub(crate) fn answered(&self, frame: &Frame) {
        let now = Instant::now();
        for taken in frame.taken() {
            self.answer_seconds.observe(now.saturating_duration_since(taken).as_secs_f64());
        }
    }

    pub(crate) fn refuse(&self, reason: Reason) {
        if let Some(count) = self.refused.get(reason as usize) {
            count.fetch_add(1, Relaxed);
        }
    }
}

pub(crate) fn count(counter: &AtomicU64, more: u64) {
    counter.fetch_add(more, Relaxed);
}

/// Says that commands are decided, as long as it lives.
pub(crate) struct Deciding(Arc<Counters>);

impl Deciding {
    pub(crate) fn from_now_on(counters: &Arc<Counters>) -> Deciding {
        counters.deciding.send_replace(true);
        Deciding(Arc::clone(counters))
    }
}

impl Drop for Deciding {
    fn drop(&mut self) {
        self.0.deciding.send_replace(false);
    }
}
