//! A ledger founded with real signatures, whose log grows by parties: enough to project.

use std::collections::BTreeSet;

use ed25519_dalek::{Signer as _, SigningKey};
use rights::envelope::{PAYLOAD_TYPE, key_id, pae, possession, seal};
use rights::id::{CommandId, HolderId, KeyId, Origin, PartyId, TreatyId};
use rights::ledger::office::{self, AppointSecretary};
use rights::ledger::party::{self, PartyKind, ProposeParty};
use rights::ledger::programme::{
    self, Binding, FoundingOffice, FoundingPart, OpenProgramme, Purpose, Treaty,
};
use rights::ledger::{
    Asked, Command, Header, KeyOffer, Ledger, PolicyEntry, Recorded, Signers, decide, evolve, rows,
};
use rights::policy::Policy;
use rights::role::{ClerkDuty, Role};
use rights::row::RowKey;
use rights::territory::State;
use rights::text::Text;
use rights::time::{Date, Instant};
use rights::wire::{command, record};
use tlog::hash::Hash;

const STATES: [&str; 6] = ["AM", "BY", "KG", "KZ", "RU", "TJ"];

/// A ledger, and the records that led to it.
pub(crate) struct Founded {
    pub(crate) ledger: Ledger,
    pub(crate) records: Vec<Vec<u8>>,
    /// Every row that any record changed.
    pub(crate) changed: BTreeSet<RowKey>,
    at: Instant,
}

pub(crate) fn origin() -> Origin {
    Origin::parse("rights.example/projected/0123456789abcdef").expect("it is an origin")
}

/// What every frame of the ledger's log begins with.
pub(crate) fn ledger() -> Hash {
    Hash::of(&[origin().as_str().as_bytes()])
}

/// The key of whoever acts in `role`.
fn signing_key(role: Role) -> SigningKey {
    SigningKey::from_bytes(Hash::of(&[role.to_string().as_bytes()]).bytes())
}

pub(crate) fn key_of(role: Role) -> KeyId {
    key_id(signing_key(role).verifying_key().as_bytes())
}

pub(crate) fn state(text: &str) -> State {
    State::parse(text).expect("it is a state")
}

fn text(text: &str) -> Text {
    Text::parse(text).expect("it is a text")
}

fn date(text: &str) -> Date {
    Date::parse(text).expect("it is a date")
}

fn offer(role: Role) -> KeyOffer {
    let key = signing_key(role);
    let holder = HolderId::parse(&role.to_string().replace('/', "-")).expect("it is an id");
    let public_key = key.verifying_key().to_bytes();
    let possession = key.sign(&possession(&origin(), role, &holder, &public_key)).to_bytes();
    let (from, until) = (date("2026-01-01"), date("2040-12-31"));
    KeyOffer { public_key, holder, from, until, possession }
}

/// What the heads of the six states sign to found the ledger.
fn founding() -> Command {
    let first = |role| FoundingOffice { name: None, key: offer(role) };
    let part = |of: &str| FoundingPart { state: state(of), head: first(Role::Head(state(of))) };
    let bound = |of| Binding { state: state(of), from: date("2008-12-29") };
    let entry = |(key, value): (&str, String)| PolicyEntry { key: key.into(), value };
    let treaty = Treaty {
        treaty: TreatyId::parse("ria-2007").expect("it is an id"),
        title: text("RIA Agreement, 2007-10-06"),
        bindings: STATES.map(bound).into(),
    };
    Command::Programme(programme::Command::OpenProgramme(OpenProgramme {
        purpose: Purpose::Development,
        instrument: text("Agreement on the programme, 2025-12-01"),
        rules: rights::ledger::RULES_KNOWN,
        treaties: [treaty].into(),
        parts: STATES.map(part).into(),
        threshold: 4,
        secretary: first(Role::Secretary),
        due_clerk: offer(Role::Clerk(ClerkDuty::Deadlines)),
        state_clerk: offer(Role::Clerk(ClerkDuty::State)),
        gateway: offer(Role::Gateway),
        policy: Policy::reference().entries().into_iter().map(entry).collect(),
    }))
}

impl Founded {
    /// Founded, and with the secretary of one national part.
    pub(crate) fn new() -> Self {
        let at = Instant::from_micros(1_768_000_000_000_000);
        let mut founded = Self {
            ledger: Ledger::default(),
            records: Vec::new(),
            changed: BTreeSet::new(),
            at,
        };
        founded.record(&STATES.map(|of| Role::Head(state(of))), founding());
        let (of, name) = (state("RU"), None);
        let offer = offer(Role::PartSecretary(of));
        let appoint = AppointSecretary { state: of, name, offer };
        let appoint = Command::Office(office::Command::AppointSecretary(appoint));
        founded.record(&[Role::Head(of)], appoint);
        founded
    }

    /// The part proposes one more party.
    pub(crate) fn propose(&mut self, id: &str) {
        let of = state("RU");
        let propose = ProposeParty {
            party: PartyId::parse(id).expect("it is an id"),
            seat: of,
            kind: PartyKind::Enterprise,
            name: text(id),
            identifiers: Vec::new(),
        };
        let propose = Command::Party(party::Command::ProposeParty(propose));
        self.record(&[Role::PartSecretary(of)], propose);
    }

    fn record(&mut self, signers: &[Role], command: Command) {
        self.at = self.at.plus_seconds(1);
        let mut keys: Vec<KeyId> = signers.iter().map(|role| key_of(*role)).collect();
        keys.sort_unstable();
        let header = Header {
            ledger: origin(),
            id: id(self.records.len() as u64),
            signers: Signers::new(keys, 0).expect("the keys ascend"),
            issued_at: self.at,
            expires_at: self.at.plus_hours(1),
            seen: None,
            cited: None,
            attachments: Vec::new(),
            expected_revision: 0,
        };
        let payload = command::write(&header, &command);
        let signed = pae(PAYLOAD_TYPE, &payload);
        let sign = |role: &Role| (key_of(*role), signing_key(*role).sign(&signed).to_bytes());
        let envelope = seal(payload, &signers.iter().map(sign).collect::<Vec<_>>());
        let asked = Asked { header, command };
        let events = decide(&self.ledger, self.at, &asked)
            .unwrap_or_else(|refusal| panic!("refused: {refusal}"));
        let (sequence, recorded_at) = (self.records.len() as u64, self.at);
        self.records.push(record::write(sequence, recorded_at, envelope, &events));
        let recorded = Recorded { sequence, recorded_at, header: asked.header, events };
        self.ledger = evolve(std::mem::take(&mut self.ledger), &recorded);
        self.changed.extend(rows(&self.ledger).into_iter().map(|(key, _)| key));
    }
}

/// The id of the command that became the record `number`.
pub(crate) fn id(number: u64) -> CommandId {
    let mut bytes = [0; 16];
    (bytes[6], bytes[8]) = (0x70, 0x80);
    bytes[9..].copy_from_slice(&number.to_be_bytes()[1..]);
    CommandId::from_bytes(bytes).expect("version and variant are right")
}
