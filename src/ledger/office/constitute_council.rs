//! The Commission constitutes a council and says what it may decide (BDY-5).

use alloc::vec::Vec;

use super::{
    super::{Cause, Context, Events, Ledger, Reason, Refusal},
    Event,
};
use crate::{
    policy::list::CommandName,
    role::{Council, Role},
    row::RowKey,
    text::Text,
    time::Date,
};

#[derive(Clone, PartialEq, Debug)]
pub struct ConstituteCouncil {
    pub council: Council,
    /// Its regulation, by title and date.
    pub regulation: Text,
    /// The commands that its decisions may order; ascending, without repeats. Names of later
    /// versions of the rules are admitted: a competence outlasts the build that records it.
    pub competence: Vec<CommandName>,
}

/// A council that was constituted.
#[derive(Clone, PartialEq, Debug)]
pub struct Constituted {
    pub regulation: Text,
    pub competence: Vec<CommandName>,
    pub on: Date,
    /// The sequence of the record that constituted it.
    pub record: u64,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &ConstituteCouncil,
) -> Result<Events, Refusal> {
    if !asked.competence.is_sorted_by(|a, b| a < b) {
        return Err(Refusal::new(Reason::Malformed, "BDY-5").fact("place", "competence"));
    }
    context.require_decision(ledger, Role::CommissionChair)?;
    if ledger.offices.council(asked.council).is_some() {
        let council = asked.council.as_str();
        return Err(Refusal::new(Reason::CouncilExists, "BDY-5").fact("council", council));
    }
    Ok(context.events(Event::CouncilConstituted(asked.clone())))
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &ConstituteCouncil) {
    let ConstituteCouncil { council, regulation, competence } = happened.clone();
    let (on, record) = (cause.effective_on, cause.sequence);
    ledger.offices.councils.insert(council, Constituted { regulation, competence, on, record });
    ledger.touch(RowKey::Council(council));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ledger::{office::Command, scenario::*},
        row::Row,
    };

    #[test]
    fn the_commission_constitutes_each_council_once() {
        let (world, asked) =
            World::founded().with_chair().ordering(constitute_council(Council::Ria));
        let world = world.when(asked).then(["CouncilConstituted"]);
        let Some(Row::Council(row)) = RowKey::Council(Council::Ria).row(&world.ledger) else {
            panic!("no row")
        };
        assert!(row.competence.contains(&"DeclareDefaulting".into()));
        let (world, again) = world.ordering(constitute_council(Council::Ria));
        world.when(again).then_refused(Reason::CouncilExists);
    }

    #[test]
    fn a_council_is_constituted_by_decision_alone() {
        // GEN-15
        let asked = constitute_council(Council::Ria);
        World::founded().with_chair().when(asked).then_refused(Reason::NotAuthorised);
    }

    #[test]
    fn a_competence_is_listed_in_order() {
        let names = ["GrantAccess", "DeclareDefaulting"];
        let asked = ConstituteCouncil {
            council: Council::Ria,
            regulation: text("Regulation on the council, 2026-01-01"),
            competence: names.map(command_name).into(),
        };
        let asked = ask(Role::CommissionChair, Command::ConstituteCouncil(asked));
        World::founded().with_chair().when(asked).then_refused(Reason::Malformed);
    }
}
