//! A holder records that its result was made from another, which it may read (REG-4).

use super::{
    super::{Cause, Context, Events, Ledger, Reason, Refusal},
    Event, derivation, held_by_signer,
};
use crate::{
    id::{PartyId, ResultId},
    row::RowKey,
};

#[derive(Clone, PartialEq, Debug)]
pub struct RecordDerivation {
    pub derived: ResultId,
    pub parent: ResultId,
    pub holder: PartyId,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &RecordDerivation,
) -> Result<Events, Refusal> {
    let derived = held_by_signer(ledger, context, &asked.derived, &asked.holder)?;
    context.check_revision(derived.revision)?;
    derivation::require_right(ledger, context.today, &asked.holder, &asked.parent)?;
    derived.require_live("REG-4")?;
    if derived.sources.contains_key(&asked.parent) {
        return Err(Refusal::wrong_state("REG-4", "RECORDED"));
    }
    if derivation::comes_from(ledger, asked.parent, asked.derived) {
        return Err(Refusal::new(Reason::Cycle, "REG-4").fact("parent", asked.parent));
    }
    derivation::require_level(ledger, &asked.parent, derived.level)?;
    Ok(context.events(Event::DerivationRecorded(asked.clone())))
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &RecordDerivation) {
    derivation::join(ledger, cause, happened.parent, happened.derived);
    ledger.results.known(&happened.derived).revision += 1;
    ledger.act_on(happened.derived);
    ledger.touch(RowKey::Result(happened.derived));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ledger::{
            Level,
            result::{Command, DiscloseResult},
            scenario::{results::*, *},
        },
        row::Row,
    };

    fn derive(derived: &str, parent: &str, by: &str) -> Ask {
        let (derived, parent, holder) = (result_id(derived), result_id(parent), party(by));
        let asked = RecordDerivation { derived, parent, holder };
        ask(of(by), Command::RecordDerivation(asked))
    }

    /// of NA.
    fn three() -> World {
        ["R-1", "R-2", "R-3"].into_iter().fold(k_17(), |world, id| {
            world.given(disclose(id, "NA")).given(register(id, "NA", &["NA"]))
        })
    }

    #[test]
    fn a_derivation_is_recorded_once() {
        let world = three().when(derive("R-2", "R-1", "NA")).then(["DerivationRecorded"]);
        let key = RowKey::Derivation(result_id("R-2"), result_id("R-1"));
        let Some(Row::Derivation(row)) = key.row(&world.ledger) else {
            panic!("the edge has a row");
        };
        assert_eq!(row.since, world.last());
        world.when(derive("R-2", "R-1", "NA")).then_refused(Reason::WrongState);
    }

    #[test]
    fn nothing_is_derived_from_itself_however_far_around() {
        // REG-4
        let world = three().given(derive("R-2", "R-1", "NA")).given(derive("R-3", "R-2", "NA"));
        world.clone().when(derive("R-1", "R-3", "NA")).then_refused(Reason::Cycle);
        world.clone().when(derive("R-1", "R-1", "NA")).then_refused(Reason::Cycle);
        world.when(derive("R-3", "R-1", "NA")).then(["DerivationRecorded"]);
    }

    #[test]
    fn a_parent_that_is_not_readable_might_as_well_not_exist() {
        // REG-4, GEN-11
        let world = contract_in_force(three(), "K-18", &["AS", "IM"]);
        let contract = crate::id::ContractId::parse("K-18").unwrap();
        let world = world
            .given(disclosing(DiscloseResult { contract, ..disclosure("R-9", "AS") }))
            .given(register("R-9", "AS", &["AS"]));
        let refusal = |parent| {
            let when = world.clone().when(derive("R-9", parent, "AS"));
            when.outcome().as_ref().unwrap_err().reason
        };
        assert_eq!(refusal("R-1"), Reason::NoRightToDerive);
        assert_eq!(refusal("R-77"), Reason::NoRightToDerive);
    }

    #[test]
    fn what_is_derived_is_at_least_as_confidential_as_its_source() {
        // CFD-2
        let level = Some(Level::Programme);
        let world = three()
            .given(disclosing(DiscloseResult { level, ..disclosure("R-4", "NA") }))
            .given(register("R-4", "NA", &["NA"]));
        world.clone().when(derive("R-4", "R-1", "NA")).then_refused(Reason::BelowSource);
        world.when(derive("R-1", "R-4", "NA")).then(["DerivationRecorded"]);
    }

    #[test]
    fn only_a_holder_of_what_was_derived_records_it() {
        three().when(derive("R-2", "R-1", "BV")).then_refused(Reason::NotAuthorised);
    }
}
