//! S-1: a joint result, from disclosure to final title.

use rights::{
    ledger::{Reason, contract::computed_shares},
    row::{Row, RowKey},
};
use rights_sequencer::Rehearsal;
use tests::{
    cast::{date, party_id},
    k17::{
        S_1, acknowledge, agree_shares, agreed, contest, contribute, disclose, disclose_content,
        held, of, propose_shares, register, result_id, result_row, share, system,
    },
    system::{System, moment, wait},
};

fn last_day(system: &System, addressee: &str) -> i32 {
    let key = RowKey::RegistrationWindow(result_id("R-1"), party_id(addressee));
    let Some(Row::RegistrationWindow(row)) = system.row(key) else { panic!("no window") };
    row.last_day.unwrap().days
}

#[test]
fn shares_follow_contributions_until_all_agree_to_them() {
    // S-1, SHA-11, SHA-1, GEN-14
    let mut system = system().on("2026-03-02");
    system.given(disclose("R-1", "NA"));
    for (id, weight) in [("NA", 120), ("BV", 45), ("SO", 35)] {
        system.given(contribute("R-1", id, weight));
    }
    let mut system = system.on("2026-03-09");
    let registered = system.given(register("R-1", "NA", &["NA", "BV", "SO"]));
    let mut system = system.on("2026-03-10");
    acknowledge(&mut system, registered, of("BV"));
    let mut system = system.on("2026-03-12");
    acknowledge(&mut system, registered, of("SO"));

    let split = computed_shares(&system.ledger(), &result_id("R-1")).unwrap();
    let split: Vec<_> = split.iter().map(|of| (of.party, of.share)).collect();
    let expected = [("BV", 9, 40), ("NA", 3, 5), ("SO", 7, 40)];
    assert_eq!(split, expected.map(|(id, p, q)| (party_id(id), share(p, q))));

    let mut system = system.on("2026-03-20");
    let short = propose_shares("R-1", &[("NA", 3, 5), ("BV", 11, 50), ("SO", 17, 100)]);
    let refusal = system.refused(short, Reason::SharesNotOne);
    assert_eq!((refusal.rule, refusal.policy), (Some("SHA-1"), Some(1)));
    assert!(refusal.facts.iter().any(|fact| fact.value == "99/100"), "{refusal}");
    system.given(propose_shares("R-1", &S_1));
    system.refused(agree_shares("R-1", &["NA", "BV"]), Reason::NotAuthorised);
    let agreement = system.given(agree_shares("R-1", &["NA", "BV", "SO"]));
    assert_eq!(system.events(agreement), ["ShareAgreementConcluded", "OwnershipRecorded"]);
    for (id, p, q) in S_1 {
        assert_eq!(held(&system, "R-1", id), Some(share(p, q)));
    }
    system.verified();
}

#[test]
fn windows_end_when_the_calendar_says_and_the_title_is_final_the_day_after() {
    // S-1, REG-3, REG-5, GEN-7, GEN-8, GEN-9
    let (mut system, _) = agreed(&S_1);
    assert_eq!(last_day(&system, "BV"), date("2026-04-09").days());
    assert_eq!(last_day(&system, "SO"), date("2026-04-13").days());
    system = system.on("2026-04-13 23:59");
    assert_eq!(result_row(&system, "R-1").state, "REGISTERED_PROVISIONAL");
    // A contest now would be accepted; here it is only rehearsed.
    let asked = system.signed(contest("R-1", "SO"));
    let rehearsed = wait(system.handle().rehearse(Rehearsal::Signed(asked))).unwrap();
    let names: Vec<_> = rehearsed.iter().map(|event| event.change.name()).collect();
    assert_eq!(names, ["RegistrationContested"]);
    let mut system = system.on("2026-04-14 00:00");
    system.refused(contest("R-1", "SO"), Reason::DeadlinePassed);
    assert_eq!(result_row(&system, "R-1").state, "REGISTERED");
    system.verified();
}

#[test]
fn a_title_is_final_from_its_own_day_however_late_time_is_looked_at() {
    // S-1, GEN-17
    let (system, _) = agreed(&S_1);
    let mut system = system.on("2026-04-20");
    system.refused(contest("R-1", "SO"), Reason::DeadlinePassed);
    let records = system.records();
    let last = records.last().unwrap();
    let finalised = last.events.iter().next().unwrap();
    assert_eq!(finalised.change.name(), "RegistrationFinalised");
    assert_eq!(finalised.effective_on, date("2026-04-14"));
    assert_eq!(last.recorded_at, moment("2026-04-20"));
    assert_eq!(result_row(&system, "R-1").final_from.unwrap().days, date("2026-04-14").days());
    system.verified();
}

#[test]
fn a_contest_on_the_last_day_is_in_time() {
    // S-1, REG-5
    let (system, _) = agreed(&S_1);
    let mut system = system.on("2026-04-13 23:59");
    system.given(contest("R-1", "SO"));
    assert_eq!(result_row(&system, "R-1").state, "CONTESTED");
    system = system.on("2026-05-20");
    assert_eq!(result_row(&system, "R-1").state, "CONTESTED");
    system.verified();
}

#[test]
fn content_is_disclosed_once_and_a_stranger_learns_nothing_of_it() {
    // S-1, REG-2, GEN-11
    let mut system = system().on("2026-03-02");
    system.given(disclose("R-1", "NA"));
    system.refused(disclose_content("R-9", "BV", "R-1"), Reason::DuplicateContent);
    // Accredited, but no party of K-17; and one that nobody accredited, whose key is unknown.
    let stranger = system.refused(disclose_content("R-9", "PE", "R-1"), Reason::NotAuthorised);
    let other = system.refused(disclose_content("R-9", "PE", "R-8"), Reason::NotAuthorised);
    assert_eq!(stranger, other, "byte-identical whether or not the subject exists");
    system.refused(disclose_content("R-9", "QX", "R-1"), Reason::NotAuthorised);
    system.verified();
}
