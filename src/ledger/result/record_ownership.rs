//! The sole holder of a result records that it holds the whole; several holders agree on shares
//! instead (REG-11, SHA-1).

use super::{
    super::{
        Context, Events, Ledger, Reason, Refusal, ShareOf, contract, contract::OwnershipRecorded,
    },
    held_by_signer,
};
use crate::{
    id::{PartyId, ResultId},
    share::Share,
};

#[derive(Clone, PartialEq, Debug)]
pub struct RecordOwnership {
    pub result: ResultId,
    pub holder: PartyId,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &RecordOwnership,
) -> Result<Events, Refusal> {
    let found = held_by_signer(ledger, context, &asked.result, &asked.holder)?;
    context.check_revision(found.revision)?;
    found.require_live("SHA-1")?;
    if found.holdings.is_some() {
        return Err(Refusal::wrong_state("SHA-1", "OWNERSHIP_RECORDED"));
    }
    ledger.require_accredited(&asked.holder, context.today)?;
    let holders = found.holders().len();
    if holders != 1 {
        return Err(Refusal::new(Reason::SharesNotOne, "SHA-1").fact("holders", holders));
    }
    let RecordOwnership { result, holder } = *asked;
    let title = [ShareOf { party: holder, share: Share::WHOLE }].into();
    let recorded = OwnershipRecorded { result, title, income: [].into(), agreement: 0 };
    Ok(context.events(contract::Event::OwnershipRecorded(recorded)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{
        result::Command,
        scenario::{results::*, *},
    };

    fn own(by: &str) -> Ask {
        let asked = RecordOwnership { result: result_id("R-1"), holder: party(by) };
        ask(of(by), Command::RecordOwnership(asked))
    }

    fn registered(holders: &[&str]) -> World {
        k_17().given(disclose("R-1", "NA")).given(register("R-1", "NA", holders))
    }

    #[test]
    fn a_sole_holder_records_that_it_holds_the_whole() {
        // SHA-1
        let world = registered(&["NA"]).when(own("NA")).then(["OwnershipRecorded"]);
        let holdings = world.ledger.holdings(&result_id("R-1")).unwrap();
        assert_eq!(holdings.held_by(&party("NA")), Some(Share::WHOLE));
        let moved = &world.ledger.acts.get(world.last()).unwrap().shares_moved;
        assert_eq!(*moved, [result_id("R-1")]);
        world.when(own("NA")).then_refused(Reason::WrongState);
    }

    #[test]
    fn one_of_several_holders_does_not_record_the_whole() {
        // SHA-1
        registered(&["NA", "BV"]).when(own("NA")).then_refused(Reason::SharesNotOne);
    }

    #[test]
    fn only_the_holder_records_its_ownership() {
        registered(&["NA"]).when(own("BV")).then_refused(Reason::NotAuthorised);
        let disclosed = k_17().given(disclose("R-1", "NA"));
        disclosed.when(own("NA")).then_refused(Reason::NotAuthorised);
    }
}
