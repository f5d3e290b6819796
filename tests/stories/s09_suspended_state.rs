//! S-9: a member state is suspended.

use rights::{
    ledger::{
        Reason,
        programme::{self, RecordSuspension, ResumeState},
    },
    role::Role,
    row::{Row, RowKey},
};
use tests::{
    cast::{Ask, date, file, state, treaty},
    dealings,
    k17::{acknowledge, cast, decision, held, of, share, signed_by, surrender},
};

fn suspension(from: &str) -> Ask {
    let (state, act, from) = (state("TJ"), file("act on the suspension"), date(from));
    let asked = RecordSuspension { state, act, from };
    signed_by(&[Role::Secretary], programme::Command::RecordSuspension(asked))
}

fn resumption(from: &str) -> Ask {
    let (state, act, from) = (state("TJ"), file("act on the resumption"), date(from));
    let asked = ResumeState { state, act, from };
    signed_by(&[Role::Secretary], programme::Command::ResumeState(asked))
}

#[test]
fn a_suspended_state_leaves_the_base_and_its_parties_keep_what_they_have() {
    // S-9, STM-2, STM-3, STM-4
    const PAIR: (&str, &str) = ("NA", "PE");
    let mut system = cast();
    let now = system.now();
    system.given(dealings::register_contract(PAIR, now));
    let mut system = system.on("2026-01-20");
    system.given(dealings::disclose(PAIR, "RU", now));
    let registered = system.given(dealings::register(PAIR, now));
    system.given(dealings::propose_shares(PAIR, (3, 4), now));
    system.given(dealings::agree_shares(PAIR, 1, now));
    acknowledge(&mut system, registered, of("PE"));
    let result = dealings::result_id(PAIR);

    let mut system = system.on("2027-08-25");
    system.given(suspension("2027-09-01"));
    let mut system = system.on("2027-08-31");
    // Six seats until then: five of them decide nothing.
    system.refused(decision(&["TJ"], &[]), Reason::NotAuthorised);
    let mut system = system.on("2027-09-01");
    system.given(decision(&["TJ"], &[]));
    system.refused(decision(&["TJ", "AM"], &[]), Reason::NotAuthorised);

    let mut system = system.on("2027-09-15");
    let refusal = system.refused(surrender(result.as_str(), "PE"), Reason::StateNotBound);
    assert_eq!(refusal.rule, Some("STM-4"));
    assert_eq!(held(&system, result.as_str(), "PE"), Some(share(1, 4)));

    let mut system = system.on("2028-02-20");
    system.given(resumption("2028-03-01"));
    let mut system = system.on("2028-02-29");
    system.given(decision(&["TJ"], &[]));
    let mut system = system.on("2028-03-01");
    system.refused(decision(&["TJ"], &[]), Reason::NotAuthorised);
    system.given(decision(&[], &[]));
    let binding = system.row(RowKey::Binding(treaty(), state("TJ"), 1));
    let Some(Row::Binding(binding)) = binding else { panic!("{binding:?}") };
    assert_eq!(binding.suspended, ["2027-09-01/2028-03-01"]);
    // Its parties dispose again.
    system.given(surrender(result.as_str(), "PE"));
    assert_eq!(held(&system, result.as_str(), "NA"), Some(share(1, 1)));
    system.verified();
}
