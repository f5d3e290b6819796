//! Area result.

use super::{Cause, Change, Context, Events, Ledger, Refusal};

#[derive(Clone, PartialEq, Debug)]
pub enum Command {}

#[derive(Clone, PartialEq, Debug)]
pub enum Event {}

impl From<Command> for super::Command {
    fn from(command: Command) -> super::Command {
        super::Command::Result(command)
    }
}

impl From<Event> for Change {
    fn from(event: Event) -> Change {
        Change::Result(event)
    }
}

pub(super) fn decide(
    _ledger: &Ledger,
    _context: &Context,
    asked: &Command,
) -> Result<Events, Refusal> {
    match *asked {}
}

pub(super) fn evolve(_ledger: &mut Ledger, _cause: &Cause, happened: &Event) {
    match *happened {}
}

use alloc::collections::{BTreeMap, BTreeSet};

use super::{Event as Happened, deadlines::Deadline, holdings::Holdings};
use crate::{
    id::{PartyId, ResultId},
    time::Instant,
};

/// All results, and who holds shares of which.
#[derive(Clone, Debug, Default)]
pub struct Results {
    pub(super) results: BTreeMap<ResultId, Registered>,
    pub(super) by_holder: BTreeMap<PartyId, BTreeSet<ResultId>>,
}

/// What the ledger knows of one result.
#[derive(Clone, PartialEq, Debug)]
pub struct Registered {
    /// Who holds which share; none while nothing is agreed.
    pub holdings: Option<Holdings>,
}

impl Results {
    /// The result; none if it was never disclosed.
    #[must_use]
    pub fn get(&self, result: &ResultId) -> Option<&Registered> {
        self.results.get(result)
    }
}

impl Ledger {
    /// What happens when `deadline` passes at `at`.
    pub(super) fn passed(&self, _at: Instant, deadline: Deadline) -> Happened {
        match deadline {
            Deadline::Registration(_) | Deadline::Confirmation(_) => {
                unreachable!("no deadlines yet")
            }
        }
    }
}
