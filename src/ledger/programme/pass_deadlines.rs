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
