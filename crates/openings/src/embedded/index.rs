//! Where in the file a commitment may be: in memory, by the first eight bytes of each.

use std::collections::HashMap;

use rusqlite::Connection;
use tlog::hash::Hash;

use super::rows;

/// A row's id in the file; ids ascend and never change their meaning.
pub(super) type Id = i64;

/// Which rows may have a commitment. It may name too many, never too few: the row itself says.
#[derive(Default)]
pub(super) struct Index {
    places: HashMap<u64, Id>,
    /// Further rows of the same eight bytes: by chance, by intent, or the same text twice.
    more: HashMap<u64, Vec<Id>>,
    last: Id,
}

impl Index {
    /// Takes in the rows that were committed since, by whichever connection or process.
    pub(super) fn catch_up(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        rows::commitments_after(connection, self.last, &mut |id, commitment| {
            self.add(id, commitment);
        })
    }

    /// A swept row has no commitment.
    fn add(&mut self, id: Id, commitment: Option<Hash>) {
        self.last = id;
        let Some(commitment) = commitment else { return };
        let key = key(&commitment);
        if let Some(first) = self.places.insert(key, id) {
            self.more.entry(key).or_default().push(first);
        }
    }

    pub(super) fn candidates(&self, commitment: &Hash) -> impl Iterator<Item = Id> {
        let key = key(commitment);
        let more = self.more.get(&key).into_iter().flatten();
        self.places.get(&key).into_iter().chain(more).copied()
    }
}

fn key(commitment: &Hash) -> u64 {
    let (first, _) = commitment.bytes().split_first_chunk().expect("a hash has 32 bytes");
    u64::from_be_bytes(*first)
}
