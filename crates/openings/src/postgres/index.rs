//! Which commitments the database may have: in memory, by the first eight bytes of each.

use std::collections::HashSet;

use postgres::Client;
use tlog::hash::Hash;

use super::connection::fault;
use super::statements;
use crate::Error;

/// It may name too many, never too few of what this process stored or found: the row says.
#[derive(Default)]
pub(super) struct Index {
    known: HashSet<u64>,
    last: i64,
}

impl Index {
    /// Takes in what was stored since, by whomever.
    pub(super) fn catch_up(&mut self, client: &mut Client) -> Result<(), Error> {
        let Self { known, last } = self;
        let caught_up = statements::commitments_after(client, *last, &mut |id, commitment| {
            known.insert(key(&commitment));
            *last = id;
        });
        caught_up.map_err(fault)
    }

    pub(super) fn add(&mut self, commitments: &[Hash]) {
        self.known.extend(commitments.iter().map(key));
    }

    pub(super) fn may_have(&self, commitment: &Hash) -> bool {
        self.known.contains(&key(commitment))
    }
}

fn key(commitment: &Hash) -> u64 {
    let (first, _) = commitment.bytes().split_first_chunk().expect("a hash has 32 bytes");
    u64::from_be_bytes(*first)
}
