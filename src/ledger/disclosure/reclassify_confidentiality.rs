//! The originator raises or lowers how far a result may be read; nobody else does, and nothing
//! falls below what it was made from (CFD-2, CFD-3).

use super::{
    super::{Context, Events, Ledger, Level, Reason, Refusal, result},
    Event, marks,
};
use crate::{
    id::{PartyId, ResultId},
    role::Role,
    text::Text,
};

#[derive(Clone, PartialEq, Debug)]
pub struct ReclassifyConfidentiality {
    pub result: ResultId,
    /// Who asks: the originator, or another reader together with it.
    pub by: PartyId,
    pub level: Level,
    pub mark: Option<Text>,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &ReclassifyConfidentiality,
) -> Result<Events, Refusal> {
    let ReclassifyConfidentiality { result, by, level, mark } = asked;
    let readable = result::may_read(ledger, context.today, by, result);
    let found = ledger.results.get(result).filter(|_| readable);
    let found = found.ok_or_else(Refusal::not_authorised)?;
    context.require(ledger, Role::Party(*by))?;
    if !context.acts_as(ledger, Role::Party(found.discloser)) {
        return Err(
            Refusal::new(Reason::OriginatorConsent, "CFD-3").fact("originator", found.discloser)
        );
    }
    context.require_revision(found.revision)?;
    marks::require_in_use(ledger, context.policy_version, *level)?;
    if found.level == *level && found.mark == *mark {
        return Err(Refusal::wrong_state("CFD-3", level.as_str()));
    }
    if let Some(mark) = mark {
        let policy = context.policy_version;
        let means = marks::meaning(ledger, policy, mark, &[found.discloser])?;
        if *level < means {
            return Err(Refusal::new(Reason::LevelTooLow, "CFD-7")
                .fact("mark", mark)
                .fact("means", means.as_str()));
        }
    }
    result::require_above_sources(ledger, result, *level)?;
    Ok(context.events(Event::ConfidentialityChanged(asked.clone())))
}

pub(super) fn evolve(ledger: &mut Ledger, happened: &ReclassifyConfidentiality) {
    let ReclassifyConfidentiality { result, by: _, level, mark } = happened;
    result::reclassify(ledger, *result, *level, mark.clone());
}

#[cfg(test)]
mod tests;
