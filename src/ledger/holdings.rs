//! Who holds how much of one result.

mod history;

use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};

pub use self::history::{History, Moved, Step, Why, explain};
use super::{Ledger, Reason, Refusal, ShareOf, result};
use crate::{
    id::{PartyId, ResultId},
    row::RowKey,
    share::{self, InvalidShare, Share},
};

/// The holders of one result. Invariants: never empty; no share is 0 (SHA-5); the shares add up to
/// exactly one (SHA-1); their common denominator is at most 2^63 − 1 (SHA-13).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Holdings {
    // Ascending by party.
    shares: Vec<ShareOf>,
}

impl Holdings {
    /// The whole, held by one.
    #[must_use]
    pub fn sole(holder: PartyId) -> Holdings {
        Holdings { shares: [ShareOf { party: holder, share: Share::WHOLE }].into() }
    }

    /// The holdings that `list` states.
    ///
    /// # Errors
    /// `MALFORMED` if it is not strictly ascending by party; `SHARE_TOO_FINE` if there is no common
    /// denominator (SHA-13); `SHARES_NOT_ONE` if the sum is not exactly one (SHA-1).
    pub fn from_list(list: &[ShareOf]) -> Result<Holdings, Refusal> {
        if !list.is_sorted_by(|a, b| a.party < b.party) {
            return Err(Refusal::new(Reason::Malformed, "SHA-2").fact("place", "shares"));
        }
        let shares = list.iter().map(|of| of.share);
        share::common_denominator(shares.clone()).map_err(|_| too_fine())?;
        let total = share::total(shares).map_err(|_| too_fine())?;
        if !total.is_whole() {
            return Err(Refusal::new(Reason::SharesNotOne, "SHA-1")
                .fact("sum", format_args!("{}/{}", total.numerator(), total.denominator())));
        }
        Ok(Holdings { shares: list.into() })
    }

    /// Ascending by party; never empty.
    pub fn iter(&self) -> core::slice::Iter<'_, ShareOf> {
        self.shares.iter()
    }

    /// The share of `party`; none if it holds none.
    #[must_use]
    pub fn held_by(&self, party: &PartyId) -> Option<Share> {
        let found = self.shares.binary_search_by(|of| of.party.cmp(party)).ok()?;
        Some(self.shares[found].share)
    }

    /// The holdings once everything that `from` holds is held by `to` (PTY-6). Nothing changes if
    /// `from` holds nothing.
    ///
    /// # Errors
    /// Never for holdings that add up: the sum of two of their shares is a share.
    pub fn succeeded(&self, from: PartyId, to: PartyId) -> Result<Holdings, InvalidShare> {
        let mut by_party: BTreeMap<PartyId, Share> =
            self.shares.iter().map(|of| (of.party, of.share)).collect();
        let Some(moved) = by_party.remove(&from) else {
            return Ok(self.clone());
        };
        let together = match by_party.get(&to) {
            Some(held) => held.plus(moved)?,
            None => moved,
        };
        by_party.insert(to, together);
        let shares = by_party.into_iter().map(|(party, share)| ShareOf { party, share });
        Ok(Holdings { shares: shares.collect() })
    }
}

impl Ledger {
    /// From now on `title` says who holds `result`. Whatever gives, takes or moves a share passes
    /// through here, so that holdings, their index, their history and their rows never disagree.
    pub(super) fn hold(&mut self, result: ResultId, title: Holdings, why: Why) {
        // Also those named at registration, whose rows showed computed shares or none.
        self.touch_holders(result);
        let registered = self.results.results.get_mut(&result);
        let held = &mut registered.expect("only disclosed results are held").holdings;
        let before = held.replace(title.clone());
        let parties = |holdings: &Holdings| -> BTreeSet<PartyId> {
            holdings.iter().map(|of| of.party).collect()
        };
        let (left, right) = (before.as_ref().map(parties).unwrap_or_default(), parties(&title));
        for party in left.union(&right) {
            let was = before.as_ref().and_then(|before| before.held_by(party));
            let is = title.held_by(party);
            if was != is {
                self.note_move(result, *party, was, is, why);
            }
            let index = self.results.by_holder.entry(*party).or_default();
            if is.is_some() {
                index.insert(result)
            } else {
                index.remove(&result)
            };
            self.touch(RowKey::Holding(result, *party));
        }
        self.move_shares_of(result);
    }

    /// From now on `income` says who holds which share of the income of `result`; none = as title.
    pub(super) fn hold_income(&mut self, result: ResultId, income: Option<Holdings>) {
        self.touch_holders(result);
        self.shares.entry(result).or_default().income = income;
        self.touch_holders(result);
    }

    /// Everything that `from` holds of `result` is held by `to` (PTY-6).
    pub(super) fn succeed_in(&mut self, result: ResultId, from: PartyId, to: PartyId) {
        let succeeded = |holdings: &Holdings| {
            holdings.succeeded(from, to).expect("shares that add up to one have a sum")
        };
        let income = self.shares(&result).and_then(|shares| shares.income.as_ref());
        if let Some(income) = income.map(succeeded) {
            self.hold_income(result, Some(income));
        }
        if let Some(title) = self.holdings(&result).map(succeeded) {
            self.hold(result, title, Why::Succession);
        }
    }

    fn note_move(
        &mut self,
        result: ResultId,
        party: PartyId,
        before: Option<Share>,
        after: Option<Share>,
        why: Why,
    ) {
        let sequence = self.acts.next_sequence() - 1;
        let history = &mut self.shares.entry(result).or_default().history;
        history.note(Moved { sequence, party, before, after, why });
        self.touch(RowKey::OwnershipChange(result, party, sequence));
    }

    /// The holders' rows change: of those who hold `result`, and of those named at its registration.
    pub(super) fn touch_holders(&mut self, result: ResultId) {
        let named = result::holders_named(self, &result).to_vec();
        for party in self.concerned(&result).into_iter().chain(named) {
            self.touch(RowKey::Holding(result, party));
        }
    }
}

fn too_fine() -> Refusal {
    Refusal::new(Reason::ShareTooFine, "SHA-13").fact("denominator_max", share::DENOMINATOR_MAX)
}
