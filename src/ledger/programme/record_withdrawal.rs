//! The Secretary records that a state withdraws from a treaty, after the notice that the policy asks
//! for; its duties on what was received before stay (STM-6).

use super::{
    super::{ContentDigest, Context, Events, Ledger, Reason, Refusal},
    Event,
};
use crate::{id::TreatyId, role::Role, sealed::Sealed, territory::State, time::Date};

#[derive(Clone, PartialEq, Debug)]
pub struct RecordWithdrawal {
    pub treaty: TreatyId,
    pub state: State,
    /// The notice of withdrawal.
    pub notice: ContentDigest,
    /// The day on which the notice was delivered to the Secretary.
    pub delivered: Date,
    /// The first day on which the treaty no longer binds the state.
    pub from: Date,
    /// The duties that outlast the withdrawal.
    pub duties: Sealed,
}

#[derive(Clone, PartialEq, Debug)]
pub struct StateWithdrew {
    pub treaty: TreatyId,
    pub state: State,
    pub from: Date,
    pub duties: Sealed,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &RecordWithdrawal,
) -> Result<Events, Refusal> {
    context.require(ledger, Role::Secretary)?;
    let RecordWithdrawal { treaty, state, notice: _, delivered, from, duties } = *asked;
    if !ledger.programme.treaties.contains_key(&treaty) {
        return Err(Refusal::new(Reason::TreatyUnknown, "STM-6").fact("treaty", treaty));
    }
    context.check_revision(ledger.programme.revision(state))?;
    match ledger.programme.bindings.get(&(treaty, state)).and_then(|periods| periods.last()) {
        None => return Err(Refusal::new(Reason::StateNotBound, "STM-6").fact("state", state)),
        Some(bound) if bound.withdrawn.is_some() || from <= bound.from => {
            return Err(Refusal::wrong_state("STM-6", "NOT_BOUND").fact("state", state));
        }
        Some(_) => {}
    }
    require_notice(ledger, context, delivered, from)?;
    let withdrew = StateWithdrew { treaty, state, from, duties };
    let mut event = context.event(Event::StateWithdrew(withdrew));
    event.effective_on = from;
    Ok(event.into())
}

/// The period runs from delivery and its end does not move: it is a term (GEN-7, GEN-8).
fn require_notice(
    ledger: &Ledger,
    context: &Context,
    delivered: Date,
    from: Date,
) -> Result<(), Refusal> {
    if context.today < delivered {
        return Err(Refusal::new(Reason::DateInvalid, "STM-6").fact("delivered", delivered));
    }
    let days = ledger.policy(context.policy_version).state_withdrawal_notice_days.count();
    let last = delivered.plus_days(days.into());
    if from <= last {
        return Err(Refusal::new(Reason::NoticeTooShort, "STM-6")
            .fact("from", from)
            .fact("notice_ends", last));
    }
    Ok(())
}

pub(super) fn evolve(ledger: &mut Ledger, happened: &StateWithdrew) {
    let StateWithdrew { treaty, state, from, duties } = *happened;
    let periods = ledger.programme.bindings.get_mut(&(treaty, state));
    let bound = periods.and_then(|periods| periods.last_mut());
    let bound = bound.expect("decide admits states that the treaty binds");
    bound.withdrawn = Some(from);
    bound.duties = Some(duties);
    ledger.membership_changed(state);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ledger::scenario::*,
        row::{Row, RowKey},
    };

    #[test]
    fn a_withdrawal_waits_for_its_notice() {
        // STM-6: 180 days from delivery on 12 January end with 11 July.
        let world = World::cast();
        let short = withdrawal("TJ", "2026-01-12", "2026-07-11");
        let world = world.when(short).then_refused(Reason::NoticeTooShort);
        world.when(withdrawal("TJ", "2026-01-12", "2026-07-12")).then(["StateWithdrew"]);
    }

    #[test]
    fn a_withdrawn_state_leaves_the_quorum_base_and_keeps_its_duties() {
        // STM-2, STM-6
        let world = World::cast().given(withdrawal("TJ", "2026-01-12", "2026-09-01"));
        assert_eq!(world.quorum_base("2026-08-31"), 6);
        assert_eq!(world.quorum_base("2026-09-01"), 5);
        let key = RowKey::Binding(treaty(), state("TJ"), 1);
        let Some(Row::Binding(row)) = key.row(&world.ledger) else { panic!("no row") };
        assert_eq!(row.withdrawn.unwrap().days, date("2026-09-01").days());
        assert_eq!(row.duties, digest("duties").0);
    }

    #[test]
    fn a_state_that_withdrew_may_accede_again() {
        // STM-1
        let world = World::cast().given(withdrawal("TJ", "2026-01-12", "2026-09-01"));
        let world = world.when(accession("TJ", "2026-08-31")).then_refused(Reason::AlreadyBound);
        let world = world.when(accession("TJ", "2027-01-01")).then(["StateAcceded"]);
        assert_eq!(world.quorum_base("2026-12-31"), 5);
        assert_eq!(world.quorum_base("2027-01-01"), 6);
    }

    #[test]
    fn nobody_withdraws_twice_or_from_what_does_not_bind() {
        let world = World::cast().given(withdrawal("TJ", "2026-01-12", "2026-09-01"));
        let again = withdrawal("TJ", "2026-01-12", "2026-10-01");
        let world = world.when(again).then_refused(Reason::WrongState);
        let stranger = withdrawal("UZ", "2026-01-12", "2026-10-01");
        world.when(stranger).then_refused(Reason::StateNotBound);
    }

    #[test]
    fn a_notice_was_delivered_before_it_is_recorded() {
        let early = withdrawal("TJ", "2026-01-13", "2027-01-01");
        World::cast().when(early).then_refused(Reason::DateInvalid);
    }

    #[test]
    fn only_the_secretary_records_withdrawals() {
        let own = withdrawal("TJ", "2026-01-12", "2026-09-01").by(Role::Head(state("TJ")));
        World::cast().when(own).then_refused(Reason::NotAuthorised);
    }
}
