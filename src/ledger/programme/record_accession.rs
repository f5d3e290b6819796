//! The Secretary records that a treaty binds a state, from its own date (STM-1).

use alloc::vec::Vec;

use super::{
    super::{ContentDigest, Context, Events, Ledger, Reason, Refusal},
    Bound, Event, StateAcceded,
};
use crate::{id::TreatyId, role::Role, territory::State, time::Date};

#[derive(Clone, PartialEq, Debug)]
pub struct RecordAccession {
    pub treaty: TreatyId,
    pub state: State,
    /// The notice of accession.
    pub notice: ContentDigest,
    /// The first day.
    pub from: Date,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &RecordAccession,
) -> Result<Events, Refusal> {
    context.require(ledger, Role::Secretary)?;
    let RecordAccession { treaty, state, notice: _, from } = *asked;
    let programme = &ledger.programme;
    if !programme.treaties.contains_key(&treaty) {
        return Err(Refusal::new(Reason::TreatyUnknown, "STM-1").fact("treaty", treaty));
    }
    context.check_revision(programme.revision(state))?;
    let periods = programme.bindings.get(&(treaty, state)).into_iter().flatten();
    // A state may join again after it left, not before.
    let mut clashes = periods.filter(|bound| bound.withdrawn.is_none_or(|end| from < end));
    if let Some(bound) = clashes.next() {
        return Err(Refusal::new(Reason::AlreadyBound, "STM-1").fact("from", bound.from));
    }
    let lasting = programme.periods(state).filter(|bound| bound.lasts(from));
    let mut suspensions = lasting.flat_map(|bound| &bound.suspended);
    if suspensions.any(|(_, end)| end.is_none_or(|end| from < end)) {
        // A suspended state does not regain its seat through another treaty (STM-2), nor keep it
        // through one that would begin before the suspension and not know of it.
        return Err(Refusal::wrong_state("STM-2", "SUSPENDED").fact("state", state));
    }
    let mut event = context.event(Event::StateAcceded(StateAcceded { treaty, state, from }));
    event.effective_on = from;
    Ok(event.into())
}

pub(super) fn evolve(ledger: &mut Ledger, happened: &StateAcceded) {
    let StateAcceded { treaty, state, from } = *happened;
    let bound = Bound { from, suspended: Vec::new(), withdrawn: None, duties: None };
    ledger.programme.bindings.entry((treaty, state)).or_default().push(bound);
    ledger.membership_changed(state);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ledger::{
            programme::{Command, Treaty},
            scenario::*,
        },
        row::{Row, RowKey},
    };

    #[test]
    fn a_treaty_binds_each_state_from_its_own_date() {
        // STM-1
        let world = World::founded().when(accession("UZ", "2026-02-01")).then(["StateAcceded"]);
        let programme = &world.ledger.programme;
        assert!(!programme.binds(&treaty(), state("UZ"), date("2026-01-31")));
        assert!(programme.binds(&treaty(), state("UZ"), date("2026-02-01")));
        let key = RowKey::Binding(treaty(), state("UZ"), 1);
        let Some(Row::Binding(row)) = key.row(&world.ledger) else { panic!("no row") };
        assert_eq!((row.from.unwrap().days, row.revision), (date("2026-02-01").days(), 1));
    }

    #[test]
    fn a_state_accedes_once_unless_it_withdrew() {
        World::founded().when(accession("RU", "2026-02-01")).then_refused(Reason::AlreadyBound);
    }

    #[test]
    fn nobody_accedes_to_a_treaty_outside_the_programme() {
        let asked = RecordAccession {
            treaty: TreatyId::parse("other").unwrap(),
            state: state("UZ"),
            notice: file("notice of accession"),
            from: date("2026-02-01"),
        };
        let asked = ask(Role::Secretary, Command::RecordAccession(asked));
        World::founded().when(asked).then_refused(Reason::TreatyUnknown);
    }

    #[test]
    fn a_suspended_state_does_not_regain_its_seat_through_another_treaty() {
        // STM-2
        let world = World::unfounded();
        let mut terms = World::founding_terms();
        let other = TreatyId::parse("sz-2010").unwrap();
        let title = text("Specialisation Agreement, 2010-12-10");
        terms.treaties.push(Treaty { treaty: other, title, bindings: Vec::new() });
        let founding = World::founding_with(terms);
        let world = world.given(founding).given(suspension("TJ", "2026-02-01"));
        let asked = RecordAccession {
            treaty: other,
            state: state("TJ"),
            notice: file("notice of accession"),
            from: date("2026-03-01"),
        };
        let asked = ask(Role::Secretary, Command::RecordAccession(asked));
        world.when(asked).then_refused(Reason::WrongState);
    }

    #[test]
    fn only_the_secretary_records_accessions() {
        let asked = accession("UZ", "2026-02-01").by(Role::Head(state("RU")));
        World::founded().when(asked).then_refused(Reason::NotAuthorised);
    }
}
