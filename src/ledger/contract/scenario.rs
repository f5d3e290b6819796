//! Contract K-17 of the rulebook, and what its parties ask.

use alloc::vec::Vec;

pub(crate) use super::super::scenario::date;
use super::{
    super::{
        Level, ShareOf,
        party::{self, RecordSuccession, SharePassed},
        scenario::{
            Ask, World, ask, digest, file, of, party,
            results::{self, disclose},
            share, state, text, treaty,
        },
    },
    AgreeShares, BackgroundItem, BackgroundPurpose, Command, ContributionKind, Heading,
    ListBackground, ProposeShares, RecordContribution, RegisterContract, Terms,
};
use crate::{
    id::{BackgroundId, ContractId, ResultId},
    role::Role,
    sealed::Sealed,
    share::Share,
};

pub(crate) fn k17() -> ContractId {
    ContractId::parse("K-17").unwrap()
}

pub(crate) fn r1() -> ResultId {
    ResultId::parse("R-1").unwrap()
}

pub(crate) fn b3() -> BackgroundId {
    BackgroundId::parse("B-3").unwrap()
}

pub(crate) fn sealed(name: &str) -> Sealed {
    Sealed { commitment: digest(name) }
}

/// Terms that state every heading.
pub(crate) fn terms() -> Terms {
    Terms {
        document: Some(file("terms of K-17")),
        headings: Heading::ALL.into(),
        level: Level::Contract,
        marks: Vec::new(),
        until: Some(date("2027-12-31")),
        tail: Some(date("2028-06-30")),
        termination_rights: Vec::new(),
        overrides: Vec::new(),
    }
}

/// K-17 as its parties NA, BV, SO register it, in force from 2026-01-20.
pub(crate) fn contract() -> RegisterContract {
    RegisterContract {
        contract: k17(),
        title: sealed("title of K-17"),
        parties: ["BV", "NA", "SO"].map(party).into(),
        treaty: Some(treaty()),
        from: date("2026-01-20"),
        terms: terms(),
    }
}

pub(crate) fn register(contract: RegisterContract) -> Ask {
    by_all(Command::RegisterContract(contract))
}

/// `command`, signed for NA, BV and SO.
pub(crate) fn by_all(command: Command) -> Ask {
    ask(of("NA"), command).and(of("BV")).and(of("SO"))
}

pub(crate) fn item(owner: &str) -> BackgroundItem {
    BackgroundItem {
        item: b3(),
        owner: party(owner),
        description: sealed("what B-3 is"),
        purpose: BackgroundPurpose::Implementation,
        territory: Vec::new(),
        fee: None,
        conditions: None,
    }
}

pub(crate) fn list(owner: &str) -> Ask {
    let listed = ListBackground { contract: k17(), background: item(owner) };
    ask(of(owner), Command::ListBackground(listed))
}

pub(crate) fn contribute(contributor: &str, weight: u64) -> Ask {
    let stated = RecordContribution {
        result: r1(),
        contributor: party(contributor),
        kind: ContributionKind::Work,
        weight,
        evidence: [file("timesheets")].into(),
    };
    ask(of(contributor), Command::RecordContribution(stated))
}

/// Title shares in any order of parties, for example `[("NA", 3, 5), ("BV", 2, 5)]`.
pub(crate) fn shares<const N: usize>(list: [(&str, u64, u64); N]) -> Vec<ShareOf> {
    let of = |(id, p, q): (&str, u64, u64)| ShareOf { party: party(id), share: share(p, q) };
    let mut shares: Vec<ShareOf> = list.into_iter().map(of).collect();
    shares.sort_unstable_by_key(|of| of.party);
    shares
}

pub(crate) fn proposed(title: Vec<ShareOf>) -> ProposeShares {
    let text = digest("share agreement");
    ProposeShares { result: r1(), proposer: party("NA"), text, title, income: Vec::new() }
}

pub(crate) fn propose_shares(title: Vec<ShareOf>) -> Ask {
    ask(of("NA"), Command::ProposeShares(proposed(title)))
}

/// NA, BV and SO agree to the first proposal.
pub(crate) fn agree() -> Ask {
    let agreed = AgreeShares { result: r1(), text: digest("share agreement") };
    by_all(Command::AgreeShares(agreed)).seeing(1)
}

/// K-17 registered on 2026-01-12; it is its first day.
pub(crate) fn in_force() -> World {
    World::cast().given(register(contract())).on("2026-01-20")
}

/// R-1 disclosed under K-17; it is 2026-03-02.
pub(crate) fn disclosed() -> World {
    in_force().on("2026-03-02").given(disclose("R-1", "NA"))
}

/// The text of `name` as a clause.
pub(crate) fn clause(name: &str) -> crate::text::Text {
    text(name)
}

/// The same ledger once NA has registered R-1 for `holders`.
pub(crate) fn registered<const N: usize>(world: World, holders: [&str; N]) -> World {
    world.given(results::register("R-1", "NA", &holders))
}

/// The head of the Belarusian part records that `to` takes the place of BV, which holds `share` of
/// R-1, or no share at all.
pub(crate) fn bv_is_succeeded(to: &str, share: Option<Share>) -> Ask {
    let passed = |share| SharePassed { result: r1(), share };
    let asked = RecordSuccession {
        party: party("BV"),
        successor: party(to),
        act: file("act of merger"),
        passes: share.map(passed).into_iter().collect(),
    };
    ask(Role::Head(state("BY")), party::Command::RecordSuccession(asked))
}
