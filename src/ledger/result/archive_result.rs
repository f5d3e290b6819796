//! All holders together archive a result that nothing uses any more.

use super::{
    super::{Context, Events, Ledger, Reason, Refusal, contract},
    Event, Stage,
};
use crate::{id::ResultId, role::Role, row::RowKey};

#[derive(Clone, PartialEq, Debug)]
pub struct ArchiveResult {
    pub result: ResultId,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &ArchiveResult,
) -> Result<Events, Refusal> {
    let found = ledger.results.get(&asked.result).ok_or_else(Refusal::not_authorised)?;
    let holders = found.holders();
    if holders.is_empty() {
        return Err(Refusal::not_authorised());
    }
    context.require_all(ledger, holders.into_iter().map(Role::Party))?;
    context.check_revision(found.revision)?;
    let used_by = match found.stage {
        Stage::Archived | Stage::Disclosed => {
            return Err(Refusal::wrong_state("REG-3", found.state()));
        }
        Stage::Provisional | Stage::Contested => Some("registration"),
        Stage::Registered if ledger.disclosure.is_asked(&asked.result) => Some("declassification"),
        Stage::Registered => ledger
            .shares(&asked.result)
            .and_then(contract::Shares::contested)
            .map(|_| "contribution contest"),
    };
    match used_by {
        None => Ok(context.events(Event::ResultArchived(asked.clone()))),
        Some(process) => Err(Refusal::new(Reason::StillInUse, "REG-3").fact("process", process)),
    }
}

pub(super) fn evolve(ledger: &mut Ledger, happened: &ArchiveResult) {
    let found = ledger.results.known(&happened.result);
    found.stage = Stage::Archived;
    found.revision += 1;
    ledger.act_on(happened.result);
    ledger.touch(RowKey::Result(happened.result));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{
        result::Command,
        scenario::{results::*, *},
    };

    fn archive(by: &[&str]) -> Ask {
        let asked = Command::ArchiveResult(ArchiveResult { result: result_id("R-1") });
        let first = ask(of(by[0]), asked);
        by[1..].iter().fold(first, |asked, party| asked.and(of(party)))
    }

    #[test]
    fn all_holders_archive_a_final_result() {
        let world = final_result("R-1", &[("NA", share(1, 2)), ("BV", share(1, 2))]);
        world.clone().when(archive(&["NA"])).then_refused(Reason::NotAuthorised);
        let world = world.when(archive(&["NA", "BV"])).then(["ResultArchived"]);
        assert_eq!(world.ledger.results.get(&result_id("R-1")).unwrap().state(), "ARCHIVED");
        world.when(archive(&["NA", "BV"])).then_refused(Reason::WrongState);
    }

    #[test]
    fn a_result_is_in_use_while_its_registration_is_open() {
        let world = k_17().given(disclose("R-1", "NA")).given(register("R-1", "NA", &["NA"]));
        world.when(archive(&["NA"])).then_refused(Reason::StillInUse);
    }

    #[test]
    fn what_was_only_disclosed_has_no_holder_to_archive_it() {
        let world = k_17().given(disclose("R-1", "NA"));
        world.when(archive(&["NA"])).then_refused(Reason::NotAuthorised);
    }
}
