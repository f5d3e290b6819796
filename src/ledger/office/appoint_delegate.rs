//! The head of a national part appoints the holder of its seat in a council: one seat, one delegate
//! in office, one vote (NAT-4).

use super::{
    super::{Context, Events, KeyOffer, Ledger, Refusal, key},
    Appointment, Event,
};
use crate::{
    role::{Council, Role},
    sealed::Sealed,
    territory::State,
};

#[derive(Clone, PartialEq, Debug)]
pub struct AppointDelegate {
    pub council: Council,
    pub state: State,
    pub name: Option<Sealed>,
    /// The delegate's key; its dates are the appointment's dates.
    pub offer: KeyOffer,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &AppointDelegate,
) -> Result<Events, Refusal> {
    let AppointDelegate { council, state, name, offer } = asked;
    let office = Role::Delegate(*council, *state);
    context.require(ledger, Role::Head(*state))?;
    if ledger.offices.council(*council).is_none() {
        return Err(Refusal::not_found(council.as_str()));
    }
    ledger.offices.require_free(office, offer.from, offer.until)?;
    key::offered(ledger, context, office, offer)?;
    let appointment = Appointment::with_key(office, *name, offer);
    let appointed = context.events(Event::DelegateAppointed(appointment));
    Ok(appointed.and(context.event(key::enrolled(office, offer))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{Reason, scenario::*};

    #[test]
    fn a_head_appoints_one_delegate_to_its_seat() {
        // NAT-4
        let world = World::founded().with_chair().with_council(Council::Ria);
        let appointed = ["DelegateAppointed", "KeyEnrolled"];
        let world = world.when(appoint_delegate(Council::Ria, "BY")).then(appointed);
        let second = appoint_delegate(Council::Ria, "BY");
        world.when(second).then_refused(Reason::SeatOccupied);
    }

    #[test]
    fn nobody_fills_the_seat_of_another_part() {
        let world = World::founded().with_chair().with_council(Council::Ria);
        let foreign = appoint_delegate(Council::Ria, "BY").by(Role::Head(state("RU")));
        world.when(foreign).then_refused(Reason::NotAuthorised);
    }

    #[test]
    fn a_council_that_is_not_constituted_has_no_seats() {
        let asked = appoint_delegate(Council::Ria, "BY");
        World::founded().when(asked).then_refused(Reason::NotFound);
    }
}
