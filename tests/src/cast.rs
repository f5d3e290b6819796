//! The rulebook's cast as it looks from outside: who signs what, as envelopes.
//!
//! Six states AM, BY, KG, KZ, RU, TJ; the enterprises NA (RU), BV (BY), SO (KZ), AS (AM), IM (KG),
//! PE (TJ). Everybody's key is derived from the role, so a test names roles and never keys.

use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use ed25519_dalek::{Signer as _, SigningKey};
use rights::{
    envelope::{self, PAYLOAD_TYPE, key_id, pae, possession},
    id::{CommandId, HolderId, KeyId, Origin, PartyId, TreatyId},
    ledger::{
        Cited, Command, ContentDigest, Header, KeyOffer, PolicyEntry, RULES_KNOWN, Seen, Signers,
        key, office, party,
        programme::{self, Binding, FoundingOffice, FoundingPart, OpenProgramme, Purpose, Treaty},
    },
    policy::Policy,
    role::{ClerkDuty, Role},
    sealed::Sealed,
    territory::State,
    text::Text,
    time::{Date, Instant, Zone},
    wire,
};
use rights_openings::Opening;
use rights_sequencer::{Clock, Reading, Submission};
use tlog::hash::Hash;

/// The states of the cast, ascending.
pub const STATES: [&str; 6] = ["AM", "BY", "KG", "KZ", "RU", "TJ"];

/// The enterprises of the cast and their seats.
pub const ENTERPRISES: [(&str, &str); 6] =
    [("NA", "RU"), ("BV", "BY"), ("SO", "KZ"), ("AS", "AM"), ("IM", "KG"), ("PE", "TJ")];

/// A command on its way to being signed.
#[derive(Clone, Debug)]
pub struct Ask {
    pub command: Command,
    pub signers: Vec<Role>,
    pub issued_at: Instant,
    pub expires_at: Instant,
    pub seen: Option<Seen>,
    /// The revision of the subject that the author saw; 0 where none is stated.
    pub revision: u64,
    /// The sequence of the decision that orders it (GEN-15); none where none is cited.
    pub cited: Option<u64>,
    pub openings: Vec<Opening>,
}

/// Clocks that a test holds: both stand still until it moves them.
#[derive(Debug)]
pub struct HeldClock(Mutex<Reading>);

impl HeldClock {
    #[must_use]
    pub fn at(wall: Instant) -> HeldClock {
        HeldClock(Mutex::new(Reading { wall, passed: std::time::Duration::ZERO }))
    }

    /// Time passes, on both clocks.
    pub fn pass(&self, seconds: u64) {
        let mut reading = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        reading.wall = reading.wall.plus_seconds(seconds);
        reading.passed += std::time::Duration::from_secs(seconds);
    }

    /// Somebody sets the wall clock.
    pub fn jump_to(&self, wall: Instant) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).wall = wall;
    }
}

impl Clock for HeldClock {
    fn read(&self) -> Reading {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[must_use]
pub fn state(text: &str) -> State {
    State::parse(text).expect("the cast's states are states")
}

#[must_use]
pub fn party_id(text: &str) -> PartyId {
    PartyId::parse(text).expect("the cast's parties have ids")
}

#[must_use]
pub fn text(text: &str) -> Text {
    Text::parse(text).expect("the cast's texts are texts")
}

#[must_use]
pub fn date(text: &str) -> Date {
    Date::parse(text).expect("the cast's dates are dates")
}

/// Noon of `day` in UTC.
#[must_use]
pub fn noon(day: &str) -> Instant {
    Zone::UTC.start_of(date(day)).plus_hours(12)
}

#[must_use]
pub fn treaty() -> TreatyId {
    TreatyId::parse("ria-2007").expect("the cast's treaty has an id")
}

#[must_use]
pub fn origin() -> Origin {
    Origin::parse("rights.example/cast/0123456789abcdef").expect("the cast's origin is one")
}

/// What the frames of the cast's log begin with.
#[must_use]
pub fn ledger() -> Hash {
    Hash::of(&[origin().as_str().as_bytes()])
}

/// The key of whoever acts in `role`.
#[must_use]
pub fn signing_key(role: Role) -> SigningKey {
    SigningKey::from_bytes(Hash::of(&[role.to_string().as_bytes()]).bytes())
}

#[must_use]
pub fn key_of(role: Role) -> KeyId {
    key_id(signing_key(role).verifying_key().as_bytes())
}

/// The clerk's key for deadlines.
#[must_use]
pub fn clerk() -> SigningKey {
    signing_key(Role::Clerk(ClerkDuty::Deadlines))
}

/// The offer of the key of `role`, valid from 2026-01-01 to 2040-12-31, with its proof.
#[must_use]
pub fn offer(role: Role) -> KeyOffer {
    let key = signing_key(role);
    let holder = HolderId::parse(&role.to_string().replace('/', "-")).expect("roles make holders");
    let public_key = key.verifying_key().to_bytes();
    let statement = possession(&origin(), role, &holder, &public_key);
    let possession = key.sign(&statement).to_bytes();
    let (from, until) = (date("2026-01-01"), date("2040-12-31"));
    KeyOffer { public_key, holder, from, until, possession }
}

/// `command`, asked by `role` at `at`, for an hour.
#[must_use]
pub fn ask(role: Role, command: impl Into<Command>, at: Instant) -> Ask {
    Ask {
        command: command.into(),
        signers: vec![role],
        issued_at: at,
        expires_at: at.plus_hours(1),
        seen: None,
        revision: 0,
        cited: None,
        openings: Vec::new(),
    }
}

/// A sealed text and its opening.
#[must_use]
pub fn sealed(value: &str) -> (Sealed, Opening) {
    let salt = Hash::of(&[value.as_bytes()]);
    let salt = salt.bytes().first_chunk().expect("a hash is longer than a salt");
    let opening = Opening::new(*salt, value.to_owned()).expect("the cast's texts are short");
    let commitment = rights::id::Digest(*opening.commitment().bytes());
    (Sealed { commitment }, opening)
}

impl Ask {
    /// Submitted as the command number `number` of its author.
    #[must_use]
    pub fn numbered(&self, number: u64) -> Submission {
        let mut keys: Vec<(KeyId, Role)> =
            self.signers.iter().map(|role| (key_of(*role), *role)).collect();
        let author = keys[0].0;
        keys.sort_unstable();
        let position = keys.iter().position(|(key, _)| *key == author).expect("the author signs");
        let position = u32::try_from(position).expect("there are few signers");
        let ids = keys.iter().map(|(key, _)| *key).collect();
        let header = Header {
            ledger: origin(),
            id: command_id(number),
            signers: Signers::new(ids, position).expect("the signers are in order"),
            issued_at: self.issued_at,
            expires_at: self.expires_at,
            seen: self.seen,
            cited: self
                .cited
                .map(|decision| Cited { decision, order: wire::command::order_of(&self.command) }),
            attachments: Vec::new(),
            expected_revision: self.revision,
        };
        let body = wire::command::write(&header, &self.command);
        let signed = pae(PAYLOAD_TYPE, &body);
        let sign = |(id, role): &(KeyId, Role)| (*id, signing_key(*role).sign(&signed).to_bytes());
        let signatures: Vec<_> = keys.iter().map(sign).collect();
        let envelope = Bytes::from(envelope::seal(body, &signatures));
        Submission { envelope, openings: self.openings.clone(), at: None }
    }

    /// With the opening of what it seals.
    #[must_use]
    pub fn opening(mut self, opening: Opening) -> Ask {
        self.openings.push(opening);
        self
    }

    /// Signed in one more role.
    #[must_use]
    pub fn and(mut self, role: Role) -> Ask {
        self.signers.push(role);
        self
    }

    /// Stating the revision of the subject that its author saw.
    #[must_use]
    pub fn at_revision(mut self, revision: u64) -> Ask {
        self.revision = revision;
        self
    }

    /// Citing the decision that the record `sequence` adopted.
    #[must_use]
    pub fn citing(mut self, sequence: u64) -> Ask {
        self.cited = Some(sequence);
        self
    }

    /// Saying that its author saw this tree.
    #[must_use]
    pub fn seeing(mut self, seen: tlog::head::Seen) -> Ask {
        let root = rights::id::Digest(*seen.root.bytes());
        self.seen = Some(Seen { size: seen.size, root });
        self
    }
}

/// The id of the command number `number` of an author.
#[must_use]
pub fn command_id(number: u64) -> CommandId {
    let mut bytes = [0; 16];
    bytes[8..].copy_from_slice(&number.to_be_bytes());
    bytes[6] = 0x70;
    bytes[8] |= 0x80;
    CommandId::from_bytes(bytes).expect("version and variant are set")
}

/// The founding by all heads, at `at`.
#[must_use]
pub fn founding(purpose: Purpose, at: Instant) -> Ask {
    let first = |role| FoundingOffice { name: None, key: offer(role) };
    let part = |of: &&str| FoundingPart { state: state(of), head: first(Role::Head(state(of))) };
    let bound = |of: &&str| Binding { state: state(of), from: date("2008-12-29") };
    let entry = |(key, value): (&str, String)| PolicyEntry { key: key.into(), value };
    let terms = OpenProgramme {
        purpose,
        instrument: text("Agreement on the programme, 2025-12-01"),
        rules: RULES_KNOWN,
        treaties: vec![Treaty {
            treaty: treaty(),
            title: text("RIA Agreement, 2007-10-06"),
            bindings: STATES.iter().map(bound).collect(),
        }],
        parts: STATES.iter().map(part).collect(),
        threshold: 4,
        secretary: first(Role::Secretary),
        due_clerk: offer(Role::Clerk(ClerkDuty::Deadlines)),
        state_clerk: offer(Role::Clerk(ClerkDuty::State)),
        gateway: offer(Role::Gateway),
        policy: Policy::reference().entries().into_iter().map(entry).collect(),
    };
    let command = programme::Command::OpenProgramme(terms);
    let mut asked = ask(Role::Head(state("AM")), command, at);
    asked.signers = STATES.iter().map(|of| Role::Head(state(of))).collect();
    asked
}

/// The head of the national part `of` appoints its secretary; `name` is sealed.
#[must_use]
pub fn appoint_secretary(of: &str, name: Option<Sealed>, at: Instant) -> Ask {
    let offer = offer(Role::PartSecretary(state(of)));
    let asked = office::AppointSecretary { state: state(of), name, offer };
    ask(Role::Head(state(of)), office::Command::AppointSecretary(asked), at)
}

/// The secretary of the national part of `seat` proposes the enterprise `id`.
#[must_use]
pub fn propose(id: &str, seat: &str, at: Instant) -> Ask {
    let asked = party::ProposeParty {
        party: party_id(id),
        seat: state(seat),
        kind: party::PartyKind::Enterprise,
        name: text(id),
        identifiers: Vec::new(),
    };
    ask(Role::PartSecretary(state(seat)), party::Command::ProposeParty(asked), at)
}

/// The head of the seat state accredits the enterprise `id`.
#[must_use]
pub fn accredit(id: &str, seat: &str, at: Instant) -> Ask {
    let asked = party::AccreditParty {
        party: party_id(id),
        treaty: treaty(),
        right: Some(file("foreign-trade right")),
        from: date("2026-01-12"),
        until: date("2040-12-31"),
        controllers: Vec::new(),
    };
    ask(Role::Head(state(seat)), party::Command::AccreditParty(asked), at)
}

/// The head of the seat state enrols the key of the enterprise `id`.
#[must_use]
pub fn enrol(id: &str, seat: &str, at: Instant) -> Ask {
    let role = Role::Party(party_id(id));
    let asked = key::EnrolKey { role, offer: offer(role), administrator: None };
    ask(Role::Head(state(seat)), key::Command::EnrolKey(asked), at)
}

/// The head of the seat state suspends the enterprise `id`, or reinstates it, from today on.
#[must_use]
pub fn change_standing(
    (id, seat): (&str, &str),
    command: fn(party::ChangeStanding) -> party::Command,
    reasons: Option<Sealed>,
    at: Instant,
) -> Ask {
    let from = Zone::parse("+03:00").expect("the reference policy's zone is one").date_of(at);
    let asked = party::ChangeStanding { party: party_id(id), from, reasons };
    ask(Role::Head(state(seat)), command(asked), at)
}

/// A file named `name`.
#[must_use]
pub fn file(name: &str) -> ContentDigest {
    let sha256 = rights::id::Digest(*Hash::of(&[name.as_bytes()]).bytes());
    ContentDigest { sha256, size: 4_096, media_type: text("application/pdf") }
}
