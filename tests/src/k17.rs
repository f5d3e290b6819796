//! Contract K-17 of the rulebook in a whole system, and what its parties NA, BV and SO ask.
//!
//! When it is does not matter here: [`System::given`] has a command issued when it is sent.

use rights::{
    id::{ContractId, Digest, PartyId, ResultId},
    ledger::{
        Command, Level, ShareOf,
        contract::{
            self, AgreeShares, ContributionKind, Heading, ProposeShares, RecordContribution,
            RegisterContract, Terms,
        },
        notices::NoticeId,
        office::{self, AcknowledgeNotice, AdoptUnanimously, ChairMode, RecordChair},
        result::{
            self, ContestRegistration, DiscloseResult, Ground, Kind, RegisterResult, SurrenderShare,
        },
    },
    role::{Body, Role},
    row::{Row, RowKey},
    share::Share,
    time::Instant,
    wire,
    wire::v1,
};
use tlog::hash::Hash;

use crate::{
    cast::{
        Ask, ENTERPRISES, STATES, accredit, appoint_secretary, ask, date, enrol, file, offer,
        party_id, propose, sealed, state, text, treaty,
    },
    system::System,
};

const SOME_TIME: Instant = Instant::EPOCH;

#[must_use]
pub fn of(id: &str) -> Role {
    Role::Party(party_id(id))
}

#[must_use]
pub fn head(of: &str) -> Role {
    Role::Head(state(of))
}

#[must_use]
pub fn result_id(id: &str) -> ResultId {
    ResultId::parse(id).expect("results of stories have ids")
}

#[must_use]
pub fn share(numerator: u64, denominator: u64) -> Share {
    Share::new(numerator, denominator).expect("shares of stories are shares")
}

/// `command`, signed in all of `roles`; the first is the author.
#[must_use]
pub fn signed_by(roles: &[Role], command: impl Into<Command>) -> Ask {
    let (author, others) = roles.split_first().expect("somebody signs");
    others.iter().fold(ask(*author, command, SOME_TIME), |asked, role| asked.and(*role))
}

/// `command`, signed by the heads of all states but `absent`.
#[must_use]
pub fn heads_but(absent: &[&str], command: impl Into<Command>) -> Ask {
    let present = STATES.iter().filter(|of| !absent.contains(of));
    signed_by(&present.map(|of| head(of)).collect::<Vec<_>>(), command)
}

/// The whole cast: every part with its secretary, every enterprise accredited on 2026-01-12 and
/// with its key.
#[must_use]
pub fn cast() -> System {
    let mut system = System::founded();
    for of in STATES {
        system.given(appoint_secretary(of, None, SOME_TIME));
    }
    for (id, seat) in ENTERPRISES {
        system.given(propose(id, seat, SOME_TIME));
    }
    let mut system = system.on("2026-01-12");
    for (id, seat) in ENTERPRISES {
        system.given(accredit(id, seat, SOME_TIME));
        system.given(enrol(id, seat, SOME_TIME));
    }
    system
}

/// The cast on 2026-01-20, the first day of K-17.
#[must_use]
pub fn system() -> System {
    let mut system = cast();
    system.given(register_contract());
    system.on("2026-01-20")
}

/// NA, BV and SO register K-17, in force from 2026-01-20.
#[must_use]
pub fn register_contract() -> Ask {
    let (title, opening) = sealed("the title of K-17");
    let terms = Terms {
        document: Some(file("terms of K-17")),
        headings: Heading::ALL.into(),
        level: Level::Contract,
        marks: Vec::new(),
        until: Some(date("2039-12-31")),
        tail: Some(date("2040-06-30")),
        termination_rights: Vec::new(),
        overrides: Vec::new(),
    };
    let asked = RegisterContract {
        contract: ContractId::parse("K-17").expect("it is an id"),
        title,
        parties: ["BV", "NA", "SO"].map(party_id).into(),
        treaty: Some(treaty()),
        from: date("2026-01-20"),
        terms,
    };
    by_all(contract::Command::RegisterContract(asked)).opening(opening)
}

/// `command`, signed for NA, BV and SO.
#[must_use]
pub fn by_all(command: impl Into<Command>) -> Ask {
    signed_by(&[of("NA"), of("BV"), of("SO")], command)
}

/// `by` discloses the result under K-17; its content is that of the result `content`.
#[must_use]
pub fn disclose_content(id: &str, by: &str, content: &str) -> Ask {
    let (title, opened) = sealed(&format!("the title of {id}"));
    let (creator, named) = sealed(&format!("who made {id}"));
    let asked = DiscloseResult {
        result: result_id(id),
        contract: ContractId::parse("K-17").expect("it is an id"),
        discloser: party_id(by),
        kind: Some(Kind::Invention),
        content: file(&format!("the content of {content}")),
        level: Some(Level::Contract),
        created_in: state("RU"),
        created_on: date("2026-01-20"),
        fields: vec![text("IPC:G01S 13/02")],
        office: None,
        creators: vec![creator],
        title: Some(title),
        cites: None,
    };
    signed_by(&[of(by)], result::Command::DiscloseResult(asked)).opening(opened).opening(named)
}

#[must_use]
pub fn disclose(id: &str, by: &str) -> Ask {
    disclose_content(id, by, id)
}

#[must_use]
pub fn register(id: &str, by: &str, holders: &[&str]) -> Ask {
    let mut holders: Vec<PartyId> = holders.iter().map(|id| party_id(id)).collect();
    holders.sort_unstable();
    let asked = RegisterResult { result: result_id(id), holders };
    signed_by(&[of(by)], result::Command::RegisterResult(asked))
}

#[must_use]
pub fn contribute(id: &str, contributor: &str, weight: u64) -> Ask {
    let asked = RecordContribution {
        result: result_id(id),
        contributor: party_id(contributor),
        kind: ContributionKind::Work,
        weight,
        evidence: vec![file("timesheets")],
    };
    signed_by(&[of(contributor)], contract::Command::RecordContribution(asked))
}

fn agreement(id: &str) -> Digest {
    Digest(*Hash::of(&[b"share agreement of ", id.as_bytes()]).bytes())
}

/// NA proposes these title shares, given in any order.
#[must_use]
pub fn propose_shares(id: &str, shares: &[(&str, u64, u64)]) -> Ask {
    let one = |(id, p, q): &(&str, u64, u64)| ShareOf { party: party_id(id), share: share(*p, *q) };
    let mut title: Vec<ShareOf> = shares.iter().map(one).collect();
    title.sort_unstable_by_key(|of| of.party);
    let (result, text, income) = (result_id(id), agreement(id), Vec::new());
    let asked = ProposeShares { result, proposer: party_id("NA"), text, title, income };
    signed_by(&[of("NA")], contract::Command::ProposeShares(asked))
}

/// `parties` agree to the first proposal.
#[must_use]
pub fn agree_shares(id: &str, parties: &[&str]) -> Ask {
    let asked = AgreeShares { result: result_id(id), text: agreement(id) };
    let roles: Vec<Role> = parties.iter().map(|id| of(id)).collect();
    signed_by(&roles, contract::Command::AgreeShares(asked)).at_revision(1)
}

#[must_use]
pub fn surrender(id: &str, holder: &str) -> Ask {
    let asked = SurrenderShare { result: result_id(id), holder: party_id(holder), to: None };
    signed_by(&[of(holder)], result::Command::SurrenderShare(asked))
}

#[must_use]
pub fn contest(id: &str, by: &str) -> Ask {
    let (ground, evidence, reasons) = (Some(Ground::Holders), vec![file("a letter")], None);
    let (result, contester) = (result_id(id), of(by));
    let asked = ContestRegistration { result, contester, ground, evidence, reasons };
    signed_by(&[of(by)], result::Command::ContestRegistration(asked))
}

/// `addressee` acknowledges the notice that the record `sequence` sent it; it is delivered today.
pub fn acknowledge(system: &mut System, sequence: u64, addressee: Role) -> u64 {
    let notice = notice_to(system, sequence, addressee);
    let asked = office::Command::AcknowledgeNotice(AcknowledgeNotice { notice });
    system.given(signed_by(&[addressee], asked))
}

/// The notice that the record `sequence` sent to `addressee`.
#[must_use]
pub fn notice_to(system: &System, sequence: u64, addressee: Role) -> NoticeId {
    let sent =
        |index: &u32| system.row(RowKey::Notice(addressee, sequence, (*index).into())).is_some();
    let index = (0..16).find(sent).expect("it was sent a notice");
    NoticeId { sequence, index }
}

/// R-1 of NA, BV and SO, registered on 2026-03-09 by the record that is named; the notice reached
/// BV on 10 March, SO on 12 March; shares were agreed on 20 March.
#[must_use]
pub fn agreed(shares: &[(&str, u64, u64)]) -> (System, u64) {
    let mut system = system().on("2026-03-02");
    system.given(disclose("R-1", "NA"));
    let mut system = system.on("2026-03-09");
    let holders: Vec<&str> = shares.iter().map(|(id, _, _)| *id).collect();
    let registered = system.given(register("R-1", "NA", &holders));
    let mut system = system.on("2026-03-10");
    acknowledge(&mut system, registered, of("BV"));
    let mut system = system.on("2026-03-12");
    acknowledge(&mut system, registered, of("SO"));
    let mut system = system.on("2026-03-20");
    system.given(propose_shares("R-1", shares));
    system.given(agree_shares("R-1", &holders));
    (system, registered)
}

/// The shares of S-1.
pub const S_1: [(&str, u64, u64); 3] = [("NA", 3, 5), ("BV", 9, 40), ("SO", 7, 40)];

/// The Chairman of the Commission is in office.
pub fn with_chair(system: &mut System) {
    let asked = RecordChair {
        act: file("act of the council"),
        mode: ChairMode::AppointedByCouncil,
        name: None,
        offer: offer(Role::CommissionChair),
    };
    system.given(heads_but(&[], office::Command::RecordChair(asked)));
}

/// All heads but `absent` decide as the Commission that `asked` be carried out.
#[must_use]
pub fn decision(absent: &[&str], asked: &[&Ask]) -> Ask {
    let mut orders: Vec<Digest> =
        asked.iter().map(|asked| wire::command::order_of(&asked.command)).collect();
    orders.sort_unstable();
    let (text, opening) = sealed("the text of the decision");
    let adopted = AdoptUnanimously { body: Body::Commission, orders, text };
    heads_but(absent, office::Command::AdoptUnanimously(adopted)).opening(opening)
}

/// The Commission orders `asked`, which cites it.
pub fn ordered(system: &mut System, asked: Ask) -> Ask {
    let sequence = system.given(decision(&[], &[&asked]));
    asked.citing(sequence)
}

/// The result as the views have it.
#[must_use]
pub fn result_row(system: &System, id: &str) -> v1::ResultRow {
    match system.row(RowKey::Result(result_id(id))) {
        Some(Row::Result(row)) => row,
        other => panic!("{other:?}"),
    }
}

/// What `party` holds of the result, as the views have it; none while nobody has shares of it.
#[must_use]
pub fn held(system: &System, id: &str, party: &str) -> Option<Share> {
    let row = system.row(RowKey::Holding(result_id(id), party_id(party)))?;
    let Row::Holding(row) = row else { panic!("{row:?}") };
    Share::new(row.numerator, row.denominator).ok()
}
