//! The head of a national part designates the body that holds a power under a treaty: exactly one on
//! any day, the head itself where none is designated (NAT-5).

use alloc::vec::Vec;

use super::{
    super::{Cause, Context, Events, Ledger, Reason, Refusal},
    Event, Offices,
};
use crate::{
    id::{BodyId, TreatyId},
    role::Role,
    row::RowKey,
    territory::State,
    text::Text,
    time::Date,
};

/// A power of a state that one authorised body holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Power {
    Accreditation,
    Consent,
    ExportClearance,
}

#[derive(Clone, PartialEq, Debug)]
pub struct DesignateAuthorisedBody {
    pub state: State,
    pub treaty: TreatyId,
    pub body: BodyId,
    pub name: Text,
    /// Ascending, without repeats, at least one.
    pub powers: Vec<Power>,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
}

/// A body that holds a power from a day to a day, unless its designation is ended before.
#[derive(Clone, PartialEq, Debug)]
pub struct Designation {
    pub body: BodyId,
    pub name: Text,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// The first day on which it no longer holds because it was ended; none if it was not.
    pub ended: Option<Date>,
    /// The sequence of the record that made the designation.
    pub record: u64,
    pub revision: u64,
}

impl Designation {
    /// Whether the body holds the power on `day`.
    #[must_use]
    pub fn holds(&self, day: Date) -> bool {
        self.from <= day && day < self.over()
    }

    /// The first day on which it no longer holds.
    #[must_use]
    pub fn over(&self) -> Date {
        let planned = self.until.plus_days(1);
        self.ended.map_or(planned, |ended| ended.min(planned))
    }
}

impl Offices {
    /// Whether `body` holds any power of `state` on `day`: on other days it acts for nobody.
    #[must_use]
    pub fn is_designated(&self, state: State, body: BodyId, day: Date) -> bool {
        let of_state = self.designations.iter().filter(|((of, ..), _)| *of == state);
        of_state.flat_map(|(_, made)| made).any(|made| made.body == body && made.holds(day))
    }

    /// What the record of this sequence designated in `state`, one entry per power, ascending.
    pub fn designated(
        &self,
        state: State,
        record: u64,
    ) -> impl Iterator<Item = (TreatyId, Power, &Designation)> {
        let of_state = self.designations.iter().filter(move |((of, ..), _)| *of == state);
        let each = of_state.flat_map(|((_, treaty, power), made)| {
            made.iter().map(move |designation| (*treaty, *power, designation))
        });
        each.filter(move |(.., designation)| designation.record == record)
    }
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &DesignateAuthorisedBody,
) -> Result<Events, Refusal> {
    let ordered = !asked.powers.is_empty() && asked.powers.is_sorted_by(|a, b| a < b);
    if !ordered || asked.until < asked.from {
        let place = if ordered { "until" } else { "powers" };
        return Err(Refusal::new(Reason::Malformed, "NAT-5").fact("place", place));
    }
    context.require(ledger, Role::Head(asked.state))?;
    if !ledger.programme.treaties.contains_key(&asked.treaty) {
        return Err(Refusal::new(Reason::TreatyUnknown, "NAT-5").fact("treaty", asked.treaty));
    }
    asked.powers.iter().try_for_each(|power| require_free(ledger, asked, *power))?;
    Ok(context.events(Event::AuthorisedBodyDesignated(asked.clone())))
}

fn require_free(
    ledger: &Ledger,
    asked: &DesignateAuthorisedBody,
    power: Power,
) -> Result<(), Refusal> {
    let key = (asked.state, asked.treaty, power);
    let mut made = ledger.offices.designations.get(&key).into_iter().flatten();
    let clashes = |held: &&Designation| {
        held.from < held.over() && held.from <= asked.until && asked.from < held.over()
    };
    match made.find(clashes) {
        None => Ok(()),
        Some(held) => Err(Refusal::new(Reason::PowerTaken, "NAT-5")
            .fact("body", held.body)
            .fact("from", held.from)
            .fact("until", held.over().minus_days(1))),
    }
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &DesignateAuthorisedBody) {
    let (state, record) = (happened.state, cause.sequence);
    for power in &happened.powers {
        let designation = Designation {
            body: happened.body,
            name: happened.name.clone(),
            from: happened.from,
            until: happened.until,
            ended: None,
            record,
            revision: 1,
        };
        let key = (state, happened.treaty, *power);
        ledger.offices.designations.entry(key).or_default().push(designation);
    }
    ledger.touch(RowKey::Designation(state, record));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ledger::{office::Command, scenario::*},
        row::Row,
    };

    fn terms(body: &str, powers: &[Power]) -> DesignateAuthorisedBody {
        DesignateAuthorisedBody {
            state: state("RU"),
            treaty: treaty(),
            body: BodyId::parse(body).unwrap(),
            name: text("Federal service"),
            powers: powers.into(),
            from: date("2026-01-10"),
            until: date("2030-12-31"),
        }
    }

    fn designate_by(terms: DesignateAuthorisedBody) -> Ask {
        ask(Role::Head(state("RU")), Command::DesignateAuthorisedBody(terms))
    }

    fn designate(body: &str, powers: &[Power]) -> Ask {
        designate_by(terms(body, powers))
    }

    fn holder(world: &World, day: &str) -> Role {
        let offices = &world.ledger.offices;
        offices.holder_of_power(state("RU"), &treaty(), Power::Consent, date(day))
    }

    #[test]
    fn a_power_falls_to_the_head_where_no_body_is_designated() {
        // NAT-5
        let world = World::founded();
        assert_eq!(holder(&world, "2026-01-10"), Role::Head(state("RU")));
        let asked = designate("fs", &[Power::Accreditation, Power::Consent]);
        let world = world.when(asked).then(["AuthorisedBodyDesignated"]);
        let body = Role::AuthorisedBody(state("RU"), BodyId::parse("fs").unwrap());
        assert_eq!(holder(&world, "2030-12-31"), body);
        assert_eq!(holder(&world, "2031-01-01"), Role::Head(state("RU")));
    }

    #[test]
    fn a_power_has_one_holder_on_any_day() {
        // NAT-5
        let world = World::founded().given(designate("fs", &[Power::Consent]));
        let other = designate("other", &[Power::Consent, Power::ExportClearance]);
        world.clone().when(other).then_refused(Reason::PowerTaken);
        let free = designate("other", &[Power::ExportClearance]);
        world.when(free).then(["AuthorisedBodyDesignated"]);
    }

    #[test]
    fn a_body_is_designated_for_a_treaty_of_the_programme() {
        let mut terms = terms("fs", &[Power::Consent]);
        terms.treaty = TreatyId::parse("other").unwrap();
        World::founded().when(designate_by(terms)).then_refused(Reason::TreatyUnknown);
    }

    #[test]
    fn a_designation_names_powers_in_order() {
        let none = designate("fs", &[]);
        World::founded().when(none).then_refused(Reason::Malformed);
        let disordered = designate("fs", &[Power::Consent, Power::Accreditation]);
        World::founded().when(disordered).then_refused(Reason::Malformed);
    }

    #[test]
    fn only_the_head_designates_for_its_state() {
        let foreign = designate("fs", &[Power::Consent]).by(Role::Head(state("BY")));
        World::founded().when(foreign).then_refused(Reason::NotAuthorised);
    }

    #[test]
    fn a_reader_sees_the_powers_and_when_they_ended() {
        let world = World::founded().given(designate("fs", &[Power::Consent]));
        let record = world.last();
        let office = Role::AuthorisedBody(state("RU"), BodyId::parse("fs").unwrap());
        let world = world.when(end_appointment(office, record, "2026-02-01"));
        let world = world.then(["AppointmentEnded"]);
        let key = RowKey::Designation(state("RU"), record);
        let Some(Row::Designation(row)) = key.row(&world.ledger) else { panic!("no row") };
        assert_eq!(row.powers, ["CONSENT"]);
        assert_eq!(row.ended.map(|day| day.days), Some(date("2026-02-01").days()));
        assert_eq!(holder(&world, "2026-02-01"), Role::Head(state("RU")));
    }
}
