//! A contract party discloses a result while its contract is in force, or inside its tail (REG-1,
//! REG-2).

use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};

use super::{
    super::{Cause, ContentDigest, Context, Events, Ledger, Level, Reason, Refusal, disclosure},
    Event, Kind, Registered, Stage, contract_party, derivation, may_read, under_way,
};
use crate::{
    id::{ContractId, PartyId, ResultId},
    row::RowKey,
    sealed::Sealed,
    territory::State,
    text::Text,
    time::Date,
};

/// The first result with the same content, and how the new one stands to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cite {
    pub first: ResultId,
    pub relation: Relation,
}

/// How a result stands to the first one with the same content (REG-2).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Relation {
    Derivation,
    Version,
    Contest,
}

#[derive(Clone, PartialEq, Debug)]
pub struct DiscloseResult {
    pub result: ResultId,
    pub contract: ContractId,
    pub discloser: PartyId,
    /// None is refused with `KIND_UNKNOWN`.
    pub kind: Option<Kind>,
    pub content: ContentDigest,
    /// None is refused with `LEVEL_MISSING`.
    pub level: Option<Level>,
    pub created_in: State,
    pub created_on: Date,
    /// Ascending, without repeats.
    pub fields: Vec<Text>,
    pub office: Option<Text>,
    pub creators: Vec<Sealed>,
    pub title: Option<Sealed>,
    pub cites: Option<Cite>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct ResultDisclosed {
    pub result: ResultId,
    pub contract: ContractId,
    pub discloser: PartyId,
    pub kind: Kind,
    pub content: ContentDigest,
    pub level: Level,
    pub created_in: State,
    pub created_on: Date,
    pub fields: Vec<Text>,
    pub office: Option<Text>,
    pub creators: Vec<Sealed>,
    pub title: Option<Sealed>,
    pub cites: Option<Cite>,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &DiscloseResult,
) -> Result<Events, Refusal> {
    if !asked.fields.is_sorted_by(|a, b| a < b) {
        return Err(Refusal::new(Reason::Malformed, "REG-1").fact("place", "fields"));
    }
    let contract = contract_party(ledger, context, &asked.contract, &asked.discloser)?;
    let kind = asked.kind.ok_or_else(|| Refusal::new(Reason::KindUnknown, "REG-1"))?;
    let level = asked.level.ok_or_else(|| Refusal::new(Reason::LevelMissing, "REG-1"))?;
    disclosure::require_in_use(ledger, context.policy_version, level)?;
    if ledger.results.get(&asked.result).is_some() {
        return Err(Refusal::new(Reason::IdTaken, "REG-1").fact("result", asked.result));
    }
    if asked.created_on > context.today {
        return Err(Refusal::new(Reason::DateInvalid, "REG-1").fact("created_on", asked.created_on));
    }
    ledger.require_accredited(&asked.discloser, context.today)?;
    under_way(contract, context.today)?;
    require_new_content(ledger, context, asked, level)?;
    Ok(context.events(Event::ResultDisclosed(disclosed(asked, kind, level))))
}

fn disclosed(asked: &DiscloseResult, kind: Kind, level: Level) -> ResultDisclosed {
    ResultDisclosed {
        result: asked.result,
        contract: asked.contract,
        discloser: asked.discloser,
        kind,
        content: asked.content.clone(),
        level,
        created_in: asked.created_in,
        created_on: asked.created_on,
        fields: asked.fields.clone(),
        office: asked.office.clone(),
        creators: asked.creators.clone(),
        title: asked.title,
        cites: asked.cites,
    }
}

/// The content is new to the ledger, or the first result that has it is cited (REG-2). Whoever may
/// not read that result learns that there is one, but not which.
fn require_new_content(
    ledger: &Ledger,
    context: &Context,
    asked: &DiscloseResult,
    level: Level,
) -> Result<(), Refusal> {
    let (first, cite) = match (ledger.results.contents.get(&asked.content.sha256), asked.cites) {
        (None, None) => return Ok(()),
        (None, Some(cite)) => return Err(Refusal::not_found(cite.first)),
        (Some(first), Some(cite)) if *first == cite.first => (first, cite),
        (Some(first), Some(_) | None) => {
            let refusal = Refusal::new(Reason::DuplicateContent, "REG-2")
                .fact("content", asked.content.sha256);
            let known = may_read(ledger, context.today, &asked.discloser, first);
            return Err(if known { refusal.fact("first", first) } else { refusal });
        }
    };
    match cite.relation {
        Relation::Derivation | Relation::Version => {
            derivation::require_right(ledger, context.today, &asked.discloser, first)?;
            derivation::require_level(ledger, first, level)
        }
        Relation::Contest => Ok(()),
    }
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &ResultDisclosed) {
    let result = happened.result;
    ledger.results.contents.entry(happened.content.sha256).or_insert(result);
    ledger.results.name(happened.discloser, result);
    for position in 0..happened.creators.len() as u64 {
        ledger.touch(RowKey::Creator(result, position));
    }
    ledger.results.by_id.insert(result, fresh(cause, happened));
    match happened.cites {
        Some(Cite { first, relation: Relation::Derivation | Relation::Version }) => {
            derivation::join(ledger, cause, first, result);
        }
        Some(Cite { relation: Relation::Contest, .. }) | None => {}
    }
    ledger.act_on(result);
    ledger.touch(RowKey::Result(result));
}

fn fresh(cause: &Cause, happened: &ResultDisclosed) -> Registered {
    Registered {
        contract: happened.contract,
        kind: happened.kind,
        stage: Stage::Disclosed,
        level: happened.level,
        mark: None,
        discloser: happened.discloser,
        content: happened.content.clone(),
        cites: happened.cites,
        title: happened.title,
        creators: happened.creators.clone(),
        created_in: happened.created_in,
        created_on: happened.created_on,
        fields: happened.fields.clone(),
        office: happened.office.clone(),
        disclosed: cause.sequence,
        policy: cause.policy,
        registration: None,
        holdings: None,
        held: None,
        final_from: None,
        versions: Vec::new(),
        sources: BTreeMap::new(),
        derived: BTreeSet::new(),
        revision: 1,
    }
}

#[cfg(test)]
mod tests;
