//! Whoever is responsible for an office ends an appointment to it, from a day on.

use super::{
    super::{Context, Events, Ledger, Reason, Refusal},
    Event,
};
use crate::{role::Role, row::RowKey, time::Date};

#[derive(Clone, PartialEq, Debug)]
pub struct EndAppointment {
    /// The office; for a designation the body, as a role.
    pub office: Role,
    /// The sequence of the record that made the appointment or designation.
    pub record: u64,
    /// The first day on which it no longer holds.
    pub from: Date,
}

/// What a command or an effect must know of an appointment or designation.
struct Standing {
    over: Date,
    revision: u64,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &EndAppointment,
) -> Result<Events, Refusal> {
    require_responsible(ledger, context, asked.office)?;
    let standing = standing(ledger, asked).ok_or_else(|| Refusal::not_found(asked.office))?;
    context.check_revision(standing.revision)?;
    if asked.from < context.today {
        // What the holder signed until today stays signed in office (NAT-3).
        return Err(Refusal::new(Reason::EffectiveInPast, "NAT-3").fact("from", asked.from));
    }
    if standing.over <= asked.from {
        return Err(Refusal::wrong_state("NAT-3", "ENDED").fact("from", standing.over));
    }
    let mut ended = context.event(Event::AppointmentEnded(asked.clone()));
    ended.effective_on = asked.from;
    Ok(ended.into())
}

/// Who ends appointments to `office` (bodies.md section 3, table).
fn require_responsible(ledger: &Ledger, context: &Context, office: Role) -> Result<(), Refusal> {
    match office {
        Role::Head(_) | Role::CommissionChair | Role::Secretary => context.require_root(ledger),
        Role::PartSecretary(state) | Role::AuthorisedBody(state, _) | Role::Delegate(_, state) => {
            context.require(ledger, Role::Head(state))
        }
        Role::CouncilChair(_) => context.require_decision(ledger, Role::CommissionChair),
        Role::Party(_)
        | Role::BusinessChair
        | Role::WorkingGroupHead
        | Role::PanelChair
        | Role::Expert
        | Role::CatalogueCentre(_)
        | Role::IpOffice(_)
        | Role::Auditor(_)
        | Role::Witness(_)
        | Role::Gateway
        | Role::Clerk(_) => Err(Refusal::not_authorised()),
    }
}

fn standing(ledger: &Ledger, asked: &EndAppointment) -> Option<Standing> {
    if let Role::AuthorisedBody(state, body) = asked.office {
        let mut made = ledger.offices.designated(state, asked.record);
        let (.., made) = made.find(|(.., made)| made.body == body)?;
        return Some(Standing { over: made.over(), revision: made.revision });
    }
    let tenure = ledger.offices.tenure(asked.office, asked.record)?;
    Some(Standing { over: tenure.over(), revision: tenure.revision })
}

pub(super) fn evolve(ledger: &mut Ledger, happened: &EndAppointment) {
    let EndAppointment { office, record, from } = *happened;
    if let Role::AuthorisedBody(state, _) = office {
        let of_state = ledger.offices.designations.iter_mut().filter(|((of, ..), _)| *of == state);
        let made = of_state.flat_map(|(_, made)| made);
        for designation in made.filter(|designation| designation.record == record) {
            designation.ended = Some(from);
            designation.revision += 1;
        }
        return ledger.touch(RowKey::Designation(state, record));
    }
    let tenures = ledger.offices.appointments.get_mut(&office).into_iter().flatten();
    for tenure in tenures.filter(|tenure| tenure.record == record) {
        tenure.ended = Some(from);
        tenure.revision += 1;
    }
    ledger.touch(RowKey::Appointment(office, record));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ledger::scenario::*, role::Council, row::Row};

    const BY: &str = "BY";

    fn secretary_appointed() -> (World, u64) {
        let world = World::founded().given(appoint_secretary(BY));
        let record = world.last();
        (world, record)
    }

    fn secretary() -> Role {
        Role::PartSecretary(state(BY))
    }

    #[test]
    fn an_act_counts_only_until_the_appointment_ends() {
        // NAT-3
        let (world, record) = secretary_appointed();
        let ended = end_appointment(secretary(), record, "2026-02-01");
        let world = world.when(ended).then(["AppointmentEnded"]);
        let world = world.on("2026-01-31 23:59").given(propose("P1", BY)).on("2026-02-01 00:00");
        world.when(propose("P2", BY)).then_refused(Reason::NotAuthorised);
    }

    #[test]
    fn an_appointment_ends_today_at_the_earliest() {
        let (world, record) = secretary_appointed();
        let past = end_appointment(secretary(), record, "2026-01-09");
        world.when(past).then_refused(Reason::EffectiveInPast);
    }

    #[test]
    fn what_ended_does_not_end_again() {
        let (world, record) = secretary_appointed();
        let world = world.given(end_appointment(secretary(), record, "2026-02-01"));
        let again = end_appointment(secretary(), record, "2026-02-01");
        world.when(again).then_refused(Reason::WrongState);
    }

    #[test]
    fn a_head_ends_appointments_of_its_own_part_only() {
        let (world, record) = secretary_appointed();
        let ended = end_appointment(secretary(), record, "2026-02-01");
        let foreign = ended.by(Role::Head(state("RU")));
        world.when(foreign).then_refused(Reason::NotAuthorised);
    }

    #[test]
    fn an_appointment_that_was_never_made_is_not_found() {
        let ended = end_appointment(secretary(), 0, "2026-02-01");
        World::founded().when(ended).then_refused(Reason::NotFound);
    }

    #[test]
    fn a_head_in_office_is_ended_by_root() {
        let head = Role::Head(state(BY));
        let ended = end_appointment(head, 0, "2026-01-10");
        let world = World::founded().when(ended).then(["AppointmentEnded"]);
        world.when(appoint_secretary(BY)).then_refused(Reason::NotAuthorised);
    }

    #[test]
    fn the_chairman_of_a_council_is_ended_by_decision() {
        // GEN-15
        let world = World::founded().with_chair().with_council(Council::Ria);
        let (world, asked) = world.ordering(appoint_council_chair(Council::Ria));
        let world = world.given(asked);
        let ended = end_appointment(Role::CouncilChair(Council::Ria), world.last(), "2026-03-01");
        world.clone().when(ended.clone()).then_refused(Reason::NotAuthorised);
        let (world, asked) = world.ordering(ended);
        world.when(asked).then(["AppointmentEnded"]);
    }

    #[test]
    fn a_reader_sees_when_an_appointment_ended() {
        let (world, record) = secretary_appointed();
        let stale = end_appointment(secretary(), record, "2026-02-01").seeing(2);
        let world = world.when(stale).then_refused(Reason::RevisionConflict);
        let world = world.given(end_appointment(secretary(), record, "2026-02-01").seeing(1));
        let key = RowKey::Appointment(secretary(), record);
        let Some(Row::Appointment(row)) = key.row(&world.ledger) else { panic!("no row") };
        assert_eq!(row.ended.map(|day| day.days), Some(date("2026-02-01").days()));
        assert_eq!(row.revision, 2);
    }
}
