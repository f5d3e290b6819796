//! The authorised body suspends a party, reinstates it, or withdraws its accreditation for good, with
//! reasons and from a day on (PTY-1, PTY-3).

use super::{
    super::{Context, Events, Ledger, Reason, Refusal},
    Event, Standing,
};
use crate::{id::PartyId, sealed::Sealed, time::Date};

/// A party is to stand otherwise from a day on.
#[derive(Clone, PartialEq, Debug)]
pub struct ChangeStanding {
    pub party: PartyId,
    /// The first day on which it holds; today or later.
    pub from: Date,
    /// None is refused.
    pub reasons: Option<Sealed>,
}

pub(super) fn suspend(
    ledger: &Ledger,
    context: &Context,
    asked: &ChangeStanding,
) -> Result<Events, Refusal> {
    changes(ledger, context, asked, &[Standing::Accredited])?;
    Ok(from_its_day(context, asked, Event::PartySuspended(asked.clone())))
}

pub(super) fn reinstate(
    ledger: &Ledger,
    context: &Context,
    asked: &ChangeStanding,
) -> Result<Events, Refusal> {
    changes(ledger, context, asked, &[Standing::Suspended])?;
    Ok(from_its_day(context, asked, Event::PartyReinstated(asked.clone())))
}

pub(super) fn withdraw(
    ledger: &Ledger,
    context: &Context,
    asked: &ChangeStanding,
) -> Result<Events, Refusal> {
    let any = [Standing::Proposed, Standing::Refused, Standing::Accredited, Standing::Suspended];
    changes(ledger, context, asked, &any)?;
    Ok(from_its_day(context, asked, Event::AccreditationWithdrawn(asked.clone())))
}

/// What the three share: who may, that there are reasons, and that nothing happened otherwise on a
/// day that is over or already decided.
fn changes(
    ledger: &Ledger,
    context: &Context,
    asked: &ChangeStanding,
    admitted: &[Standing],
) -> Result<(), Refusal> {
    let party = ledger.require_accreditor(context, &asked.party)?;
    context.check_revision(party.revision)?;
    party.require_standing("PTY-1", admitted)?;
    if asked.reasons.is_none() {
        return Err(Refusal::new(Reason::ReasonMissing, "PTY-1").fact("party", asked.party));
    }
    let (since, _) = party.standing();
    let earliest = since.max(context.today);
    if asked.from < earliest {
        return Err(Refusal::new(Reason::EffectiveInPast, "GEN-4")
            .fact("from", asked.from)
            .fact("earliest", earliest));
    }
    Ok(())
}

fn from_its_day(context: &Context, asked: &ChangeStanding, event: Event) -> Events {
    let mut event = context.event(event);
    event.effective_on = asked.from;
    event.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ledger::{party::Command, scenario::*},
        role::Role,
        row::RowKey,
        table::Cell,
    };

    fn change(from: &str, command: fn(ChangeStanding) -> Command) -> Ask {
        let reasons = Some(Sealed { commitment: digest("reasons") });
        let asked = ChangeStanding { party: party("NA"), from: date(from), reasons };
        ask(Role::Head(state("RU")), command(asked))
    }

    fn suspension(from: &str) -> Ask {
        change(from, Command::SuspendParty)
    }

    fn reinstatement(from: &str) -> Ask {
        change(from, Command::ReinstateParty)
    }

    fn withdrawal(from: &str) -> Ask {
        change(from, Command::WithdrawAccreditation)
    }

    #[test]
    fn a_suspended_party_may_not_dispose_from_the_day_of_suspension_on() {
        // PTY-3
        let world = World::cast().when(suspension("2026-02-01")).then(["PartySuspended"]);
        let party = &world.ledger.parties[&party("NA")];
        assert!(party.is_accredited(date("2026-01-31")));
        assert!(!party.is_accredited(date("2026-02-01")));
    }

    #[test]
    fn a_reinstated_party_is_accredited_again() {
        let world = World::cast().given(suspension("2026-01-12"));
        let world = world.when(reinstatement("2026-03-01")).then(["PartyReinstated"]);
        let party = &world.ledger.parties[&party("NA")];
        assert!(!party.is_accredited(date("2026-02-28")));
        assert!(party.is_accredited(date("2026-03-01")));
    }

    #[test]
    fn whoever_was_withdrawn_comes_back_under_no_name() {
        let world = World::cast().when(withdrawal("2026-01-12")).then(["AccreditationWithdrawn"]);
        assert!(world.ledger.require_accredited(&party("NA"), date("2026-01-12")).is_err());
        let world = world.when(reinstatement("2026-03-01")).then_refused(Reason::WrongState);
        let world = world.when(suspension("2026-03-01")).then_refused(Reason::WrongState);
        world.when(accredit("NA", "RU")).then_refused(Reason::WrongState);
    }

    #[test]
    fn only_the_body_of_the_seat_state_suspends() {
        // PTY-1, GEN-11
        let foreign = suspension("2026-02-01").by(Role::Head(state("BY")));
        let world = World::cast().when(foreign).then_refused(Reason::NotAuthorised);
        let itself = suspension("2026-02-01").by(of("NA"));
        world.when(itself).then_refused(Reason::NotAuthorised);
    }

    #[test]
    fn standing_changes_for_stated_reasons_alone() {
        let unreasoned = |command: fn(ChangeStanding) -> Command| {
            let asked =
                ChangeStanding { party: party("NA"), from: date("2026-02-01"), reasons: None };
            ask(Role::Head(state("RU")), command(asked))
        };
        let world = World::cast();
        let world =
            world.when(unreasoned(Command::SuspendParty)).then_refused(Reason::ReasonMissing);
        let asked = unreasoned(Command::WithdrawAccreditation);
        let world = world.when(asked).then_refused(Reason::ReasonMissing);
        let world = world.given(suspension("2026-01-12"));
        world.when(unreasoned(Command::ReinstateParty)).then_refused(Reason::ReasonMissing);
    }

    #[test]
    fn standing_never_changes_for_a_day_that_is_over_or_decided() {
        let world = World::cast();
        let world = world.when(suspension("2026-01-11")).then_refused(Reason::EffectiveInPast);
        let world = world.given(suspension("2026-02-01"));
        world.when(reinstatement("2026-01-31")).then_refused(Reason::EffectiveInPast);
    }

    #[test]
    fn a_change_of_standing_that_missed_another_is_refused() {
        // GEN-19
        let world = World::cast();
        world.when(suspension("2026-02-01").seeing(1)).then_refused(Reason::RevisionConflict);
    }

    #[test]
    fn the_row_of_a_party_says_where_it_stands_and_since_when() {
        let world = World::cast().given(suspension("2026-02-01"));
        let key = RowKey::Party(party("NA"));
        let row = key.row(&world.ledger).unwrap();
        let column = |name: &str| {
            let position = row.table().columns.iter().position(|column| column.name == name);
            row.cells()[position.unwrap()].clone()
        };
        assert_eq!(column("state"), Cell::Text("SUSPENDED".into()));
        assert_eq!(column("state_from"), Cell::Day(Some(date("2026-02-01"))));
        assert_eq!(column("right_until"), Cell::Day(Some(date("2040-12-31"))));
        assert_eq!(column("since"), Cell::Whole(world.last()));
        assert_eq!(column("revision"), Cell::Whole(3));
    }
}
