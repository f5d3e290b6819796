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

use super::{events::Event as Happened, holdings::Holdings, processes::Running};
use crate::{
    id::{PartyId, ResultId},
    role::Role,
    time::{Date, Instant},
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
    /// How far it may be read.
    pub level: super::Level,
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

/// What happens when the registration of `result` becomes final (REG-3).
pub(super) fn finalised(_ledger: &Ledger, _at: Instant, result: ResultId) -> Happened {
    unreachable!("no registration of {result} is open")
}

/// The registration notice reached `addressee` on `day`: its window runs from there (REG-5).
pub(super) fn notice_delivered(_: &mut Ledger, _result: ResultId, _addressee: Role, _day: Date) {}

/// The registration of `result` as a process, while it is not final.
pub(super) fn running(_ledger: &Ledger, _result: ResultId) -> Option<Running> {
    None
}

/// The registration of `result` keeps `policy` from now on.
pub(super) fn migrate(_ledger: &mut Ledger, _result: ResultId, _policy: u32) {}

/// Everything that `from` holds is held by `to` (PTY-6).
pub(super) fn succeed(ledger: &mut Ledger, from: PartyId, to: PartyId) {
    let moved = ledger.results.by_holder.remove(&from).unwrap_or_default();
    for result in &moved {
        let registered = ledger.results.results.get_mut(result).expect("holders hold results");
        if let Some(holdings) = &registered.holdings {
            let after = holdings.succeeded(from, to).expect("shares that add up to one have a sum");
            registered.holdings = Some(after);
        }
    }
    ledger.results.by_holder.entry(to).or_default().extend(moved);
}
