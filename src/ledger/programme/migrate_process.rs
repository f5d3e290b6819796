//! The Commission moves a running process to a newer policy, with the consent of all affected
//! (POL-4).

use super::{
    super::{Context, Events, Ledger, Reason, Refusal, processes::Process},
    Event,
};
use crate::role::Role;

#[derive(Clone, PartialEq, Debug)]
pub struct MigrateProcess {
    pub process: Process,
    /// The version that it keeps from now on.
    pub to: u32,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &MigrateProcess,
) -> Result<Events, Refusal> {
    context.require_decision(ledger, Role::CommissionChair)?;
    // Whose consent it takes depends on the process: without one, authority fails (GEN-11).
    let running = ledger.running(asked.process).ok_or_else(Refusal::not_authorised)?;
    context.require_all(ledger, running.affected)?;
    require_newer(ledger, context, asked.to, running.policy)?;
    let mut event = context.event(Event::ProcessMigrated(asked.clone()));
    event.policy = asked.to;
    Ok(event.into())
}

fn require_newer(ledger: &Ledger, context: &Context, to: u32, kept: u32) -> Result<(), Refusal> {
    if to <= kept {
        let refusal = Refusal::new(Reason::VersionNotNewer, "POL-4");
        return Err(refusal.fact("asked", to).fact("kept", kept));
    }
    let Some(from) = ledger.policies.from(to) else {
        return Err(Refusal::not_found(to));
    };
    if context.today < from {
        return Err(Refusal::new(Reason::TooEarly, "POL-4").fact("from", from));
    }
    Ok(())
}

pub(super) fn evolve(ledger: &mut Ledger, happened: &MigrateProcess) {
    ledger.migrate(happened.process, happened.to);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::ResultId,
        ledger::{programme::Command, scenario::*},
    };

    fn process() -> Process {
        Process::Registration(ResultId::parse("R-1").unwrap())
    }

    fn migrate(to: u32) -> Ask {
        let asked = MigrateProcess { process: process(), to };
        ask(Role::CommissionChair, Command::MigrateProcess(asked))
    }

    #[test]
    fn a_process_that_does_not_run_is_not_migrated() {
        // GEN-11: whose consent it takes is unknown, so authority fails.
        let (world, asked) = World::founded().with_chair().ordering(migrate(2));
        world.when(asked).then_refused(Reason::NotAuthorised);
    }

    #[test]
    fn a_process_moves_to_a_newer_version_in_force() {
        // POL-4
        let world = World::founded().with_chair();
        let refused = |to, kept| {
            let context = world.context_of(&migrate(to));
            require_newer(&world.ledger, &context, to, kept).map_err(|refusal| refusal.reason)
        };
        assert_eq!(refused(1, 1), Err(Reason::VersionNotNewer));
        assert_eq!(refused(2, 1), Err(Reason::NotFound));
        assert_eq!(refused(1, 0), Ok(()));
    }

    #[test]
    fn a_registration_migrates_with_the_consent_of_all_affected() {
        // POL-4
        let world = results::notified("R-1", &["NA", "BV", "SO"]).with_chair();
        let world = world.decided(supersede(1, "2026-03-13", &[("contest.window", "60cd")]));
        let world = world.on("2026-03-13");
        let (world, chair) = world.ordering(migrate(2));
        let world = world.when(chair.clone()).then_refused(Reason::NotAuthorised);
        let affected = world.ledger.running(process()).unwrap().affected;
        let all = affected.into_iter().fold(chair, Ask::and);
        let world = world.when(all).then(["ProcessMigrated"]);
        assert_eq!(world.ledger.running(process()).unwrap().policy, 2);
        let (world, again) = world.ordering(migrate(2));
        let affected = world.ledger.running(process()).unwrap().affected;
        let again = affected.into_iter().fold(again, Ask::and);
        world.when(again).then_refused(Reason::VersionNotNewer);
    }
}
