//! Somebody else may have signed with a key since some instant: the key ends, and what it signed
//! since then becomes contestable; nothing is void (KEY-4).

use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};

use super::{
    super::{
        Cause, Context, Events, Ledger, Reason, Refusal, acts::Act, notices::Subject,
        result::Registered,
    },
    Contest, Contestable, Declaration, Event, KeyState,
};
use crate::{id::KeyId, role::Role, time::Instant};

#[derive(Clone, Copy, PartialEq, Debug)]
pub struct DeclareCompromise {
    pub key: KeyId,
    /// From when on; not after the recording time.
    pub since: Instant,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &DeclareCompromise,
) -> Result<Events, Refusal> {
    let key = ledger.require_holder_or_enroller(context, &asked.key)?;
    if key.state == KeyState::Compromised {
        return Err(Refusal::wrong_state("KEY-4", key.state.as_str()));
    }
    if asked.since > context.at {
        return Err(Refusal::new(Reason::SinceInFuture, "KEY-4")
            .fact("since_us", asked.since.micros())
            .fact("recorded_at_us", context.at.micros()));
    }
    let DeclareCompromise { key, since } = *asked;
    let declared = context.events(Event::KeyCompromiseDeclared(*asked));
    if signed_since(ledger, &key, since, context.sequence).is_empty() {
        return Ok(declared);
    }
    // Which records that are follows from the log; the event names the cause alone.
    Ok(declared.and(context.event(Event::EventsMarkedContestable(*asked))))
}

/// The records that `key` signed from `since` on, before the record `declaration`; ascending.
fn signed_since<'a>(
    ledger: &'a Ledger,
    key: &KeyId,
    since: Instant,
    declaration: u64,
) -> &'a [u64] {
    let signed = ledger.acts.signed_by(key);
    let earlier =
        |sequence: &u64| ledger.acts.get(*sequence).is_some_and(|act| act.recorded_at < since);
    let before = signed.partition_point(|sequence| *sequence < declaration);
    let signed = &signed[..before];
    &signed[signed.partition_point(earlier)..]
}

pub(super) fn declared(ledger: &mut Ledger, cause: &Cause, happened: &DeclareCompromise) {
    let key = ledger.key_ended(cause, happened.key, KeyState::Compromised);
    key.compromised_since = Some(happened.since);
}

pub(super) fn marked(ledger: &mut Ledger, cause: &Cause, happened: &DeclareCompromise) {
    let declaration = cause.sequence;
    let DeclareCompromise { key, since } = *happened;
    let signed = signed_since(ledger, &key, since, declaration).to_vec();
    let open: Vec<u64> =
        signed.into_iter().filter(|record| !is_contested(ledger, *record)).collect();
    let mut told = BTreeSet::new();
    for record in &open {
        let act = ledger.acts.get(*record).expect("a key signs records that are in the log");
        let addressees = addressees(ledger, &key, act);
        told.extend(addressees.iter().copied());
        let contestable = Contestable {
            declaration,
            policy: cause.policy,
            addressees: addressees.into_iter().collect(),
            state: Contest::Contestable,
            closes: None,
            since: declaration,
            revision: 1,
        };
        ledger.mark(*record, contestable);
    }
    let undelivered: BTreeMap<Role, _> = told.iter().map(|role| (*role, None)).collect();
    let (policy, on) = (cause.policy, cause.effective_on);
    let open: BTreeSet<u64> = open.into_iter().collect();
    let kept = Declaration { key, policy, on, delivered: undelivered, open: open.clone() };
    ledger.keys.contestables.declarations.insert(declaration, kept);
    for record in open {
        ledger.count_window(record);
    }
    for addressee in told {
        ledger.send(cause, addressee, Subject::Compromise(declaration));
    }
}

/// A record that is contested already stays with the declaration under which it was.
fn is_contested(ledger: &Ledger, record: u64) -> bool {
    let marked = ledger.keys.contestables.records.get(&record);
    marked.is_some_and(|marked| matches!(marked.state, Contest::Contested(_)))
}

/// Who may contest: the holders, now, of every result that the record touched, and its co-signers
/// (KEY-5).
fn addressees(ledger: &Ledger, compromised: &KeyId, act: &Act) -> BTreeSet<Role> {
    // With or without shares: who is a holder does not wait for an agreement (SHA-15).
    let touched = act.results.iter().filter_map(|result| ledger.results.get(result));
    let holders = touched.flat_map(Registered::holders).map(Role::Party);
    let cosigners = act.signers.iter().filter(|key| *key != compromised);
    let cosigners = cosigners.filter_map(|key| Some(ledger.keys.get(key)?.role));
    holders.chain(cosigners).collect()
}

#[cfg(test)]
mod tests;
