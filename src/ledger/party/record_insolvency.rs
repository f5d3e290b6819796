//! The authorised body records a party's insolvency: disposals of its shares are blocked until that
//! body enrols the key of the administrator whom the court appointed (PTY-7).
//!
//! The record carries the court's act alone, because an administrator is often appointed later. The
//! block ends with `EnrolKey` for the party that states the act of appointment; the party's other
//! keys stay, for it still reads, answers and defends, until the body revokes them.

use super::{
    super::{Cause, ContentDigest, Context, Events, Ledger, Refusal},
    Event, Insolvency, Standing,
};
use crate::id::PartyId;

#[derive(Clone, PartialEq, Debug)]
pub struct RecordInsolvency {
    pub party: PartyId,
    /// The court's act.
    pub act: ContentDigest,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &RecordInsolvency,
) -> Result<Events, Refusal> {
    let party = ledger.require_accreditor(context, &asked.party)?;
    context.check_revision(party.revision)?;
    let lives = [Standing::Accredited, Standing::Suspended, Standing::Withdrawn];
    party.require_standing("PTY-7", &lives)?;
    match party.insolvency {
        None | Some(Insolvency::Administered(_)) => {}
        Some(Insolvency::Recorded) => return Err(Refusal::wrong_state("PTY-7", "INSOLVENT")),
    }
    Ok(context.events(Event::PartyInsolvencyRecorded(asked.clone())))
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &RecordInsolvency) {
    ledger.party_changed(cause, happened.party).insolvency = Some(Insolvency::Recorded);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ledger::{
            Reason,
            key::{self, EnrolKey, RotateKey},
            party::Command,
            scenario::*,
        },
        role::Role,
    };

    fn insolvency() -> Ask {
        let asked = RecordInsolvency { party: party("NA"), act: file("judgment") };
        ask(Role::Head(state("RU")), Command::RecordInsolvency(asked))
    }

    fn administrator(role: Role) -> Ask {
        let administrator = Some(file("appointment of the administrator"));
        let asked = EnrolKey { role, offer: offer(role, 1), administrator };
        ask(Role::Head(state("RU")), key::Command::EnrolKey(asked))
    }

    fn disposal(world: &World) -> Option<Reason> {
        let context = world.context(of("NA"));
        let asked = world.ledger.require_disposable(&context, &result("R-1"), &party("NA"));
        asked.err().map(|refusal| refusal.reason)
    }

    #[test]
    fn insolvency_blocks_disposals_until_the_administrators_key_is_enrolled() {
        // PTY-7
        let world = World::cast();
        assert_eq!(disposal(&world), None);
        let world = world.when(insolvency()).then(["PartyInsolvencyRecorded"]);
        assert_eq!(disposal(&world), Some(Reason::Frozen));
        let world = world.when(administrator(of("NA"))).then(["KeyEnrolled"]);
        assert_eq!(disposal(&world), None);
    }

    #[test]
    fn an_administrator_rotates_its_key_and_stays_administrator() {
        // PTY-7
        let world = World::cast().given(insolvency()).given(administrator(of("NA")));
        let rotated = RotateKey { key: nth_key_of(of("NA"), 1), offer: offer(of("NA"), 2) };
        let world = world.given(ask(of("NA"), key::Command::RotateKey(rotated)));
        let next = Insolvency::Administered(nth_key_of(of("NA"), 2));
        assert_eq!(world.ledger.parties[&party("NA")].insolvency, Some(next));
        assert_eq!(disposal(&world), None);
    }

    #[test]
    fn a_further_key_that_is_not_the_administrators_frees_nothing() {
        // PTY-7
        let asked = EnrolKey { role: of("NA"), offer: offer(of("NA"), 1), administrator: None };
        let further = ask(Role::Head(state("RU")), key::Command::EnrolKey(asked));
        let world = World::cast().given(insolvency()).given(further);
        assert_eq!(disposal(&world), Some(Reason::Frozen));
    }

    #[test]
    fn only_an_insolvent_party_has_an_administrator() {
        let world = World::cast();
        let world = world.when(administrator(of("NA"))).then_refused(Reason::WrongState);
        let witness = administrator(Role::Witness(state("RU")));
        world.when(witness).then_refused(Reason::Malformed);
    }

    #[test]
    fn insolvency_is_recorded_once_and_by_the_body_of_the_seat() {
        // PTY-1
        let foreign = insolvency().by(Role::Head(state("BY")));
        let world = World::cast().when(foreign).then_refused(Reason::NotAuthorised);
        let world = world.given(insolvency());
        world.when(insolvency()).then_refused(Reason::WrongState);
    }
}
