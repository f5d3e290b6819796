//! Enrolments: who enrols for whom, and which keys are refused.

use super::*;
use crate::{
    id::BodyId,
    ledger::{key::Command, scenario::*},
    role::{ClerkDuty, Council},
};

fn enrolment(role: Role, by: Role) -> Ask {
    offered(role, offer(role, 9), by)
}

fn offered(role: Role, offer: KeyOffer, by: Role) -> Ask {
    ask(by, Command::EnrolKey(EnrolKey { role, offer, administrator: None }))
}

fn head(of: &str) -> Role {
    Role::Head(state(of))
}

fn holder(text: &str) -> HolderId {
    HolderId::parse(text).unwrap()
}

#[test]
fn heads_enrol_whoever_acts_for_their_state() {
    let ru = state("RU");
    let body = BodyId::parse("fsvts").unwrap();
    let roles = [
        Role::PartSecretary(ru),
        Role::AuthorisedBody(ru, body),
        Role::Delegate(Council::Ria, ru),
        Role::Witness(ru),
    ];
    for role in roles {
        let world = World::cast();
        let foreign = enrolment(role, head("BY"));
        let world = world.when(foreign).then_refused(Reason::NotAuthorised);
        let world =
            world.when(enrolment(role, Role::Secretary)).then_refused(Reason::NotAuthorised);
        world.when(enrolment(role, head("RU"))).then(["KeyEnrolled"]);
    }
}

#[test]
fn the_heads_together_enrol_the_offices_that_stand_above_one_state() {
    let roles = [
        head("RU"),
        Role::Secretary,
        Role::CommissionChair,
        Role::Clerk(ClerkDuty::Deadlines),
        Role::Clerk(ClerkDuty::State),
        Role::Gateway,
    ];
    for role in roles {
        let world = World::cast();
        let alone = enrolment(role, head("RU"));
        let world = world.when(alone.clone()).then_refused(Reason::NotAuthorised);
        let together = alone.and(head("AM")).and(head("BY")).and(head("KG"));
        world.when(together).then(["KeyEnrolled"]);
    }
}

#[test]
fn the_secretary_enrols_those_who_serve_the_commission() {
    let roles = [
        Role::CouncilChair(Council::Ria),
        Role::BusinessChair,
        Role::WorkingGroupHead,
        Role::PanelChair,
        Role::Expert,
        Role::CatalogueCentre(None),
        Role::CatalogueCentre(Some(state("RU"))),
        Role::IpOffice(state("RU")),
        Role::Auditor(holder("auditor")),
    ];
    for role in roles {
        let world = World::cast();
        let world = world.when(enrolment(role, head("RU"))).then_refused(Reason::NotAuthorised);
        world.when(enrolment(role, Role::Secretary)).then(["KeyEnrolled"]);
    }
}

#[test]
fn the_body_that_accredits_enrols_the_keys_of_its_parties() {
    // NAT-5: the head, until a body is designated; then that body alone.
    let world = World::cast();
    let foreign = enrolment(of("NA"), head("BY"));
    let world = world.when(foreign).then_refused(Reason::NotAuthorised);
    let unknown = enrolment(of("XX"), head("RU"));
    let world = world.when(unknown).then_refused(Reason::NotAuthorised);
    let world = world.when(enrolment(of("NA"), head("RU"))).then(["KeyEnrolled"]);
    let (ru, body) = (state("RU"), BodyId::parse("fsvts").unwrap());
    let world = world.accrediting("RU", body);
    let role = Role::AuthorisedBody(ru, body);
    let world = world.given(offered(role, offer(role, 0), head("RU")));
    let asked = |by| offered(of("NA"), offer(of("NA"), 8), by);
    let world = world.when(asked(head("RU"))).then_refused(Reason::NotAuthorised);
    world.when(asked(role)).then(["KeyEnrolled"]);
}

#[test]
fn a_key_is_enrolled_once_for_ever_and_for_one_role() {
    // KEY-3, KEY-8: the very same key offered again, and for another role.
    let world = World::cast();
    let again = offered(of("NA"), offer(of("NA"), 0), head("RU"));
    let world = world.when(again).then_refused(Reason::KeyReused);
    let key = signing_key(of("NA"), 0);
    let (public_key, role) = (key.verifying_key().to_bytes(), Role::Witness(state("RU")));
    let statement = possession(&origin(), role, &holder("witness"), &public_key);
    let possession = ed25519_dalek::Signer::sign(&key, &statement).to_bytes();
    let holder = holder("witness");
    let other = KeyOffer { public_key, holder, possession, ..offer(of("NA"), 0) };
    world.when(offered(role, other, head("RU"))).then_refused(Reason::KeyReused);
}

#[test]
fn a_signature_made_for_one_role_counts_in_no_other() {
    // KEY-3
    let world = World::cast();
    let context = world.context(head("RU"));
    assert!(context.acts_as(&world.ledger, head("RU")));
    assert!(!context.acts_as(&world.ledger, Role::PartSecretary(state("RU"))));
    world.when(propose("NB", "RU").by(head("RU"))).then_refused(Reason::NotAuthorised);
}

#[test]
fn a_key_counts_within_its_dates_alone() {
    // KEY-1
    let from = date("2026-02-01");
    let until = date("2026-02-28");
    let key = KeyOffer { from, until, ..offer(of("NA"), 1) };
    let world = World::cast().given(offered(of("NA"), key, head("RU")));
    let id = nth_key_of(of("NA"), 1);
    let active = |day| world.ledger.keys.active(&id, date(day)).is_some();
    assert!(!active("2026-01-31") && active("2026-02-01"));
    assert!(active("2026-02-28") && !active("2026-03-01"));
}

#[test]
fn a_key_needs_proof_of_possession_for_this_ledger_role_and_holder() {
    // KEY-8
    let world = World::cast();
    let none = KeyOffer { possession: [0; 64], ..offer(of("NA"), 1) };
    let world = world.when(offered(of("NA"), none, head("RU"))).then_refused(Reason::ProofMissing);
    let stolen = KeyOffer { holder: holder("other"), ..offer(of("NA"), 1) };
    let world =
        world.when(offered(of("NA"), stolen, head("RU"))).then_refused(Reason::ProofMissing);
    let for_another = offered(of("NA"), offer(of("BV"), 1), head("RU"));
    world.when(for_another).then_refused(Reason::ProofMissing);
}

#[test]
fn a_weak_key_is_refused() {
    // KEY-8: the identity, a point of small order, verifies signatures that nobody made.
    let mut identity = [0; 32];
    identity[0] = 1;
    let weak = KeyOffer { public_key: identity, ..offer(of("NA"), 1) };
    let world = World::cast();
    let world = world.when(offered(of("NA"), weak, head("RU"))).then_refused(Reason::KeyWeak);
    let endless = KeyOffer { until: date("2025-12-31"), ..offer(of("NA"), 1) };
    world.when(offered(of("NA"), endless, head("RU"))).then_refused(Reason::Malformed);
}
