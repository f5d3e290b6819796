//! The whole machine:
//!
//! ```text
//! decide : Ledger × Instant × Asked → Events | Refusal    may this be recorded?
//! evolve : Ledger × Recorded        → Ledger              it was recorded: what holds now?
//! due    : Ledger × Instant         → Command?            what does time alone demand?
//! rows   : Ledger                   → (key, row?)*        which lines of the views the last record changed
//! ```
//!
//! Only [`decide`] refuses. What is in the log has happened, so [`evolve`] always succeeds; if it
//! cannot, the log contradicts itself and the process must stop.
//!
//! One command, one file; one area, one folder. An area file is a table of contents with the same
//! shape as this one: its `Command`, its `Event`, `decide`, `evolve`. The invariants that areas share
//! stand beside them.

pub mod contract;
pub mod disclosure;
pub mod key;
pub mod office;
pub mod party;
pub mod programme;
pub mod result;

pub mod acts;
pub mod admission;
pub mod authority;
pub mod context;
pub mod deadlines;
pub mod disposal;
pub mod events;
pub mod gates;
pub mod header;
pub mod holdings;
pub mod notices;
pub mod policies;
pub mod processes;
pub mod refusal;

#[cfg(test)]
mod attacks;
#[cfg(test)]
mod rowcheck;
#[cfg(test)]
pub(crate) mod scenario;

use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};

pub use self::{
    context::Context,
    events::{Cause, Event, Events, Recorded},
    header::{
        Asked, Cited, ContentDigest, Header, KeyOffer, Level, PolicyEntry, Seen, ShareOf, Signers,
    },
    refusal::{Fact, Reason, Refusal},
};
use crate::{
    id::{BackgroundId, ContractId, Origin, PartyId, ResultId},
    row::{Row, RowKey},
    time::Instant,
};

/// The version of the rules that this build knows; a ledger of a later version is not decided here.
pub const RULES_KNOWN: u32 = 1;

/// Everything that the recorded events imply.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    pub(crate) origin: Option<Origin>,
    pub(crate) programme: programme::Programme,
    pub(crate) policies: policies::Policies,
    pub(crate) offices: office::Offices,
    pub(crate) parties: BTreeMap<PartyId, party::Party>,
    pub(crate) keys: key::Keys,
    pub(crate) contracts: BTreeMap<ContractId, contract::Contract>,
    /// Whose each item of background is, in whichever contracts it is listed (CTR-3).
    pub(crate) background_owners: BTreeMap<BackgroundId, PartyId>,
    /// How the shares of each result came about.
    pub(crate) shares: BTreeMap<ResultId, contract::Shares>,
    pub(crate) results: result::Results,
    pub(crate) disclosure: disclosure::Disclosure,
    pub(crate) notices: notices::Notices,
    pub(crate) deadlines: deadlines::Deadlines,
    pub(crate) acts: acts::Acts,
    /// The rows that the last record changed.
    changed: BTreeSet<RowKey>,
}

/// What someone asks to have recorded.
#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    Programme(programme::Command),
    Office(office::Command),
    Party(party::Command),
    Key(key::Command),
    Contract(contract::Command),
    Result(result::Command),
    Disclosure(disclosure::Command),
}

/// What was recorded.
#[derive(Clone, PartialEq, Debug)]
pub enum Change {
    Programme(programme::Event),
    Office(office::Event),
    Party(party::Event),
    Key(key::Event),
    Contract(contract::Event),
    Result(result::Event),
    Disclosure(disclosure::Event),
}

/// What recording `asked` at the instant `at` would change. Its signatures were verified before.
///
/// # Errors
/// The first rule that the command breaks, in the order form, authority, existence, state,
/// arithmetic or scope (GEN-10).
pub fn decide(ledger: &Ledger, at: Instant, asked: &Asked) -> Result<Events, Refusal> {
    let context = &admission::admit(ledger, at, asked)?;
    let decided = match &asked.command {
        Command::Programme(asked) => programme::decide(ledger, context, asked),
        Command::Office(asked) => office::decide(ledger, context, asked),
        Command::Party(asked) => party::decide(ledger, context, asked),
        Command::Key(asked) => key::decide(ledger, context, asked),
        Command::Contract(asked) => contract::decide(ledger, context, asked),
        Command::Result(asked) => result::decide(ledger, context, asked),
        Command::Disclosure(asked) => disclosure::decide(ledger, context, asked),
    };
    decided.map_err(|refusal| refusal.under(context.policy_version))
}

/// The ledger once `recorded` has happened.
///
/// # Panics
/// When the record contradicts the ledger: [`decide`] would never have recorded it. An auditor
/// decides every record again before evolving, and is never exposed to this.
#[must_use]
pub fn evolve(mut ledger: Ledger, recorded: &Recorded) -> Ledger {
    ledger.changed.clear();
    admission::note(&mut ledger, recorded);
    for event in recorded.events.iter() {
        let cause = &recorded.cause(event);
        match &event.change {
            Change::Programme(happened) => programme::evolve(&mut ledger, cause, happened),
            Change::Office(happened) => office::evolve(&mut ledger, cause, happened),
            Change::Party(happened) => party::evolve(&mut ledger, cause, happened),
            Change::Key(happened) => key::evolve(&mut ledger, cause, happened),
            Change::Contract(happened) => contract::evolve(&mut ledger, cause, happened),
            Change::Result(happened) => result::evolve(&mut ledger, cause, happened),
            Change::Disclosure(happened) => disclosure::evolve(&mut ledger, cause, happened),
        }
    }
    ledger
}

/// The command that time alone demands at `at`: `PassDeadlines` while a deadline at or before `at` is
/// open, none otherwise (GEN-17).
#[must_use]
pub fn due(ledger: &Ledger, at: Instant) -> Option<Command> {
    deadlines::due(ledger, at)
}

/// The rows that the last record changed, ascending by key, each as it is after the record; `None`
/// where the row is gone.
#[must_use]
pub fn rows(ledger: &Ledger) -> Vec<(RowKey, Option<Row>)> {
    ledger.changed.iter().map(|key| (*key, key.row(ledger))).collect()
}

impl Ledger {
    /// Marks a row as changed by the record that is evolving.
    pub(crate) fn touch(&mut self, row: RowKey) {
        self.changed.insert(row);
    }

    /// The ledger's origin; none before founding.
    #[must_use]
    pub fn origin(&self) -> Option<&Origin> {
        self.origin.as_ref()
    }

    /// What the ledger is for, for ever; none before founding.
    #[must_use]
    pub fn purpose(&self) -> Option<programme::Purpose> {
        self.programme.purpose
    }

    /// The holdings of `result`; none if there is no such result, or nobody's shares are agreed.
    #[must_use]
    pub fn holdings(&self, result: &ResultId) -> Option<&holdings::Holdings> {
        self.results.get(result)?.holdings.as_ref()
    }
}
