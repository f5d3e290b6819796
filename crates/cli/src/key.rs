//! `rights key new|show|prove`: keys in files. What the ledger knows of keys is among the verbs
//! that follow from the proto files.

use std::path::PathBuf;

use ed25519_dalek::SigningKey;
use rights::{
    id::{HolderId, Origin},
    role::Role,
    time::Date,
};
use rights_client::keys::{fingerprint, generate, id_of, offer, save};
use serde_json::json;

use crate::{
    digits::hex,
    failure::{Failure, invalid},
    output,
    secret::Secret,
    settings::Settings,
};

/// What can be done to keys in files.
#[derive(clap::Subcommand)]
pub enum Key {
    New(New),
    Show(Show),
    Prove(Prove),
}

/// A new key in a new file.
#[derive(clap::Args)]
pub struct New {
    #[arg(value_name = "FILE")]
    key_file: PathBuf,
    #[arg(long, conflicts_with = "passphrase_file")]
    no_passphrase: bool,
    #[command(flatten)]
    secret: Secret,
}

/// The public half of a key.
#[derive(clap::Args)]
pub struct Show {
    #[arg(value_name = "FILE")]
    key_file: String,
    #[command(flatten)]
    secret: Secret,
}

/// The proof that its holder has a key: what a command that enrols it carries (KEY-8).
#[derive(clap::Args)]
pub struct Prove {
    #[arg(value_name = "FILE")]
    key_file: String,
    #[arg(long, value_name = "ORIGIN")]
    ledger: String,
    #[arg(long)]
    role: String,
    #[arg(long)]
    holder: String,
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: String,
    #[arg(long, value_name = "YYYY-MM-DD")]
    until: String,
    #[command(flatten)]
    secret: Secret,
}

impl Key {
    /// Does it.
    ///
    /// # Errors
    /// What the file, the passphrase or a value is wrong with.
    pub fn run(&self, settings: &Settings) -> Result<(), Failure> {
        match self {
            Key::New(new) => new.run(settings),
            Key::Show(show) => print(&show.secret.key(&show.key_file, settings)?, settings),
            Key::Prove(prove) => prove.run(settings),
        }
    }
}

impl New {
    fn run(&self, settings: &Settings) -> Result<(), Failure> {
        let passphrase = if self.no_passphrase {
            None
        } else {
            Some(self.secret.new_passphrase(&self.key_file, settings)?)
        };
        let key = generate()?;
        save(&self.key_file, &key, passphrase.as_deref())?;
        settings.say("key-written", &[("path", &self.key_file.display().to_string())]);
        if passphrase.is_none() {
            settings.say("key-not-encrypted", &[]);
        }
        print(&key, settings)
    }
}

impl Prove {
    fn run(&self, settings: &Settings) -> Result<(), Failure> {
        let ledger = Origin::parse(&self.ledger).map_err(|why| invalid("--ledger", why))?;
        let role = Role::parse(&self.role).map_err(|why| invalid("--role", why))?;
        let holder = HolderId::parse(&self.holder).map_err(|why| invalid("--holder", why))?;
        let date = |flag, text: &str| Date::parse(text).map_err(|why| invalid(flag, why));
        let dates = (date("--from", &self.from)?, date("--until", &self.until)?);
        let key = self.secret.key(&self.key_file, settings)?;
        let offer = offer(&key, &ledger, role, holder, dates);
        // In the form that commands are written in, whatever form was asked for.
        let json = json!({
            "publicKey": hex(&offer.public_key),
            "holder": offer.holder.to_string(),
            "from": offer.from.to_string(),
            "until": offer.until.to_string(),
            "possession": hex(&offer.possession),
        });
        Ok(output::text(&format!("{json:#}"))?)
    }
}

fn print(key: &SigningKey, settings: &Settings) -> Result<(), Failure> {
    let id = id_of(key);
    let public = hex(key.verifying_key().as_bytes());
    let parts = [
        ("key", id.to_string()),
        ("fingerprint", fingerprint(&id)),
        ("public_key", public.clone()),
    ];
    let parts: Vec<_> = parts.map(|(name, value)| (settings.lang.word(name), value)).into();
    let json = json!({ "key": id.to_string(), "publicKey": public });
    Ok(output::one(settings.format, &parts, &json)?)
}
