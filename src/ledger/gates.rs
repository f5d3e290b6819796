//! Which gates an act would meet under any version of the policy, without recording anything (POL-7).

mod table;

use alloc::{
    string::{String, ToString as _},
    vec::Vec,
};

use super::Ledger;
use crate::policy::Policy;

/// What a gate of the policy does to an act.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// Bounds what may be stated.
    Limit,
    /// Fills what is not stated.
    Default,
    /// Asks for the agreement of others.
    Consent,
    /// Asks for a time between telling others and acting.
    Notice,
    /// Opens or closes a time in which others may act.
    Window,
    /// Stops the act while something is frozen or suspended.
    Freeze,
}

/// One thing that an act must pass.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Gate {
    /// It is signed in one of these ways.
    Signed { ways: Vec<Way> },
    /// All of these sign it together, over the same bytes (GEN-14).
    Together { whom: &'static str },
    /// The policy sets a value that bears on it.
    Setting {
        kind: Kind,
        /// The key, for example `contest.window`.
        key: &'static str,
        /// The value in that version, for example `30cd`.
        value: String,
        /// The rule that applies the value.
        rule: &'static str,
    },
}

/// One way of signing an act.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Way {
    /// The codes of the roles that sign, all of them; `ROOT`, `CHAIR`, or in words who signs for its
    /// own sake. Never empty.
    pub roles: Vec<String>,
    /// Whether the body in whose name they act must have decided it (GEN-15).
    pub decided: bool,
    /// Whether the policy's `authority` put these roles in the place of the rulebook's.
    pub exception: bool,
}

impl Ledger {
    /// The gates that `command`, by its name in the rulebook, would meet under `version` of the
    /// policy, in the order in which they are passed; none if there is no such command or version.
    ///
    /// Nothing is recorded, and no subject is looked at: who asks learns nothing about what exists.
    #[must_use]
    pub fn gates(&self, command: &str, version: u32) -> Option<Vec<Gate>> {
        let planned = table::PLANNED.iter().find(|planned| planned.command == command)?;
        let policy = self.policies.get(version)?;
        let mut gates = Vec::from([Gate::Signed { ways: ways(planned, policy) }]);
        gates.extend(planned.together.map(|whom| Gate::Together { whom }));
        let values = policy.entries();
        let settings = planned.settings.iter().chain(table::EVERY_COMMAND);
        gates.extend(settings.filter_map(|(kind, key, rule)| {
            let (_, value) = values.iter().find(|(stated, _)| stated == key)?;
            Some(Gate::Setting { kind: *kind, key, value: value.clone(), rule })
        }));
        Some(gates)
    }
}

/// How the command is signed: as the rulebook says, unless the policy has an exception for it. What
/// a body must have decided stays so, and nobody takes the place of the ledger's own keys.
fn ways(planned: &table::Planned, policy: &Policy) -> Vec<Way> {
    let rows = policy.authority.as_map().iter();
    let mut excepted = rows.filter(|(command, _)| command.as_str() == planned.command);
    let (Some((_, names)), false) = (excepted.next(), planned.signed == "CLERK") else {
        return planned.signed.split(" / ").map(way).collect();
    };
    let decided = planned.signed.ends_with('†');
    let alone = |name: String| Way { roles: [name].into(), decided, exception: true };
    names.iter().map(|name| alone(name.to_string())).collect()
}

/// `SECRETARY+PARTY` or `COM_CHAIR†`.
fn way(text: &str) -> Way {
    let undecided = text.strip_suffix('†');
    let roles = undecided.unwrap_or(text).split('+').map(Into::into);
    Way { roles: roles.collect(), decided: undecided.is_some(), exception: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ledger::{Command, Reason, scenario::*},
        policy::KEYS,
        role::{Council, Role},
    };

    fn value_of(gates: &[Gate], wanted: &str) -> Option<(Kind, String)> {
        gates.iter().find_map(|gate| match gate {
            Gate::Setting { kind, key, value, .. } if *key == wanted => {
                Some((*kind, value.clone()))
            }
            Gate::Setting { .. } | Gate::Signed { .. } | Gate::Together { .. } => None,
        })
    }

    fn alone(role: &str, decided: bool, exception: bool) -> Gate {
        Gate::Signed { ways: [Way { roles: [role.into()].into(), decided, exception }].into() }
    }

    #[test]
    fn a_planned_act_is_judged_under_any_version() {
        // POL-7: C-2 is adopted and not yet in force.
        let world = World::founded().with_chair().on("2026-06-22");
        let asked = supersede(1, "2026-07-01", &[("contest.window", "45cd")]);
        let world = world.decided(asked);
        let window = |version| {
            let gates = world.ledger.gates("RegisterResult", version).unwrap();
            value_of(&gates, "contest.window")
        };
        assert_eq!(window(1), Some((Kind::Window, "30cd".into())));
        assert_eq!(window(2), Some((Kind::Window, "45cd".into())));
        assert_eq!(world.ledger.gates("RegisterResult", 3), None);
    }

    #[test]
    fn a_command_that_needs_a_decision_says_so() {
        // POL-7, GEN-15
        let gates = World::founded().ledger.gates("SupersedePolicy", 1).unwrap();
        assert_eq!(gates[0], alone("COM_CHAIR", true, false));
    }

    #[test]
    fn an_exception_of_the_policy_is_shown_in_the_place_of_the_rule() {
        // POL-7, bodies.md section 9
        let world = World::unfounded();
        let mut terms = World::founding_terms();
        let stated = terms.policy.iter_mut().find(|entry| entry.key == "authority").unwrap();
        stated.value = "PassDeadlines:PARTY;ProposeParty:NP_HEAD".into();
        let founding = World::founding_with(terms);
        let ledger = world.given(founding).ledger;
        assert_eq!(ledger.gates("ProposeParty", 1).unwrap()[0], alone("NP_HEAD", false, true));
        assert_eq!(ledger.gates("PassDeadlines", 1).unwrap()[0], alone("CLERK", false, false));
    }

    #[test]
    fn asking_for_gates_records_nothing() {
        // POL-7
        let world = World::founded();
        let last = world.last();
        assert!(world.ledger.gates("AdoptUnanimously", 1).is_some());
        assert_eq!(world.last(), last);
    }

    #[test]
    fn every_command_has_its_gates() {
        let ledger = World::founded().ledger;
        for name in Command::NAMES {
            assert!(ledger.gates(name, 1).is_some(), "{name}");
        }
    }

    #[test]
    fn the_table_names_each_command_once_and_keys_that_exist() {
        for (position, planned) in table::PLANNED.iter().enumerate() {
            let again = |other: &table::Planned| other.command == planned.command;
            assert!(!table::PLANNED[position + 1..].iter().any(again), "{}", planned.command);
            for (_, key, _) in planned.settings.iter().chain(table::EVERY_COMMAND) {
                assert!(KEYS.iter().any(|known| known.name == *key), "{key}");
            }
        }
    }

    /// What the table says of who signs is what the rules ask, where one role signs alone.
    #[test]
    fn the_table_names_the_roles_that_the_rules_admit() {
        let council = Council::Ria;
        let world = World::cast().with_chair();
        let asked = [
            ("NP_HEAD", appoint_secretary("BY")),
            ("NP_HEAD", appoint_delegate(council, "BY")),
            ("COM_CHAIR", constitute_council(council)),
            ("COM_CHAIR", appoint_council_chair(council)),
            ("COM_CHAIR", supersede(1, "2026-07-01", &[])),
            ("SECRETARY", accession("UZ", "2026-03-01")),
            ("SECRETARY", suspension("TJ", "2026-03-01")),
            ("SECRETARY", resumption("TJ", "2026-03-01")),
            ("NP_SEC", propose("NA", "RU")),
            ("CLERK", pass_deadlines(world.at)),
        ];
        for (code, ask) in asked {
            let expected = alone(code, code == "COM_CHAIR", false);
            let gates = world.ledger.gates(ask.name(), 1).unwrap();
            assert_eq!(gates[0], expected, "{}", ask.name());
            world.clone().when(ask.clone().by(Role::Gateway)).then_refused(Reason::NotAuthorised);
            let ordered = world.clone().ordering(ask);
            let outcome = ordered.0.when(ordered.1).outcome().clone();
            assert!(!outcome.is_err_and(|refusal| refusal.reason == Reason::NotAuthorised));
        }
    }
}
