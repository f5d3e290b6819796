//! Who holds a result: what AgreeShares, transfers and successions do to it.

use alloc::vec::Vec;

use super::{
    super::{Cause, Ledger, holdings::Holdings},
    watch,
};
use crate::{
    id::{PartyId, ResultId},
    row::RowKey,
};

/// `result` is held as `holdings` say, from the effective date of `cause` on.
pub(in super::super) fn own(
    ledger: &mut Ledger,
    cause: &Cause,
    result: ResultId,
    holdings: Holdings,
) {
    let registered = ledger.results.known(&result);
    let before = registered.holders();
    registered.holdings = Some(holdings);
    registered.held = Some((cause.sequence, cause.effective_on));
    registered.revision += 1;
    let after = registered.holders();
    ledger.results.reindex(result, &before, &after);
    watch(ledger, result);
    ledger.move_shares_of(result);
    ledger.touch(RowKey::Result(result));
}

/// Everything that `from` holds is held by `to`, and whatever part `from` plays in a result is played
/// by `to` (PTY-6).
pub(in super::super) fn succeed(ledger: &mut Ledger, from: PartyId, to: PartyId) {
    let named: Vec<ResultId> =
        ledger.results.naming.remove(&from).unwrap_or_default().into_iter().collect();
    for result in named {
        ledger.results.name(to, result);
        let before = ledger.results.known(&result).holders();
        let touched = replace(ledger, result, from, to);
        let after = ledger.results.known(&result).holders();
        ledger.results.reindex(result, &before, &after);
        touched.into_iter().for_each(|row| ledger.touch(row));
        ledger.act_on(result);
    }
}

/// `to` stands wherever `from` stood in `result`; which rows show it.
fn replace(ledger: &mut Ledger, result: ResultId, from: PartyId, to: PartyId) -> Vec<RowKey> {
    let sequence = ledger.acts.next_sequence() - 1;
    let mut rows: Vec<RowKey> = [RowKey::Result(result)].into();
    let registered = ledger.results.known(&result);
    registered.revision += 1;
    if registered.discloser == from {
        registered.discloser = to;
    }
    if let Some(registration) = &mut registered.registration {
        if let Ok(position) = registration.named.binary_search(&from) {
            registration.named.remove(position);
            if let Err(position) = registration.named.binary_search(&to) {
                registration.named.insert(position, to);
            }
            rows.extend([RowKey::ResultHolder(result, from), RowKey::ResultHolder(result, to)]);
        }
        for window in registration.windows.iter_mut().filter(|window| window.party == from) {
            window.party = to;
            rows.push(RowKey::RegistrationWindow(result, window.addressee));
        }
    }
    let held = registered.holdings.as_ref().filter(|held| held.held_by(&from).is_some());
    if let Some(holdings) = held {
        let after = holdings.succeeded(from, to).expect("shares that add up to one have a sum");
        registered.holdings = Some(after);
        registered.held = registered.held.map(|(_, since)| (sequence, since));
        ledger.move_shares_of(result);
    }
    rows
}
