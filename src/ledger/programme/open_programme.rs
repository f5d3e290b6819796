//! The heads of the national parts found the ledger: record 0, and only there.

use alloc::vec::Vec;

use super::{
    super::{
        Cause, Context, Events, KeyOffer, Ledger, PolicyEntry, RULES_KNOWN, Reason, Refusal, key,
        office, policies,
    },
    Event, Part,
};
use crate::{
    envelope::key_id,
    id::{KeyId, TreatyId},
    role::{ClerkDuty, Role},
    row::RowKey,
    sealed::Sealed,
    territory::State,
    text::Text,
    time::Date,
};

/// What the ledger is for, for ever.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    Production,
    Development,
}

#[derive(Clone, PartialEq, Debug)]
pub struct OpenProgramme {
    pub purpose: Purpose,
    pub instrument: Text,
    pub rules: u32,
    pub treaties: Vec<Treaty>,
    pub parts: Vec<FoundingPart>,
    pub threshold: u32,
    pub secretary: FoundingOffice,
    pub due_clerk: KeyOffer,
    pub state_clerk: KeyOffer,
    pub gateway: KeyOffer,
    pub policy: Vec<PolicyEntry>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Treaty {
    pub treaty: TreatyId,
    pub title: Text,
    pub bindings: Vec<Binding>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Binding {
    pub state: State,
    pub from: Date,
}

#[derive(Clone, PartialEq, Debug)]
pub struct FoundingPart {
    pub state: State,
    pub head: FoundingOffice,
}

#[derive(Clone, PartialEq, Debug)]
pub struct FoundingOffice {
    pub name: Option<Sealed>,
    pub key: KeyOffer,
}

#[derive(Clone, PartialEq, Debug)]
pub struct ProgrammeOpened {
    pub purpose: Purpose,
    pub instrument: Text,
    pub rules: u32,
    pub threshold: u32,
    pub treaties: Vec<TreatyNamed>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct TreatyNamed {
    pub treaty: TreatyId,
    pub title: Text,
}

#[derive(Clone, PartialEq, Debug)]
pub struct NationalPartFormed {
    pub state: State,
}

#[derive(Clone, PartialEq, Debug)]
pub struct StateAcceded {
    pub treaty: TreatyId,
    pub state: State,
    pub from: Date,
}

#[derive(Clone, PartialEq, Debug)]
pub struct PolicyAdopted {
    pub version: u32,
    pub entries: Vec<PolicyEntry>,
}

impl OpenProgramme {
    /// The keys that are named, each with its role: what the founding signatures are checked against
    /// and what is enrolled. In the order heads, secretary, clerks, gateway.
    pub fn offers(&self) -> impl Iterator<Item = (Role, &KeyOffer)> {
        let heads = self.parts.iter().map(|part| (Role::Head(part.state), &part.head.key));
        heads.chain([
            (Role::Secretary, &self.secretary.key),
            (Role::Clerk(ClerkDuty::Deadlines), &self.due_clerk),
            (Role::Clerk(ClerkDuty::State), &self.state_clerk),
            (Role::Gateway, &self.gateway),
        ])
    }
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &OpenProgramme,
) -> Result<Events, Refusal> {
    if ledger.origin.is_some() {
        return Err(Refusal::new(Reason::ProgrammeExists, "GEN-1"));
    }
    well_formed(asked)?;
    signed_by_all_heads(context, asked)?;
    let policy = policies::parse(&asked.policy)?;
    let today = policy.clock_zone.date_of(context.at);
    // Nobody has adopted a policy before this one: its own zone says which day it is.
    let context = &Context { today, policy_version: 1, ..context.clone() };
    for (role, offer) in asked.offers() {
        key::offered(ledger, context, role, offer)?;
    }
    Ok(events(context, asked))
}

fn well_formed(asked: &OpenProgramme) -> Result<(), Refusal> {
    let malformed =
        |place: &str| Err(Refusal::new(Reason::Malformed, "PRG-1").fact("place", place));
    if asked.rules != RULES_KNOWN {
        return Err(Refusal::new(Reason::RulesUnknown, "GEN-23").fact("rules", asked.rules));
    }
    let bindings_ascend = |treaty: &Treaty| treaty.bindings.is_sorted_by(|a, b| a.state < b.state);
    let known = |state: State| asked.parts.iter().any(|part| part.state == state);
    let bound = asked.treaties.iter().flat_map(|treaty| &treaty.bindings);
    // A national part is a member state's (NAT-1): nobody else founds, or counts as a head of ROOT.
    let member = |part: &FoundingPart| bound.clone().any(|binding| binding.state == part.state);
    if asked.treaties.is_empty()
        || !asked.treaties.is_sorted_by(|a, b| a.treaty < b.treaty)
        || !asked.treaties.iter().all(bindings_ascend)
        || !bound.clone().all(|binding| known(binding.state))
        || !asked.parts.iter().all(member)
    {
        return malformed("treaties");
    }
    if asked.parts.len() < 2 || !asked.parts.is_sorted_by(|a, b| a.state < b.state) {
        return malformed("parts");
    }
    let heads = u32::try_from(asked.parts.len()).unwrap_or(u32::MAX);
    if asked.threshold == 0 || asked.threshold > heads {
        return Err(Refusal::new(Reason::ThresholdInvalid, "KEY-2")
            .fact("threshold", asked.threshold)
            .fact("heads", heads));
    }
    let mut keys: Vec<KeyId> = asked.offers().map(|(_, offer)| key_id(&offer.public_key)).collect();
    keys.sort_unstable();
    if keys.is_sorted_by(|a, b| a < b) {
        Ok(())
    } else {
        Err(Refusal::new(Reason::KeyReused, "KEY-3"))
    }
}

/// No key precedes the founding record: it is signed by exactly the heads that it names.
fn signed_by_all_heads(context: &Context, asked: &OpenProgramme) -> Result<(), Refusal> {
    let heads = asked.parts.iter().map(|part| key_id(&part.head.key.public_key));
    let mut heads: Vec<KeyId> = heads.collect();
    heads.sort_unstable();
    if context.keys == heads { Ok(()) } else { Err(Refusal::not_authorised()) }
}

fn events(context: &Context, asked: &OpenProgramme) -> Events {
    let named =
        |treaty: &Treaty| TreatyNamed { treaty: treaty.treaty, title: treaty.title.clone() };
    let opened = ProgrammeOpened {
        purpose: asked.purpose,
        instrument: asked.instrument.clone(),
        rules: asked.rules,
        threshold: asked.threshold,
        treaties: asked.treaties.iter().map(named).collect(),
    };
    let policy = PolicyAdopted { version: 1, entries: asked.policy.clone() };
    let mut events = context
        .events(Event::ProgrammeOpened(opened))
        .and(context.event(Event::PolicyAdopted(policy)));
    for part in &asked.parts {
        let formed = NationalPartFormed { state: part.state };
        events = events.and(context.event(Event::NationalPartFormed(formed)));
    }
    for treaty in &asked.treaties {
        for binding in &treaty.bindings {
            let (state, from) = (binding.state, binding.from);
            let acceded = StateAcceded { treaty: treaty.treaty, state, from };
            let mut event = context.event(Event::StateAcceded(acceded));
            event.effective_on = from;
            events = events.and(event);
        }
    }
    let appointed =
        |role, first: &FoundingOffice| office::Appointment::with_key(role, first.name, &first.key);
    for part in &asked.parts {
        let head = appointed(Role::Head(part.state), &part.head);
        events = events.and(context.event(office::Event::HeadAppointed(head)));
    }
    let secretary = appointed(Role::Secretary, &asked.secretary);
    events = events.and(context.event(office::Event::CommissionSecretaryAppointed(secretary)));
    for (role, offer) in asked.offers() {
        events = events.and(context.event(key::enrolled(role, offer)));
    }
    events
}

pub(super) fn opened(ledger: &mut Ledger, happened: &ProgrammeOpened) {
    let programme = &mut ledger.programme;
    programme.purpose = Some(happened.purpose);
    programme.instrument = Some(happened.instrument.clone());
    programme.rules = happened.rules;
    programme.root_threshold = happened.threshold;
    let named = happened.treaties.iter().map(|named| (named.treaty, named.title.clone()));
    programme.treaties = named.collect();
    ledger.touch(RowKey::Programme(super::ROW));
    ledger.touch(RowKey::Threshold(key::Group::Root));
    for named in &happened.treaties {
        ledger.touch(RowKey::Treaty(named.treaty));
    }
}

pub(super) fn part_formed(ledger: &mut Ledger, cause: &Cause, happened: &NationalPartFormed) {
    let part = Part { formed: cause.effective_on, record: cause.sequence };
    ledger.programme.parts.insert(happened.state, part);
    ledger.touch(RowKey::NationalPart(happened.state));
}

#[cfg(test)]
mod tests {
    use crate::{
        ledger::{Reason, rows, scenario::*},
        policy::KEYS,
        role::Role,
    };

    #[test]
    fn a_ledger_is_founded_once() {
        let world = World::founded();
        let again = World::founding();
        world.when(again).then_refused(Reason::ProgrammeExists);
    }

    #[test]
    fn every_head_named_signs_the_founding() {
        // GEN-14: the founding record carries the signatures of all heads it names.
        let missing = World::unfounded();
        let founding = World::founding().without(Role::Head(state("KZ")));
        missing.when(founding).then_refused(Reason::NotAuthorised);
    }

    #[test]
    fn a_reader_sees_what_was_founded() {
        let world = World::founded();
        let rows = rows(&world.ledger);
        assert!(rows.iter().all(|(_, row)| row.is_some()));
        let count = |name: &str| rows.iter().filter(|(key, _)| key.table().name == name).count();
        assert_eq!((count("programme"), count("treaties"), count("policies")), (1, 1, 1));
        assert_eq!((count("national_parts"), count("bindings")), (6, 6));
        assert_eq!(count("appointments"), 7);
        assert_eq!(count("keys"), 10);
        assert_eq!(count("policy_values"), KEYS.len());
    }

    #[test]
    fn a_founding_policy_states_every_key() {
        // POL-5
        let world = World::unfounded();
        let mut founding = World::founding_terms();
        founding.policy.pop();
        let founding = World::founding_with(founding);
        world.when(founding).then_refused(Reason::PolicyIncomplete);
    }
}
