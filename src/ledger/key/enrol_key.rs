//! Whoever is responsible for a role enrols a key for it; a key serves one role (KEY-3).

use ed25519_dalek::Signature;

use super::{
    super::{Cause, Change, Context, Events, KeyOffer, Ledger, Reason, Refusal},
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
}

#[derive(Clone, PartialEq, Debug)]
pub struct KeyEnrolled {
    pub role: Role,
    pub public_key: [u8; 32],
    pub holder: HolderId,
    pub from: Date,
    pub until: Date,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &EnrolKey,
) -> Result<Events, Refusal> {
    require_enroller(ledger, context, asked.role)?;
    offered(ledger, context, asked.role, &asked.offer)?;
    Ok(context.events(enrolled(asked.role, &asked.offer)))
}

/// Who enrols keys for `role` (bodies.md section 6, table).
fn require_enroller(ledger: &Ledger, context: &Context, role: Role) -> Result<(), Refusal> {
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
        // The authorised body of the party's seat state; until one is designated, the head (NAT-5).
        Role::Party(party) => {
            let party = ledger.parties.get(&party).ok_or_else(Refusal::not_authorised)?;
            context.require(ledger, Role::Head(party.seat))
        }
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
    let KeyOffer { public_key, holder, from, until, possession: _ } = offer.clone();
    Event::KeyEnrolled(KeyEnrolled { role, public_key, holder, from, until }).into()
}

pub(super) fn evolve(ledger: &mut Ledger, _cause: &Cause, happened: &KeyEnrolled) {
    let KeyEnrolled { role, public_key, holder, from, until } = happened.clone();
    let id = key_id(&public_key);
    let key = Key { public_key, role, holder, from, until, state: KeyState::Enrolled };
    ledger.keys.keys.insert(id, key);
    ledger.touch(RowKey::Key(id));
}
