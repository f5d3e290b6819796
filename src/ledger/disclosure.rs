//! Confidentiality, handovers, access and erasure (results.md section 6, bodies.md section 7).

// Access and erasure.
mod grant_access;
mod shred_personal_data;

use alloc::collections::BTreeMap;

// Access and erasure.
pub(super) use self::grant_access::succeed;
pub use self::{
    grant_access::{Grant, GrantAccess, InvalidSubject, RevokeAccess, Subject},
    shred_personal_data::{ShredBasis, ShredPersonalData, Shredded},
};
use super::{Cause, Change, Context, Events, Ledger, Refusal};
use crate::{
    id::{Digest, PartyId},
    role::Role,
};

#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    // Access and erasure.
    GrantAccess(GrantAccess),
    RevokeAccess(RevokeAccess),
    ShredPersonalData(ShredPersonalData),
}

#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    // Access and erasure.
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

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &Command,
) -> Result<Events, Refusal> {
    match asked {
        // Access and erasure.
        Command::GrantAccess(asked) => grant_access::decide(ledger, context, asked),
        Command::RevokeAccess(asked) => grant_access::revoke(ledger, context, *asked),
        Command::ShredPersonalData(asked) => shred_personal_data::decide(ledger, context, asked),
    }
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &Event) {
    match happened {
        // Access and erasure.
        Event::AccessGranted(happened) => grant_access::granted(ledger, cause, happened),
        Event::AccessRevoked(happened) => grant_access::revoked(ledger, *happened),
        Event::PersonalDataShredded(happened) => {
            shred_personal_data::evolve(ledger, cause, happened);
        }
    }
}

/// Grants, handovers and requests.
#[derive(Clone, Debug, Default)]
pub struct Disclosure {
    // Access and erasure.
    /// What each owner granted, by subject and reader.
    pub(super) grants: BTreeMap<(Subject, Role), BTreeMap<PartyId, Grant>>,
    /// The commitments whose openings were erased.
    pub(super) shredded: BTreeMap<Digest, Shredded>,
}
