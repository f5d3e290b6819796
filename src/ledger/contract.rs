//! Area contract.

mod ownership;

pub use self::ownership::OwnershipRecorded;
use super::{Cause, Change, Context, Events, Ledger, Refusal};

#[derive(Clone, PartialEq, Debug)]
pub enum Command {}

#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    OwnershipRecorded(OwnershipRecorded),
}

impl From<Command> for super::Command {
    fn from(command: Command) -> super::Command {
        super::Command::Contract(command)
    }
}

impl From<Event> for Change {
    fn from(event: Event) -> Change {
        Change::Contract(event)
    }
}

pub(super) fn decide(
    _ledger: &Ledger,
    _context: &Context,
    asked: &Command,
) -> Result<Events, Refusal> {
    match *asked {}
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &Event) {
    match happened {
        Event::OwnershipRecorded(happened) => ownership::evolve(ledger, cause, happened),
    }
}

/// What the ledger knows of one contract.
#[derive(Clone, PartialEq, Debug)]
pub struct Contract {
    /// The contract parties, ascending, at least two.
    pub parties: alloc::vec::Vec<crate::id::PartyId>,
    /// The governing treaty; none where none governs.
    pub treaty: Option<crate::id::TreatyId>,
    /// The first day: a draft before it, in force from it.
    pub from: crate::time::Date,
    /// The last day of the work; none where none is agreed.
    pub until: Option<crate::time::Date>,
    /// The last day on which results may still be disclosed after the end; none = none.
    pub tail: Option<crate::time::Date>,
    /// The day on which it was completed or terminated.
    pub ended: Option<crate::time::Date>,
}

/// Wherever `from` is a contract party, `to` is one from now on (PTY-6).
pub(super) fn succeed(ledger: &mut Ledger, from: crate::id::PartyId, to: crate::id::PartyId) {
    for contract in ledger.contracts.values_mut() {
        let Ok(place) = contract.parties.binary_search(&from) else { continue };
        contract.parties.remove(place);
        if let Err(place) = contract.parties.binary_search(&to) {
            contract.parties.insert(place, to);
        }
    }
}
