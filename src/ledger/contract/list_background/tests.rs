//! Who may list what as background, and when.

use super::{
    super::{super::scenario::*, Command, CompleteContract, RegisterContract, scenario::*},
    ListBackground,
};
use crate::{
    id::ContractId,
    ledger::Reason,
    row::{Row, RowKey},
};

#[test]
fn a_contract_lists_background_and_whose_it_stays() {
    // CTR-1, CTR-3
    let world = in_force().when(list("BV")).then(["BackgroundListed"]);
    let Some(Row::Background(row)) = RowKey::Background(k17(), b3()).row(&world.ledger) else {
        panic!("no row");
    };
    assert_eq!((row.owner.as_str(), row.purpose.as_str()), ("BV", "IMPLEMENTATION"));
    assert_eq!(row.since, world.last());
    assert_eq!(world.ledger.contract(&k17()).unwrap().revision, 2);
    assert!(world.ledger.results.by_holder.is_empty());
}

#[test]
fn only_its_owner_lists_an_item() {
    // CTR-3
    in_force().when(list("BV").by(of("NA"))).then_refused(Reason::NotAuthorised);
}

#[test]
fn an_outsider_lists_its_item_together_with_a_contract_party() {
    // GEN-11: alone it does not learn whether there is such a contract.
    let world = in_force().when(list("IM")).then_refused(Reason::NotAuthorised);
    world.when(list("IM").and(of("NA"))).then(["BackgroundListed"]);
    World::cast().when(list("IM")).then_refused(Reason::NotAuthorised);
}

#[test]
fn an_item_is_listed_once_in_a_contract() {
    in_force().given(list("BV")).when(list("BV")).then_refused(Reason::AlreadyListed);
}

#[test]
fn an_item_has_one_owner_in_the_whole_ledger() {
    // CTR-3
    let other = ContractId::parse("K-18").unwrap();
    let second = register(RegisterContract { contract: other, ..contract() });
    let world = in_force().given(second).given(list("BV"));
    let claimed = |owner: &str| {
        let listed = ListBackground { contract: other, background: item(owner) };
        ask(of(owner), Command::ListBackground(listed))
    };
    let world = world.when(claimed("NA")).then_refused(Reason::OwnerDisputed);
    world.when(claimed("BV")).then(["BackgroundListed"]);
}

#[test]
fn background_is_listed_while_the_contract_is_in_force() {
    // CTR-2
    let draft = World::cast().given(register(contract()));
    draft.when(list("BV")).then_refused(Reason::WrongState);
    let complete = by_all(Command::CompleteContract(CompleteContract { contract: k17() }));
    let world = in_force().given(complete);
    world.when(list("BV")).then_refused(Reason::AfterCompletion);
}

#[test]
fn the_territory_of_an_item_is_in_order() {
    let mut listed = ListBackground { contract: k17(), background: item("BV") };
    listed.background.territory = ["RU", "BY"].map(state).into();
    let asked = ask(of("BV"), Command::ListBackground(listed));
    in_force().when(asked).then_refused(Reason::Malformed);
}
