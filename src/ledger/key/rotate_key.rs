//! A holder replaces an active key by its next one, without the enroller.

use super::{
    super::{Cause, Context, Events, KeyOffer, Ledger, Reason, Refusal, party::Insolvency},
    Event, KeyState, enrolled, offered,
};
use crate::{envelope::key_id, id::KeyId, role::Role};

#[derive(Clone, PartialEq, Debug)]
pub struct RotateKey {
    /// The key that is replaced.
    pub key: KeyId,
    /// The next key of the same holder, for the same role.
    pub offer: KeyOffer,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub struct KeyRotated {
    pub key: KeyId,
    pub successor: KeyId,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &RotateKey,
) -> Result<Events, Refusal> {
    let key = ledger.keys.get(&asked.key).ok_or_else(Refusal::not_authorised)?;
    if !key.holder_signed(context) {
        return Err(Refusal::not_authorised());
    }
    if asked.offer.holder != key.holder {
        return Err(Refusal::new(Reason::Malformed, "KEY-3").fact("holder", asked.offer.holder));
    }
    context.check_revision(key.revision)?;
    offered(ledger, context, key.role, &asked.offer)?;
    if !key.is_active(context.today) {
        return Err(Refusal::wrong_state("KEY-9", key.state.as_str()));
    }
    let successor = key_id(&asked.offer.public_key);
    let rotated = context.events(Event::KeyRotated(KeyRotated { key: asked.key, successor }));
    Ok(rotated.and(context.event(enrolled(key.role, &asked.offer))))
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &KeyRotated) {
    let key = ledger.key_ended(cause, happened.key, KeyState::Rotated);
    key.successor = Some(happened.successor);
    let Role::Party(party) = key.role else { return };
    let administered = Some(Insolvency::Administered(happened.key));
    if ledger.parties.get(&party).is_some_and(|party| party.insolvency == administered) {
        let successor = Insolvency::Administered(happened.successor);
        ledger.party_changed(cause, party).insolvency = Some(successor);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ledger::{key::Command, scenario::*},
        row::RowKey,
    };

    fn rotation(nth: u8) -> Ask {
        let asked = RotateKey { key: key_of(of("NA")), offer: offer(of("NA"), nth) };
        ask(of("NA"), Command::RotateKey(asked))
    }

    #[test]
    fn a_holder_replaces_its_key_and_the_old_one_signs_nothing_more() {
        // KEY-9
        let world = World::cast().when(rotation(1)).then(["KeyRotated", "KeyEnrolled"]);
        let (old, today) = (key_of(of("NA")), date("2026-01-12"));
        let new = key_id(signing_key(of("NA"), 1).verifying_key().as_bytes());
        assert!(world.ledger.keys.active(&old, today).is_none());
        assert!(world.ledger.keys.active(&new, today).is_some());
        assert_eq!(world.ledger.keys.get(&old).unwrap().successor, Some(new));
        let changed = crate::ledger::rows(&world.ledger);
        assert!(changed.iter().any(|(key, row)| *key == RowKey::Key(old) && row.is_some()));
        assert!(changed.iter().any(|(key, row)| *key == RowKey::Key(new) && row.is_some()));
        world.when(rotation(2)).then_refused(Reason::NotAuthorised);
    }

    #[test]
    fn a_key_is_rotated_by_its_holder_alone() {
        let enroller = rotation(1).by(Role::Head(state("RU")));
        World::cast().when(enroller).then_refused(Reason::NotAuthorised);
    }

    #[test]
    fn no_key_returns_by_rotation() {
        // KEY-8, KEY-9
        World::cast().when(rotation(0)).then_refused(Reason::KeyReused);
    }

    #[test]
    fn the_next_key_proves_possession_and_stays_with_the_holder() {
        // KEY-8
        let mut unproven = offer(of("NA"), 1);
        unproven.possession = [0; 64];
        let asked = RotateKey { key: key_of(of("NA")), offer: unproven };
        let world = World::cast();
        let world =
            world.when(ask(of("NA"), Command::RotateKey(asked))).then_refused(Reason::ProofMissing);
        let other = RotateKey { key: key_of(of("NA")), offer: offer_to(of("NA"), 1, "other") };
        world.when(ask(of("NA"), Command::RotateKey(other))).then_refused(Reason::Malformed);
    }
}
