//! How far results may be read, what was handed over, and who asks for less secrecy (results.md
//! section 6).

mod declassification;
mod marks;
mod reclassify_confidentiality;
mod record_handover;

use alloc::collections::BTreeMap;

pub(super) use self::marks::require_in_use;
pub use self::{
    declassification::{DecideDeclassification, Outcome, Request, RequestDeclassification},
    reclassify_confidentiality::ReclassifyConfidentiality,
    record_handover::{HandoverItem, HandoverRecorded, RecordHandover},
};
use super::{Cause, Change, Context, Events, Ledger, Refusal};
use crate::id::ResultId;

#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    ReclassifyConfidentiality(ReclassifyConfidentiality),
    RequestDeclassification(RequestDeclassification),
    DecideDeclassification(DecideDeclassification),
    RecordHandover(RecordHandover),
}

#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    ConfidentialityChanged(ReclassifyConfidentiality),
    DeclassificationRequested(RequestDeclassification),
    DeclassificationDecided(DecideDeclassification),
    HandoverRecorded(HandoverRecorded),
}

impl From<Command> for super::Command {
    fn from(command: Command) -> super::Command {
        super::Command::Disclosure(command)
    }
}

impl From<Event> for Change {
    fn from(event: Event) -> Change {
        Change::Disclosure(event)
    }
}

/// Grants, handovers and requests.
#[derive(Clone, Debug, Default)]
pub struct Disclosure {
    /// By result, and by the sequence of the record that asked.
    pub(super) requests: BTreeMap<(ResultId, u64), Request>,
    /// By result, and by the sequence of the record that documents it.
    pub(super) handovers: BTreeMap<(ResultId, u64), HandoverRecorded>,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &Command,
) -> Result<Events, Refusal> {
    match asked {
        Command::ReclassifyConfidentiality(asked) => {
            reclassify_confidentiality::decide(ledger, context, asked)
        }
        Command::RequestDeclassification(asked) => {
            declassification::request(ledger, context, asked)
        }
        Command::DecideDeclassification(asked) => declassification::decide(ledger, context, asked),
        Command::RecordHandover(asked) => record_handover::decide(ledger, context, asked),
    }
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &Event) {
    match happened {
        Event::ConfidentialityChanged(happened) => {
            reclassify_confidentiality::evolve(ledger, happened);
        }
        Event::DeclassificationRequested(happened) => {
            declassification::requested(ledger, cause, happened);
        }
        Event::DeclassificationDecided(happened) => {
            declassification::decided(ledger, cause, happened);
        }
        Event::HandoverRecorded(happened) => record_handover::evolve(ledger, cause, happened),
    }
}

impl Disclosure {
    /// The request of the record `asked` to declassify `result`.
    #[must_use]
    pub fn request(&self, result: &ResultId, asked: u64) -> Option<&Request> {
        self.requests.get(&(*result, asked))
    }

    /// The handover of `result` that the record `sequence` documents.
    #[must_use]
    pub fn handover(&self, result: &ResultId, sequence: u64) -> Option<&HandoverRecorded> {
        self.handovers.get(&(*result, sequence))
    }

    /// Whether a request to declassify `result` is undecided.
    #[must_use]
    pub fn is_asked(&self, result: &ResultId) -> bool {
        let mut of_result = self.requests.range((*result, 0)..=(*result, u64::MAX));
        of_result.any(|(_, request)| request.decided.is_none())
    }
}
