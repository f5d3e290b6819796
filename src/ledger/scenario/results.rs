//! Results in scenarios: K-17 of the rulebook, what is disclosed under it, and what follows.

use alloc::vec::Vec;

use super::{
    super::{
        Level, ShareOf,
        contract::{self, AgreeShares, ProposeShares, RegisterContract},
        result::{self, Command, DiscloseResult, Kind, RegisterResult},
    },
    Ask, Share, World, ask, cast_from, date, digest, file, of, party, state, text, treaty,
};
use crate::{
    id::{ContractId, PartyId, ResultId},
    role::Role,
    sealed::{Sealed, commitment},
    time::Date,
};

/// The sole treaty's contract of `parties`, in force from 2026-01-20 to 2026-12-31, with a tail to
/// 2027-06-30.
pub(crate) fn contract_in_force(world: World, id: &str, parties: &[&str]) -> World {
    contract_from(world, id, parties, date("2026-01-20"))
}

/// The same, in force from `from`.
pub(crate) fn contract_from(world: World, id: &str, parties: &[&str], from: Date) -> World {
    let mut parties: Vec<PartyId> = parties.iter().map(|id| party(id)).collect();
    parties.sort_unstable();
    let terms = contract::Terms {
        until: Some(date("2026-12-31")),
        tail: Some(date("2027-06-30")),
        ..contract::scenario::terms()
    };
    let contract = RegisterContract {
        contract: ContractId::parse(id).unwrap(),
        title: sealed("title of the contract"),
        parties,
        treaty: Some(treaty()),
        from,
        terms,
    };
    let signed = contract.parties.clone();
    world.given(by_parties(&signed, contract::Command::RegisterContract(contract)))
}

/// `command`, signed for all of `parties`.
fn by_parties(parties: &[PartyId], command: contract::Command) -> Ask {
    let (first, others) = parties.split_first().unwrap();
    let asked = ask(Role::Party(*first), command);
    others.iter().fold(asked, |asked, party| asked.and(Role::Party(*party)))
}

/// K-17 of the rulebook: the cast on 2026-01-20, and the contract of NA, BV and SO.
pub(crate) fn k_17() -> World {
    contract_in_force(World::cast(), "K-17", &["NA", "BV", "SO"]).on("2026-01-20")
}

/// K-17 under a policy that says each value for its key, and the defaults otherwise.
pub(crate) fn k_17_under(policy: &[(&str, &str)]) -> World {
    let unfounded = World::unfounded();
    let mut terms = World::founding_terms();
    for (key, value) in policy {
        let entry = terms.policy.iter_mut().find(|entry| entry.key == *key);
        entry.unwrap().value = (*value).into();
    }
    let founding = World::founding_with(terms);
    let world = cast_from(unfounded.given(founding));
    contract_in_force(world, "K-17", &["NA", "BV", "SO"]).on("2026-01-20")
}

pub(crate) fn result_id(text: &str) -> ResultId {
    ResultId::parse(text).unwrap()
}

/// What `by` discloses under K-17: an invention at level L2, its content a file of the result's
/// name.
pub(crate) fn disclosure(id: &str, by: &str) -> DiscloseResult {
    DiscloseResult {
        result: result_id(id),
        contract: ContractId::parse("K-17").unwrap(),
        discloser: party(by),
        kind: Some(Kind::Invention),
        content: file(id),
        level: Some(Level::Contract),
        created_in: state("RU"),
        created_on: date("2026-01-15"),
        fields: [text("IPC:G01S 13/02")].into(),
        office: None,
        creators: [sealed("creator")].into(),
        title: Some(sealed("title")),
        cites: None,
    }
}

/// A sealed `value`; every salt is zero.
pub(crate) fn sealed(value: &str) -> Sealed {
    Sealed { commitment: commitment(&[0; 16], value) }
}

/// `asked`, by its discloser.
pub(crate) fn disclosing(asked: DiscloseResult) -> Ask {
    ask(Role::Party(asked.discloser), Command::DiscloseResult(asked))
}

pub(crate) fn disclose(id: &str, by: &str) -> Ask {
    disclosing(disclosure(id, by))
}

pub(crate) fn register(id: &str, by: &str, holders: &[&str]) -> Ask {
    let mut holders: Vec<PartyId> = holders.iter().map(|id| party(id)).collect();
    holders.sort_unstable();
    let asked = RegisterResult { result: result_id(id), holders };
    ask(of(by), Command::RegisterResult(asked))
}

/// The registration notice of the result reached `to` on `day`. It is delivered directly.
pub(crate) fn notice_reached(mut world: World, id: &str, to: &str, day: &str) -> World {
    let windows = &world.ledger.results.get(&result_id(id)).unwrap().registration;
    let windows = &windows.as_ref().unwrap().windows;
    let notice = windows.iter().find(|window| window.addressee == party(to)).unwrap().notice;
    world.ledger.deliver(notice, date(day));
    world.pass_deadlines()
}

/// `id` was disclosed today, under a contract of its own whose parties, two or more, agreed that they
/// hold it in these shares.
pub(crate) fn held_from_today(world: World, id: &str, held: &[(&str, Share)]) -> World {
    let today = world.ledger.zone(world.at).date_of(world.at);
    let holders: Vec<&str> = held.iter().map(|(holder, _)| *holder).collect();
    let contract = alloc::format!("K-{id}");
    let world = contract_from(world, &contract, &holders, today);
    let contract = ContractId::parse(&contract).unwrap();
    let asked = DiscloseResult { contract, created_on: today, ..disclosure(id, holders[0]) };
    shares_agreed(world.given(disclosing(asked)), id, held)
}

/// The contract parties agreed on `shares` of the result today.
pub(crate) fn shares_agreed(world: World, id: &str, shares: &[(&str, Share)]) -> World {
    let list = shares.iter().map(|(id, share)| ShareOf { party: party(id), share: *share });
    let mut title: Vec<ShareOf> = list.collect();
    title.sort_unstable_by_key(|of| of.party);
    let (result, text) = (result_id(id), digest("share agreement"));
    let contract = result::contract_of(&world.ledger, &result).unwrap();
    let parties = world.ledger.contract(&contract).unwrap().parties.clone();
    let revision = world.ledger.shares(&result).map_or(0, |shares| shares.revision);
    let proposal = ProposeShares { result, proposer: parties[0], text, title, income: Vec::new() };
    let proposed = by_parties(&parties, contract::Command::ProposeShares(proposal));
    let agreed = AgreeShares { result, text };
    let agreed = by_parties(&parties, contract::Command::AgreeShares(agreed));
    let world = world.given(proposed.seeing(revision)).given(agreed.seeing(revision + 1));
    world.pass_deadlines()
}

/// S-1 until 2026-03-12: NA disclosed the result on 2 March and registered it for `holders` on 9
/// March; the notice reached BV on 10 March and SO on 12 March.
pub(crate) fn notified(id: &str, holders: &[&str]) -> World {
    let world = k_17().on("2026-03-02").given(disclose(id, "NA")).on("2026-03-09");
    let world = world.given(register(id, "NA", holders)).on("2026-03-10");
    let world = notice_reached(world, id, "BV", "2026-03-10").on("2026-03-12");
    notice_reached(world, id, "SO", "2026-03-12")
}

/// S-1 until 2026-04-14, when the registration is final, held in these shares since 2026-03-20.
pub(crate) fn final_result(id: &str, shares: &[(&str, Share)]) -> World {
    let holders: Vec<&str> = shares.iter().map(|(holder, _)| *holder).collect();
    shares_agreed(notified(id, &holders).on("2026-03-20"), id, shares).on("2026-04-14")
}

/// The state of the result on the title axis.
pub(crate) fn stage_of(world: &World, id: &str) -> &'static str {
    world.ledger.results.get(&result_id(id)).unwrap().state()
}
