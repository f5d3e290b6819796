//! Whoever is responsible for a role enrols a key for it; a key serves one role (KEY-3).

use ed25519_dalek::Signature;

use super::{
    super::{
        Cause, Change, ContentDigest, Context, Events, KeyOffer, Ledger, Reason, Refusal,
        party::Insolvency,
    },
    Event, Key, KeyState,
};
use crate::{
    envelope::{key_id, possession, verifying_key},
    id::HolderId,
    role::Role,
    row::RowKey,
    time::Date,
};

#[derive(Clone, PartialEq, Debug)]
pub struct EnrolKey {
    pub role: Role,
    pub offer: KeyOffer,
    /// The court's act that appoints the holder administrator of the insolvent party (PTY-7); none
    /// for every other key.
    pub administrator: Option<ContentDigest>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct KeyEnrolled {
    pub role: Role,
    pub public_key: [u8; 32],
    pub holder: HolderId,
    pub from: Date,
    pub until: Date,
    pub administrator: Option<ContentDigest>,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &EnrolKey,
) -> Result<Events, Refusal> {
    require_enroller(ledger, context, asked.role)?;
    offered(ledger, context, asked.role, &asked.offer)?;
    require_fitting(ledger, asked)?;
    let EnrolKey { role, offer, administrator } = asked;
    let enrolled = KeyEnrolled { administrator: administrator.clone(), ..of_offer(*role, offer) };
    Ok(context.events(Event::KeyEnrolled(enrolled)))
}

/// A key of a party needs one that still acts; an administrator's key needs an insolvent one.
fn require_fitting(ledger: &Ledger, asked: &EnrolKey) -> Result<(), Refusal> {
    let Role::Party(party) = asked.role else {
        let malformed = Refusal::new(Reason::Malformed, "PTY-7").fact("place", "administrator");
        return if asked.administrator.is_none() { Ok(()) } else { Err(malformed) };
    };
    let party = ledger.parties.get(&party).ok_or_else(Refusal::not_authorised)?;
    let (_, standing) = party.standing();
    if standing.is_over() {
        return Err(Refusal::wrong_state("PTY-6", standing.as_str()));
    }
    if asked.administrator.is_some() && party.insolvency.is_none() {
        return Err(Refusal::wrong_state("PTY-7", standing.as_str()));
    }
    Ok(())
}

/// Who enrols keys for `role` (bodies.md section 6, table).
pub(super) fn require_enroller(
    ledger: &Ledger,
    context: &Context,
    role: Role,
) -> Result<(), Refusal> {
    match role {
        Role::PartSecretary(state)
        | Role::AuthorisedBody(state, _)
        | Role::Delegate(_, state)
        | Role::Witness(state) => context.require(ledger, Role::Head(state)),
        Role::Head(_)
        | Role::Secretary
        | Role::CommissionChair
        | Role::Clerk(_)
        | Role::Gateway => context.require_root(ledger),
        Role::CouncilChair(_)
        | Role::BusinessChair
        | Role::WorkingGroupHead
        | Role::PanelChair
        | Role::Expert
        | Role::CatalogueCentre(_)
        | Role::IpOffice(_)
        | Role::Auditor(_) => context.require(ledger, Role::Secretary),
        Role::Party(party) => ledger.require_accreditor(context, &party).map(|_| ()),
    }
}

/// Whether `offer` may be enrolled for `role`: new, sound, and proven to be in its holder's hands.
pub(in super::super) fn offered(
    ledger: &Ledger,
    context: &Context,
    role: Role,
    offer: &KeyOffer,
) -> Result<(), Refusal> {
    let id = key_id(&offer.public_key);
    if offer.until < offer.from {
        return Err(Refusal::new(Reason::Malformed, "KEY-8").fact("until", offer.until));
    }
    let key = verifying_key(&offer.public_key)
        .map_err(|weak| Refusal::new(Reason::KeyWeak, "KEY-8").fact("key", id).fact("why", weak))?;
    let statement = possession(&context.ledger, role, &offer.holder, &offer.public_key);
    let signature = Signature::from_bytes(&offer.possession);
    if key.verify_strict(&statement, &signature).is_err() {
        return Err(Refusal::new(Reason::ProofMissing, "KEY-8").fact("key", id));
    }
    match ledger.keys.get(&id) {
        None => Ok(()),
        Some(_) => Err(Refusal::new(Reason::KeyReused, "KEY-8").fact("key", id)),
    }
}

/// The event that enrols `offer` for `role`.
pub(in super::super) fn enrolled(role: Role, offer: &KeyOffer) -> Change {
    Event::KeyEnrolled(of_offer(role, offer)).into()
}

fn of_offer(role: Role, offer: &KeyOffer) -> KeyEnrolled {
    let KeyOffer { public_key, holder, from, until, possession: _ } = offer.clone();
    KeyEnrolled { role, public_key, holder, from, until, administrator: None }
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &KeyEnrolled) {
    let KeyEnrolled { role, public_key, holder, from, until, administrator } = happened.clone();
    let id = key_id(&public_key);
    let key = Key {
        public_key,
        role,
        holder,
        from,
        until,
        state: KeyState::Enrolled,
        ended: None,
        compromised_since: None,
        successor: None,
        since: cause.sequence,
        revision: 1,
    };
    ledger.keys.by_id.insert(id, key);
    ledger.touch(RowKey::Key(id));
    if let (Role::Party(party), Some(_)) = (role, administrator) {
        ledger.party_changed(cause, party).insolvency = Some(Insolvency::Administered(id));
    }
}

#[cfg(test)]
mod tests;
