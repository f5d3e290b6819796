//! A throw-away ledger whose enterprises deal with each other: who founds it, and what they ask for
//! then. Every key follows from its role and every command from its number, so that two runs sign the
//! same.

use std::collections::BTreeMap;

use ed25519_dalek::{Signer as _, SigningKey};
use rights::{
    envelope::{PAYLOAD_TYPE, key_id, pae, possession, seal},
    id::{CommandId, ContractId, Digest, HolderId, KeyId, Origin, PartyId, ResultId, TreatyId},
    ledger::{
        Asked, Command, ContentDigest, Header, KeyOffer, Level, PolicyEntry, RULES_KNOWN, ShareOf,
        Signers,
        contract::{self, ContributionKind, Heading, ProposeShares, RecordContribution, Terms},
        key, office, party,
        programme::{self, Binding, FoundingOffice, FoundingPart, OpenProgramme, Purpose, Treaty},
        result::{self, DiscloseResult, Kind, RegisterResult},
    },
    policy::Policy,
    role::{ClerkDuty, Role},
    sealed::{Sealed, commitment},
    share::Share,
    territory::State,
    text::Text,
    time::{Date, Instant},
    wire,
};
use tlog::hash::Hash;

/// The states, ascending; each has a national part and two enterprises.
const STATES: [&str; 3] = ["BY", "KZ", "RU"];
/// The enterprises and their seats, ascending.
const ENTERPRISES: [(&str, &str); 6] = [
    ("BY-1", "BY"),
    ("BY-2", "BY"),
    ("KZ-1", "KZ"),
    ("KZ-2", "KZ"),
    ("RU-1", "RU"),
    ("RU-2", "RU"),
];
/// What becomes of one result, a command for each.
pub const STEPS: u64 = 5;
/// Days for which the first offices and keys are valid.
const VALID_DAYS: u32 = 3_650;

/// A salt and the text that it seals.
pub type Opening = ([u8; 16], String);

/// A command on its way to being signed; the first of `signers` is its author.
pub struct Ask {
    pub command: Command,
    pub signers: Vec<Role>,
    pub issued_at: Instant,
    pub openings: Vec<Opening>,
    /// Which command of its author it is.
    pub number: u64,
}

/// A command as it is submitted.
pub struct Signed {
    pub envelope: Vec<u8>,
    pub openings: Vec<Opening>,
}

/// Everybody's keys, and when it began.
pub struct World {
    origin: Origin,
    began: Instant,
    valid: (Date, Date),
    keys: BTreeMap<Role, (KeyId, SigningKey)>,
}

impl World {
    /// The world of the ledger `origin`, founded at the instant `began`.
    #[must_use]
    pub fn of(origin: Origin, began: Instant) -> World {
        let first = Policy::reference().clock_zone.date_of(began);
        let valid = (first, first.plus_days(VALID_DAYS));
        let parts = STATES.map(state).into_iter();
        let offices = parts.flat_map(|of| [Role::Head(of), Role::PartSecretary(of)]);
        let clerks = [ClerkDuty::Deadlines, ClerkDuty::State].map(Role::Clerk);
        let roles = offices.chain(clerks).chain([Role::Secretary, Role::Gateway]);
        let enterprises = (0..ENTERPRISES.len()).map(|at| Role::Party(enterprise(at)));
        let derived = |role: Role| {
            let key = SigningKey::from_bytes(Hash::of(&[role.to_string().as_bytes()]).bytes());
            (role, (key_id(key.verifying_key().as_bytes()), key))
        };
        World { origin, began, valid, keys: roles.chain(enterprises).map(derived).collect() }
    }

    /// The key of whoever acts in `role`.
    ///
    /// # Panics
    /// If nobody here does.
    #[must_use]
    pub fn key(&self, role: Role) -> &(KeyId, SigningKey) {
        self.keys.get(&role).expect("whoever acts in this world has a key in it")
    }

    /// When it was founded.
    #[must_use]
    pub fn began(&self) -> Instant {
        self.began
    }

    /// Everybody's keys.
    pub fn keys(&self) -> impl Iterator<Item = &(KeyId, SigningKey)> {
        self.keys.values()
    }

    /// Who founds the ledger, the author first.
    #[must_use]
    pub fn founders() -> Vec<Role> {
        STATES.map(|of| Role::Head(state(of))).into()
    }

    /// The founding of a DEVELOPMENT ledger under the reference policy.
    #[must_use]
    pub fn founding(&self) -> programme::Command {
        let first = |role| FoundingOffice { name: None, key: self.offer(role) };
        let part = |of| FoundingPart { state: of, head: first(Role::Head(of)) };
        let bound = |of| Binding { state: of, from: self.valid.0 };
        let entry = |(key, value): (&str, String)| PolicyEntry { key: key.into(), value };
        programme::Command::OpenProgramme(OpenProgramme {
            purpose: Purpose::Development,
            instrument: text("Agreement on a programme that only measures a machine"),
            rules: RULES_KNOWN,
            treaties: vec![Treaty {
                treaty: treaty(),
                title: text("Agreement on the protection of rights to results"),
                bindings: STATES.map(state).map(bound).into(),
            }],
            parts: STATES.map(state).map(part).into(),
            threshold: 2,
            secretary: first(Role::Secretary),
            due_clerk: self.offer(Role::Clerk(ClerkDuty::Deadlines)),
            state_clerk: self.offer(Role::Clerk(ClerkDuty::State)),
            gateway: self.offer(Role::Gateway),
            policy: Policy::reference().entries().into_iter().map(entry).collect(),
        })
    }

    /// What stands between the founding and the first dealing, in order: secretaries of parts,
    /// accredited enterprises with their keys, a contract for each two of them.
    #[must_use]
    pub fn preparation(&self) -> Vec<Ask> {
        let mut asks: Vec<Ask> = STATES.map(|of| self.appoint_secretary(state(of))).into();
        for (at, (_, seat)) in ENTERPRISES.into_iter().enumerate() {
            asks.extend(self.admit(enterprise(at), state(seat)));
        }
        asks.extend(pairs().map(|pair| self.register_contract(pair)));
        for (number, asked) in (1_u64..).zip(&mut asks) {
            asked.number = number;
        }
        asks
    }

    fn appoint_secretary(&self, of: State) -> Ask {
        let offer = self.offer(Role::PartSecretary(of));
        let asked = office::AppointSecretary { state: of, name: None, offer };
        self.ask(&[Role::Head(of)], office::Command::AppointSecretary(asked))
    }

    fn admit(&self, id: PartyId, seat: State) -> [Ask; 3] {
        let proposed = party::ProposeParty {
            party: id,
            seat,
            kind: party::PartyKind::Enterprise,
            name: text(id.as_str()),
            identifiers: Vec::new(),
        };
        let accredited = party::AccreditParty {
            party: id,
            treaty: treaty(),
            right: Some(file(b"right of foreign trade")),
            from: self.valid.0,
            until: self.valid.1,
            controllers: Vec::new(),
        };
        let role = Role::Party(id);
        let enrolled = key::EnrolKey { role, offer: self.offer(role), administrator: None };
        let head = [Role::Head(seat)];
        [
            self.ask(&[Role::PartSecretary(seat)], party::Command::ProposeParty(proposed)),
            self.ask(&head, party::Command::AccreditParty(accredited)),
            self.ask(&head, key::Command::EnrolKey(enrolled)),
        ]
    }

    fn register_contract(&self, (one, other): (usize, usize)) -> Ask {
        let (title, opening) = sealed(&format!("contract of {one} and {other}"));
        let parties = vec![enterprise(one), enterprise(other)];
        let terms = Terms {
            document: Some(file(b"terms")),
            headings: Heading::ALL.into(),
            level: Level::Contract,
            marks: Vec::new(),
            until: Some(self.valid.1),
            tail: None,
            termination_rights: Vec::new(),
            overrides: Vec::new(),
        };
        let asked = contract::RegisterContract {
            contract: contract_of((one, other)),
            title,
            parties,
            treaty: Some(treaty()),
            from: self.valid.0,
            terms,
        };
        let signers = [one, other].map(|at| Role::Party(enterprise(at)));
        let mut asked = self.ask(&signers, contract::Command::RegisterContract(asked));
        asked.openings.push(opening);
        asked
    }

    /// The dealing number `number`, from 0, asked at `now`: [`STEPS`] of them make and register one
    /// result.
    ///
    /// # Panics
    /// Never: a number makes an id.
    #[must_use]
    pub fn dealing(&self, number: u64, now: Instant) -> Ask {
        let (at, step) = (number / STEPS, number % STEPS);
        let result = ResultId::parse(&format!("R-{at}")).expect("a number makes an id");
        let pairs: Vec<_> = pairs().collect();
        let pair = pairs[usize::try_from(at).unwrap_or_default() % pairs.len()];
        let by = |which: usize| enterprise(which);
        let contributes = |contributor: PartyId, weight| {
            let (kind, evidence) = (ContributionKind::Work, vec![file(&number.to_be_bytes())]);
            let asked = RecordContribution { result, contributor, kind, weight, evidence };
            (contributor, Command::from(contract::Command::RecordContribution(asked)), vec![])
        };
        let (author, command, openings) = match step {
            0 => self.disclose(result, pair),
            1 => contributes(by(pair.0), 3),
            2 => contributes(by(pair.1), 2),
            3 => (by(pair.0), register(result, pair), Vec::new()),
            _ => (by(pair.1), propose(result, pair), Vec::new()),
        };
        let mut asked = self.ask(&[Role::Party(author)], command);
        (asked.issued_at, asked.openings) = (now, openings);
        asked.number = PREPARED_MAX + number;
        asked
    }

    fn disclose(&self, result: ResultId, pair: (usize, usize)) -> (PartyId, Command, Vec<Opening>) {
        let (title, opening) = sealed(&format!("what {result} is about, in a line of words"));
        let discloser = enterprise(pair.0);
        let asked = DiscloseResult {
            result,
            contract: contract_of(pair),
            discloser,
            kind: Some(Kind::Invention),
            content: file(result.as_str().as_bytes()),
            level: Some(Level::Contract),
            created_in: state(ENTERPRISES[pair.0].1),
            created_on: self.valid.0,
            fields: vec![text("IPC:G01S 13/02")],
            office: None,
            creators: Vec::new(),
            title: Some(title),
            cites: None,
        };
        (discloser, result::Command::DiscloseResult(asked).into(), vec![opening])
    }

    fn offer(&self, role: Role) -> KeyOffer {
        let (_, key) = self.key(role);
        let holder = HolderId::parse(&role.to_string().replace('/', "-"))
            .expect("roles of this world make short ids");
        let public_key = key.verifying_key().to_bytes();
        let statement = possession(&self.origin, role, &holder, &public_key);
        let possession = key.sign(&statement).to_bytes();
        let (from, until) = self.valid;
        KeyOffer { public_key, holder, from, until, possession }
    }

    fn ask(&self, signers: &[Role], command: impl Into<Command>) -> Ask {
        Ask {
            command: command.into(),
            signers: signers.into(),
            issued_at: self.began,
            openings: Vec::new(),
            number: 0,
        }
    }

    /// The command and its header.
    ///
    /// # Panics
    /// Never: this world's commands have few signers, all of them with keys.
    #[must_use]
    pub fn asked(&self, ask: &Ask) -> Asked {
        let mut keys: Vec<KeyId> = ask.signers.iter().map(|role| self.key(*role).0).collect();
        let author = keys[0];
        keys.sort_unstable();
        let position = keys.iter().position(|key| *key == author).unwrap_or_default();
        let position = u32::try_from(position).expect("there are few signers");
        let header = Header {
            ledger: self.origin.clone(),
            id: command_id(ask.number),
            signers: Signers::new(keys, position).expect("the signers are in order"),
            issued_at: ask.issued_at,
            expires_at: ask.issued_at.plus_hours(1),
            seen: None,
            cited: None,
            attachments: Vec::new(),
            expected_revision: 0,
        };
        Asked { header, command: ask.command.clone() }
    }

    /// The command in its envelope, signed by everybody who is to sign.
    #[must_use]
    pub fn sign(&self, ask: Ask) -> Signed {
        let asked = self.asked(&ask);
        let body = wire::command::write(&asked.header, &asked.command);
        let bytes = pae(PAYLOAD_TYPE, &body);
        let keys = ask.signers.iter().map(|role| self.key(*role));
        let signatures: Vec<_> = keys.map(|(id, key)| (*id, key.sign(&bytes).to_bytes())).collect();
        Signed { envelope: seal(body, &signatures), openings: ask.openings }
    }
}

/// Numbers below are those of [`World::preparation`].
const PREPARED_MAX: u64 = 1_000;

fn register(result: ResultId, pair: (usize, usize)) -> Command {
    let holders = vec![enterprise(pair.0), enterprise(pair.1)];
    result::Command::RegisterResult(RegisterResult { result, holders }).into()
}

fn propose(result: ResultId, pair: (usize, usize)) -> Command {
    let part = |at, numerator| ShareOf {
        party: enterprise(at),
        share: Share::new(numerator, 5).expect("a part of five fifths is a share"),
    };
    let asked = ProposeShares {
        result,
        proposer: enterprise(pair.1),
        text: Digest(*Hash::of(&[b"agreement on ", result.as_str().as_bytes()]).bytes()),
        title: vec![part(pair.0, 3), part(pair.1, 2)],
        income: Vec::new(),
    };
    contract::Command::ProposeShares(asked).into()
}

fn pairs() -> impl Iterator<Item = (usize, usize)> {
    let all = 0..ENTERPRISES.len();
    all.clone()
        .flat_map(move |one| all.clone().map(move |other| (one, other)))
        .filter(|(one, other)| one < other)
}

fn contract_of((one, other): (usize, usize)) -> ContractId {
    ContractId::parse(&format!("C-{one}-{other}")).expect("two digits make an id")
}

fn enterprise(at: usize) -> PartyId {
    PartyId::parse(ENTERPRISES[at].0).expect("the enterprises of this world have ids")
}

fn state(code: &str) -> State {
    State::parse(code).expect("the states of this world are states")
}

fn treaty() -> TreatyId {
    TreatyId::parse("treaty-1").expect("the treaty of this world has an id")
}

fn text(text: &str) -> Text {
    Text::parse(text).expect("the texts of this world are texts")
}

fn file(content: &[u8]) -> ContentDigest {
    let sha256 = Digest(*Hash::of(&[content]).bytes());
    ContentDigest { sha256, size: 4_096, media_type: text("application/pdf") }
}

fn sealed(value: &str) -> (Sealed, Opening) {
    let salt = Hash::of(&[value.as_bytes()]);
    let salt = *salt.bytes().first_chunk().expect("a hash is longer than a salt");
    (Sealed { commitment: commitment(&salt, value) }, (salt, value.to_owned()))
}

/// A UUIDv7 (RFC 9562) whose time and random parts are a number: ids ascend as commands do.
fn command_id(number: u64) -> CommandId {
    let number = number.to_be_bytes();
    let mut bytes = [0; 16];
    bytes[..6].copy_from_slice(&number[1..7]);
    bytes[15] = number[7];
    (bytes[6], bytes[8]) = (0x70, 0x80);
    CommandId::from_bytes(bytes).expect("version and variant are set")
}
