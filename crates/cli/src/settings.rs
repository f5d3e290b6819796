//! What every command is told: language, form of data, and where the ledger is.

use std::{env, path::PathBuf};

use crate::{
    exit::Exit,
    failure::{Failure, own},
    lang::Lang,
    output::Format,
};

/// The flags that every command takes.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    #[arg(long, global = true, value_enum)]
    lang: Option<Lang>,
    #[arg(long, global = true, env = "RIGHTS_DATA_DIR", hide_env = true)]
    data_dir: Option<PathBuf>,
    #[arg(long, global = true, env = "RIGHTS_ADDRESS", hide_env = true)]
    address: Option<String>,
    #[arg(long, short, global = true, value_enum, default_value = "table")]
    output: Format,
}

/// What they come to.
#[derive(Clone, Debug)]
pub struct Settings {
    pub lang: Lang,
    pub format: Format,
    /// A running server, for example `http://127.0.0.1:7878`; none for the data directory.
    pub address: Option<String>,
    data_dir: Option<PathBuf>,
}

impl Settings {
    #[must_use]
    pub fn new(lang: Lang, options: Options) -> Settings {
        let Options { lang: _, data_dir, address, output } = options;
        Settings { lang, format: output, address, data_dir }
    }

    /// The data directory: as asked, or `rights` in the user's data directory (XDG Base Directory
    /// Specification).
    ///
    /// # Errors
    /// `NO_DATA_DIRECTORY` if nothing says where.
    pub fn data_dir(&self) -> Result<PathBuf, Failure> {
        if let Some(asked) = &self.data_dir {
            return Ok(asked.clone());
        }
        let absolute =
            |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        absolute("XDG_DATA_HOME")
            .or_else(|| absolute("HOME").map(|home| home.join(".local/share")))
            .map(|data| data.join("rights"))
            .ok_or_else(|| own("NO_DATA_DIRECTORY", Exit::Configuration))
    }

    /// The data directory as asked, or else `folder` in the one that is used by default.
    ///
    /// # Errors
    /// As [`Settings::data_dir`].
    pub fn data_dir_or(&self, folder: &str) -> Result<PathBuf, Failure> {
        let data_dir = self.data_dir()?;
        Ok(if self.data_dir.is_some() { data_dir } else { data_dir.join(folder) })
    }

    /// Says something to the person in the person's language.
    pub fn say(&self, key: &str, facts: &[(&str, &str)]) {
        crate::output::message(&self.lang.tell(key, facts));
    }
}
