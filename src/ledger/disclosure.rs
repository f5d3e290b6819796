//! How far results may be read, what was handed over, who may read what, and what was erased
//! (results.md section 6, bodies.md section 7).

mod declassification;
mod grant_access;
mod marks;
mod reclassify_confidentiality;
mod record_handover;
mod shred_personal_data;

use alloc::collections::BTreeMap;

pub use self::{
    declassification::{DecideDeclassification, Outcome, Request, RequestDeclassification},
    grant_access::{Grant, GrantAccess, InvalidSubject, RevokeAccess, Subject},
    reclassify_confidentiality::ReclassifyConfidentiality,
    record_handover::{HandoverItem, HandoverRecorded, RecordHandover},
    shred_personal_data::{ShredBasis, ShredPersonalData, Shredded},
};
pub(super) use self::{grant_access::succeed, marks::require_in_use};
use super::{Cause, Change, Context, Events, Ledger, Level, Refusal};
use crate::{
    id::{Digest, PartyId, ResultId},
    role::Role,
    time::Date,
};

#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    ReclassifyConfidentiality(ReclassifyConfidentiality),
    RequestDeclassification(RequestDeclassification),
    DecideDeclassification(DecideDeclassification),
    RecordHandover(RecordHandover),
    GrantAccess(GrantAccess),
    RevokeAccess(RevokeAccess),
    ShredPersonalData(ShredPersonalData),
}

#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    ConfidentialityChanged(ReclassifyConfidentiality),
    DeclassificationRequested(RequestDeclassification),
    DeclassificationDecided(DecideDeclassification),
    HandoverRecorded(HandoverRecorded),
    AccessGranted(GrantAccess),
    AccessRevoked(RevokeAccess),
    PersonalDataShredded(ShredPersonalData),
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
    /// What each owner granted, by subject and reader.
    pub(super) grants: BTreeMap<(Subject, Role), BTreeMap<PartyId, Grant>>,
    /// The commitments whose openings were erased.
    pub(super) shredded: BTreeMap<Digest, Shredded>,
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
        Command::GrantAccess(asked) => grant_access::decide(ledger, context, asked),
        Command::RevokeAccess(asked) => grant_access::revoke(ledger, context, *asked),
        Command::ShredPersonalData(asked) => shred_personal_data::decide(ledger, context, asked),
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
        Event::AccessGranted(happened) => grant_access::granted(ledger, cause, happened),
        Event::AccessRevoked(happened) => grant_access::revoked(ledger, *happened),
        Event::PersonalDataShredded(happened) => {
            shred_personal_data::evolve(ledger, cause, happened);
        }
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

/// Whether an owner granted `party` to read `result`, which has `level`, and the grant holds on `day`.
pub(super) fn is_granted(
    ledger: &Ledger,
    day: Date,
    party: PartyId,
    result: ResultId,
    level: Level,
) -> bool {
    let grants = ledger.disclosure.grants.get(&(Subject::Result(result), Role::Party(party)));
    let mut grants = grants.into_iter().flat_map(BTreeMap::values);
    grants.any(|grant| day <= grant.until && level <= grant.level)
}
