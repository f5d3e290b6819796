//! What a handover needs, and whom it binds.

use super::*;
use crate::{
    ledger::{
        disclosure::Command,
        result::DiscloseResult,
        scenario::{results::*, *},
    },
    row::Row,
};

fn hand_over(giver: &str, receiver: &str, marks: &[Option<&str>]) -> Ask {
    let item = |mark: Option<&str>| HandoverItem { content: file("drawing"), mark: mark.map(text) };
    let asked = RecordHandover {
        result: result_id("R-1"),
        giver: party(giver),
        receiver: party(receiver),
        items: marks.iter().copied().map(item).collect(),
        act: file("act"),
    };
    ask(of(giver), Command::RecordHandover(asked)).and(of(receiver))
}

fn disclosed_at(level: Level) -> World {
    let asked = DiscloseResult { level: Some(level), ..disclosure("R-1", "NA") };
    k_17().given(disclosing(asked))
}

fn level(world: &World) -> Level {
    world.ledger.results.get(&result_id("R-1")).unwrap().level
}

const SECRET: Option<&str> = Some("Коммерческая тайна");

#[test]
fn a_handover_is_documented_by_both_and_changes_no_right() {
    // CFD-6, SHA-10, REG-7
    let world = disclosed_at(Level::Contract);
    let world = world.when(hand_over("NA", "BV", &[SECRET])).then(["HandoverRecorded"]);
    assert!(world.ledger.acts.get(world.last()).unwrap().shares_moved.is_empty());
    let key = RowKey::Handover(result_id("R-1"), world.last());
    let Some(Row::Handover(row)) = key.row(&world.ledger) else {
        panic!("the handover has a row");
    };
    assert_eq!((row.giver.as_str(), row.receiver.as_str()), ("NA", "BV"));
    assert_eq!((row.act, row.level.as_str()), (digest("act").0.to_vec(), "L2"));
}

#[test]
fn confidential_items_are_marked() {
    // CFD-6
    let world = disclosed_at(Level::Contract);
    let world =
        world.when(hand_over("NA", "BV", &[SECRET, None])).then_refused(Reason::MarkMissing);
    world.when(hand_over("NA", "BV", &[])).then_refused(Reason::Malformed);
    let open = disclosed_at(Level::Programme);
    open.when(hand_over("NA", "BV", &[None])).then(["HandoverRecorded"]);
}

#[test]
fn a_mark_means_at_least_the_level_of_the_result() {
    // CFD-7
    let world = disclosed_at(Level::Restricted);
    world.when(hand_over("NA", "BV", &[SECRET])).then_refused(Reason::LevelTooLow);
}

#[test]
fn what_one_contract_party_recognises_as_confidential_binds_all() {
    // CFD-5: recorded between NA and BV, it holds for SO as well.
    let stricter = Some("Для служебного пользования");
    let world = disclosed_at(Level::Contract).given(hand_over("NA", "BV", &[stricter]));
    assert_eq!(level(&world), Level::Restricted);
}

#[test]
fn an_unmapped_mark_means_what_its_stricter_neighbour_means() {
    // CFD-7: no state maps it; the strictest of all marks is L3.
    let unmapped = Some("Nur für den Dienstgebrauch");
    let world = disclosed_at(Level::Contract).given(hand_over("NA", "BV", &[unmapped]));
    assert_eq!(level(&world), Level::Restricted);
}

#[test]
fn a_state_secret_never_enters_the_ledger() {
    // CFD-4
    let marks = ("confidentiality.marks", "*:Коммерческая тайна=L2;RU:Секретно=LX");
    let world = k_17_under(&[marks]);
    let world = world.given(disclose("R-1", "NA"));
    let secret = hand_over("NA", "BV", &[Some("Секретно")]);
    world.when(secret).then_refused(Reason::LevelTooLow);
}

#[test]
fn nothing_above_the_programmes_level_goes_to_outsiders() {
    // CFD-3
    let world = disclosed_at(Level::Contract);
    world.when(hand_over("NA", "PE", &[SECRET])).then_refused(Reason::LevelTooLow);
    let open = disclosed_at(Level::Programme);
    open.when(hand_over("NA", "PE", &[None])).then(["HandoverRecorded"]);
}

#[test]
fn giver_and_receiver_both_sign() {
    // GEN-14
    let world = disclosed_at(Level::Contract);
    let asked = hand_over("NA", "BV", &[SECRET]);
    let world = world.when(asked.clone().by(of("NA"))).then_refused(Reason::NotAuthorised);
    world.when(hand_over("PE", "BV", &[SECRET])).then_refused(Reason::NotAuthorised);
}

#[test]
fn whoever_was_granted_access_receives_until_its_last_day() {
    // CFD-3
    use crate::ledger::disclosure::{GrantAccess, Subject};
    let world = disclosed_at(Level::Contract).given(register("R-1", "NA", &["NA"]));
    let (subject, reader) = (Subject::Result(result_id("R-1")), of("PE"));
    let (level, until) = (Level::Contract, date("2026-02-01"));
    let asked = GrantAccess { party: party("NA"), subject, reader, level, mark: None, until };
    let world = world.given(ask(of("NA"), Command::GrantAccess(asked))).on("2026-02-01");
    let handed_over = hand_over("NA", "PE", &[SECRET]);
    let world = world.clone().when(handed_over.clone()).then(["HandoverRecorded"]);
    world.on("2026-02-02").when(handed_over).then_refused(Reason::LevelTooLow);
}
