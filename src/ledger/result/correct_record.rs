//! The secretary corrects an error in a record, with the party concerned or by decision; the record
//! stays in the log, and no title changes (GEN-5).

use alloc::vec::Vec;
use core::mem::discriminant;

use super::{
    super::{
        Cause, ContentDigest, Context, Events, Ledger, Reason, Refusal, events::Event as Happened,
    },
    Event, Registered,
    correction::{Corrected, Correction},
};
use crate::{id::PartyId, role::Role, row::RowKey, time::Date};

#[derive(Clone, PartialEq, Debug)]
pub struct CorrectRecord {
    /// The sequence of the record that is wrong.
    pub record: u64,
    /// Which of its events, from 0.
    pub event: u32,
    /// The party that signs with the secretary; none where a decision is carried out.
    pub concerned: Option<PartyId>,
    pub correction: Correction,
    /// What shows the error; at least one.
    pub evidence: Vec<ContentDigest>,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &CorrectRecord,
) -> Result<Events, Refusal> {
    let subject = asked.correction.subject();
    require_author(ledger, context, asked, subject)?;
    require_form(context, &asked.correction)?;
    match subject {
        Corrected::Result(id) => {
            let found = ledger.results.get(&id).ok_or_else(|| Refusal::not_found(id))?;
            require_record(ledger, asked, found.disclosed, subject)?;
            context.require_revision(found.revision)?;
            require_error(asked, asked.correction.is_wrong_in(found))?;
            require_same_title(found, &asked.correction)?;
        }
        Corrected::Party(id) => {
            let found = ledger.parties.get(&id).ok_or_else(|| Refusal::not_found(id))?;
            require_record(ledger, asked, found.proposed, subject)?;
            context.require_revision(found.revision)?;
            require_error(asked, asked.correction.is_wrong_name(&found.name))?;
        }
    }
    let effective_on = wrong_from(ledger, asked.record)?;
    let event = context.event(Event::RecordCorrected(asked.clone()));
    Ok(Happened { effective_on, ..event }.into())
}

/// The day of the first record that said it: what was wrong from that day is right from that day,
/// also where a correction was wrong.
fn wrong_from(ledger: &Ledger, mut record: u64) -> Result<Date, Refusal> {
    while let Some(corrected) = ledger.results.correction(record) {
        record = corrected.record;
    }
    let act = ledger.acts.get(record).ok_or_else(|| Refusal::not_found(record))?;
    Ok(ledger.zone(act.recorded_at).date_of(act.recorded_at))
}

/// The secretary signs with a party concerned, or carries out a decision (GEN-15).
fn require_author(
    ledger: &Ledger,
    context: &Context,
    asked: &CorrectRecord,
    subject: Corrected,
) -> Result<(), Refusal> {
    let Some(party) = asked.concerned else {
        return context.require_decision(ledger, Role::Secretary);
    };
    context.require_all(ledger, [Role::Secretary, Role::Party(party)])?;
    let concerned = match subject {
        Corrected::Party(id) => id == party,
        Corrected::Result(id) => ledger
            .results
            .get(&id)
            .is_some_and(|found| found.discloser == party || found.is_held_by(&party)),
    };
    if concerned { Ok(()) } else { Err(Refusal::not_authorised()) }
}

fn require_form(context: &Context, correction: &Correction) -> Result<(), Refusal> {
    match correction {
        Correction::Fields(fields) if !fields.is.is_sorted_by(|a, b| a < b) => {
            Err(Refusal::new(Reason::Malformed, "GEN-5").fact("place", "fields"))
        }
        Correction::CreatedOn(created) if created.is > context.today => {
            Err(Refusal::new(Reason::DateInvalid, "REG-1").fact("created_on", created.is))
        }
        Correction::Fields(_)
        | Correction::CreatedOn(_)
        | Correction::Kind(_)
        | Correction::CreatedIn(_)
        | Correction::Office(_)
        | Correction::PartyName(_) => Ok(()),
    }
}

/// The record named is the one that said what is wrong: the disclosure of the result or the proposal
/// of the party, or an earlier correction of the same field.
fn require_record(
    ledger: &Ledger,
    asked: &CorrectRecord,
    first: u64,
    subject: Corrected,
) -> Result<(), Refusal> {
    let corrected = ledger.results.correction(asked.record);
    let again = corrected.is_some_and(|earlier| {
        let same_field = discriminant(&earlier.correction) == discriminant(&asked.correction);
        same_field && earlier.correction.subject() == subject
    });
    if (asked.record == first || again) && asked.event == 0 {
        return Ok(());
    }
    Err(Refusal::not_found(format_args!("{}:{}", asked.record, asked.event)))
}

fn require_error(asked: &CorrectRecord, wrong: bool) -> Result<(), Refusal> {
    if wrong && !asked.evidence.is_empty() {
        return Ok(());
    }
    Err(Refusal::new(Reason::NotAnError, "GEN-5").fact("evidence", asked.evidence.len()))
}

/// A correction is not a share by itself: another kind must not give or take a right (REG-11,
/// XCH-14).
fn require_same_title(found: &Registered, correction: &Correction) -> Result<(), Refusal> {
    let Correction::Kind(kind) = correction else {
        return Ok(());
    };
    let holders = found.holders().len();
    let divides = holders > 1 && !kind.is.admits_co_owners();
    let ends = holders > 0 && kind.was.is_exclusive() != kind.is.is_exclusive();
    if divides || ends {
        return Err(Refusal::new(Reason::ChangesTitle, "REG-11").fact("kind", kind.is.as_str()));
    }
    Ok(())
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &CorrectRecord) {
    happened.correction.put_right(ledger);
    match happened.correction.subject() {
        Corrected::Result(id) => {
            ledger.results.known(&id).revision += 1;
            ledger.act_on(id);
            ledger.touch(RowKey::Result(id));
        }
        Corrected::Party(id) => {
            ledger.party_changed(cause, id);
        }
    }
    ledger.results.corrections.insert(cause.sequence, happened.clone());
    ledger.touch(RowKey::Correction(happened.record, cause.sequence));
}

#[cfg(test)]
mod tests;
