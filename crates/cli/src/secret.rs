//! Passphrases: from a file, the environment or a prompt, never from the arguments, which every
//! process of the machine can read.

use std::{
    env, fs,
    io::{self, IsTerminal as _},
    path::{Path, PathBuf},
};

use ed25519_dalek::SigningKey;
use rights_client::keys::{KeyError, load};

use crate::{
    exit::Exit,
    failure::{Failure, file, own},
    settings::Settings,
};

const VARIABLE: &str = "RIGHTS_PASSPHRASE";

/// Where the passphrase of a key comes from.
#[derive(Clone, Debug, clap::Args)]
pub struct Secret {
    #[arg(long)]
    passphrase_file: Option<PathBuf>,
}

impl Secret {
    /// The key that `uri` names: a path, or `file:` and a path.
    ///
    /// # Errors
    /// What the key file or the passphrase is wrong with.
    pub fn key(&self, uri: &str, settings: &Settings) -> Result<SigningKey, Failure> {
        let path = path_of(uri)?;
        match load(&path, None) {
            Err(KeyError::Encrypted(_)) => {
                let passphrase = self.passphrase(&path, settings)?;
                Ok(load(&path, Some(&passphrase))?)
            }
            loaded => Ok(loaded?),
        }
    }

    /// A passphrase for a new key in `path`, asked twice if it is asked.
    ///
    /// # Errors
    /// `PASSPHRASE_MISSING`, `PASSPHRASES_DIFFER`.
    pub fn new_passphrase(&self, path: &Path, settings: &Settings) -> Result<String, Failure> {
        if let Some(given) = self.given()? {
            return Ok(given);
        }
        let first = prompt("prompt-new-passphrase", path, settings)?;
        if prompt("prompt-passphrase-again", path, settings)? == first {
            return Ok(first);
        }
        Err(own("PASSPHRASES_DIFFER", Exit::Usage))
    }

    fn passphrase(&self, path: &Path, settings: &Settings) -> Result<String, Failure> {
        match self.given()? {
            Some(given) => Ok(given),
            None => prompt("prompt-passphrase", path, settings),
        }
    }

    fn given(&self) -> Result<Option<String>, Failure> {
        if let Some(path) = &self.passphrase_file {
            let text = fs::read_to_string(path).map_err(|error| file(path, &error))?;
            return Ok(Some(text.trim_end_matches(['\r', '\n']).into()));
        }
        Ok(env::var(VARIABLE).ok().filter(|value| !value.is_empty()))
    }
}

/// The file behind the name of a key; other kinds of key have names of their own.
fn path_of(uri: &str) -> Result<PathBuf, Failure> {
    match uri.split_once(':') {
        None => Ok(uri.into()),
        Some(("file", path)) => Ok(path.into()),
        Some(_) if Path::new(uri).exists() => Ok(uri.into()),
        Some((kind, _)) => Err(own("KEY_KIND_UNKNOWN", Exit::Usage).fact("kind", kind)),
    }
}

fn prompt(key: &str, path: &Path, settings: &Settings) -> Result<String, Failure> {
    let missing = || own("PASSPHRASE_MISSING", Exit::Usage).fact("path", path.display());
    if !io::stdin().is_terminal() {
        return Err(missing());
    }
    settings.say(key, &[("path", &path.display().to_string())]);
    let typed = console::Term::stderr().read_secure_line()?;
    if typed.is_empty() { Err(missing()) } else { Ok(typed) }
}
