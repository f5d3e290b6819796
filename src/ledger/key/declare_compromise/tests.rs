//! Compromises: what becomes contestable, who is told, who may answer, and what waits meanwhile.

use super::*;
use crate::{
    ledger::{
        key::{
            Command, ConfirmEvent, ContestEvent, EnrolKey, Group, RevokeKey, RotateKey,
            SetThreshold,
        },
        notices::NoticeId,
        party::{self, RecordSuccession, SharePassed},
        processes::Process,
        scenario::*,
    },
    policy::value::Value,
    row::{Row, RowKey},
    sealed::Sealed,
};

/// Whose key is compromised throughout: it signed the succession that moved shares of R-1.
fn head() -> Role {
    Role::Head(state("RU"))
}

fn declaration(of_role: Role, since: Instant) -> Ask {
    ask(of_role, Command::DeclareCompromise(DeclareCompromise { key: key_of(of_role), since }))
}

fn confirmation(record: u64) -> Ask {
    ask(head(), Command::ConfirmEvent(ConfirmEvent { record }))
}

fn contest(record: u64, by: Role) -> Ask {
    let reasons = Sealed { commitment: digest("it was not us") };
    ask(by, Command::ContestEvent(ContestEvent { record, reasons }))
}

/// NA's half of R-1 passed to SO by a record that the head of RU signed: R-1 is BV's and SO's.
fn succeeded() -> (World, u64) {
    let world = World::cast().holding("R-1", &[("BV", 1, 2), ("NA", 1, 2)]);
    let asked = RecordSuccession {
        party: party("NA"),
        successor: party("SO"),
        act: file("act of merger"),
        passes: [SharePassed { result: result("R-1"), share: share(1, 2) }].into(),
    };
    let world = world.on("2026-02-01").given(ask(head(), party::Command::RecordSuccession(asked)));
    let record = world.last();
    (world.on("2026-02-02"), record)
}

/// The same once the head's key was declared compromised since the day of the succession, with a
/// second key of the same holder.
fn compromised() -> (World, u64, u64) {
    let (world, record) = succeeded();
    let second = EnrolKey { role: head(), offer: offer(head(), 1), administrator: None };
    let mut second = ask(Role::Head(state("AM")), Command::EnrolKey(second));
    for of in ["BY", "KG", "KZ"] {
        second = second.and(Role::Head(state(of)));
    }
    let world = world.given(second);
    let since = zone().start_of(date("2026-02-01"));
    let world = world
        .when(declaration(head(), since))
        .then(["KeyCompromiseDeclared", "EventsMarkedContestable"]);
    let declared = world.last();
    (world, record, declared)
}

/// The notice to `role` is delivered on `day`.
fn deliver(mut world: World, declared: u64, role: Role, day: &str) -> World {
    let mut notices = world.ledger.notices.sent_by(declared);
    let to = notices.find(|(_, notice)| notice.addressee == role).map(|(id, _)| *id);
    drop(notices);
    world.ledger.deliver(to.unwrap(), date(day));
    world
}

fn state_of(world: &World, record: u64) -> Contest {
    world.ledger.keys.contestables.record(record).unwrap().state
}

fn blocked(world: &World, who: &str) -> bool {
    let context = world.context(of(who));
    world.ledger.require_disposable(&context, &result("R-1"), &party(who)).is_err()
}

#[test]
fn compromise_marks_what_the_key_signed_since_and_voids_none_of_it() {
    // KEY-4
    let (world, record, declared) = compromised();
    let marked: Vec<u64> = world.ledger.keys.contestables.records.keys().copied().collect();
    assert_eq!(marked, [record]);
    assert_eq!(state_of(&world, record), Contest::Contestable);
    let held = |of| world.ledger.holdings(&result("R-1")).unwrap().held_by(&party(of));
    assert_eq!(held("SO"), Some(share(1, 2)));
    let process = world.ledger.running(Process::Compromise(declared)).unwrap();
    assert_eq!(process.affected, [of("BV"), of("SO")]);
}

#[test]
fn notices_go_to_the_holders_of_what_was_touched_and_to_the_co_signers() {
    // KEY-5, GEN-20
    let (world, _, declared) = compromised();
    let notices = world.ledger.notices.sent_by(declared);
    let told: Vec<(NoticeId, Role)> = notices.map(|(id, it)| (*id, it.addressee)).collect();
    let id = |index| NoticeId { sequence: declared, index };
    assert_eq!(told, [(id(0), of("BV")), (id(1), of("SO"))]);
}

#[test]
fn co_signers_are_told_of_what_they_signed_together() {
    // KEY-5
    let (world, record, _) = compromised();
    // The four heads enrolled the second key together; one of their keys is compromised too.
    let enrolment = record + 1;
    let since = zone().start_of(date("2026-02-02"));
    let world = world.given(declaration(Role::Head(state("KG")), since));
    let marked = world.ledger.keys.contestables.record(enrolment).unwrap();
    let heads = ["AM", "BY", "KZ"].map(|of| Role::Head(state(of)));
    assert_eq!(*marked.addressees, heads);
}

#[test]
fn a_contestable_record_is_confirmed_when_the_last_window_is_over() {
    // KEY-5, GEN-7: 60 days from 2026-02-05 end with 2026-04-06, a working day.
    let (world, record, declared) = compromised();
    let world = deliver(world, declared, of("BV"), "2026-02-03");
    assert_eq!(world.ledger.keys.contestables.record(record).unwrap().closes, None);
    let world = deliver(world, declared, of("SO"), "2026-02-05");
    let world = world.on("2026-04-06 23:59");
    assert_eq!(state_of(&world, record), Contest::Contestable);
    let world = world.on("2026-04-07 00:00");
    assert_eq!(state_of(&world, record), Contest::Confirmed);
    assert!(world.ledger.running(Process::Compromise(declared)).is_none());
    assert!(world.ledger.next_deadline().is_none());
}

#[test]
fn without_delivery_no_window_runs() {
    // KEY-5, GEN-7
    let (world, record, _) = compromised();
    let world = world.on("2030-01-01");
    assert_eq!(state_of(&world, record), Contest::Contestable);
}

#[test]
fn disposals_of_what_a_contestable_record_moved_are_blocked_until_it_is_confirmed() {
    // KEY-7
    let (world, record, _) = compromised();
    assert!(blocked(&world, "SO") && blocked(&world, "BV"));
    let world = world.when(confirmation(record).by_key(head(), 1)).then(["EventConfirmed"]);
    assert!(!blocked(&world, "SO") && !blocked(&world, "BV"));
    assert_eq!(state_of(&world, record), Contest::Confirmed);
}

#[test]
fn a_record_that_moved_no_share_blocks_nothing() {
    // KEY-7
    let world = World::cast().holding("R-1", &[("BV", 1, 2), ("NA", 1, 2)]);
    let since = zone().start_of(date("2026-01-12"));
    let world = world.given(declaration(Role::Head(state("BY")), since));
    assert!(!blocked(&world, "BV"));
}

#[test]
fn nobody_but_the_holder_confirms() {
    // KEY-5
    let (world, record, _) = compromised();
    let world = world.when(confirmation(record).by(of("SO"))).then_refused(Reason::NotAuthorised);
    // The compromised key itself signs nothing more.
    let world = world.when(confirmation(record)).then_refused(Reason::NotAuthorised);
    let nothing = confirmation(9_999).by_key(head(), 1);
    let world = world.when(nothing).then_refused(Reason::NotAuthorised);
    let world = world.given(confirmation(record).by_key(head(), 1));
    world.when(confirmation(record).by_key(head(), 1)).then_refused(Reason::WrongState);
}

#[test]
fn where_a_role_signs_by_threshold_enough_others_confirm() {
    // KEY-2, KEY-5
    let na = of("NA");
    let enrol = |nth, holder: &str| {
        let asked = EnrolKey { role: na, offer: offer_to(na, nth, holder), administrator: None };
        ask(head(), Command::EnrolKey(asked))
    };
    let world = World::cast().given(enrol(1, "second")).given(enrol(2, "third"));
    let group = Group::Role(na);
    let threshold = Command::SetThreshold(SetThreshold { group, threshold: 2 });
    let world = world.given(enrol(3, "PARTY-NA")).given(ask(head(), threshold));
    let revocation = Command::RevokeKey(RevokeKey { key: nth_key_of(na, 3) });
    let world = world.given(ask(na, revocation));
    let record = world.last();
    let since = world.at;
    let world = world.given(declaration(na, since));
    let one = confirmation(record).by_key(na, 1);
    let world = world.when(one.clone()).then_refused(Reason::NotAuthorised);
    world.when(one.and_key(na, 2)).then(["EventConfirmed"]);
}

#[test]
fn whoever_is_affected_contests_and_the_block_stays() {
    // KEY-6, KEY-7
    let (world, record, _) = compromised();
    let world = world.when(contest(record, of("AS"))).then_refused(Reason::NotAuthorised);
    let world = world.when(contest(9_999, of("BV"))).then_refused(Reason::NotAuthorised);
    let world = world.when(contest(record, of("BV"))).then(["EventContested"]);
    assert_eq!(state_of(&world, record), Contest::Contested(of("BV")));
    assert!(blocked(&world, "SO"));
    let confirming = confirmation(record).by_key(head(), 1);
    let world = world.when(confirming).then_refused(Reason::WrongState);
    world.when(contest(record, of("SO"))).then_refused(Reason::WrongState);
}

#[test]
fn the_head_of_an_addressees_state_contests_too() {
    let (world, record, _) = compromised();
    let stranger = contest(record, Role::Head(state("AM")));
    let world = world.when(stranger).then_refused(Reason::NotAuthorised);
    world.when(contest(record, Role::Head(state("BY")))).then(["EventContested"]);
}

#[test]
fn whoever_succeeded_an_addressee_contests_in_its_place() {
    // PTY-6
    let (world, record, declared) = compromised();
    let asked = RecordSuccession {
        party: party("BV"),
        successor: party("PE"),
        act: file("act of merger"),
        passes: [SharePassed { result: result("R-1"), share: share(1, 2) }].into(),
    };
    let succession = party::Command::RecordSuccession(asked);
    let world = world.given(ask(Role::Head(state("BY")), succession));
    let process = world.ledger.running(Process::Compromise(declared)).unwrap();
    assert_eq!(process.affected, [of("PE"), of("SO")]);
    world.when(contest(record, of("PE"))).then(["EventContested"]);
}

#[test]
fn a_key_that_a_thief_enrolled_confirms_nothing() {
    // KEY-5: the stolen key rotated itself, and the thief has the next one.
    let world = World::cast();
    let rotated = RotateKey { key: key_of(of("NA")), offer: offer(of("NA"), 1) };
    let world = world.given(ask(of("NA"), Command::RotateKey(rotated)));
    let (record, since) = (world.last(), world.at);
    let world = world.given(declaration(of("NA"), since).by(head()));
    let thief = confirmation(record).by_key(of("NA"), 1);
    let world = world.when(thief).then_refused(Reason::NotAuthorised);
    let asked = EnrolKey { role: of("NA"), offer: offer(of("NA"), 2), administrator: None };
    let world = world.given(ask(head(), Command::EnrolKey(asked)));
    world.when(confirmation(record).by_key(of("NA"), 2)).then(["EventConfirmed"]);
}

#[test]
fn a_contest_without_a_dispute_lapses_into_confirmation_after_30_days() {
    // KEY-6: 30 days from 2026-02-02 end with 2026-03-04.
    let (world, record, declared) = compromised();
    let world = deliver(world, declared, of("BV"), "2026-02-02").given(contest(record, of("BV")));
    // A notice delivered meanwhile starts nothing: it is contested.
    let world = deliver(world, declared, of("SO"), "2026-02-02").on("2026-03-04 23:59");
    assert_eq!(state_of(&world, record), Contest::Contested(of("BV")));
    let world = world.on("2026-03-05 00:00");
    assert_eq!(state_of(&world, record), Contest::Confirmed);
    assert!(!blocked(&world, "SO"));
}

#[test]
fn whose_window_is_over_contests_no_more() {
    // KEY-5, GEN-10
    let (world, record, declared) = compromised();
    let world = deliver(world, declared, of("BV"), "2026-02-02").on("2026-04-04");
    let world = world.when(contest(record, of("BV"))).then_refused(Reason::DeadlinePassed);
    let world = deliver(world, declared, of("SO"), "2026-02-05").on("2026-04-07");
    assert_eq!(state_of(&world, record), Contest::Confirmed);
    world.when(contest(record, of("SO"))).then_refused(Reason::DeadlinePassed);
}

#[test]
fn a_compromise_began_before_it_was_declared() {
    let (world, _) = succeeded();
    let ahead = world.at.plus_seconds(1);
    world.when(declaration(head(), ahead)).then_refused(Reason::SinceInFuture);
}

#[test]
fn a_compromised_key_ends_and_is_declared_once_by_its_holder_or_enroller() {
    // KEY-9
    let world = World::cast();
    let (since, na) = (world.at, of("NA"));
    let stranger = declaration(na, since).by(Role::Head(state("BY")));
    let world = world.when(stranger).then_refused(Reason::NotAuthorised);
    let world = world.when(declaration(na, since)).then(["KeyCompromiseDeclared"]);
    assert!(world.ledger.keys.active(&key_of(na), date("2026-01-12")).is_none());
    let again = declaration(na, since).by(head());
    let world = world.when(again).then_refused(Reason::WrongState);
    let revocation = ask(head(), Command::RevokeKey(RevokeKey { key: key_of(na) }));
    world.when(revocation).then_refused(Reason::WrongState);
}

#[test]
fn a_key_that_ended_may_turn_out_to_have_been_compromised() {
    // KEY-4
    let (world, record) = succeeded();
    let secretary = Role::PartSecretary(state("RU"));
    let world =
        world.given(ask(secretary, Command::RevokeKey(RevokeKey { key: key_of(secretary) })));
    let since = zone().start_of(date("2026-01-01"));
    let world = world
        .when(declaration(secretary, since).by(head()))
        .then(["KeyCompromiseDeclared", "EventsMarkedContestable"]);
    assert!(world.ledger.keys.contestables.record(record).is_none());
    assert!(!world.ledger.keys.contestables.records.is_empty());
}

#[test]
fn a_record_that_concerns_no_addressee_waits_from_the_declaration_on() {
    // KEY-5: nobody is told, any head may contest until 60 days after 2026-01-12, 2026-03-13.
    let world = World::cast();
    let secretary = Role::PartSecretary(state("RU"));
    let since = zone().start_of(date("2026-01-01"));
    let world = world.given(declaration(secretary, since));
    let (record, _) = world.ledger.keys.contestables.records.first_key_value().unwrap();
    let record = *record;
    assert_eq!(world.ledger.notices.sent_by(world.last()).count(), 0);
    let contested = world.clone().when(contest(record, Role::Head(state("TJ"))));
    contested.then(["EventContested"]);
    let world = world.on("2026-03-13 23:59");
    assert_eq!(state_of(&world, record), Contest::Contestable);
    let world = world.on("2026-03-16");
    assert_eq!(state_of(&world, record), Contest::Confirmed);
}

#[test]
fn a_migrated_window_is_counted_again() {
    // POL-4
    let (world, record, declared) = compromised();
    let world = deliver(world, declared, of("BV"), "2026-02-02");
    let mut world = deliver(world, declared, of("SO"), "2026-02-02");
    let before = world.ledger.keys.contestables.record(record).unwrap().closes;
    let days = Value::read("10cd").unwrap();
    world = world.under(|policy| policy.keys_contest_window = days);
    world.ledger.migrate(Process::Compromise(declared), 2);
    let after = world.ledger.keys.contestables.record(record).unwrap().closes;
    assert!(after.unwrap() < before.unwrap());
    assert_eq!(world.ledger.running(Process::Compromise(declared)).unwrap().policy, 2);
}

#[test]
fn the_row_of_a_contestable_record_says_where_it_stands_and_until_when() {
    let (world, record, declared) = compromised();
    let key = RowKey::ContestableRecord(record);
    let Some(Row::ContestableRecord(row)) = key.row(&world.ledger) else { panic!() };
    assert_eq!((row.state.as_str(), row.closes, row.revision), ("CONTESTABLE", 0, 1));
    assert_eq!(row.addressees, ["PARTY/BV", "PARTY/SO"]);
    assert_eq!((row.declaration, row.since, row.policy), (declared, declared, 1));
    assert_eq!(row.key, key_of(head()).0);
    let world = world.given(contest(record, of("BV")));
    let Some(Row::ContestableRecord(row)) = key.row(&world.ledger) else { panic!() };
    assert_eq!((row.state.as_str(), row.contested_by.as_str()), ("CONTESTED", "PARTY/BV"));
    assert_eq!(row.closes, zone().end_of(date("2026-03-04")).micros());
    assert!(crate::ledger::rows(&world.ledger).iter().any(|(changed, _)| *changed == key));
}
