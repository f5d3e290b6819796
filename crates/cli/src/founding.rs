//! The founding file: what the founding instrument says, and where the keys of the first offices
//! are.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use ed25519_dalek::SigningKey;
use rights::{
    id::{HolderId, Origin, TreatyId},
    ledger::{
        PolicyEntry, RULES_KNOWN,
        programme::{Binding, FoundingOffice, FoundingPart, OpenProgramme, Purpose, Treaty},
    },
    policy::{Policy, Preset},
    role::{ClerkDuty, Role},
    sealed::Sealed,
    territory::State,
    text::Text,
    time::Date,
};
use rights_client::{
    keys::{generate, offer, save},
    sealed::Opening,
};
use serde::Deserialize;

use crate::{
    exit::Exit,
    failure::{Failure, file, own},
    service_keys::{self, Existing},
};

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Founding {
    /// The origin's name, before the hex digits that founding draws.
    name: String,
    instrument: String,
    threshold: u32,
    /// The first and the last day of the founding keys, and so of the first offices.
    valid: (String, String),
    secretary: Office,
    treaties: BTreeMap<String, TreatyFile>,
    states: BTreeMap<String, StateFile>,
    #[serde(default)]
    policy: PolicyFile,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TreatyFile {
    title: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StateFile {
    head: Office,
    /// The day from which each treaty binds the state.
    bound: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Office {
    /// The person's name, which is sealed; none if nobody is to be named.
    name: Option<String>,
    holder: Option<String>,
    /// The key file; none where keys are generated.
    key: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyFile {
    preset: Option<String>,
    #[serde(default)]
    keys: BTreeMap<String, String>,
}

/// What founding takes: the command, the heads' keys that sign it, and what opens its sealed names.
pub struct Parts {
    pub command: rights::ledger::programme::Command,
    pub heads: Vec<SigningKey>,
    pub openings: Vec<Opening>,
}

/// An office of the file in its role, with the keys of all of them at hand.
struct Seats<'a, L> {
    founding: &'a Founding,
    origin: &'a Origin,
    generated: Option<&'a Path>,
    load: L,
    openings: Vec<Opening>,
}

impl Founding {
    /// Reads `path`.
    ///
    /// # Errors
    /// `FILE_UNUSABLE`; `FOUNDING_INVALID` with the place.
    pub fn read(path: &Path) -> Result<Founding, Failure> {
        let text = fs::read_to_string(path).map_err(|error| file(path, &error))?;
        toml::from_str(&text).map_err(|why| {
            let why = why.to_string();
            own("FOUNDING_INVALID", Exit::Configuration)
                .fact("path", path.display())
                .fact("why", why.trim_end())
        })
    }

    /// A new origin of that name: founding draws its digits, so that none is ever used twice.
    ///
    /// # Errors
    /// `FOUNDING_INVALID`, `NO_RANDOMNESS`.
    pub fn draw_origin(&self) -> Result<Origin, Failure> {
        let drawn = getrandom::u64()
            .map_err(|why| own("NO_RANDOMNESS", Exit::Unavailable).fact("why", why))?;
        Origin::parse(&format!("{}/{drawn:016x}", self.name)).map_err(|why| wrong("name", why))
    }

    /// Writes a new key for each office into `directory`, under the passphrase that `passphrase`
    /// gives for its file; what to do about a file that exists says `existing`.
    ///
    /// # Errors
    /// `KEY_FILE_EXISTS`, and whatever `passphrase` gives.
    pub fn generate_keys(
        &self,
        directory: &Path,
        existing: Existing,
        passphrase: impl Fn(&Path) -> Result<Option<String>, Failure>,
    ) -> Result<(), Failure> {
        for (role, _) in self.offices()? {
            let path = directory.join(service_keys::file_name(role));
            if existing == Existing::TakenUp && path.exists() {
                continue;
            }
            save(&path, &generate()?, passphrase(&path)?.as_deref())?;
        }
        Ok(())
    }

    /// The founding command of the ledger `origin` and what it needs; the ledger's own keys are
    /// made in `data_dir`.
    ///
    /// # Errors
    /// `FOUNDING_INVALID` with the place, or what the key files are wrong with.
    pub fn parts(
        &self,
        origin: &Origin,
        purpose: Purpose,
        data_dir: &Path,
        generated: Option<&Path>,
        load: impl Fn(&str) -> Result<SigningKey, Failure>,
    ) -> Result<Parts, Failure> {
        let mut seats = Seats { founding: self, origin, generated, load, openings: Vec::new() };
        let (mut parts, mut heads) = (Vec::new(), Vec::new());
        for (code, described) in &self.states {
            let state = State::parse(code).map_err(|why| wrong(code, why))?;
            let (head, key) = seats.take(Role::Head(state), &described.head)?;
            parts.push(FoundingPart { state, head });
            heads.push(key);
        }
        let (secretary, _) = seats.take(Role::Secretary, &self.secretary)?;
        let service = |role: Role| {
            let key = service_keys::found(data_dir, role)?;
            Ok::<_, Failure>(offer(&key, origin, role, holder(role, None)?, self.valid()?))
        };
        let command = OpenProgramme {
            purpose,
            instrument: Text::parse(&self.instrument).map_err(|why| wrong("instrument", why))?,
            rules: RULES_KNOWN,
            treaties: self.treaties()?,
            parts,
            threshold: self.threshold,
            secretary,
            due_clerk: service(Role::Clerk(ClerkDuty::Deadlines))?,
            state_clerk: service(Role::Clerk(ClerkDuty::State))?,
            gateway: service(Role::Gateway)?,
            policy: self.policy()?,
        };
        let command = rights::ledger::programme::Command::OpenProgramme(command);
        Ok(Parts { command, heads, openings: seats.openings })
    }

    fn offices(&self) -> Result<Vec<(Role, &Office)>, Failure> {
        let mut offices = vec![(Role::Secretary, &self.secretary)];
        for (code, described) in &self.states {
            let state = State::parse(code).map_err(|why| wrong(code, why))?;
            offices.push((Role::Head(state), &described.head));
        }
        Ok(offices)
    }

    fn treaties(&self) -> Result<Vec<Treaty>, Failure> {
        let treaty = |(id, described): (&String, &TreatyFile)| {
            let mut bindings = Vec::new();
            for (code, state) in &self.states {
                if let Some(from) = state.bound.get(id) {
                    let state = State::parse(code).map_err(|why| wrong(code, why))?;
                    let from = Date::parse(from).map_err(|why| wrong(from, why))?;
                    bindings.push(Binding { state, from });
                }
            }
            let treaty = TreatyId::parse(id).map_err(|why| wrong(id, why))?;
            let title = Text::parse(&described.title).map_err(|why| wrong("title", why))?;
            Ok(Treaty { treaty, title, bindings })
        };
        self.treaties.iter().map(treaty).collect()
    }

    fn policy(&self) -> Result<Vec<PolicyEntry>, Failure> {
        let mut policy = match &self.policy.preset {
            None => Policy::reference(),
            Some(name) => {
                let preset = Preset::ALL.iter().find(|preset| preset.to_string() == *name);
                Policy::preset(*preset.ok_or_else(|| wrong("preset", name))?)
            }
        };
        let mut stated = policy.entries();
        for (key, value) in &self.policy.keys {
            let entry = stated.iter_mut().find(|(known, _)| known == key);
            entry.ok_or_else(|| wrong(key, "no such policy key"))?.1.clone_from(value);
        }
        policy = Policy::parse(&stated).map_err(|why| wrong("policy", why))?;
        let entry = |(key, value): (&str, String)| PolicyEntry { key: key.into(), value };
        Ok(policy.entries().into_iter().map(entry).collect())
    }

    fn valid(&self) -> Result<(Date, Date), Failure> {
        let date = |text: &str| Date::parse(text).map_err(|why| wrong("valid", why));
        Ok((date(&self.valid.0)?, date(&self.valid.1)?))
    }
}

impl<L: Fn(&str) -> Result<SigningKey, Failure>> Seats<'_, L> {
    fn take(
        &mut self,
        role: Role,
        office: &Office,
    ) -> Result<(FoundingOffice, SigningKey), Failure> {
        let generated =
            self.generated.map(|directory| directory.join(service_keys::file_name(role)));
        let path = match (generated, &office.key) {
            (Some(path), _) => path,
            (None, Some(path)) => PathBuf::from(path),
            (None, None) => return Err(wrong(role, "a key file, or --generate-keys")),
        };
        let key = (self.load)(&path.display().to_string())?;
        let holder = holder(role, office.holder.as_deref())?;
        let offered = offer(&key, self.origin, role, holder, self.founding.valid()?);
        let name = office.name.as_deref().map(|name| self.seal(name)).transpose()?;
        Ok((FoundingOffice { name, key: offered }, key))
    }

    fn seal(&mut self, name: &str) -> Result<Sealed, Failure> {
        let opening = Opening::new(name).map_err(|why| wrong("name", why))?;
        let sealed = opening.sealed();
        self.openings.push(opening);
        Ok(sealed)
    }
}

/// Who keeps a key: as stated, or the role itself with dashes.
fn holder(role: Role, stated: Option<&str>) -> Result<HolderId, Failure> {
    let own = role.to_string().replace('/', "-");
    HolderId::parse(stated.unwrap_or(&own)).map_err(|why| wrong(role, why))
}

fn wrong(place: impl std::fmt::Display, why: impl std::fmt::Display) -> Failure {
    own("FOUNDING_INVALID", Exit::Configuration).fact("path", place).fact("why", why)
}
