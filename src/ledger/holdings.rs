//! Who holds how much of one result.

mod history;

use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};

pub use self::history::{History, Moved, Step, Why, explain};
use super::{Cause, Ledger, Reason, Refusal, ShareOf, result};
use crate::{
    id::{PartyId, ResultId},
    row::RowKey,
    share::{self, InvalidShare, Share},
    time::Date,
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
    /// From the effective date of `cause` on, `title` says who holds `result`. Whatever gives, takes
    /// or moves a share passes through here, so that holdings, their history and their rows never
    /// disagree.
    pub(super) fn hold(&mut self, cause: &Cause, result: ResultId, title: Holdings, why: Why) {
        // Those named at registration, too: their rows showed computed shares or none.
        self.touch_holders(result);
        let before = self.holdings(&result).cloned();
        result::own(self, cause, result, title);
        self.note_moves(result, before.as_ref(), why, cause.effective_on);
    }

    /// The holdings of `result` changed from `before` to what they are now, from the day `on` on.
    pub(super) fn note_moves(
        &mut self,
        result: ResultId,
        before: Option<&Holdings>,
        why: Why,
        on: Date,
    ) {
        let after = self.holdings(&result).cloned();
        let lists = before.into_iter().chain(after.as_ref()).flat_map(Holdings::iter);
        let parties: BTreeSet<PartyId> = lists.map(|of| of.party).collect();
        let sequence = self.acts.next_sequence() - 1;
        for party in parties {
            let held = |list: Option<&Holdings>| list.and_then(|list| list.held_by(&party));
            let (before, after) = (held(before), held(after.as_ref()));
            let moved = Moved { sequence, party, before, after, why, on };
            if moved.before != moved.after {
                self.shares.entry(result).or_default().history.note(moved);
                self.touch(RowKey::OwnershipChange(result, party, sequence));
                self.move_shares_of(result);
            }
            self.touch(RowKey::Holding(result, party));
        }
    }

    /// From now on `income` says who holds which share of the income of `result`; none = as title.
    pub(super) fn hold_income(&mut self, result: ResultId, income: Option<Holdings>) {
        self.touch_holders(result);
        for of in income.iter().flat_map(Holdings::iter) {
            self.results.name(of.party, result);
        }
        self.shares.entry(result).or_default().income = income;
        self.touch_holders(result);
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
