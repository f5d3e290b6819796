//! A key ends from now on; what it signed before stays valid (KEY-9).

use super::{
    super::{Cause, Context, Events, Ledger, Refusal},
    Event, KeyState,
};
use crate::id::KeyId;

#[derive(Clone, Copy, PartialEq, Debug)]
pub struct RevokeKey {
    pub key: KeyId,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &RevokeKey,
) -> Result<Events, Refusal> {
    let key = ledger.require_holder_or_enroller(context, &asked.key)?;
    if key.state != KeyState::Enrolled {
        return Err(Refusal::wrong_state("KEY-9", key.state.as_str()));
    }
    Ok(context.events(Event::KeyRevoked(*asked)))
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &RevokeKey) {
    ledger.key_ended(cause, happened.key, KeyState::Revoked);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ledger::{Reason, key::Command, scenario::*},
        role::Role,
    };

    fn revocation(of_role: Role) -> Ask {
        ask(of_role, Command::RevokeKey(RevokeKey { key: key_of(of_role) }))
    }

    #[test]
    fn a_revoked_key_never_becomes_active_again() {
        // KEY-9
        let world = World::cast().when(revocation(of("NA"))).then(["KeyRevoked"]);
        assert!(world.ledger.keys.active(&key_of(of("NA")), date("2026-01-12")).is_none());
        let world = world.when(revocation(of("NA"))).then_refused(Reason::NotAuthorised);
        let world = world.when(enrol_party_key("NA", "RU")).then_refused(Reason::KeyReused);
        let by_enroller = revocation(of("NA")).by(Role::Head(state("RU")));
        world.when(by_enroller).then_refused(Reason::WrongState);
    }

    #[test]
    fn what_a_key_signed_before_its_revocation_stays_valid() {
        // KEY-9
        let secretary = Role::PartSecretary(state("RU"));
        let world = World::cast().given(revocation(secretary));
        assert!(world.ledger.require_accredited(&party("NA"), date("2026-01-12")).is_ok());
        world.when(propose("NB", "RU")).then_refused(Reason::NotAuthorised);
    }

    #[test]
    fn a_key_is_revoked_by_its_holder_or_its_enroller_alone() {
        let stranger = revocation(of("NA")).by(Role::Head(state("BY")));
        let world = World::cast().when(stranger).then_refused(Reason::NotAuthorised);
        let unknown = RevokeKey { key: key_of(of("XX")) };
        let unknown = ask(Role::Head(state("RU")), Command::RevokeKey(unknown));
        let world = world.when(unknown).then_refused(Reason::NotAuthorised);
        let enroller = revocation(of("NA")).by(Role::Head(state("RU")));
        world.when(enroller).then(["KeyRevoked"]);
    }
}
