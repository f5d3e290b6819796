//! The heads acting as ROOT record the Secretary whom the Commission appointed (BDY-2).

use super::{
    super::{ContentDigest, Context, Events, KeyOffer, Ledger, Refusal, key},
    Appointment, Event,
};
use crate::{role::Role, sealed::Sealed};

#[derive(Clone, PartialEq, Debug)]
pub struct AppointCommissionSecretary {
    /// The Commission's decision on the appointment.
    pub act: ContentDigest,
    pub name: Option<Sealed>,
    /// The secretary's key; its dates are the appointment's dates.
    pub offer: KeyOffer,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &AppointCommissionSecretary,
) -> Result<Events, Refusal> {
    let AppointCommissionSecretary { act, name, offer } = asked;
    let office = Role::Secretary;
    context.require_root(ledger)?;
    ledger.offices.require_free(office, offer.from, offer.until)?;
    key::offered(ledger, context, office, offer)?;
    let appointment = Appointment::with_key(office, *name, offer).by_act(act);
    let appointed = context.events(Event::CommissionSecretaryAppointed(appointment));
    Ok(appointed.and(context.event(key::enrolled(office, offer))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{Reason, office::Command, scenario::*};

    /// The appointment of a new secretary from 2026-01-10.
    fn secretary() -> Ask {
        let offer = KeyOffer { from: date("2026-01-10"), ..offer(Role::Secretary, 1) };
        let asked = AppointCommissionSecretary {
            act: file("decision on the secretary"),
            name: None,
            offer,
        };
        root(Command::AppointCommissionSecretary(asked))
    }

    #[test]
    fn the_commission_has_one_secretary_on_any_day() {
        // NAT-2, BDY-2
        World::founded().when(secretary()).then_refused(Reason::OfficeOccupied);
    }

    #[test]
    fn an_office_is_free_again_once_its_appointment_ended() {
        let world = World::founded().given(end_appointment(Role::Secretary, 0, "2026-01-10"));
        let appointed = ["CommissionSecretaryAppointed", "KeyEnrolled"];
        world.when(secretary()).then(appointed);
    }

    #[test]
    fn a_secretary_does_not_appoint_its_successor() {
        let own = secretary().by(Role::Secretary);
        World::founded().when(own).then_refused(Reason::NotAuthorised);
    }
}
