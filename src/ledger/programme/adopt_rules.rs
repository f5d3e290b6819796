//! The heads acting as ROOT raise the version of the rules by which records are judged (GEN-23).

use super::{
    super::{Context, Events, Ledger, RULES_KNOWN, Reason, Refusal},
    Event,
};
use crate::row::RowKey;

#[derive(Clone, PartialEq, Debug)]
pub struct AdoptRules {
    /// The next version.
    pub rules: u32,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &AdoptRules,
) -> Result<Events, Refusal> {
    context.require_root(ledger)?;
    let next = ledger.programme.rules.saturating_add(1);
    if asked.rules != next {
        return Err(Refusal::new(Reason::RulesNotNext, "GEN-23")
            .fact("asked", asked.rules)
            .fact("next", next));
    }
    if asked.rules > RULES_KNOWN {
        return Err(Refusal::new(Reason::RulesUnknown, "GEN-23")
            .fact("asked", asked.rules)
            .fact("known", RULES_KNOWN));
    }
    Ok(context.events(Event::RulesAdopted(asked.clone())))
}

pub(super) fn evolve(ledger: &mut Ledger, happened: &AdoptRules) {
    ledger.programme.rules = happened.rules;
    ledger.touch(RowKey::Programme(super::ROW));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ledger::{programme::Command, scenario::*},
        role::Role,
    };

    fn rules(version: u32) -> Ask {
        root(Command::AdoptRules(AdoptRules { rules: version }))
    }

    #[test]
    fn rules_are_raised_one_version_at_a_time() {
        // GEN-23
        for version in [0, RULES_KNOWN, RULES_KNOWN + 2] {
            World::founded().when(rules(version)).then_refused(Reason::RulesNotNext);
        }
    }

    #[test]
    fn no_rules_are_adopted_that_the_deciding_build_does_not_know() {
        // GEN-23
        World::founded().when(rules(RULES_KNOWN + 1)).then_refused(Reason::RulesUnknown);
    }

    #[test]
    fn a_build_that_knows_the_next_rules_adopts_them() {
        // GEN-23: a ledger under the version before, as this build would find it.
        let mut world = World::founded();
        world.ledger.programme.rules = RULES_KNOWN - 1;
        let world = world.when(rules(RULES_KNOWN)).then(["RulesAdopted"]);
        assert_eq!(world.ledger.programme.rules, RULES_KNOWN);
    }

    #[test]
    fn only_root_adopts_rules() {
        let alone = rules(RULES_KNOWN + 1).by(Role::Head(state("RU")));
        World::founded().when(alone).then_refused(Reason::NotAuthorised);
    }
}
