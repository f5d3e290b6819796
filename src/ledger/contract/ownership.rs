//! Who holds which shares of a result, from a share agreement or as its sole holder.

use alloc::vec::Vec;

use super::super::{Cause, Ledger, ShareOf, holdings::Holdings, result};
use crate::id::{PartyId, ResultId};

#[derive(Clone, PartialEq, Debug)]
pub struct OwnershipRecorded {
    pub result: ResultId,
    /// Ascending by party; they add up to exactly one (SHA-1).
    pub title: Vec<ShareOf>,
    /// Ascending by party; empty = as title (SHA-6).
    pub income: Vec<ShareOf>,
    /// The sequence of the record that concluded the share agreement; 0 where a sole holder needs
    /// none.
    pub agreement: u64,
}

/// An open contest of a contribution.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Contest {
    pub by: PartyId,
    /// The sequence of the record that opened it.
    pub since: u64,
}

/// The open contest of what `contributor` states to have contributed: none, as none is recorded yet.
#[must_use]
pub fn contribution_contest(_: &Ledger, _result: &ResultId, _by: &PartyId) -> Option<Contest> {
    None
}

/// The contest of a contribution was settled or withdrawn.
pub(in super::super) fn end_contribution_contest(
    _: &mut Ledger,
    result: ResultId,
    contributor: PartyId,
) {
    unreachable!("no contribution of {contributor} to {result} is contested")
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &OwnershipRecorded) {
    let holdings =
        Holdings::from_list(&happened.title).expect("decide admits titles that add up to one");
    result::own(ledger, cause, happened.result, holdings);
}
