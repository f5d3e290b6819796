//! The discloser registers a result and names its holders; every other contract party is notified
//! and may contest (REG-1, REG-5, SHA-15).

use alloc::{collections::BTreeMap, vec::Vec};

use super::{
    super::{Cause, Context, Events, Ledger, Reason, Refusal, notices::Subject},
    Event, Kind, Registered, Registration, Stage, Window,
    finality::count_windows,
};
use crate::{
    id::{PartyId, ResultId},
    policy::Policy,
    role::Role,
    row::RowKey,
};

#[derive(Clone, PartialEq, Debug)]
pub struct RegisterResult {
    pub result: ResultId,
    /// With or without shares; ascending, at least one.
    pub holders: Vec<PartyId>,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &RegisterResult,
) -> Result<Events, Refusal> {
    if asked.holders.is_empty() || !asked.holders.is_sorted_by(|a, b| a < b) {
        return Err(Refusal::new(Reason::Malformed, "REG-1").fact("place", "holders"));
    }
    let disclosed = ledger.results.get(&asked.result).ok_or_else(Refusal::not_authorised)?;
    context.require(ledger, Role::Party(disclosed.discloser))?;
    context.check_revision(disclosed.revision)?;
    if disclosed.stage != Stage::Disclosed {
        return Err(Refusal::wrong_state("REG-1", disclosed.stage.as_str()));
    }
    // Whoever agreed on shares before registration are the holders, and nobody else is.
    if disclosed.holdings.is_some() && disclosed.holders() != asked.holders {
        return Err(Refusal::wrong_state("SHA-15", "SHARES_AGREED"));
    }
    ledger.require_accredited(&disclosed.discloser, context.today)?;
    require_complete(disclosed)?;
    for holder in &asked.holders {
        ledger.require_accredited(holder, context.today)?;
    }
    let contract = ledger.contract(&disclosed.contract).expect("a result has its contract");
    let policy = ledger.contract_policy(contract, context.policy_version);
    require_holders(&policy, disclosed.kind, asked.holders.len())?;
    Ok(context.events(Event::ResultRegistered(asked.clone())))
}

/// What was disclosed suffices for registration: it says in which fields the result lies, and a
/// discovery, which gives no other right, says whose it is (REG-1, XCH-14).
fn require_complete(disclosed: &Registered) -> Result<(), Refusal> {
    let missing = match (disclosed.fields.is_empty(), disclosed.kind.is_exclusive()) {
        (true, _) => "fields",
        (false, false) if disclosed.creators.is_empty() => "creators",
        (false, false | true) => return Ok(()),
    };
    Err(Refusal::new(Reason::IncompleteDisclosure, "REG-1").fact("missing", missing))
}

/// Whether a result of `kind` may have `count` holders under `policy`.
///
/// # Errors
/// `NOT_CO_OWNABLE` (REG-11); `TOO_MANY_HOLDERS` (SHA-14).
pub(in super::super) fn require_holders(
    policy: &Policy,
    kind: Kind,
    count: usize,
) -> Result<(), Refusal> {
    if count > 1 && !kind.admits_co_owners() {
        return Err(Refusal::new(Reason::NotCoOwnable, "REG-11").fact("kind", kind.as_str()));
    }
    let most = policy.shares_max_holders.get();
    if count > usize::from(most) {
        return Err(Refusal::new(Reason::TooManyHolders, "SHA-14").fact("holders_max", most));
    }
    Ok(())
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &RegisterResult) {
    let result = happened.result;
    let windows = notify(ledger, cause, result);
    let registration = Registration {
        sequence: cause.sequence,
        policy: cause.policy,
        named: happened.holders.clone(),
        named_from: cause.effective_on,
        windows,
        alone_until: None,
        contests: BTreeMap::new(),
    };
    let registered = ledger.results.known(&result);
    registered.stage = Stage::Provisional;
    registered.registration = Some(registration);
    registered.revision += 1;
    ledger.results.reindex(result, &[], &happened.holders);
    for holder in &happened.holders {
        ledger.touch(RowKey::ResultHolder(result, *holder));
    }
    // Its holders have computed shares, or none, from now on (SHA-15).
    ledger.touch_holders(result);
    count_windows(ledger, result);
    ledger.act_on(result);
    ledger.touch(RowKey::Result(result));
}

/// Sends the registration notice to every contract party but the discloser (GEN-20).
fn notify(ledger: &mut Ledger, cause: &Cause, result: ResultId) -> Vec<Window> {
    let disclosed = ledger.results.get(&result).expect("decide admits disclosed results");
    let contract = ledger.contracts.get(&disclosed.contract).expect("a result has its contract");
    let others = contract.parties.iter().filter(|party| **party != disclosed.discloser);
    let others: Vec<PartyId> = others.copied().collect();
    let window = |addressee: PartyId| {
        let about = Subject::Registration(result);
        let notice = ledger.send(cause, Role::Party(addressee), about);
        ledger.results.name(addressee, result);
        ledger.touch(RowKey::RegistrationWindow(result, addressee));
        Window { addressee, party: addressee, notice, delivered: None, last_day: None }
    };
    others.into_iter().map(window).collect()
}

#[cfg(test)]
mod tests;
