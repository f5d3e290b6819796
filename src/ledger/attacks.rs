//! Tests: sequences of commands that each rule alone admits, and that together would leave somebody
//! without a right, or with one too many.

use super::{
    Reason, ShareOf,
    contract::{
        self, AgreeShares, AmendContract, ContestContribution, ListBackground, ProposeShares,
        RegisterContract, TerminateContract, TerminationRight, scenario as contracts,
    },
    disclosure::{self, GrantAccess, HandoverItem, RecordHandover, RevokeAccess, Subject},
    key::{self, DeclareCompromise, EnrolKey, RevokeKey},
    office::{self, AcknowledgeNotice},
    party::{self, RecordDissolution, RecordInsolvency, RecordSuccession, SharePassed},
    programme::{Binding, RecordAccession, Treaty},
    result::{
        self, CorrectRecord, Correction, Kind, KindCorrection, RegisterResult, SettleContest,
        SurrenderShare, WithdrawContest,
    },
    scenario::{results::*, *},
};
use crate::{
    id::{ContractId, PartyId, TreatyId},
    role::{ClerkDuty, Role},
};

/// The head of BY records that `to` takes the place of BV, which holds `passes`.
fn succeeds_bv(to: &str, passes: &[(&str, Share)]) -> Ask {
    let share_of = |(id, share): &(&str, Share)| SharePassed { result: result(id), share: *share };
    let asked = RecordSuccession {
        party: party("BV"),
        successor: party(to),
        act: file("act of merger"),
        passes: passes.iter().map(share_of).collect(),
    };
    ask(Role::Head(state("BY")), party::Command::RecordSuccession(asked))
}

fn agreed_with_income(title: &[(&str, Share)], income: &[(&str, Share)]) -> [Ask; 2] {
    let list = |of: &[(&str, Share)]| -> alloc::vec::Vec<ShareOf> {
        of.iter().map(|(id, share)| ShareOf { party: party(id), share: *share }).collect()
    };
    let (title, income, text) = (list(title), list(income), digest("share agreement"));
    let proposer = title[0].party;
    let proposal = ProposeShares { result: result("R-1"), proposer, text, title, income };
    let proposal = contract::Command::ProposeShares(proposal);
    let agreed = contract::Command::AgreeShares(AgreeShares { result: result("R-1"), text });
    [contracts::by_all(proposal), contracts::by_all(agreed).seeing(1)]
}

/// NA holds the title of R-1, BV and NA share its income; R-1 is not registered.
fn bv_earns() -> World {
    let [proposed, agreed] =
        agreed_with_income(&[("NA", share(1, 1))], &[("BV", share(1, 2)), ("NA", share(1, 2))]);
    contracts::disclosed().given(proposed).given(agreed)
}

fn contested_contribution() -> World {
    let contest = ContestContribution {
        result: result("R-1"),
        contributor: party("NA"),
        contester: party("BV"),
        reason: sealed("too much"),
    };
    let contest = ask(of("BV"), contract::Command::ContestContribution(contest));
    contracts::disclosed().given(contracts::contribute("NA", 120)).given(contest)
}

#[test]
fn what_was_contributed_before_registration_passes_to_the_successor() {
    // PTY-6
    let world = contracts::disclosed().given(contracts::contribute("BV", 45));
    let world = world.given(succeeds_bv("AS", &[]));
    assert!(world.ledger.contribution(&result("R-1"), &party("BV")).is_none());
    assert!(world.ledger.contribution(&result("R-1"), &party("AS")).is_some());
}

#[test]
fn a_successor_withdraws_the_contest_of_a_contribution() {
    // PTY-6, SHA-12: or no share agreement would ever be concluded again.
    let world = contested_contribution();
    let opened = world.last();
    let world = world.given(succeeds_bv("AS", &[]));
    let contributor = Some(party("NA"));
    let withdrawn = WithdrawContest { result: result("R-1"), contest: opened, contributor };
    let asked = ask(of("AS"), result::Command::WithdrawContest(withdrawn));
    world.when(asked).then(["ContestWithdrawn"]);
}

#[test]
fn an_income_share_without_title_passes_to_the_successor() {
    // PTY-6
    let world = bv_earns().given(succeeds_bv("AS", &[]));
    let income = world.ledger.shares(&result("R-1")).unwrap().income.clone().unwrap();
    assert_eq!(income.held_by(&party("AS")), Some(share(1, 2)));
}

#[test]
fn nobody_dissolves_while_it_earns() {
    // PTY-6: without it no share agreement could be amended.
    let asked = RecordDissolution { party: party("BV"), act: file("act of dissolution") };
    let asked = ask(Role::Head(state("BY")), party::Command::RecordDissolution(asked));
    bv_earns().when(asked).then_refused(Reason::SharesLeft);
}

#[test]
fn a_successor_owns_the_background_of_its_predecessor() {
    // PTY-6, CTR-3
    let world = contracts::in_force().given(contracts::list("BV"));
    let world = world.given(succeeds_bv("AS", &[]));
    let world = contract_from(world, "K-18", &["AS", "IM"], date("2026-01-20"));
    let contract = ContractId::parse("K-18").unwrap();
    let listed = ListBackground { contract, background: contracts::item("AS") };
    let asked = ask(of("AS"), contract::Command::ListBackground(listed));
    world.when(asked).then(["BackgroundListed"]);
}

#[test]
fn a_successor_has_the_right_to_terminate() {
    // PTY-6
    let right = TerminationRight { clause: text("12.3"), party: Some(party("BV")) };
    let mut contract = contracts::contract();
    contract.terms.termination_rights = [right].into();
    let contract_id = contract.contract;
    let world = World::cast().given(contracts::register(contract)).on("2026-01-20");
    let world = world.given(succeeds_bv("AS", &[]));
    let cited = TerminateContract { contract: contract_id, clause: Some(text("12.3")) };
    let asked = ask(of("AS"), contract::Command::TerminateContract(cited));
    world.when(asked).then(["ContractTerminated"]);
}

#[test]
fn a_registration_of_which_nobody_is_told_becomes_final_after_its_window() {
    // REG-3, REG-5: BV, the only other party, became NA; 30 days from 1 April end with 1 May.
    let world = contract_from(World::cast(), "K-18", &["BV", "NA"], date("2026-01-12"));
    let world = world.given(succeeds_bv("NA", &[])).on("2026-04-01");
    let contract = ContractId::parse("K-18").unwrap();
    let asked = result::DiscloseResult { contract, ..disclosure("R-1", "NA") };
    let world = world.given(disclosing(asked)).given(register("R-1", "NA", &["NA"]));
    let world = world.on("2026-05-01 23:59");
    assert_eq!(stage_of(&world, "R-1"), "REGISTERED_PROVISIONAL");
    let world = world.on("2026-05-02 00:00");
    assert_eq!(stage_of(&world, "R-1"), "REGISTERED");
}

#[test]
fn a_successor_acknowledges_the_notices_of_its_predecessor() {
    // GEN-20, PTY-6
    let world = k_17().given(disclose("R-1", "NA")).given(register("R-1", "NA", &["NA"]));
    let registered = world.ledger.results.get(&result("R-1")).unwrap().registration.as_ref();
    let window = registered.unwrap().windows.iter().find(|of| of.addressee == party("BV"));
    let acknowledged = AcknowledgeNotice { notice: window.unwrap().notice };
    let acknowledged = |by| ask(of(by), office::Command::AcknowledgeNotice(acknowledged.clone()));
    let world = world.given(succeeds_bv("AS", &[]));
    let world = world.when(acknowledged("IM")).then_refused(Reason::NotAuthorised);
    world.when(acknowledged("AS")).then(["NoticeDelivered"]);
}

#[test]
fn what_became_indivisible_since_the_proposal_is_not_divided() {
    // REG-11
    let world = contracts::disclosed();
    let disclosed = world.last();
    let [proposed, agreed] = agreed_with_income(&[("BV", share(1, 2)), ("NA", share(1, 2))], &[]);
    let kind = KindCorrection { result: result("R-1"), was: Kind::Invention, is: Kind::TradeName };
    let corrected = CorrectRecord {
        record: disclosed,
        event: 0,
        concerned: Some(party("NA")),
        correction: Correction::Kind(kind),
        evidence: [file("letter")].into(),
    };
    let corrected = ask(Role::Secretary, result::Command::CorrectRecord(corrected)).and(of("NA"));
    let world = world.given(proposed).given(corrected.seeing(1));
    world.when(agreed).then_refused(Reason::NotCoOwnable);
}

#[test]
fn an_amended_agreement_is_no_way_around_an_insolvency() {
    // PTY-7, GEN-24
    let world = k_17().given(disclose("R-1", "NA"));
    let halves = [("BV", share(1, 2)), ("NA", share(1, 2))];
    let world = shares_agreed(world, "R-1", &halves);
    let insolvent = RecordInsolvency { party: party("NA"), act: file("judgment") };
    let insolvent = ask(Role::Head(state("RU")), party::Command::RecordInsolvency(insolvent));
    let [proposed, agreed] = agreed_with_income(&[("BV", share(1, 1))], &[]);
    let world = world.given(insolvent).given(proposed.seeing(2));
    world.when(agreed.seeing(3)).then_refused(Reason::Frozen);
}

#[test]
fn the_end_of_a_contest_keeps_the_policy_of_the_contribution() {
    // POL-2
    let world = contested_contribution();
    let contest = world.last();
    let world = world.under(|_| {});
    let contributor = Some(party("NA"));
    let settled = SettleContest { result: result("R-1"), contest, contributor, settlement: None };
    let when = world.when(ask(of("BV"), result::Command::SettleContest(settled)));
    assert!(when.outcome().as_ref().unwrap().iter().all(|event| event.policy == 1));
}

#[test]
fn only_member_states_found() {
    // NAT-1
    let mut terms = World::founding_terms();
    terms.treaties[0].bindings.remove(0);
    let founding = World::founding_with(terms);
    World::unfounded().when(founding).then_refused(Reason::Malformed);
}

#[test]
fn no_second_treaty_seats_a_suspended_state() {
    // STM-2: in force from before the suspension began, it would not know of it.
    let mut terms = World::founding_terms();
    let second = TreatyId::parse("second").unwrap();
    let from = date("2020-01-01");
    let bindings = [Binding { state: state("RU"), from }].into();
    terms.treaties.push(Treaty { treaty: second, title: text("Second treaty"), bindings });
    let world = World::unfounded().given(World::founding_with(terms));
    let world = world.given(suspension("TJ", "2026-01-10"));
    let accession = RecordAccession {
        treaty: second,
        state: state("TJ"),
        notice: file("notice of accession"),
        from: date("2026-01-09"),
    };
    let accession = super::programme::Command::RecordAccession(accession);
    let world = world.when(ask(Role::Secretary, accession)).then_refused(Reason::WrongState);
    assert_eq!(world.quorum_base("2026-01-10"), 5);
}

#[test]
fn holders_without_shares_are_told_of_a_compromise() {
    // KEY-5, SHA-15
    let world = k_17().given(disclose("R-1", "NA")).given(register("R-1", "NA", &["BV", "NA"]));
    let registered = world.last();
    let declared = DeclareCompromise { key: key_of(of("NA")), since: world.at };
    let declared = ask(of("NA"), key::Command::DeclareCompromise(declared));
    let world = world.given(declared);
    let marked = world.ledger.keys.contestables().record(registered).unwrap();
    assert_eq!(*marked.addressees, [of("BV"), of("NA")]);
}

#[test]
fn a_grant_that_missed_its_revocation_is_refused() {
    // GEN-19
    let world = World::cast().contracted("K-18", &["BV", "NA"]);
    let subject = Subject::Contract(ContractId::parse("K-18").unwrap());
    let (owner, reader) = (party("NA"), of("IM"));
    let granted = GrantAccess {
        party: owner,
        subject,
        reader,
        level: super::Level::Contract,
        mark: None,
        until: date("2027-01-01"),
    };
    let granted = ask(of("NA"), disclosure::Command::GrantAccess(granted));
    let revoked = RevokeAccess { party: owner, subject, reader };
    let revoked = ask(of("NA"), disclosure::Command::RevokeAccess(revoked));
    let world = world.given(granted.clone()).given(revoked);
    let world = world.when(granted.clone().seeing(1)).then_refused(Reason::RevisionConflict);
    world.when(granted).then(["AccessGranted"]);
}

#[test]
fn form_comes_before_authority() {
    // GEN-10: a stranger's malformed command is malformed, whatever exists.
    let (world, stranger) = (k_17().given(disclose("R-1", "NA")), of("PE"));
    for id in ["R-1", "R-9"] {
        let nobody = RegisterResult { result: result(id), holders: [].into() };
        let asked = ask(stranger, result::Command::RegisterResult(nobody));
        world.clone().when(asked).then_refused(Reason::Malformed);
        let (giver, receiver) = (party("NA"), party("NA"));
        let items = [HandoverItem { content: file("drawing"), mark: None }].into();
        let act = file("act of handover");
        let handed = RecordHandover { result: result(id), giver, receiver, items, act };
        let asked = ask(stranger, disclosure::Command::RecordHandover(handed));
        world.clone().when(asked).then_refused(Reason::Malformed);
    }
}

#[test]
fn a_state_body_surrenders_nothing_to_itself() {
    // SHA-8
    let world = k_17().on("2026-03-02").under(|policy| {
        policy.shares_surrender_accrual = crate::policy::choice::Accrual::ToState;
    });
    let mut world = world.given(disclose("R-1", "NA")).given(register("R-1", "NA", &["NA"]));
    for other in ["BV", "SO"] {
        world = notice_reached(world, "R-1", other, "2026-03-02");
    }
    let mut world = world.on("2026-04-14");
    world.ledger.parties.get_mut(&party("NA")).unwrap().kind = party::PartyKind::StateBody;
    let to = Some(party("NA"));
    let asked = SurrenderShare { result: result("R-1"), holder: party("NA"), to };
    let asked = ask(of("NA"), result::Command::SurrenderShare(asked));
    world.when(asked).then_refused(Reason::SuccessorNotEligible);
}

#[test]
fn a_contract_sets_its_own_contest_window_where_the_policy_lets_it() {
    // POL-6, REG-5: 10 days from 2 March end with 12 March.
    let world = World::unfounded();
    let mut terms = World::founding_terms();
    let may = terms.policy.iter_mut().find(|entry| entry.key == "policy.contractMay").unwrap();
    may.value = "contest.window".into();
    let world = cast_from(world.given(World::founding_with(terms)));
    let mut own: RegisterContract = contracts::contract();
    let (key, value) = ("contest.window".into(), "10cd".into());
    own.terms.overrides = [super::PolicyEntry { key, value }].into();
    let world = world.given(contracts::register(own)).on("2026-03-02");
    let world = world.given(disclose("R-1", "NA")).given(register("R-1", "NA", &["NA"]));
    let world = notice_reached(world, "R-1", "BV", "2026-03-02");
    let world = notice_reached(world, "R-1", "SO", "2026-03-02").on("2026-03-12 23:59");
    assert_eq!(stage_of(&world, "R-1"), "REGISTERED_PROVISIONAL");
    assert_eq!(stage_of(&world.on("2026-03-13 00:00"), "R-1"), "REGISTERED");
}

#[test]
fn computed_shares_follow_a_succession_and_an_amendment_in_every_row() {
    // SHA-15, PTY-6: which rows changed is compared with all rows after every record.
    let world = k_17_under(&[
        ("shares.defaultSplit", "EQUAL"),
        ("policy.contractMay", "shares.defaultSplit"),
    ]);
    let world = world.given(disclose("R-1", "NA"));
    let world = world.given(register("R-1", "NA", &["AS", "BV", "IM"]));
    let world = world.given(succeeds_bv("AS", &[]));
    let of_r1 = |world: &World| contract::computed_shares(&world.ledger, &result("R-1"));
    assert_eq!(of_r1(&world).unwrap().len(), 2);
    let id = ContractId::parse("K-17").unwrap();
    let contract = world.ledger.contract(&id).unwrap();
    let (mut terms, revision) = (contract.terms.clone(), contract.revision);
    let (key, value) = ("shares.defaultSplit".into(), "NONE".into());
    terms.overrides = [super::PolicyEntry { key, value }].into();
    let amended = AmendContract { contract: id, terms, background: [].into() };
    let amended = contract::Command::AmendContract(amended);
    let parties: &[PartyId] = &world.ledger.contract(&id).unwrap().parties;
    let signed = parties[1..]
        .iter()
        .fold(ask(Role::Party(parties[0]), amended), |asked, party| asked.and(Role::Party(*party)));
    let world = world.given(signed.seeing(revision));
    assert_eq!(of_r1(&world), None);
}

#[test]
fn what_is_due_waits_for_a_clerk_and_keeps_its_day() {
    // GEN-17, KEY-1: with no clerk's key left, the heads can still enrol one.
    let clerk = Role::Clerk(ClerkDuty::Deadlines);
    let world = k_17().given(disclose("R-1", "NA")).given(register("R-1", "NA", &["NA"]));
    let world = notice_reached(world, "R-1", "BV", "2026-01-20");
    let world = notice_reached(world, "R-1", "SO", "2026-01-20");
    let revoked = key::Command::RevokeKey(RevokeKey { key: key_of(clerk) });
    let world = world.given(root(revoked)).on("2026-04-01");
    assert_eq!(stage_of(&world, "R-1"), "REGISTERED_PROVISIONAL");
    let next = EnrolKey { role: clerk, offer: offer(clerk, 1), administrator: None };
    let world = world.given(root(key::Command::EnrolKey(next)));
    assert!(super::due(&world.ledger, world.at).is_some());
    let passed = pass_deadlines(world.at).by_key(clerk, 1);
    let world = world.given(passed);
    let found = world.ledger.results.get(&result("R-1")).unwrap();
    assert_eq!(found.final_from, Some(date("2026-02-20")));
}

#[test]
fn nothing_accrues_to_a_party_of_a_suspended_state() {
    // STM-4: disposals by or to its parties.
    let third = share(1, 3);
    let world = final_result("R-1", &[("NA", third), ("BV", third), ("SO", third)]);
    let surrender = SurrenderShare { result: result("R-1"), holder: party("NA"), to: None };
    let surrender = ask(of("NA"), result::Command::SurrenderShare(surrender));
    world.clone().when(surrender.clone()).then(["ShareSurrendered", "ShareAccrued"]);
    let world = world.suspending("KZ", "2026-04-01");
    world.when(surrender).then_refused(Reason::StateNotBound);
}

#[test]
fn readers_who_are_no_contract_parties_raise_no_level() {
    // CFD-3, CFD-5
    let mut world = k_17().given(disclose("R-1", "NA")).given(register("R-1", "NA", &["NA"]));
    for reader in ["IM", "PE"] {
        let granted = GrantAccess {
            party: party("NA"),
            subject: Subject::Result(result("R-1")),
            reader: of(reader),
            level: super::Level::Contract,
            mark: None,
            until: date("2027-01-01"),
        };
        world = world.given(ask(of("NA"), disclosure::Command::GrantAccess(granted)));
    }
    let handed = |giver: &str, receiver: &str| {
        let (giver, receiver) = (party(giver), party(receiver));
        let items = [HandoverItem { content: file("drawing"), mark: Some(text("unmapped")) }];
        let (items, act) = (items.into(), file("act of handover"));
        let handed = RecordHandover { result: result("R-1"), giver, receiver, items, act };
        let signed = ask(Role::Party(giver), disclosure::Command::RecordHandover(handed));
        signed.and(Role::Party(receiver))
    };
    let level = |world: &World| world.ledger.results.get(&result("R-1")).unwrap().level;
    let world = world.given(handed("IM", "PE"));
    assert_eq!(level(&world), super::Level::Contract);
    let world = world.given(handed("NA", "IM"));
    assert!(super::Level::Contract < level(&world));
}
