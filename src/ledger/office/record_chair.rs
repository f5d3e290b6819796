//! The heads acting as ROOT record the Chairman of the Commission: a dated fact with its mode of
//! appointment (BDY-1).

use super::{
    super::{Cause, ContentDigest, Context, Events, KeyOffer, Ledger, Refusal, key},
    Appointment, Event, appointment,
};
use crate::{role::Role, sealed::Sealed};

/// How the chairman came into office.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChairMode {
    /// By the heads of the national parts.
    ElectedByHeads,
    /// By the Collective Security Council.
    AppointedByCouncil,
}

#[derive(Clone, PartialEq, Debug)]
pub struct RecordChair {
    /// The act of appointment or election.
    pub act: ContentDigest,
    pub mode: ChairMode,
    pub name: Option<Sealed>,
    /// The chairman's key; its dates are the appointment's dates.
    pub offer: KeyOffer,
}

#[derive(Clone, PartialEq, Debug)]
pub struct ChairRecorded {
    pub appointment: Appointment,
    pub mode: ChairMode,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &RecordChair,
) -> Result<Events, Refusal> {
    let RecordChair { act, mode, name, offer } = asked;
    let office = Role::CommissionChair;
    context.require_root(ledger)?;
    ledger.offices.require_free(office, offer.from, offer.until)?;
    key::offered(ledger, context, office, offer)?;
    let appointment = Appointment::with_key(office, *name, offer).by_act(act);
    let recorded = ChairRecorded { appointment, mode: *mode };
    let recorded = context.events(Event::ChairRecorded(recorded));
    Ok(recorded.and(context.event(key::enrolled(office, offer))))
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &ChairRecorded) {
    appointment::evolve(ledger, cause, &happened.appointment, Some(happened.mode));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ledger::{Reason, scenario::*},
        row::{Row, RowKey},
    };

    #[test]
    fn the_chairman_is_a_dated_fact_with_its_mode() {
        // BDY-1
        let world = World::founded().when(record_chair()).then(["ChairRecorded", "KeyEnrolled"]);
        let key = RowKey::Appointment(Role::CommissionChair, world.last());
        let Some(Row::Appointment(row)) = key.row(&world.ledger) else { panic!("no row") };
        assert_eq!(row.mode, "APPOINTED_BY_COUNCIL");
        assert_eq!(row.act, digest("act of the council").0);
    }

    #[test]
    fn only_root_records_the_chairman() {
        // KEY-3: ROOT is k of n heads; three of six are too few where k is 4.
        let three = ["AM", "BY", "KG"].map(state).map(Role::Head);
        let few = three.into_iter().fold(record_chair(), Ask::without);
        World::founded().when(few).then_refused(Reason::NotAuthorised);
    }

    #[test]
    fn the_commission_has_one_chairman_on_any_day() {
        // NAT-2
        let world = World::founded().given(record_chair());
        world.when(record_chair()).then_refused(Reason::OfficeOccupied);
    }
}
