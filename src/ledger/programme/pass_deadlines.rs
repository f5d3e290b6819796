//! The ledger's clerk records what time alone demands; nobody else can, and nothing can be passed by.

use super::super::{Context, Events, Ledger, Reason, Refusal};
use crate::{
    role::{ClerkDuty, Role},
    time::Instant,
};

#[derive(Clone, PartialEq, Debug)]
pub struct PassDeadlines {
    /// The recording time.
    pub until: Instant,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &PassDeadlines,
) -> Result<Events, Refusal> {
    context.require(ledger, Role::Clerk(ClerkDuty::Deadlines))?;
    if asked.until != context.at {
        return Err(
            Refusal::new(Reason::Malformed, "GEN-17").fact("until_us", asked.until.micros())
        );
    }
    let due = ledger.deadlines.until(asked.until);
    let events = due.iter().map(|(at, deadline)| ledger.passed(*at, *deadline)).collect();
    Events::from_vec(events).ok_or_else(|| Refusal::new(Reason::NotDue, "GEN-17"))
}

#[cfg(test)]
mod tests {
    use crate::{
        ledger::{Reason, scenario::*},
        role::{ClerkDuty, Role},
    };

    #[test]
    fn nothing_is_passed_while_nothing_is_due() {
        // GEN-17
        let world = World::cast();
        let at = world.at;
        assert!(crate::ledger::due(&world.ledger, at).is_none());
        world.when(pass_deadlines(at)).then_refused(Reason::NotDue);
    }

    #[test]
    fn deadlines_are_passed_up_to_the_recording_time() {
        // GEN-17
        let world = World::cast();
        let at = world.at.plus_seconds(1);
        world.when(pass_deadlines(at)).then_refused(Reason::Malformed);
    }

    #[test]
    fn only_the_clerk_of_deadlines_passes_them() {
        // KEY-1, KEY-3
        let world = World::cast();
        for by in [Role::Secretary, Role::Clerk(ClerkDuty::State)] {
            let asked = pass_deadlines(world.at).by(by);
            world.clone().when(asked).then_refused(Reason::NotAuthorised);
        }
    }
}
