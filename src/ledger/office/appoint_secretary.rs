//! The head of a national part appoints its secretary.

use super::{
    super::{Context, Events, KeyOffer, Ledger, Refusal, key},
    Appointment, Event,
};
use crate::{role::Role, sealed::Sealed, territory::State};

#[derive(Clone, PartialEq, Debug)]
pub struct AppointSecretary {
    pub state: State,
    pub name: Option<Sealed>,
    /// The secretary's key; its dates are the appointment's dates.
    pub offer: KeyOffer,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &AppointSecretary,
) -> Result<Events, Refusal> {
    let AppointSecretary { state, name, offer } = asked;
    let office = Role::PartSecretary(*state);
    context.require(ledger, Role::Head(*state))?;
    ledger.offices.require_free(office, offer.from, offer.until)?;
    key::offered(ledger, context, office, offer)?;
    let appointment = Appointment::with_key(office, *name, offer);
    let appointed = context.events(Event::SecretaryAppointed(appointment));
    Ok(appointed.and(context.event(key::enrolled(office, offer))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{Reason, office::Command, scenario::*};

    fn secretary(of: &str) -> Ask {
        let offer = offer(Role::PartSecretary(state(of)), 0);
        let asked = AppointSecretary { state: state(of), name: None, offer };
        ask(Role::Head(state(of)), Command::AppointSecretary(asked))
    }

    #[test]
    fn a_head_appoints_the_secretary_of_its_part() {
        World::founded().when(secretary("BY")).then(["SecretaryAppointed", "KeyEnrolled"]);
    }

    #[test]
    fn an_appointment_counts_from_its_first_day() {
        // NAT-3: planned until then.
        let mut asked = AppointSecretary {
            state: state("BY"),
            name: None,
            offer: offer(Role::PartSecretary(state("BY")), 0),
        };
        asked.offer.from = date("2026-02-01");
        let by = Role::Head(state("BY"));
        let world = World::founded().given(ask(by, Command::AppointSecretary(asked)));
        let world = world.on("2026-01-31").when(propose("BV", "BY"));
        let world = world.then_refused(Reason::NotAuthorised).on("2026-02-01");
        world.when(propose("BV", "BY")).then(["PartyProposed"]);
    }

    #[test]
    fn nobody_appoints_the_secretary_of_another_part() {
        let other = Role::Head(state("RU"));
        World::founded().when(secretary("BY").by(other)).then_refused(Reason::NotAuthorised);
    }

    #[test]
    fn an_office_has_one_holder_on_any_day() {
        // NAT-2
        let world = World::founded().given(secretary("BY"));
        world.when(secretary("BY")).then_refused(Reason::OfficeOccupied);
    }
}
