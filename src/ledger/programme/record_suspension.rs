//! The Secretary records that a member state is suspended, and that it is a member again: its seat
//! leaves the quorum base meanwhile, what its parties acquired stays (STM-2, STM-3).

use super::{
    super::{ContentDigest, Context, Events, Ledger, Reason, Refusal},
    Event,
};
use crate::{role::Role, territory::State, time::Date};

#[derive(Clone, PartialEq, Debug)]
pub struct RecordSuspension {
    pub state: State,
    /// The act of the Collective Security Council.
    pub act: ContentDigest,
    /// The first day of the suspension.
    pub from: Date,
}

#[derive(Clone, PartialEq, Debug)]
pub struct ResumeState {
    pub state: State,
    /// The act of the Collective Security Council.
    pub act: ContentDigest,
    /// The first day after the suspension.
    pub from: Date,
}

/// The state is suspended under every treaty that binds it.
#[derive(Clone, PartialEq, Debug)]
pub struct StateSuspended {
    pub state: State,
    pub from: Date,
}

#[derive(Clone, PartialEq, Debug)]
pub struct StateResumed {
    pub state: State,
    pub from: Date,
}

pub(super) fn suspend(
    ledger: &Ledger,
    context: &Context,
    asked: &RecordSuspension,
) -> Result<Events, Refusal> {
    context.require(ledger, Role::Secretary)?;
    let RecordSuspension { state, act: _, from } = *asked;
    let programme = &ledger.programme;
    context.check_revision(programme.revision(state))?;
    if !programme.periods(state).any(|bound| bound.covers(from)) {
        return Err(Refusal::new(Reason::StateNotBound, "STM-1").fact("state", state));
    }
    let later = |end: Option<Date>| end.is_none_or(|end| from < end);
    let lasting = programme.periods(state).filter(|bound| bound.lasts(from));
    let mut suspensions = lasting.flat_map(|bound| &bound.suspended);
    if let Some((since, _)) = suspensions.find(|(_, end)| later(*end)) {
        return Err(Refusal::wrong_state("STM-2", "SUSPENDED").fact("since", since));
    }
    let mut event = context.event(Event::StateSuspended(StateSuspended { state, from }));
    event.effective_on = from;
    Ok(event.into())
}

pub(super) fn resume(
    ledger: &Ledger,
    context: &Context,
    asked: &ResumeState,
) -> Result<Events, Refusal> {
    context.require(ledger, Role::Secretary)?;
    let ResumeState { state, act: _, from } = *asked;
    let programme = &ledger.programme;
    context.check_revision(programme.revision(state))?;
    let lasting = programme.periods(state).filter(|bound| bound.lasts(from));
    let mut suspensions = lasting.flat_map(|bound| &bound.suspended);
    let Some((since, _)) = suspensions.find(|(_, end)| end.is_none()) else {
        return Err(Refusal::wrong_state("STM-2", "BOUND").fact("state", state));
    };
    if from <= *since {
        return Err(Refusal::wrong_state("STM-2", "SUSPENDED").fact("since", since));
    }
    let mut event = context.event(Event::StateResumed(StateResumed { state, from }));
    event.effective_on = from;
    Ok(event.into())
}

pub(super) fn suspended(ledger: &mut Ledger, happened: &StateSuspended) {
    let StateSuspended { state, from } = *happened;
    for bound in ledger.programme.periods_mut(state).filter(|bound| bound.lasts(from)) {
        bound.suspended.push((from, None));
    }
    ledger.membership_changed(state);
}

pub(super) fn resumed(ledger: &mut Ledger, happened: &StateResumed) {
    let StateResumed { state, from } = *happened;
    for bound in ledger.programme.periods_mut(state).filter(|bound| bound.lasts(from)) {
        for (_, end) in bound.suspended.iter_mut().filter(|(_, end)| end.is_none()) {
            *end = Some(from);
        }
    }
    ledger.membership_changed(state);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ledger::scenario::*,
        role::Body,
        row::{Row, RowKey},
    };

    #[test]
    fn a_suspended_state_leaves_the_quorum_base_from_the_effective_date() {
        // S-9, STM-2
        let world = World::cast().on("2027-08-25");
        let world = world.when(suspension("TJ", "2027-09-01")).then(["StateSuspended"]);
        assert_eq!(world.quorum_base("2027-08-31"), 6);
        assert_eq!(world.quorum_base("2027-09-01"), 5);
        let world = world.on("2028-02-20");
        let world = world.when(resumption("TJ", "2028-03-01")).then(["StateResumed"]);
        assert_eq!(world.quorum_base("2028-02-29"), 5);
        assert_eq!(world.quorum_base("2028-03-01"), 6);
        let key = RowKey::Binding(treaty(), state("TJ"), 1);
        let Some(Row::Binding(row)) = key.row(&world.ledger) else { panic!("no row") };
        assert_eq!(row.suspended, ["2027-09-01/2028-03-01"]);
        assert_eq!(row.revision, 3);
    }

    #[test]
    fn a_resumed_state_has_its_seat_again_and_nothing_between_is_judged_again() {
        // S-9, STM-2
        let world = World::cast().given(suspension("TJ", "2026-02-01")).on("2026-02-02");
        let five = decides(Body::Commission, &[]).without(Role::Head(state("TJ")));
        let world = world.given(five.clone());
        let decided = world.last();
        let world = world.given(resumption("TJ", "2026-03-01")).on("2026-03-01");
        assert!(world.ledger.offices.decision(decided).is_some());
        world.when(five).then_refused(Reason::NotAuthorised);
    }

    #[test]
    fn parties_of_a_suspended_state_stay_accredited() {
        // STM-3: what was acquired before stays; new disposals are another matter (STM-4).
        let world = World::cast().given(suspension("TJ", "2026-02-01")).on("2026-02-02");
        let day = date("2026-02-02");
        assert!(world.ledger.require_accredited(&party("PE"), day).is_ok());
    }

    #[test]
    fn a_state_is_suspended_once_at_a_time() {
        let world = World::cast().given(suspension("TJ", "2026-02-01"));
        let world = world.when(suspension("TJ", "2026-04-01")).then_refused(Reason::WrongState);
        let world = world.given(resumption("TJ", "2026-03-01"));
        world.when(suspension("TJ", "2026-04-01")).then(["StateSuspended"]);
    }

    #[test]
    fn a_state_that_withdrew_while_suspended_may_begin_anew() {
        // STM-1, STM-2: a suspension ends with the membership that it suspended.
        let world = World::cast().given(suspension("TJ", "2026-02-01"));
        let world = world.given(withdrawal("TJ", "2026-01-12", "2026-09-01"));
        let world = world.given(accession("TJ", "2027-01-01"));
        assert_eq!(world.quorum_base("2026-12-31"), 5);
        assert_eq!(world.quorum_base("2027-01-01"), 6);
        let world = world.when(resumption("TJ", "2027-02-01")).then_refused(Reason::WrongState);
        world.when(suspension("TJ", "2027-02-01")).then(["StateSuspended"]);
    }

    #[test]
    fn only_a_suspended_state_resumes() {
        let world = World::cast().when(resumption("TJ", "2026-03-01"));
        let world = world.then_refused(Reason::WrongState);
        let world = world.given(suspension("TJ", "2026-02-01"));
        world.when(resumption("TJ", "2026-02-01")).then_refused(Reason::WrongState);
    }

    #[test]
    fn a_state_that_no_treaty_binds_is_not_suspended() {
        // STM-1
        World::cast().when(suspension("UZ", "2026-02-01")).then_refused(Reason::StateNotBound);
    }

    #[test]
    fn only_the_secretary_records_suspension_and_resumption() {
        let by = Role::Head(state("RU"));
        let world = World::cast();
        let suspended = suspension("TJ", "2026-02-01");
        let world = world.when(suspended.clone().by(by)).then_refused(Reason::NotAuthorised);
        let resumed = resumption("TJ", "2026-03-01").by(by);
        world.given(suspended).when(resumed).then_refused(Reason::NotAuthorised);
    }

    #[test]
    fn a_change_of_membership_may_say_what_it_has_seen() {
        // GEN-19
        let world = World::cast();
        let stale = suspension("TJ", "2026-02-01").seeing(7);
        let world = world.when(stale).then_refused(Reason::RevisionConflict);
        world.when(suspension("TJ", "2026-02-01").seeing(1)).then(["StateSuspended"]);
    }
}
