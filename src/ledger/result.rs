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

use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};

use super::{
    contract,
    events::Event as Happened,
    holdings::{Holdings, Why},
    processes::Running,
};
use crate::{
    id::{ContractId, PartyId, ResultId},
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
    /// The contract under which it was disclosed.
    pub contract: ContractId,
    /// Whether its kind can have several owners (REG-11).
    pub co_ownable: bool,
    /// The holders named at registration, ascending; empty before it.
    pub named: Vec<PartyId>,
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

/// The contract under which `result` was disclosed; none if it was not.
#[must_use]
pub fn contract_of(ledger: &Ledger, result: &ResultId) -> Option<ContractId> {
    Some(ledger.results.get(result)?.contract)
}

/// Whether the kind of `result` can have several owners (REG-11).
#[must_use]
pub fn may_be_co_owned(ledger: &Ledger, result: &ResultId) -> bool {
    ledger.results.get(result).is_some_and(|registered| registered.co_ownable)
}

/// The holders named when `result` was registered, ascending; empty before it.
#[must_use]
pub fn holders_named<'a>(ledger: &'a Ledger, result: &ResultId) -> &'a [PartyId] {
    ledger.results.get(result).map_or(&[], |registered| &registered.named)
}

/// `result` is held as `title` says; called by [`Ledger::hold`] alone.
pub(super) fn own(ledger: &mut Ledger, _cause: &Cause, result: ResultId, title: Holdings) {
    let results = &mut ledger.results;
    let registered = results.results.get_mut(&result).expect("only disclosed results are held");
    for of in registered.holdings.iter().flat_map(Holdings::iter) {
        results.by_holder.entry(of.party).or_default().remove(&result);
    }
    for of in title.iter() {
        results.by_holder.entry(of.party).or_default().insert(result);
    }
    registered.holdings = Some(title);
}

/// Everything that `from` holds is held by `to` (PTY-6).
pub(super) fn succeed(ledger: &mut Ledger, from: PartyId, to: PartyId) {
    let moved = ledger.results.by_holder.remove(&from).unwrap_or_default();
    let at = ledger.acts.last_recorded_at().expect("a record is noted before its events happen");
    let on = ledger.zone(at).date_of(at);
    for result in &moved {
        let registered = ledger.results.results.get_mut(result).expect("holders hold results");
        let before = registered.holdings.clone();
        if let Some(holdings) = &before {
            let after = holdings.succeeded(from, to).expect("shares that add up to one have a sum");
            registered.holdings = Some(after);
        }
        ledger.note_moves(*result, before.as_ref(), Why::Succession, on);
        contract::succeed_in(ledger, *result, from, to);
    }
    ledger.results.by_holder.entry(to).or_default().extend(moved);
}
