//! One group commit: records on their way into the log, what becomes durable with them, and who
//! waits for them.

use rights_openings::Opening;
use tlog::{
    frame::{Batch, FRAME_BYTES_MAX, HEADER_BYTES, RECORD_BYTES_MAX, RECORDS_MAX},
    hash::Hash,
    head::Seen,
};

use crate::{Receipt, answer::Answer};

/// The bytes by which a record's length is stated.
const LENGTH_BYTES: usize = 4;

/// The records of one append, with all that depends on them.
#[derive(Debug)]
pub struct Frame {
    pub(crate) batch: Batch,
    bytes: usize,
    /// The openings that its records need and nobody stored before.
    pub(crate) openings: Vec<Opening>,
    /// The commitments whose openings its records erase.
    pub(crate) shredded: Vec<Hash>,
    pub(crate) answers: Vec<Answer>,
    /// The tree with this frame.
    pub(crate) end: Seen,
}

impl Frame {
    pub(crate) fn after(end: Seen) -> Frame {
        Frame {
            batch: Batch::default(),
            bytes: HEADER_BYTES,
            openings: Vec::new(),
            shredded: Vec::new(),
            answers: Vec::new(),
            end,
        }
    }

    /// Whether any record whatever still fits, so that nothing decided has to be taken back.
    pub(crate) fn has_room(&self) -> bool {
        let with_the_largest = self.bytes + LENGTH_BYTES + RECORD_BYTES_MAX;
        self.batch.len() < RECORDS_MAX && with_the_largest <= FRAME_BYTES_MAX
    }

    pub(crate) fn push(&mut self, record: &[u8]) {
        self.batch.push(record).expect("only records that fit are pushed where there is room");
        self.bytes += LENGTH_BYTES + record.len();
    }

    /// Whether nobody waits for it and it brings nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.batch.is_empty() && self.answers.is_empty()
    }

    /// How many records it brings.
    #[must_use]
    pub fn records(&self) -> usize {
        self.batch.len()
    }

    /// When each command was taken that waits for this frame.
    pub(crate) fn taken(&self) -> impl Iterator<Item = std::time::Instant> {
        self.answers.iter().map(Answer::taken)
    }

    /// Answers everybody who waited for it: it is durable.
    pub fn answer(self) {
        for answer in self.answers {
            match answer {
                Answer::Recorded(to, entry, receipt) => {
                    let here = Receipt {
                        sequence: entry.sequence,
                        recorded_at: entry.recorded_at,
                        record: entry.record,
                        head: self.end,
                    };
                    to.answer(Ok(receipt.unwrap_or(here)));
                }
                Answer::NotRecorded(to, why) => to.answer(Err(why)),
                Answer::Rehearsed(to, outcome) => to.answer(outcome),
                Answer::ClockSet(to, outcome) => to.give(outcome),
            }
        }
    }
}
