//! Checks, while a log is replayed, that it contains every head somebody remembers.

use tlog::hash::leaf;
use tlog::head::{Head, Seen};
use tlog::tree::Tree;

use crate::Accepted;
use crate::error::{Holds, Stop};

/// The remembered heads that the replay has not passed yet, largest first.
pub(crate) struct Remembered {
    left: Vec<Seen>,
}

impl Remembered {
    pub(crate) fn new(remembered: &[Seen]) -> Self {
        let mut left = remembered.to_vec();
        left.sort_unstable_by(|one, other| other.cmp(one));
        Self { left }
    }

    /// For a replay that begins at `tree`, up to which the claimer has compared them itself.
    pub(crate) fn from(mut self, tree: &Tree) -> Result<Self, Stop> {
        self.left.retain(|remembered| remembered.size >= tree.size());
        self.compare(tree)?;
        Ok(self)
    }

    /// Compares the heads that lie within `frame`, which extends `tree`.
    pub(crate) fn pass(&mut self, mut tree: Tree, frame: &Accepted) -> Result<(), Stop> {
        if self.left.last().is_none_or(|next| next.size > frame.after.size) {
            return Ok(());
        }
        self.compare(&tree)?;
        for (_, record) in frame.records() {
            tree.append(leaf(record));
            self.compare(&tree)?;
        }
        Ok(())
    }

    /// Nothing may be left at the end of the log.
    pub(crate) fn finish(self, head: &Head) -> Result<(), Stop> {
        match self.left.first() {
            None => Ok(()),
            Some(&remembered) => {
                Err(Stop::RolledBack { remembered, holds: Holds::Only { size: head.size } })
            }
        }
    }

    fn compare(&mut self, tree: &Tree) -> Result<(), Stop> {
        while let Some(remembered) = self.left.pop_if(|next| next.size == tree.size()) {
            let root = tree.root();
            if remembered.root != root {
                return Err(Stop::RolledBack { remembered, holds: Holds::Root(root) });
            }
        }
        Ok(())
    }
}
