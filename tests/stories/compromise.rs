//! A key was in other hands: what it signed is contestable, and shares that it moved wait.

use rights::{
    ledger::{
        Reason,
        key::{self, ContestEvent, DeclareCompromise, RevokeKey},
        party::{self, RecordSuccession, SharePassed},
    },
    role::Role,
    row::{Row, RowKey},
};
use tests::{
    cast::{Ask, appoint_secretary, file, key_of, party_id, sealed, state},
    k17::{
        S_1, acknowledge, agreed, head, heads_but, held, of, result_id, share, signed_by, surrender,
    },
    system::{System, moment},
};

/// On 4 May the head of KZ has IM take SO's place with its 7/40 of R-1; on 6 May ROOT declares the
/// head's key compromised since 1 May. The records of both.
fn compromised() -> (System, u64, u64) {
    let (system, _) = agreed(&S_1);
    let mut system = system.on("2026-05-04");
    let asked = RecordSuccession {
        party: party_id("SO"),
        successor: party_id("IM"),
        act: file("the act of merger"),
        passes: vec![SharePassed { result: result_id("R-1"), share: share(7, 40) }],
    };
    let moved = signed_by(&[head("KZ")], party::Command::RecordSuccession(asked));
    let moved = system.given(moved);
    let mut system = system.on("2026-05-06");
    let declared = system.given(declaration("2026-05-01"));
    let events = system.events(declared);
    assert_eq!(events, ["KeyCompromiseDeclared", "EventsMarkedContestable"]);
    (system, moved, declared)
}

fn declaration(since: &str) -> Ask {
    let asked = DeclareCompromise { key: key_of(head("KZ")), since: moment(since) };
    heads_but(&["KZ"], key::Command::DeclareCompromise(asked))
}

fn deny(record: u64, by: Role) -> Ask {
    let (reasons, opening) = sealed("we never agreed to a merger");
    let asked = key::Command::ContestEvent(ContestEvent { record, reasons });
    signed_by(&[by], asked).opening(opening)
}

fn state_of(system: &System, record: u64) -> String {
    match system.row(RowKey::ContestableRecord(record)) {
        Some(Row::ContestableRecord(row)) => row.state,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_a_compromised_key_signed_stands_and_its_shares_wait_until_nobody_contests() {
    // KEY-4, KEY-5, KEY-7, GEN-20
    let (mut system, moved, declared) = compromised();
    assert_eq!(held(&system, "R-1", "IM"), Some(share(7, 40)), "nothing is void");
    assert_eq!(state_of(&system, moved), "CONTESTABLE");
    for id in ["IM", "NA"] {
        let refusal = system.refused(surrender("R-1", id), Reason::Frozen);
        assert_eq!(refusal.rule, Some("KEY-7"));
    }
    for id in ["BV", "IM", "NA"] {
        acknowledge(&mut system, declared, of(id));
    }
    // 60 days from 6 May end on Sunday 5 July and move to Monday.
    let mut system = system.on("2026-07-06 23:00");
    system.refused(surrender("R-1", "IM"), Reason::Frozen);
    let mut system = system.on("2026-07-07 00:00");
    system.given(surrender("R-1", "IM"));
    assert_eq!(state_of(&system, moved), "CONFIRMED");
    assert_eq!(held(&system, "R-1", "NA"), Some(share(8, 11)));
    system.verified();
}

#[test]
fn whoever_is_affected_contests_and_shares_wait_on() {
    // KEY-6, KEY-7
    let (mut system, moved, declared) = compromised();
    acknowledge(&mut system, declared, of("BV"));
    system.refused(deny(moved, of("PE")), Reason::NotAuthorised);
    let denied = system.given(deny(moved, of("BV")));
    assert_eq!(system.events(denied), ["EventContested"]);
    assert_eq!(state_of(&system, moved), "CONTESTED");
    system.refused(surrender("R-1", "IM"), Reason::Frozen);
    system.verified();
}

#[test]
fn a_contest_without_a_dispute_lapses_into_confirmation() {
    // KEY-6
    let (mut system, moved, declared) = compromised();
    for id in ["BV", "IM", "NA"] {
        acknowledge(&mut system, declared, of(id));
    }
    system.given(deny(moved, of("BV")));
    let mut system = system.on("2026-09-01");
    system.given(surrender("R-1", "IM"));
    assert_eq!(state_of(&system, moved), "CONFIRMED");
    system.verified();
}

#[test]
fn a_compromised_or_revoked_key_signs_nothing_more_and_what_it_signed_before_stays() {
    // KEY-1, KEY-9
    let (mut system, moved, _) = compromised();
    let secretary = appoint_secretary("KZ", None, system.now());
    system.refused(secretary, Reason::NotAuthorised);
    let later = DeclareCompromise { key: key_of(head("AM")), since: moment("2027-01-01") };
    let later = signed_by(&[head("AM")], key::Command::DeclareCompromise(later));
    system.refused(later, Reason::SinceInFuture);
    let revoke = |of: Role| key::Command::RevokeKey(RevokeKey { key: key_of(of) });
    let secretary = Role::PartSecretary(state("BY"));
    system.given(signed_by(&[head("BY")], revoke(secretary)));
    let proposed = tests::cast::propose("BX", "BY", system.now());
    system.refused(proposed, Reason::NotAuthorised);
    system.refused(signed_by(&[secretary], revoke(secretary)), Reason::NotAuthorised);
    let Some(Row::Party(bv)) = system.row(RowKey::Party(party_id("BV"))) else { panic!("BV") };
    assert_eq!(bv.state, "ACCREDITED", "its secretary proposed it before");
    assert_eq!(state_of(&system, moved), "CONTESTABLE");
    system.verified();
}
