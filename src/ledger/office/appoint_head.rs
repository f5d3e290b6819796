//! The heads acting as ROOT record whom a government appointed head of its national part.

use super::{
    super::{
        ContentDigest, Context, Events, KeyOffer, Ledger, Reason, Refusal, key,
        programme::{self, NationalPartFormed},
    },
    Appointment, Event,
};
use crate::{role::Role, sealed::Sealed, territory::State};

#[derive(Clone, PartialEq, Debug)]
pub struct AppointHead {
    pub state: State,
    /// The government's act.
    pub act: ContentDigest,
    pub name: Option<Sealed>,
    /// The head's key; its dates are the appointment's dates.
    pub offer: KeyOffer,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &AppointHead,
) -> Result<Events, Refusal> {
    let AppointHead { state, act, name, offer } = asked;
    let office = Role::Head(*state);
    context.require_root(ledger)?;
    if !ledger.programme.has_acceded(*state) {
        return Err(Refusal::new(Reason::StateNotBound, "NAT-1").fact("state", state));
    }
    ledger.offices.require_free(office, offer.from, offer.until)?;
    key::offered(ledger, context, office, offer)?;
    let appointment = Appointment::with_key(office, *name, offer).by_act(act);
    let appointed = context.event(Event::HeadAppointed(appointment));
    let enrolled = context.event(key::enrolled(office, offer));
    if ledger.programme.has_part(*state) {
        return Ok(Events::from(appointed).and(enrolled));
    }
    // A state that joined later has its national part with its first head (NAT-1).
    let formed = programme::Event::NationalPartFormed(NationalPartFormed { state: *state });
    Ok(context.events(formed).and(appointed).and(enrolled))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ledger::{office::Command, scenario::*},
        row::{Row, RowKey},
    };

    fn head(of: &str) -> Ask {
        let office = Role::Head(state(of));
        let asked = AppointHead {
            state: state(of),
            act: file("government act"),
            name: None,
            offer: offer(office, 1),
        };
        root(Command::AppointHead(asked))
    }

    #[test]
    fn a_state_has_one_head_on_any_day() {
        // NAT-2
        World::founded().when(head("RU")).then_refused(Reason::OfficeOccupied);
    }

    #[test]
    fn only_root_appoints_heads() {
        let alone = head("RU").by(Role::Head(state("RU")));
        World::founded().when(alone).then_refused(Reason::NotAuthorised);
    }

    #[test]
    fn a_state_that_no_treaty_binds_has_no_national_part() {
        // NAT-1
        World::founded().when(head("UZ")).then_refused(Reason::StateNotBound);
    }

    #[test]
    fn the_first_head_of_a_state_forms_its_national_part() {
        // NAT-1
        let world = World::founded().given(accession("UZ", "2026-02-01"));
        let formed = ["NationalPartFormed", "HeadAppointed", "KeyEnrolled"];
        let world = world.when(head("UZ")).then(formed);
        let key = RowKey::NationalPart(state("UZ"));
        let Some(Row::NationalPart(part)) = key.row(&world.ledger) else { panic!("no row") };
        assert_eq!(part.record, world.last());
    }
}
