//! A holder records a new version of a result; that changes no right (REG-7).

use super::{
    super::{Cause, ContentDigest, Context, Events, Ledger, Reason, Refusal},
    Event, Version, held_by_signer,
};
use crate::{
    id::{PartyId, ResultId},
    row::RowKey,
};

#[derive(Clone, PartialEq, Debug)]
pub struct RecordVersion {
    pub result: ResultId,
    pub holder: PartyId,
    pub content: ContentDigest,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &RecordVersion,
) -> Result<Events, Refusal> {
    let found = held_by_signer(ledger, context, &asked.result, &asked.holder)?;
    context.check_revision(found.revision)?;
    found.require_live("REG-7")?;
    if ledger.results.contents.contains_key(&asked.content.sha256) {
        return Err(
            Refusal::new(Reason::DuplicateContent, "REG-2").fact("content", asked.content.sha256)
        );
    }
    Ok(context.events(Event::ResultVersionRecorded(asked.clone())))
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &RecordVersion) {
    let RecordVersion { result, holder, content } = happened.clone();
    ledger.results.contents.entry(content.sha256).or_insert(result);
    let found = ledger.results.known(&result);
    found.versions.push(Version { content, by: holder, since: cause.sequence });
    found.revision += 1;
    // The first content is version 1.
    let number = found.versions.len() as u64 + 1;
    ledger.act_on(result);
    ledger.touch(RowKey::Result(result));
    ledger.touch(RowKey::Version(result, number));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ledger::{
            result::Command,
            scenario::{results::*, *},
        },
        row::Row,
    };

    fn version(by: &str, name: &str) -> Ask {
        let (result, holder) = (result_id("R-1"), party(by));
        let asked = RecordVersion { result, holder, content: file(name) };
        ask(of(by), Command::RecordVersion(asked))
    }

    fn registered() -> World {
        k_17().given(disclose("R-1", "NA")).given(register("R-1", "NA", &["NA", "BV"]))
    }

    #[test]
    fn a_version_changes_no_right() {
        // REG-7, SHA-10
        let before = registered();
        let held = before.ledger.results.get(&result_id("R-1")).unwrap().holders();
        let world = before.when(version("BV", "v2")).then(["ResultVersionRecorded"]);
        let found = world.ledger.results.get(&result_id("R-1")).unwrap();
        assert_eq!(found.holders(), held);
        assert!(world.ledger.acts.get(world.last()).unwrap().shares_moved.is_empty());
        let Some(Row::Version(row)) = RowKey::Version(result_id("R-1"), 2).row(&world.ledger)
        else {
            panic!("version 2 has a row");
        };
        assert_eq!((row.content, row.by.as_str()), (digest("v2").0.to_vec(), "BV"));
    }

    #[test]
    fn a_version_is_new_to_the_ledger() {
        // REG-2
        let world = registered().given(version("BV", "v2"));
        world.clone().when(version("NA", "v2")).then_refused(Reason::DuplicateContent);
        world.when(version("NA", "R-1")).then_refused(Reason::DuplicateContent);
    }

    #[test]
    fn only_a_holder_records_a_version() {
        registered().when(version("SO", "v2")).then_refused(Reason::NotAuthorised);
        let disclosed = k_17().given(disclose("R-1", "NA"));
        disclosed.when(version("NA", "v2")).then_refused(Reason::NotAuthorised);
    }
}
