//! An owner lets somebody read a result or a contract up to a level and a day, or no longer does.

use alloc::{string::ToString as _, vec::Vec};
use core::fmt;

use super::{
    super::{Cause, Context, Events, Ledger, Level, Reason, Refusal},
    Event,
};
use crate::{
    id::{ContractId, PartyId, ResultId},
    policy::choice::Level as MarkLevel,
    role::Role,
    row::RowKey,
    text::Text,
    time::Date,
};

/// What may be read. Its text form is `RESULT/` or `CONTRACT/` and the id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Subject {
    Result(ResultId),
    Contract(ContractId),
}

/// Not a subject in its text form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a subject: RESULT/ or CONTRACT/ and an id")]
pub struct InvalidSubject;

#[derive(Clone, PartialEq, Debug)]
pub struct GrantAccess {
    /// The owner that grants: a holder of the result, or a party to the contract.
    pub party: PartyId,
    pub subject: Subject,
    pub reader: Role,
    /// Up to which level; not below the subject's.
    pub level: Level,
    /// The mark under which it is read, as it is called in the owner's state; none where none is set.
    pub mark: Option<Text>,
    /// The last day.
    pub until: Date,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub struct RevokeAccess {
    /// The owner that granted.
    pub party: PartyId,
    pub subject: Subject,
    pub reader: Role,
}

/// What one owner granted to one reader of one subject.
#[derive(Clone, PartialEq, Debug)]
pub struct Grant {
    pub level: Level,
    pub mark: Option<Text>,
    /// The last day.
    pub until: Date,
    /// The record that granted it, or replaced an earlier grant.
    pub since: u64,
    pub revision: u64,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &GrantAccess,
) -> Result<Events, Refusal> {
    context.require(ledger, Role::Party(asked.party))?;
    let level = owned_level(ledger, asked).ok_or_else(Refusal::not_authorised)?;
    match ledger.grant(asked.subject, asked.reader, asked.party) {
        None => context.check_revision(0)?,
        Some(before) => context.require_revision(before.revision)?,
    }
    if asked.until < context.today {
        return Err(Refusal::new(Reason::DateInvalid, "GEN-4").fact("until", asked.until));
    }
    require_level(ledger, context, asked, level)?;
    Ok(context.events(Event::AccessGranted(asked.clone())))
}

/// The level of the subject, if the granting party owns it; none also where there is no such subject.
fn owned_level(ledger: &Ledger, asked: &GrantAccess) -> Option<Level> {
    match asked.subject {
        Subject::Result(id) => {
            let held = ledger.results.by_holder.get(&asked.party)?;
            let result = ledger.results.get(&id).filter(|_| held.contains(&id))?;
            Some(result.level)
        }
        Subject::Contract(id) => {
            let contract = ledger.contracts.get(&id)?;
            contract.parties.contains(&asked.party).then_some(contract.terms.level)
        }
    }
}

/// Whoever may read no more than a lower level could not read the subject at all (CFD-2); a mark
/// means a level of its own, and one that nobody mapped means none (CFD-7).
fn require_level(
    ledger: &Ledger,
    context: &Context,
    asked: &GrantAccess,
    subject: Level,
) -> Result<(), Refusal> {
    let too_low = |least: &str| {
        Err(Refusal::new(Reason::LevelTooLow, "CFD-2")
            .fact("level", asked.level.as_str())
            .fact("least", least))
    };
    if asked.level < subject {
        return too_low(subject.as_str());
    }
    let Some(mark) = &asked.mark else { return Ok(()) };
    let owner = ledger.parties.get(&asked.party).ok_or_else(Refusal::not_authorised)?;
    let marks = &ledger.policy(context.policy_version).confidentiality_marks;
    match marks.level_of(owner.seat, mark.as_str()) {
        None => Err(Refusal::new(Reason::MarkUnrecognised, "CFD-7").fact("mark", mark)),
        Some(meant) if level(meant).is_none_or(|meant| asked.level < meant) => {
            too_low(&meant.to_string())
        }
        Some(_) => Ok(()),
    }
}

/// The level that a mark means; none for state secrets, which no level of the ledger covers (CFD-4).
fn level(meant: MarkLevel) -> Option<Level> {
    match meant {
        MarkLevel::L0 => Some(Level::Public),
        MarkLevel::L1 => Some(Level::Programme),
        MarkLevel::L2 => Some(Level::Contract),
        MarkLevel::L3 => Some(Level::Restricted),
        MarkLevel::L4 => Some(Level::Sealed),
        MarkLevel::LX => None,
    }
}

pub(super) fn granted(ledger: &mut Ledger, cause: &Cause, happened: &GrantAccess) {
    let GrantAccess { party, subject, reader, level, mark, until } = happened.clone();
    let revision = ledger.grant(subject, reader, party).map_or(1, |before| before.revision + 1);
    let grant = Grant { level, mark, until, since: cause.sequence, revision };
    ledger.disclosure.grants.entry((subject, reader)).or_default().insert(party, grant);
    ledger.access_changed(subject, reader, party);
}

pub(super) fn revoke(
    ledger: &Ledger,
    context: &Context,
    asked: RevokeAccess,
) -> Result<Events, Refusal> {
    let RevokeAccess { party, subject, reader } = asked;
    context.require(ledger, Role::Party(party))?;
    let granted = ledger.grant(subject, reader, party).ok_or_else(Refusal::not_authorised)?;
    context.check_revision(granted.revision)?;
    Ok(context.events(Event::AccessRevoked(asked)))
}

pub(super) fn revoked(ledger: &mut Ledger, happened: RevokeAccess) {
    let RevokeAccess { party, subject, reader } = happened;
    let by_owner = ledger.disclosure.grants.get_mut(&(subject, reader));
    by_owner.expect("decide admits what was granted").remove(&party);
    ledger.access_changed(subject, reader, party);
}

/// What `from` granted, `to` grants from now on: it owns the subjects (PTY-6).
pub(in super::super) fn succeed(ledger: &mut Ledger, cause: &Cause, from: PartyId, to: PartyId) {
    let mut passed = Vec::new();
    for (of, by_owner) in &mut ledger.disclosure.grants {
        let Some(grant) = by_owner.remove(&from) else { continue };
        let (since, revision) = (cause.sequence, grant.revision + 1);
        by_owner.entry(to).or_insert(Grant { since, revision, ..grant });
        passed.push(*of);
    }
    for (subject, reader) in passed {
        ledger.access_changed(subject, reader, from);
        ledger.access_changed(subject, reader, to);
    }
}

impl Ledger {
    /// What `by` granted to `reader` of `subject`; none if nothing.
    #[must_use]
    pub fn grant(&self, subject: Subject, reader: Role, by: PartyId) -> Option<&Grant> {
        self.disclosure.grants.get(&(subject, reader))?.get(&by)
    }

    fn access_changed(&mut self, subject: Subject, reader: Role, by: PartyId) {
        if let Subject::Result(result) = subject {
            self.act_on(result);
        }
        self.touch(RowKey::Access(subject, reader, by));
    }

    /// Up to which level `reader` may read `subject` on `day` because owners granted it; none if
    /// nobody did.
    #[must_use]
    pub fn granted_level(&self, subject: Subject, reader: Role, day: Date) -> Option<Level> {
        let by_owner = self.disclosure.grants.get(&(subject, reader))?;
        by_owner.values().filter(|grant| day <= grant.until).map(|grant| grant.level).max()
    }
}

impl Subject {
    /// # Errors
    /// [`InvalidSubject`]: the text is not exactly what `Display` would give.
    pub fn parse(text: &str) -> Result<Subject, InvalidSubject> {
        let subject = if let Some(id) = text.strip_prefix("RESULT/") {
            ResultId::parse(id).map(Subject::Result)
        } else if let Some(id) = text.strip_prefix("CONTRACT/") {
            ContractId::parse(id).map(Subject::Contract)
        } else {
            return Err(InvalidSubject);
        };
        subject.map_err(|_| InvalidSubject)
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Subject::Result(id) => write!(f, "RESULT/{id}"),
            Subject::Contract(id) => write!(f, "CONTRACT/{id}"),
        }
    }
}

#[cfg(test)]
mod tests;
