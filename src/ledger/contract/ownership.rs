//! Who holds which shares of a result, from a share agreement or as its sole holder.

use alloc::vec::Vec;

use super::super::{Cause, Ledger, ShareOf, holdings::Holdings, result};
use crate::id::ResultId;

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

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &OwnershipRecorded) {
    let holdings =
        Holdings::from_list(&happened.title).expect("decide admits titles that add up to one");
    result::own(ledger, cause, happened.result, holdings);
}
