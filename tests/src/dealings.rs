//! What the enterprises of the cast do with each other, and what goes wrong with their keys.

use rights::{
    id::{ContractId, Digest, ResultId},
    ledger::{
        Level, ShareOf,
        contract::{self, AgreeShares, Heading, ProposeShares, RegisterContract, Terms},
        disclosure::{self, ShredBasis, ShredPersonalData},
        key::{self, DeclareCompromise},
        result::{self, DiscloseResult, Kind, RegisterResult},
    },
    role::Role,
    share::Share,
    time::Instant,
};
use tlog::hash::Hash;

use crate::cast::{Ask, ask, date, file, key_of, party_id, sealed, state, text, treaty};

/// A contract of two enterprises, given in ascending order of their ids.
pub type Pair<'a> = (&'a str, &'a str);

#[must_use]
pub fn contract_id((one, other): Pair) -> ContractId {
    ContractId::parse(&format!("K.{one}.{other}")).expect("ids of the cast are short")
}

#[must_use]
pub fn result_id((one, other): Pair) -> ResultId {
    ResultId::parse(&format!("R.{one}.{other}")).expect("ids of the cast are short")
}

fn of(id: &str) -> Role {
    Role::Party(party_id(id))
}

/// The first of the pair asks for both.
fn both((one, other): Pair, command: contract::Command, at: Instant) -> Ask {
    let mut asked = ask(of(one), command, at);
    asked.signers.push(of(other));
    asked
}

/// Both register their contract, in force from 2026-01-20.
#[must_use]
pub fn register_contract(pair: Pair, at: Instant) -> Ask {
    let (title, opening) = sealed(&format!("the contract of {} and {}", pair.0, pair.1));
    let terms = Terms {
        document: Some(file("terms")),
        headings: Heading::ALL.into(),
        level: Level::Contract,
        marks: Vec::new(),
        until: Some(date("2039-12-31")),
        tail: Some(date("2040-06-30")),
        termination_rights: Vec::new(),
        overrides: Vec::new(),
    };
    let asked = RegisterContract {
        contract: contract_id(pair),
        title,
        parties: vec![party_id(pair.0), party_id(pair.1)],
        treaty: Some(treaty()),
        from: date("2026-01-20"),
        terms,
    };
    both(pair, contract::Command::RegisterContract(asked), at).opening(opening)
}

/// The first of the pair discloses their result, made in the state `seat` on its first day.
#[must_use]
pub fn disclose(pair: Pair, seat: &str, at: Instant) -> Ask {
    let (title, opened) = sealed(&format!("the result of {} and {}", pair.0, pair.1));
    let (creator, named) = sealed(&format!("who made it at {}", pair.0));
    let asked = DiscloseResult {
        result: result_id(pair),
        contract: contract_id(pair),
        discloser: party_id(pair.0),
        kind: Some(Kind::Invention),
        content: file(&format!("the result of {} and {}", pair.0, pair.1)),
        level: Some(Level::Contract),
        created_in: state(seat),
        created_on: date("2026-01-20"),
        fields: vec![text("IPC:G01S 13/02")],
        office: None,
        creators: vec![creator],
        title: Some(title),
        cites: None,
    };
    let asked = ask(of(pair.0), result::Command::DiscloseResult(asked), at);
    asked.opening(opened).opening(named)
}

fn agreement(pair: Pair) -> Digest {
    Digest(*Hash::of(&[b"shares of ", pair.0.as_bytes(), b" and ", pair.1.as_bytes()]).bytes())
}

/// The first of the pair proposes to hold `numerator`/`denominator` of their result.
#[must_use]
pub fn propose_shares(pair: Pair, (numerator, denominator): (u64, u64), at: Instant) -> Ask {
    let share = |numerator| Share::new(numerator, denominator).expect("a part of one is a share");
    let title = vec![
        ShareOf { party: party_id(pair.0), share: share(numerator) },
        ShareOf { party: party_id(pair.1), share: share(denominator - numerator) },
    ];
    let asked = ProposeShares {
        result: result_id(pair),
        proposer: party_id(pair.0),
        text: agreement(pair),
        title,
        income: Vec::new(),
    };
    ask(of(pair.0), contract::Command::ProposeShares(asked), at)
}

/// Both agree to what was proposed at this `revision`.
#[must_use]
pub fn agree_shares(pair: Pair, revision: u64, at: Instant) -> Ask {
    let asked = AgreeShares { result: result_id(pair), text: agreement(pair) };
    let mut asked = both(pair, contract::Command::AgreeShares(asked), at);
    asked.revision = revision;
    asked
}

/// The first of the pair registers their result for both.
#[must_use]
pub fn register(pair: Pair, at: Instant) -> Ask {
    let holders = vec![party_id(pair.0), party_id(pair.1)];
    let asked = RegisterResult { result: result_id(pair), holders };
    ask(of(pair.0), result::Command::RegisterResult(asked), at)
}

/// The head of the national part `of` declares the key of its secretary compromised since `since`.
#[must_use]
pub fn compromise(of: &str, since: Instant, at: Instant) -> Ask {
    let key = key_of(Role::PartSecretary(state(of)));
    let asked = DeclareCompromise { key, since };
    ask(Role::Head(state(of)), key::Command::DeclareCompromise(asked), at)
}

/// The Secretary has the texts behind `commitments` erased, as the persons they name asked.
#[must_use]
pub fn shred(mut commitments: Vec<Digest>, at: Instant) -> Ask {
    commitments.sort_unstable();
    let asked = ShredPersonalData {
        commitments,
        basis: ShredBasis::Request,
        document: file("a person's request"),
        right_ended: None,
    };
    ask(Role::Secretary, disclosure::Command::ShredPersonalData(asked), at)
}
