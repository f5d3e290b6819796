//! Which proposals can be agreed to at all.

use alloc::vec::Vec;

use super::super::{
    super::scenario::{
        results::{disclose, disclosing, disclosure, k_17_under},
        *,
    },
    Command,
    scenario::*,
};
use crate::{
    ledger::{Reason, ShareOf, result::Kind},
    row::{Row, RowKey},
};

fn good() -> Vec<ShareOf> {
    shares([("NA", 3, 5), ("BV", 9, 40), ("SO", 7, 40)])
}

#[test]
fn a_proposal_shows_who_should_hold_what() {
    let world = disclosed().when(propose_shares(good())).then(["ShareAgreementProposed"]);
    let Some(Row::ShareProposal(row)) =
        RowKey::ShareProposal(r1(), world.last()).row(&world.ledger)
    else {
        panic!("no row");
    };
    assert_eq!(row.title, ["BV 9/40", "NA 3/5", "SO 7/40"]);
    assert_eq!((row.state.as_str(), row.revision), ("OPEN", 1));
}

#[test]
fn proposed_shares_add_up_to_exactly_one() {
    // SHA-1, scenario S-1
    let short = propose_shares(shares([("NA", 3, 5), ("BV", 11, 50), ("SO", 17, 100)]));
    let when = disclosed().when(short);
    let refusal = when.outcome().as_ref().unwrap_err();
    assert_eq!((refusal.facts[0].name, refusal.facts[0].value.as_str()), ("sum", "99/100"));
    when.then_refused(Reason::SharesNotOne);
    disclosed().when(propose_shares(Vec::new())).then_refused(Reason::SharesNotOne);
}

#[test]
fn proposed_income_shares_add_up_to_exactly_one() {
    // SHA-6
    let mut proposal = proposed(good());
    proposal.income = shares([("NA", 1, 2), ("BV", 1, 3)]);
    let asked = ask(of("NA"), Command::ProposeShares(proposal));
    let when = disclosed().when(asked);
    assert_eq!(when.outcome().as_ref().unwrap_err().rule, Some("SHA-6"));
    when.then_refused(Reason::SharesNotOne);
}

#[test]
fn no_share_is_below_the_smallest_allowed() {
    // SHA-14
    let dust = shares([("NA", 1_999_999, 2_000_000), ("BV", 1, 2_000_000)]);
    disclosed().when(propose_shares(dust)).then_refused(Reason::ShareTooSmall);
}

#[test]
fn a_list_without_a_common_denominator_is_refused_and_never_rounded() {
    // SHA-13: two primes whose product with a third leaves 63 bits.
    let fine =
        shares([("NA", 1, 2_147_483_647), ("BV", 1, 2_147_483_629), ("SO", 1, 2_147_483_587)]);
    // Below shares.minFraction as well: the smallest share allowed is lowered first.
    let world = under("shares.minFraction", "1/9223372036854775807");
    world.when(propose_shares(fine)).then_refused(Reason::ShareTooFine);
}

#[test]
fn a_result_has_no_more_holders_than_allowed() {
    // SHA-14
    let world = under("shares.maxHolders", "2");
    world.when(propose_shares(good())).then_refused(Reason::TooManyHolders);
}

#[test]
fn a_result_of_a_kind_that_cannot_be_co_owned_has_one_holder() {
    // REG-11
    let mut name = disclosure("R-1", "NA");
    name.kind = Some(Kind::TradeName);
    let world = in_force().on("2026-03-02").given(disclosing(name));
    let world = world.when(propose_shares(good())).then_refused(Reason::NotCoOwnable);
    world.when(propose_shares(shares([("NA", 1, 1)]))).then(["ShareAgreementProposed"]);
}

#[test]
fn shares_are_for_contract_parties_and_present_holders() {
    let outsider = shares([("NA", 1, 2), ("IM", 1, 2)]);
    let asked = propose_shares(outsider);
    let world = disclosed().when(asked.clone()).then_refused(Reason::WrongState);
    let world = registered(world, ["NA", "IM"]);
    world.when(asked).then(["ShareAgreementProposed"]);
}

#[test]
fn only_a_contract_party_proposes() {
    let asked = propose_shares(good());
    disclosed().when(asked.clone().by(of("IM"))).then_refused(Reason::NotAuthorised);
    in_force().when(asked).then_refused(Reason::NotAuthorised);
}

#[test]
fn a_proposal_replaces_the_one_that_its_author_saw() {
    // GEN-19
    let world = disclosed().given(propose_shares(good()));
    let first = world.last();
    let other = propose_shares(shares([("NA", 1, 1)]));
    let world = world.when(other.clone()).then_refused(Reason::Malformed);
    let world = world.when(other.seeing(1)).then(["ShareAgreementProposed"]);
    let Some(Row::ShareProposal(row)) = RowKey::ShareProposal(r1(), first).row(&world.ledger)
    else {
        panic!("no row");
    };
    assert_eq!((row.state.as_str(), row.revision), ("REPLACED", 0));
}

#[test]
fn a_list_of_shares_is_ascending_by_party() {
    let mut list = good();
    list.reverse();
    disclosed().when(propose_shares(list)).then_refused(Reason::Malformed);
}

/// R-1 disclosed under K-17, in a ledger whose policy sets `key` to `value`.
fn under(key: &str, value: &str) -> World {
    k_17_under(&[(key, value)]).on("2026-03-02").given(disclose("R-1", "NA"))
}
