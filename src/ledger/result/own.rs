//! Who holds a result: what share agreements, transfers and successions do to it.

use alloc::vec::Vec;

use super::{
    super::{
        Cause, Ledger, contract,
        holdings::{Holdings, Why},
    },
    watch,
};
use crate::{
    id::{PartyId, ResultId},
    role::Role,
    row::RowKey,
    time::Date,
};

/// `result` is held as `holdings` say, from the effective date of `cause` on. Called by
/// [`Ledger::hold`] alone, which keeps history and rows beside it.
pub(in super::super) fn own(
    ledger: &mut Ledger,
    cause: &Cause,
    result: ResultId,
    holdings: Holdings,
) {
    let registered = ledger.results.known(&result);
    // Whoever was named and gets no share holds nothing any more.
    let named = registered.registration.iter().flat_map(|registration| &registration.named);
    let before: Vec<PartyId> = registered.holders().into_iter().chain(named.copied()).collect();
    registered.holdings = Some(holdings);
    registered.held = Some((cause.sequence, cause.effective_on));
    registered.revision += 1;
    let after = registered.holders();
    ledger.results.reindex(result, &before, &after);
    watch(ledger, result);
    ledger.move_shares_of(result);
    ledger.touch(RowKey::Result(result));
}

/// Everything that `from` holds is held by `to`, and whatever part `from` plays in a result is
/// played by `to` (PTY-6).
pub(in super::super) fn succeed(ledger: &mut Ledger, from: PartyId, to: PartyId) {
    let named: Vec<ResultId> =
        ledger.results.naming.remove(&from).unwrap_or_default().into_iter().collect();
    let at = ledger.acts.last_recorded_at().expect("a record is noted before its events happen");
    let on = ledger.zone(at).date_of(at);
    for result in named {
        ledger.results.name(to, result);
        let before = ledger.results.known(&result).holders();
        let held = ledger.holdings(&result).cloned();
        let touched = replace(ledger, on, result, from, to);
        let after = ledger.results.known(&result).holders();
        ledger.results.reindex(result, &before, &after);
        ledger.note_moves(result, held.as_ref(), Why::Succession, on);
        contract::succeed_in(ledger, result, from, to);
        for row in touched {
            ledger.touch(row);
        }
        watch(ledger, result);
        ledger.act_on(result);
    }
}

/// `to` stands wherever `from` stood in `result` until the day `on`; which rows show it.
fn replace(
    ledger: &mut Ledger,
    on: Date,
    result: ResultId,
    from: PartyId,
    to: PartyId,
) -> Vec<RowKey> {
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
            registration.named_from = on;
            if let Err(position) = registration.named.binary_search(&to) {
                registration.named.insert(position, to);
            }
            rows.extend([RowKey::ResultHolder(result, from), RowKey::ResultHolder(result, to)]);
        }
        for window in registration.windows.iter_mut().filter(|window| window.party == from) {
            window.party = to;
            rows.push(RowKey::RegistrationWindow(result, window.addressee));
        }
        for (opened, contest) in &mut registration.contests {
            if contest.contester == Role::Party(from) {
                contest.contester = Role::Party(to);
                rows.push(RowKey::Contest(result, *opened));
            }
        }
    }
    let held = registered.holdings.as_ref().filter(|held| held.held_by(&from).is_some());
    if let Some(holdings) = held {
        let after = holdings.succeeded(from, to).expect("shares that add up to one have a sum");
        registered.holdings = Some(after);
        registered.held = registered.held.map(|(_, since)| (sequence, since));
    }
    rows
}
