//! The Commission appoints the chairman of a council; the Secretary enrols the chairman's key.

use super::{
    super::{Context, Events, Ledger, Reason, Refusal},
    Appointment, Event,
};
use crate::{
    id::HolderId,
    role::{Council, Role},
    sealed::Sealed,
    time::Date,
};

#[derive(Clone, PartialEq, Debug)]
pub struct AppointCouncilChair {
    pub council: Council,
    pub holder: HolderId,
    pub name: Option<Sealed>,
    /// The first day in office.
    pub from: Date,
    /// The last day in office.
    pub until: Date,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &AppointCouncilChair,
) -> Result<Events, Refusal> {
    let AppointCouncilChair { council, holder, name, from, until } = *asked;
    if until < from {
        return Err(Refusal::new(Reason::Malformed, "NAT-3").fact("until", until));
    }
    context.require_decision(ledger, Role::CommissionChair)?;
    if ledger.offices.council(council).is_none() {
        return Err(Refusal::not_found(council.as_str()));
    }
    let office = Role::CouncilChair(council);
    ledger.offices.require_free(office, from, until)?;
    let appointment = Appointment { office, holder, name, from, until, act: None };
    Ok(context.events(Event::CouncilChairAppointed(appointment)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::scenario::*;

    #[test]
    fn the_commission_appoints_the_chairman_of_a_council() {
        let world = World::founded().with_chair().with_council(Council::Ria);
        let (world, asked) = world.ordering(appoint_council_chair(Council::Ria));
        let world = world.when(asked).then(["CouncilChairAppointed"]);
        let (world, again) = world.ordering(appoint_council_chair(Council::Ria));
        world.when(again).then_refused(Reason::OfficeOccupied);
    }

    #[test]
    fn a_chairman_alone_appoints_nobody() {
        // GEN-15
        let world = World::founded().with_chair().with_council(Council::Ria);
        let asked = appoint_council_chair(Council::Ria);
        world.when(asked).then_refused(Reason::NotAuthorised);
    }

    #[test]
    fn a_council_that_is_not_constituted_has_no_chairman() {
        let world = World::founded().with_chair();
        let (world, asked) = world.ordering(appoint_council_chair(Council::Advertising));
        world.when(asked).then_refused(Reason::NotFound);
    }
}
