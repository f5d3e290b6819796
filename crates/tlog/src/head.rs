//! How far a log is, and whose turn it is to append.

use crate::hash::{EMPTY_ROOT, Hash};

/// A random nonce that each claim chooses, so that two claims of one term are told apart.
pub type WriterId = [u8; 16];

/// What a reader knows after the frames that it has accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// How many records the log holds.
    pub size: u64,
    /// The RFC 6962 root over these records.
    pub root: Hash,
    /// How many claims were accepted.
    pub term: u64,
    /// Who made the last of these claims: the one writer whose records are accepted.
    pub writer: WriterId,
}

/// A size and the root that a log's tree had at it, as somebody saw and remembers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seen {
    pub size: u64,
    pub root: Hash,
}

impl Head {
    /// The head before the first frame: no records, no claim, no writer.
    pub const START: Self = Self { size: 0, root: EMPTY_ROOT, term: 0, writer: [0; 16] };

    /// The size and the root, without whose turn it is.
    #[must_use]
    pub const fn seen(&self) -> Seen {
        Seen { size: self.size, root: self.root }
    }
}
