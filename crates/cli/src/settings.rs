//! What every command is told: language, form of data, and where the ledger is.

use std::{env, path::PathBuf};

use rights_config::{
    load::{Configuration, Flag, Given, load},
    origin::Origin,
    settings::Settings as Serving,
};

use crate::{
    configuration::{Asked, data_dir_of, embedded, invalid},
    failure::Failure,
    lang::Lang,
    output::Format,
};

/// The flags that every process takes.
#[derive(Clone, Debug, clap::Args)]
pub struct General {
    #[arg(long, global = true, value_enum)]
    lang: Option<Lang>,
    #[arg(long, global = true)]
    data_dir: Option<PathBuf>,
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// The flags that every command takes.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    #[command(flatten)]
    general: General,
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
    config: Option<PathBuf>,
}

impl Settings {
    #[must_use]
    pub fn new(lang: Lang, options: Options) -> Settings {
        let Options { general, address, output } = options;
        Settings { format: output, address, ..Settings::of(lang, general) }
    }

    /// Those of a process that is not the command `rights`.
    #[must_use]
    pub fn of(lang: Lang, general: General) -> Settings {
        let General { lang: _, data_dir, config } = general;
        Settings { lang, format: Format::Table, address: None, data_dir, config }
    }

    /// What holds for every key of the services, where `asked` are the flags of this command.
    ///
    /// # Errors
    /// `CONFIGURATION_INVALID` with everything that is wrong.
    pub fn configuration(&self, asked: &Asked) -> Result<Configuration, Failure> {
        let mut flags = asked.flags();
        if let Some(data_dir) = &self.data_dir {
            let text = data_dir.into();
            flags.push(Flag { name: "--data-dir", key: "data_dir", text });
        }
        let given = Given {
            file: self.config.clone(),
            flags,
            port: asked.served.port,
            variables: env::vars_os().collect(),
        };
        load(&given).map_err(|problems| invalid(problems, self.lang))
    }

    /// The settings with which a process serves the ledger, with the passwords that files hold.
    ///
    /// # Errors
    /// As [`Settings::configuration`], and for files of passwords.
    pub fn serving(&self, asked: &Asked) -> Result<Serving, Failure> {
        let configuration = self.configuration(asked)?;
        configuration.with_secrets().map_err(|problems| invalid(problems, self.lang))
    }

    /// The data directory: as asked, or `rights` in the user's data directory (XDG Base Directory
    /// Specification).
    ///
    /// # Errors
    /// `NO_DATA_DIRECTORY` if nothing says where; as [`Settings::configuration`].
    pub fn data_dir(&self) -> Result<PathBuf, Failure> {
        let serving = self.configuration(&Asked::default())?.without_secrets();
        Ok(data_dir_of(&serving)?.to_owned())
    }

    /// The data directory, for what is done to an embedded ledger alone.
    ///
    /// # Errors
    /// As [`Settings::data_dir`]; `CLIENT_NOT_BUILT` if the ledger is not in it.
    pub fn embedded(&self) -> Result<PathBuf, Failure> {
        let serving = self.configuration(&Asked::default())?.without_secrets();
        embedded(&serving)?;
        Ok(data_dir_of(&serving)?.to_owned())
    }

    /// The data directory as asked, or else `folder` in the one that is used by default.
    ///
    /// # Errors
    /// As [`Settings::data_dir`].
    pub fn data_dir_or(&self, folder: &str) -> Result<PathBuf, Failure> {
        let configuration = self.configuration(&Asked::default())?;
        let asked = configuration.setting("data_dir").origin != Origin::Default;
        let data_dir = self.data_dir()?;
        Ok(if asked { data_dir } else { data_dir.join(folder) })
    }

    /// Says something to the person in the person's language.
    pub fn say(&self, key: &str, facts: &[(&str, &str)]) {
        crate::output::message(&self.lang.tell(key, facts));
    }
}
