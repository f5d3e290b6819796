//! Next, stale or impossible: what a reader does with each frame it meets.
//!
//! A log without conditional append cannot keep a deposed writer from writing. So the readers
//! decide, all alike: a frame counts only if it extends the reader's head and comes from the
//! writer whose claim was accepted last. Torn, lost, doubled and late writes are then harmless.

use crate::frame::{Frame, Malformed};
use crate::hash::{Hash, leaf};
use crate::head::{Head, WriterId};
use crate::tree::Tree;

/// What a frame is to a reader at a certain head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict<'a> {
    /// It is accepted.
    Next(Frame<'a>),
    /// It is skipped, and counted.
    Stale(Stale),
    /// No sequence of honest writes leads here: the reader stops.
    Impossible(Impossible),
}

/// Why an honest writer's frame does not count: it came too late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stale {
    #[error("it claims term {0}, which another claim took first, at term {1}")]
    Claim(u64, u64),
    #[error("it extends a log of {0} records, which by then had {1}")]
    Size(u64, u64),
    #[error("it is of term {0}, deposed by term {1}")]
    Term(u64, u64),
    #[error("its writer's claim was never accepted")]
    Writer,
}

/// Why no honest writer can have written this frame here: `LOG_DAMAGED`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Impossible {
    #[error("it is no frame: {0}")]
    Malformed(#[from] Malformed),
    #[error("it belongs to ledger {0}")]
    OtherLedger(Hash),
    #[error("it is a claim, and yet extends {0} records with root {1}")]
    ClaimWithHead(u64, Hash),
    #[error("it claims term {0} in a log at term {1}")]
    ClaimSkipsTerm(u64, u64),
    #[error("it extends a log of {0} records, where there are {1}")]
    SizeAhead(u64, u64),
    #[error("it extends {size} records with root {found}, where their root is {held}")]
    OtherRoot { size: u64, found: Hash, held: Hash },
    #[error("it is of term {0} in a log at term {1}")]
    TermAhead(u64, u64),
}

impl Head {
    /// What these bytes are to a reader of `ledger` at this head.
    #[must_use]
    pub fn judge<'a>(&self, ledger: &Hash, bytes: &'a [u8]) -> Verdict<'a> {
        let frame = match Frame::parse(bytes) {
            Ok(frame) => frame,
            Err(malformed) => return Verdict::Impossible(malformed.into()),
        };
        if frame.ledger != *ledger {
            return Verdict::Impossible(Impossible::OtherLedger(frame.ledger));
        }
        if frame.is_claim() { self.judge_claim(frame) } else { self.judge_records(frame) }
    }

    fn judge_claim<'a>(&self, frame: Frame<'a>) -> Verdict<'a> {
        let (extends, term) = (frame.extends, frame.term);
        if extends.size != 0 || extends.root != Hash::ZERO {
            return Verdict::Impossible(Impossible::ClaimWithHead(extends.size, extends.root));
        }
        if term <= self.term {
            Verdict::Stale(Stale::Claim(term, self.term))
        } else if term - self.term == 1 {
            Verdict::Next(frame)
        } else {
            Verdict::Impossible(Impossible::ClaimSkipsTerm(term, self.term))
        }
    }

    /// The order matters: what cannot be is named before what came late.
    fn judge_records<'a>(&self, frame: Frame<'a>) -> Verdict<'a> {
        let (size, found, term) = (frame.extends.size, frame.extends.root, frame.term);
        if size > self.size {
            Verdict::Impossible(Impossible::SizeAhead(size, self.size))
        } else if size == self.size && found != self.root {
            Verdict::Impossible(Impossible::OtherRoot { size, found, held: self.root })
        } else if term > self.term {
            Verdict::Impossible(Impossible::TermAhead(term, self.term))
        } else if size < self.size {
            Verdict::Stale(Stale::Size(size, self.size))
        } else if term < self.term {
            Verdict::Stale(Stale::Term(term, self.term))
        } else if frame.writer != self.writer {
            Verdict::Stale(Stale::Writer)
        } else {
            Verdict::Next(frame)
        }
    }
}

/// A reader's place in a log: the head, and the tree under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Follower {
    ledger: Hash,
    head: Head,
    tree: Tree,
}

impl Follower {
    /// Before the first frame of `ledger`, which is the SHA-256 of its origin.
    #[must_use]
    pub fn of(ledger: Hash) -> Self {
        Self { ledger, head: Head::START, tree: Tree::default() }
    }

    /// After some frame of `ledger`: at `tree`, in the term and turn of the last claim before it.
    ///
    /// That such a place exists in the log is for the caller to know; the next frame tells.
    #[must_use]
    pub fn resumed(ledger: Hash, tree: Tree, term: u64, writer: WriterId) -> Self {
        let head = Head { size: tree.size(), root: tree.root(), term, writer };
        Self { ledger, head, tree }
    }

    #[must_use]
    pub const fn ledger(&self) -> &Hash {
        &self.ledger
    }

    #[must_use]
    pub const fn head(&self) -> &Head {
        &self.head
    }

    /// The tree over all records accepted so far; its size and root are the head's.
    #[must_use]
    pub const fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Judges the next frame of the log and, if it is next, moves behind it.
    pub fn follow<'a>(&mut self, bytes: &'a [u8]) -> Verdict<'a> {
        let verdict = self.head.judge(&self.ledger, bytes);
        if let Verdict::Next(frame) = &verdict {
            self.accept(frame);
        }
        verdict
    }

    fn accept(&mut self, frame: &Frame<'_>) {
        if frame.is_claim() {
            self.head = Head { term: frame.term, writer: frame.writer, ..self.head };
            return;
        }
        frame.records().for_each(|record| self.tree.append(leaf(record)));
        self.head = Head { size: self.tree.size(), root: self.tree.root(), ..self.head };
    }
}

#[cfg(test)]
mod tests;
