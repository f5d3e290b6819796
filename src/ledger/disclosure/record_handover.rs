//! Giver and receiver document that confidential items were handed over: each is marked, the
//! handover has an act, and what the mark means binds all contract parties (CFD-5, CFD-6, CFD-7).

use alloc::vec::Vec;

use super::{
    super::{
        Cause, ContentDigest, Context, Events, Ledger, Level, Reason, Refusal, result,
        result::Registered,
    },
    Event, marks,
};
use crate::{
    id::{PartyId, ResultId},
    role::Role,
    row::RowKey,
    text::Text,
};

/// One thing that was handed over.
#[derive(Clone, PartialEq, Debug)]
pub struct HandoverItem {
    pub content: ContentDigest,
    /// The mark on it; what may be read at L1 by all needs none.
    pub mark: Option<Text>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct RecordHandover {
    pub result: ResultId,
    pub giver: PartyId,
    pub receiver: PartyId,
    /// At least one.
    pub items: Vec<HandoverItem>,
    /// The act that documents the handover (CFD-6).
    pub act: ContentDigest,
}

#[derive(Clone, PartialEq, Debug)]
pub struct HandoverRecorded {
    pub result: ResultId,
    pub giver: PartyId,
    pub receiver: PartyId,
    pub items: Vec<HandoverItem>,
    pub act: ContentDigest,
    /// What the marks mean between the two: from now on the result's level at least (CFD-5).
    pub level: Level,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &RecordHandover,
) -> Result<Events, Refusal> {
    if asked.items.is_empty() {
        return Err(Refusal::new(Reason::Malformed, "CFD-6").fact("place", "items"));
    }
    if asked.giver == asked.receiver {
        return Err(Refusal::new(Reason::Malformed, "CFD-6").fact("place", "receiver"));
    }
    let readable = result::may_read(ledger, context.today, &asked.giver, &asked.result);
    let found = ledger.results.get(&asked.result).filter(|_| readable);
    let found = found.ok_or_else(Refusal::not_authorised)?;
    context.require_all(ledger, [asked.giver, asked.receiver].map(Role::Party))?;
    context.check_revision(found.revision)?;
    require_audience(ledger, context, found, asked)?;
    let level = marked_level(ledger, context, found, asked)?;
    // What a contract party recognises binds all of them (CFD-5); between other readers it binds the
    // two alone, for only the originator raises a level (CFD-3).
    let contract = ledger.contracts.get(&found.contract).expect("a result has its contract");
    let binds = contract.has_party(&asked.giver) || contract.has_party(&asked.receiver);
    let level = if binds { level } else { found.level };
    let RecordHandover { result, giver, receiver, items, act } = asked.clone();
    let recorded = HandoverRecorded { result, giver, receiver, items, act, level };
    Ok(context.events(Event::HandoverRecorded(recorded)))
}

/// Above L1 a result is handed over only to those who may read it: whoever else is to, gets access
/// from the originator first (CFD-3).
fn require_audience(
    ledger: &Ledger,
    context: &Context,
    found: &Registered,
    asked: &RecordHandover,
) -> Result<(), Refusal> {
    let open = found.level < Level::Contract;
    if open || result::may_read(ledger, context.today, &asked.receiver, &asked.result) {
        return Ok(());
    }
    Err(Refusal::new(Reason::LevelTooLow, "CFD-3")
        .fact("receiver", asked.receiver)
        .fact("level", found.level.as_str()))
}

/// What the strictest mark means between giver and receiver; the result's own level where there is
/// none.
///
/// # Errors
/// `MARK_MISSING` (CFD-6); `LEVEL_TOO_LOW` if a mark means less than the result's level (CFD-7).
fn marked_level(
    ledger: &Ledger,
    context: &Context,
    found: &Registered,
    asked: &RecordHandover,
) -> Result<Level, Refusal> {
    let mut strictest = found.level;
    for (position, item) in asked.items.iter().enumerate() {
        let Some(mark) = &item.mark else {
            if found.level < Level::Contract {
                continue;
            }
            return Err(Refusal::new(Reason::MarkMissing, "CFD-6").fact("item", position));
        };
        let between = [asked.giver, asked.receiver];
        let means = marks::meaning(ledger, context.policy_version, mark, &between)?;
        if means < found.level {
            return Err(Refusal::new(Reason::LevelTooLow, "CFD-7")
                .fact("mark", mark)
                .fact("means", means.as_str())
                .fact("level", found.level.as_str()));
        }
        strictest = strictest.max(means);
    }
    Ok(strictest)
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &HandoverRecorded) {
    let key = (happened.result, cause.sequence);
    ledger.disclosure.handovers.insert(key, happened.clone());
    ledger.act_on(happened.result);
    ledger.touch(RowKey::Handover(happened.result, cause.sequence));
    result::raise(ledger, happened.result, happened.level);
}

#[cfg(test)]
mod tests;
