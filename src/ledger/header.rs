//! What every command carries, and the values that several areas share.

use alloc::{string::String, vec::Vec};

use super::Command;
use crate::{
    id::{CommandId, Digest, HolderId, KeyId, Origin, PartyId},
    share::Share,
    text::Text,
    time::{Date, Instant},
};

/// A command and its header, as the author signed them.
#[derive(Clone, PartialEq, Debug)]
pub struct Asked {
    pub header: Header,
    pub command: Command,
}

/// Who asks, for which ledger, from when to when, having seen what.
#[derive(Clone, PartialEq, Debug)]
pub struct Header {
    pub ledger: Origin,
    pub id: CommandId,
    pub signers: Signers,
    pub issued_at: Instant,
    pub expires_at: Instant,
    pub seen: Option<Seen>,
    pub cited: Option<Cited>,
    pub attachments: Vec<ContentDigest>,
    /// The revision of the subject that the author saw; 0 where none is stated (GEN-19).
    pub expected_revision: u64,
}

/// The keys that signed: 1 to 64, ascending, one of them the author's (GEN-14).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signers {
    keys: Vec<KeyId>,
    author: u32,
}

impl Signers {
    /// None unless there are 1 to 64 keys in ascending order and `author` is the position of one.
    #[must_use]
    pub fn new(keys: Vec<KeyId>, author: u32) -> Option<Signers> {
        let ascending = keys.is_sorted_by(|a, b| a < b);
        let count = (1..=crate::envelope::SIGNATURES_MAX).contains(&keys.len());
        let valid = ascending && count && usize::try_from(author).is_ok_and(|at| at < keys.len());
        valid.then_some(Signers { keys, author })
    }

    /// The key ids, ascending.
    pub fn iter(&self) -> core::slice::Iter<'_, KeyId> {
        self.keys.iter()
    }

    /// The author's key.
    #[must_use]
    pub fn author(&self) -> KeyId {
        self.keys[self.author as usize]
    }

    /// The position of the author's key, from 0.
    #[must_use]
    pub fn author_index(&self) -> u32 {
        self.author
    }
}

/// The newest head that the author's client verified.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seen {
    pub size: u64,
    pub root: Digest,
}

/// The decision in whose execution the command is sent, and the order that the command is (GEN-15).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cited {
    /// The sequence of the record that adopted the decision.
    pub decision: u64,
    /// The hash of the command's operation.
    pub order: Digest,
}

/// A file that stays with its owner, by digest.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ContentDigest {
    pub sha256: Digest,
    /// In bytes.
    pub size: u64,
    pub media_type: Text,
}

/// A new key with its dates and the proof that its holder has it (KEY-8).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyOffer {
    pub public_key: [u8; 32],
    pub holder: HolderId,
    /// The first day of validity.
    pub from: Date,
    /// The last day of validity.
    pub until: Date,
    pub possession: [u8; 64],
}

/// One holder's part of a list of shares.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ShareOf {
    pub party: PartyId,
    pub share: Share,
}

/// One policy key and its value, in text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PolicyEntry {
    pub key: String,
    pub value: String,
}

/// How far a record may be read, lowest first (results.md section 6; CFD-2).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    /// L0: everybody.
    Public,
    /// L1: all accredited parties and national parts.
    Programme,
    /// L2: contract parties, their national parts, the secretary.
    Contract,
    /// L3: named persons with a need to know.
    Restricted,
    /// L4: the existence itself is hidden outside the audience.
    Sealed,
}

impl Level {
    /// `L0` to `L4`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Public => "L0",
            Level::Programme => "L1",
            Level::Contract => "L2",
            Level::Restricted => "L3",
            Level::Sealed => "L4",
        }
    }
}
