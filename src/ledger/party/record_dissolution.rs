//! The authorised body records that a party is no more. What it held must have passed before, by
//! disposal or by `RecordSuccession` (PTY-8).

use super::{
    super::{Cause, ContentDigest, Context, Events, Ledger, Reason, Refusal},
    Event, Standing,
};
use crate::id::{PartyId, ResultId};

#[derive(Clone, PartialEq, Debug)]
pub struct RecordDissolution {
    pub party: PartyId,
    /// The act of dissolution.
    pub act: ContentDigest,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &RecordDissolution,
) -> Result<Events, Refusal> {
    let party = ledger.require_accreditor(context, &asked.party)?;
    context.check_revision(party.revision)?;
    if party.standing().1 == Standing::Dissolved {
        return Err(Refusal::wrong_state("PTY-8", "DISSOLVED"));
    }
    // Also where holders have not agreed their shares yet, for a holder has title; and where it
    // holds a share of the income alone, for nobody else could ever give that away.
    let title = ledger.results.by_holder.get(&asked.party).into_iter().flatten();
    let earns = |result: &&ResultId| {
        let income = ledger.shares(result).and_then(|shares| shares.income.as_ref());
        income.is_some_and(|income| income.held_by(&asked.party).is_some())
    };
    if let Some(result) = title.chain(ledger.results.naming(&asked.party).filter(earns)).next() {
        return Err(Refusal::new(Reason::SharesLeft, "PTY-6").fact("result", result));
    }
    Ok(context.events(Event::PartyDissolved(asked.clone())))
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &RecordDissolution) {
    ledger.now_stands(cause, happened.party, Standing::Dissolved);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ledger::{party::Command, scenario::*},
        role::Role,
    };

    fn dissolution() -> Ask {
        let asked = RecordDissolution { party: party("NA"), act: file("act of dissolution") };
        ask(Role::Head(state("RU")), Command::RecordDissolution(asked))
    }

    #[test]
    fn nobody_dissolves_while_it_holds_a_share() {
        let world = World::cast().holding("R-1", &[("BV", 1, 2), ("NA", 1, 2)]);
        world.when(dissolution()).then_refused(Reason::SharesLeft);
    }

    #[test]
    fn a_dissolved_party_keeps_its_name_and_signs_nothing_more() {
        // PTY-8
        let world = World::cast().when(dissolution()).then(["PartyDissolved"]);
        assert!(world.ledger.keys.active(&key_of(of("NA")), date("2026-01-12")).is_none());
        let world = world.when(dissolution()).then_refused(Reason::WrongState);
        world.when(propose("NA", "RU")).then_refused(Reason::PartyExists);
    }

    #[test]
    fn only_the_body_of_its_seat_records_a_dissolution() {
        // PTY-1
        let foreign = dissolution().by(Role::Head(state("BY")));
        World::cast().when(foreign).then_refused(Reason::NotAuthorised);
    }
}
