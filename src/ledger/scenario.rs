//! Tests that read like the rule book: given what happened, when someone asks, then this follows.
//!
//! The cast is the rulebook's: six states AM, BY, KG, KZ, RU, TJ; the enterprises NA (RU), BV (BY),
//! SO (KZ), AS (AM), IM (KG), PE (TJ), accredited since 2026-01-12; policy C-1 = the defaults.
//! Everybody's key is derived from the role, so a test names roles and never keys.

mod bodies;
mod given;
pub(crate) mod results;

use alloc::{
    string::{String, ToString as _},
    vec::Vec,
};

use ed25519_dalek::{Signer as _, SigningKey};
use sha2::{Digest as _, Sha256};

pub(crate) use self::{bodies::*, given::result};
use super::{
    Asked, Cited, Command, ContentDigest, Events, Header, KeyOffer, Ledger, PolicyEntry, Reason,
    Recorded, Refusal, Signers, decide, due, evolve, key, office, party,
    programme::{self, Binding, FoundingOffice, FoundingPart, OpenProgramme, Purpose, Treaty},
};
pub(crate) use crate::share::Share;
use crate::{
    envelope::{key_id, possession},
    id::{CommandId, Digest, HolderId, KeyId, Origin, PartyId, TreatyId},
    policy::Policy,
    role::{ClerkDuty, Role},
    territory::State,
    text::Text,
    time::{Date, Instant, Zone},
    wire,
};

/// The states of the cast, ascending.
pub(crate) const STATES: [&str; 6] = ["AM", "BY", "KG", "KZ", "RU", "TJ"];

/// The enterprises of the cast and their seats.
pub(crate) const CAST: [(&str, &str); 6] =
    [("NA", "RU"), ("BV", "BY"), ("SO", "KZ"), ("AS", "AM"), ("IM", "KG"), ("PE", "TJ")];

/// A ledger, the clock of whoever records into it, and how many commands were asked.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) ledger: Ledger,
    pub(crate) at: Instant,
    asked: u64,
}

/// A command before it is signed: who signs it, and what else its header says.
#[derive(Clone)]
pub(crate) struct Ask {
    command: Command,
    /// Each with which of its keys signs.
    signers: Vec<(Role, u8)>,
    cited: Option<u64>,
    revision: u64,
}

/// What came of a command.
pub(crate) struct When {
    before: World,
    at: Instant,
    asked: Asked,
    outcome: Result<Events, Refusal>,
}

pub(crate) fn state(text: &str) -> State {
    State::parse(text).unwrap()
}

pub(crate) fn party(text: &str) -> PartyId {
    PartyId::parse(text).unwrap()
}

pub(crate) fn text(text: &str) -> Text {
    Text::parse(text).unwrap()
}

pub(crate) fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

pub(crate) fn share(numerator: u64, denominator: u64) -> Share {
    Share::new(numerator, denominator).unwrap()
}

pub(crate) fn treaty() -> TreatyId {
    TreatyId::parse("ria-2007").unwrap()
}

/// The zone of policy C-1.
pub(crate) fn zone() -> Zone {
    Zone::parse("+03:00").unwrap()
}

/// The key of whoever acts in `role`; `nth` tells several keys of one role apart.
pub(crate) fn signing_key(role: Role, nth: u8) -> SigningKey {
    let seed = Sha256::new().chain_update(role.to_string()).chain_update([nth]).finalize();
    SigningKey::from_bytes(&seed.into())
}

/// The id of the first key of `role`.
pub(crate) fn key_of(role: Role) -> KeyId {
    nth_key_of(role, 0)
}

/// The id of the `nth` key of `role`.
pub(crate) fn nth_key_of(role: Role, nth: u8) -> KeyId {
    key_id(signing_key(role, nth).verifying_key().as_bytes())
}

/// The holder of the first key of `role`: its text form with dashes.
pub(crate) fn holder_of(role: Role) -> HolderId {
    HolderId::parse(&role.to_string().replace('/', "-")).unwrap()
}

pub(crate) fn origin() -> Origin {
    Origin::parse("rights.example/scenario/0123456789abcdef").unwrap()
}

/// The offer of the `nth` key of `role`, valid from 2026-01-01 to 2040-12-31, with its proof.
pub(crate) fn offer(role: Role, nth: u8) -> KeyOffer {
    offer_to(role, nth, holder_of(role).as_str())
}

/// The same for a holder of another name.
pub(crate) fn offer_to(role: Role, nth: u8, holder: &str) -> KeyOffer {
    let key = signing_key(role, nth);
    let (public_key, holder) = (key.verifying_key().to_bytes(), HolderId::parse(holder).unwrap());
    let statement = possession(&origin(), role, &holder, &public_key);
    let possession = key.sign(&statement).to_bytes();
    let (from, until) = (date("2026-01-01"), date("2040-12-31"));
    KeyOffer { public_key, holder, from, until, possession }
}

/// `command`, signed in `role`.
pub(crate) fn ask(role: Role, command: impl Into<Command>) -> Ask {
    Ask { command: command.into(), signers: [(role, 0)].into(), cited: None, revision: 0 }
}

impl Ask {
    /// Signed in one more role.
    pub(crate) fn and(self, role: Role) -> Ask {
        self.and_key(role, 0)
    }

    /// Signed by the `nth` key of `role` too.
    pub(crate) fn and_key(mut self, role: Role, nth: u8) -> Ask {
        self.signers.push((role, nth));
        self
    }

    /// Without the signature of `role`.
    pub(crate) fn without(mut self, role: Role) -> Ask {
        self.signers.retain(|(signer, _)| *signer != role);
        self
    }

    /// Signed by nobody but `role`.
    pub(crate) fn by(self, role: Role) -> Ask {
        self.by_key(role, 0)
    }

    /// Signed by nobody but the `nth` key of `role`.
    pub(crate) fn by_key(mut self, role: Role, nth: u8) -> Ask {
        self.signers = [(role, nth)].into();
        self
    }

    /// Citing the decision adopted by the record `sequence`.
    pub(crate) fn citing(mut self, sequence: u64) -> Ask {
        self.cited = Some(sequence);
        self
    }

    /// Stating the revision that the author saw.
    pub(crate) fn seeing(mut self, revision: u64) -> Ask {
        self.revision = revision;
        self
    }
}

impl World {
    /// Nothing was recorded yet; it is 2026-01-10, noon.
    pub(crate) fn unfounded() -> World {
        World { ledger: Ledger::default(), at: noon("2026-01-10"), asked: 0 }
    }

    /// The ledger founded by the heads of the six states, under policy C-1, on 2026-01-10.
    pub(crate) fn founded() -> World {
        let world = World::unfounded();
        let founding = World::founding();
        world.given(founding)
    }

    /// The whole cast: founded, every part with its secretary, every enterprise accredited since
    /// 2026-01-12 and with its key. It is 2026-01-12, noon.
    pub(crate) fn cast() -> World {
        cast_from(World::founded())
    }

    /// What the heads sign to found the ledger.
    pub(crate) fn founding_terms() -> OpenProgramme {
        let first = |role| FoundingOffice { name: None, key: offer(role, 0) };
        let part =
            |text: &&str| FoundingPart { state: state(text), head: first(Role::Head(state(text))) };
        let bound = |text: &&str| Binding { state: state(text), from: date("2008-12-29") };
        let entry = |(key, value): (&str, String)| PolicyEntry { key: key.into(), value };
        OpenProgramme {
            purpose: Purpose::Development,
            instrument: text("Agreement on the programme, 2025-12-01"),
            rules: super::RULES_KNOWN,
            treaties: [Treaty {
                treaty: treaty(),
                title: text("RIA Agreement, 2007-10-06"),
                bindings: STATES.iter().map(bound).collect(),
            }]
            .into(),
            parts: STATES.iter().map(part).collect(),
            threshold: 4,
            secretary: first(Role::Secretary),
            due_clerk: offer(Role::Clerk(ClerkDuty::Deadlines), 0),
            state_clerk: offer(Role::Clerk(ClerkDuty::State), 0),
            gateway: offer(Role::Gateway, 0),
            policy: Policy::reference().entries().into_iter().map(entry).collect(),
        }
    }

    pub(crate) fn founding() -> Ask {
        World::founding_with(World::founding_terms())
    }

    /// `terms`, signed by all heads.
    pub(crate) fn founding_with(terms: OpenProgramme) -> Ask {
        let heads = STATES.iter().map(|text| (Role::Head(state(text)), 0));
        let command = Command::Programme(programme::Command::OpenProgramme(terms));
        Ask { command, signers: heads.collect(), cited: None, revision: 0 }
    }

    /// The same ledger when it is `time` (`2026-03-09`, noon; or `2026-03-09 23:59`) in the policy's
    /// zone. Deadlines that pass meanwhile are recorded.
    #[track_caller]
    pub(crate) fn on(mut self, time: &str) -> World {
        let at = noon(time);
        assert!(at >= self.at, "time does not go back");
        self.at = at;
        self.pass_deadlines()
    }

    /// Records what time alone demands now, as the sequencer does before every command.
    pub(crate) fn pass_deadlines(mut self) -> World {
        while let Some(command) = due(&self.ledger, self.at) {
            let clerk = Role::Clerk(ClerkDuty::Deadlines);
            self = self.when(ask(clerk, command)).then_accepted();
        }
        self
    }

    /// `asked` must be accepted.
    #[track_caller]
    pub(crate) fn given(self, asked: Ask) -> World {
        self.when(asked).then_accepted()
    }

    /// What comes of `asked` now. The command travels through its wire form on the way, so every
    /// test also proves that it can.
    #[track_caller]
    pub(crate) fn when(mut self, asked: Ask) -> When {
        self.asked += 1;
        let asked = self.signed(asked);
        let bytes = wire::command::write(&asked.header, &asked.command);
        assert_eq!(wire::command::read(&bytes).as_ref(), Ok(&asked), "the wire form says it all");
        let outcome = decide(&self.ledger, self.at, &asked);
        When { at: self.at, before: self, asked, outcome }
    }

    pub(crate) fn signed(&self, ask: Ask) -> Asked {
        let key = |(role, nth): &(Role, u8)| nth_key_of(*role, *nth);
        let mut keys: Vec<KeyId> = ask.signers.iter().map(key).collect();
        let author = keys[0];
        keys.sort_unstable();
        keys.dedup();
        let position = keys.iter().position(|key| *key == author).unwrap();
        let order = wire::command::order_of(&ask.command);
        let header = Header {
            ledger: origin(),
            id: command_id(self.asked),
            signers: Signers::new(keys, u32::try_from(position).unwrap()).unwrap(),
            issued_at: self.at,
            expires_at: self.at.plus_hours(1),
            seen: None,
            cited: ask.cited.map(|decision| Cited { decision, order }),
            attachments: Vec::new(),
            expected_revision: ask.revision,
        };
        Asked { header, command: ask.command }
    }

    /// The sequence of the last record.
    pub(crate) fn last(&self) -> u64 {
        self.ledger.acts.next_sequence() - 1
    }
}

impl When {
    /// The ledger after the command, which must be accepted.
    #[track_caller]
    pub(crate) fn then_accepted(self) -> World {
        match self.outcome {
            Ok(events) => record(self.before, self.at, self.asked, events),
            Err(refusal) => panic!("refused: {refusal}"),
        }
    }

    /// The command must be accepted, with exactly these events, by name and in this order.
    #[track_caller]
    pub(crate) fn then<const N: usize>(self, events: [&str; N]) -> World {
        match &self.outcome {
            Ok(happened) => {
                let names: Vec<&str> = happened.iter().map(|event| event.change.name()).collect();
                assert_eq!(names, events);
            }
            Err(refusal) => panic!("refused: {refusal}"),
        }
        self.then_accepted()
    }

    /// The command must be refused for this reason; the world is as before.
    #[track_caller]
    pub(crate) fn then_refused(self, reason: Reason) -> World {
        match self.outcome {
            Ok(events) => panic!("accepted: {events:?}"),
            Err(refusal) => assert_eq!(refusal.reason, reason, "{refusal}"),
        }
        self.before
    }

    /// What a test must look at itself.
    pub(crate) fn outcome(&self) -> &Result<Events, Refusal> {
        &self.outcome
    }
}

fn record(mut world: World, at: Instant, asked: Asked, events: Events) -> World {
    let sequence = world.ledger.acts.next_sequence();
    for event in events.iter() {
        assert_eq!(wire::event::again(event).as_ref(), Ok(event), "the wire form says it all");
    }
    let recorded = Recorded { sequence, recorded_at: at, header: asked.header, events };
    let before = world.ledger.clone();
    world.ledger = evolve(world.ledger, &recorded);
    super::rowcheck::marks_are_exact(&before, &world.ledger);
    world
}

fn command_id(number: u64) -> CommandId {
    let mut bytes = [0; 16];
    bytes[6] = 0x70;
    bytes[8..].copy_from_slice(&number.to_be_bytes());
    bytes[8] |= 0x80;
    CommandId::from_bytes(bytes).unwrap()
}

/// `2026-03-09` is its noon, `2026-03-09 23:59` that minute, in the zone of policy C-1.
fn noon(time: &str) -> Instant {
    let (day, clock) = time.split_once(' ').unwrap_or((time, "12:00"));
    let (hours, minutes) = clock.split_once(':').unwrap();
    let start = zone().start_of(date(day));
    start.plus_hours(hours.parse().unwrap()).plus_minutes(minutes.parse().unwrap())
}

/// The role of the enterprise `id`.
pub(crate) fn of(id: &str) -> Role {
    Role::Party(party(id))
}

/// The digest of a file named `name`.
pub(crate) fn digest(name: &str) -> Digest {
    Digest(Sha256::digest(name).into())
}

/// A file named `name`.
pub(crate) fn file(name: &str) -> ContentDigest {
    let media_type = text("application/pdf");
    ContentDigest { sha256: digest(name), size: 4_096, media_type }
}

/// The whole cast on a ledger just founded.
pub(crate) fn cast_from(mut world: World) -> World {
    world = STATES.iter().fold(world, |world, of| world.given(appoint_secretary(of)));
    world = CAST.iter().fold(world, |world, (id, seat)| world.given(propose(id, seat)));
    world = world.on("2026-01-12");
    world = CAST.iter().fold(world, |world, (id, seat)| world.given(accredit(id, seat)));
    CAST.iter().fold(world, |world, (id, seat)| world.given(enrol_party_key(id, seat)))
}

pub(crate) fn appoint_secretary(of: &str) -> Ask {
    let offer = offer(Role::PartSecretary(state(of)), 0);
    let asked = office::AppointSecretary { state: state(of), name: None, offer };
    ask(Role::Head(state(of)), office::Command::AppointSecretary(asked))
}

pub(crate) fn propose(id: &str, seat: &str) -> Ask {
    let asked = party::ProposeParty {
        party: party(id),
        seat: state(seat),
        kind: party::PartyKind::Enterprise,
        name: text(id),
        identifiers: Vec::new(),
    };
    ask(Role::PartSecretary(state(seat)), party::Command::ProposeParty(asked))
}

/// The head of the seat state accredits: no body is designated in the cast (NAT-5).
pub(crate) fn accredit(id: &str, seat: &str) -> Ask {
    let asked = party::AccreditParty {
        party: party(id),
        treaty: treaty(),
        right: Some(file("foreign-trade right")),
        from: date("2026-01-12"),
        until: date("2040-12-31"),
        controllers: Vec::new(),
    };
    ask(Role::Head(state(seat)), party::Command::AccreditParty(asked))
}

pub(crate) fn enrol_party_key(id: &str, seat: &str) -> Ask {
    let asked = key::EnrolKey { role: of(id), offer: offer(of(id), 0), administrator: None };
    ask(Role::Head(state(seat)), key::Command::EnrolKey(asked))
}
