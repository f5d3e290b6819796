//! Results in scenarios: K-17 of the rulebook, what is disclosed under it, and what follows.

use alloc::vec::Vec;

use super::{
    super::{
        Cause, Level, ShareOf, contract,
        holdings::Holdings,
        result::{self, Command, DiscloseResult, Kind, RegisterResult},
    },
    Ask, Share, World, ask, date, file, of, party, state, text, treaty,
};
use crate::{
    id::{ContractId, PartyId, ResultId},
    role::Role,
    sealed::{Sealed, commitment},
};

/// The sole treaty's contract of `parties`, in force from 2026-01-20 to 2026-12-31, with a tail to
/// 2027-06-30. It is put into the ledger directly.
pub(crate) fn contract_in_force(mut world: World, id: &str, parties: &[&str]) -> World {
    let mut parties: Vec<PartyId> = parties.iter().map(|id| party(id)).collect();
    parties.sort_unstable();
    let contract = contract::Contract {
        parties,
        treaty: Some(treaty()),
        from: date("2026-01-20"),
        until: Some(date("2026-12-31")),
        tail: Some(date("2027-06-30")),
        ended: None,
    };
    world.ledger.contracts.insert(ContractId::parse(id).unwrap(), contract);
    world
}

/// K-17 of the rulebook: the cast on 2026-01-20, and the contract of NA, BV and SO.
pub(crate) fn k_17() -> World {
    contract_in_force(World::cast(), "K-17", &["NA", "BV", "SO"]).on("2026-01-20")
}

pub(crate) fn result_id(text: &str) -> ResultId {
    ResultId::parse(text).unwrap()
}

/// What `by` discloses under K-17: an invention at level L2, its content a file of the result's name.
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

/// The holders agreed on `shares` of the result today. It is put into the ledger directly.
pub(crate) fn shares_agreed(mut world: World, id: &str, shares: &[(&str, Share)]) -> World {
    let list = shares.iter().map(|(id, share)| ShareOf { party: party(id), share: *share });
    let mut list: Vec<ShareOf> = list.collect();
    list.sort_unstable_by_key(|of| of.party);
    let today = world.ledger.zone(world.at).date_of(world.at);
    let policy = world.ledger.policies.in_force_at(world.at);
    let (sequence, recorded_at) = (world.last(), world.at);
    let cause = Cause { sequence, recorded_at, effective_on: today, policy };
    let holdings = Holdings::from_list(&list).unwrap();
    result::own(&mut world.ledger, &cause, result_id(id), holdings);
    world.pass_deadlines()
}
