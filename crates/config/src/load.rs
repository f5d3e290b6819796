//! Flag over environment over file over default: which value holds for each key, and why.

use std::{
    ffi::{OsStr, OsString},
    fs, io,
    net::SocketAddr,
    num::NonZeroUsize,
    path::{Path, PathBuf},
};

use crate::{
    environment, file,
    key::{self, KEYS, Key, Kind, Standard},
    origin::Origin,
    problem::{Problem, Wrong},
    url::OpeningsUrl,
    value::Value,
};

/// The folder of this program in the user's directories, and the file in it.
const FOLDER: &str = "rights";
const FILE: &str = "rights.toml";
/// The clerk's key in the data directory.
pub const CLERK_KEY: &str = "keys/clerk-due.pem";

/// What a process is given.
#[derive(Clone, Default, Debug)]
pub struct Given {
    /// The file that a flag names.
    pub file: Option<PathBuf>,
    /// What flags ask for.
    pub flags: Vec<Flag>,
    /// Another port for whatever address is listened on, from the flag `--port`.
    pub port: Option<u16>,
    /// The environment.
    pub variables: Vec<(OsString, OsString)>,
}

/// What one flag asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Flag {
    /// For example `--listen`.
    pub name: &'static str,
    /// The name of a key of [`KEYS`].
    pub key: &'static str,
    pub text: OsString,
}

/// What somebody asks for, if it can be had.
pub(crate) struct Asked {
    pub(crate) key: &'static Key,
    /// The key, variable or flag as it was written.
    pub(crate) name: String,
    pub(crate) place: Origin,
    pub(crate) value: Result<Value, Wrong>,
}

/// The value of one key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Setting {
    pub key: &'static Key,
    /// None where there is no default and nobody asked.
    pub value: Option<Value>,
    pub origin: Origin,
}

/// The values of all keys, in the order of [`KEYS`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Configuration {
    settings: Vec<Setting>,
}

impl Asked {
    /// What a variable or a flag asks for.
    pub(crate) fn text(key: &'static Key, name: &str, text: &OsStr, place: Origin) -> Asked {
        // Paths of a file system need not be text.
        let value = if key.kind == Kind::Path && text.to_str().is_none() {
            Ok(Value::Path(text.into()))
        } else {
            Value::parse(key.kind, &text.to_string_lossy(), None)
        };
        Asked { key, name: name.into(), place, value }
    }
}

/// What holds, given that; a file is read, and nothing else of the machine.
///
/// # Errors
/// All that is wrong, in the order file, environment, flags: what a higher layer overrules must be
/// right too, or it would surprise whoever takes that layer away.
pub fn load(given: &Given) -> Result<Configuration, Vec<Problem>> {
    let (mut asked, mut problems) = match file_of(given) {
        Ok(Some((path, text))) => file::read(&path, &text),
        Ok(None) => (Vec::new(), Vec::new()),
        Err(problem) => (Vec::new(), vec![problem]),
    };
    let (variables, unknown) = environment::read(&given.variables);
    problems.extend(unknown);
    asked.extend(variables);
    asked.extend(given.flags.iter().map(flag));
    let mut configuration = Configuration { settings: KEYS.iter().map(standard).collect() };
    for Asked { key, name, place, value } in asked {
        match value {
            Ok(value) => configuration.replace(key.name, value, place),
            Err(wrong) => problems.push(Problem { place, name, wrong }),
        }
    }
    configuration.derive(given);
    problems.extend(configuration.contradiction(&problems));
    // Within one origin in the order of the file; the sort keeps the layers in their order.
    problems.sort_by(|a, b| a.place.cmp(&b.place));
    if problems.is_empty() { Ok(configuration) } else { Err(problems) }
}

/// The file that asks, and what it holds: the one that is named, or the user's own if it is there.
fn file_of(given: &Given) -> Result<Option<(PathBuf, String)>, Problem> {
    let named = given.file.clone().map(|path| (path, Origin::Flag("--config".into())));
    let variable = "RIGHTS_CONFIG";
    let named = named.or_else(|| {
        let path = environment::find(&given.variables, variable)?;
        Some((path.into(), Origin::Variable(variable.into())))
    });
    let (path, place) = match named {
        Some((path, place)) => (path, Some(place)),
        None => match home(given, "XDG_CONFIG_HOME", ".config") {
            Some(path) => (path.join(FOLDER).join(FILE), None),
            None => return Ok(None),
        },
    };
    match fs::read_to_string(&path) {
        Ok(text) => Ok(Some((path, text))),
        Err(error) if error.kind() == io::ErrorKind::NotFound && place.is_none() => Ok(None),
        Err(error) => {
            let name = path.display().to_string();
            let file = Origin::File { path, line: 1, column: 1 };
            let wrong = Wrong::Unreadable(error.to_string());
            Err(Problem { place: place.unwrap_or(file), name, wrong })
        }
    }
}

/// A directory of the user (XDG Base Directory Specification): relative ones do not count.
fn home(given: &Given, variable: &str, below_home: &str) -> Option<PathBuf> {
    let absolute = |name| {
        let path = environment::find(&given.variables, name).map(Path::new)?;
        path.is_absolute().then_some(path)
    };
    absolute(variable)
        .map(Path::to_owned)
        .or_else(|| absolute("HOME").map(|home| home.join(below_home)))
}

/// What a flag asks for: every process of the machine can read it, so that it holds no password.
fn flag(flag: &Flag) -> Asked {
    let key = key::find(flag.key).expect("whoever composes a command names keys of the table");
    let mut asked = Asked::text(key, flag.name, &flag.text, Origin::Flag(flag.name.into()));
    if asked.value.as_ref().is_ok_and(Value::has_secret) {
        asked.value = Err(Wrong::SecretInArguments);
    }
    asked
}

fn standard(key: &'static Key) -> Setting {
    let value = match key.standard {
        Standard::Fixed(text) => Some(
            Value::parse(key.kind, text, None).expect("a test parses every fixed default of a key"),
        ),
        Standard::Derived(_) => None,
    };
    Setting { key, value, origin: Origin::Default }
}

impl Configuration {
    /// Every value and where it comes from, in the order of [`KEYS`].
    #[must_use]
    pub fn settings(&self) -> &[Setting] {
        &self.settings
    }

    /// The setting of the key of that name.
    ///
    /// # Panics
    /// If there is no such key.
    #[must_use]
    pub fn setting(&self, name: &str) -> &Setting {
        let found = self.settings.iter().find(|setting| setting.key.name == name);
        found.expect("only keys of the table are asked for")
    }

    /// The defaults that follow from the machine and from other keys, and the flag `--port`.
    fn derive(&mut self, given: &Given) {
        if let Some(port) = given.port
            && let Some(Value::Address(address)) = self.setting("listen").value
        {
            let address = Value::Address(SocketAddr::new(address.ip(), port));
            self.replace("listen", address, Origin::Flag("--port".into()));
        }
        let home = home(given, "XDG_DATA_HOME", ".local/share");
        self.fill("data_dir", home.map(|home| Value::Path(home.join(FOLDER))));
        if let Some(Value::Path(data_dir)) = &self.setting("data_dir").value {
            let key = Value::Path(data_dir.join(CLERK_KEY));
            self.fill("clerk_key_file", Some(key));
        }
        if let Some(Value::Log(log)) = &self.setting("log").value
            && let Some(Value::Views(views)) = &self.setting("views").value
        {
            let openings = Value::Openings(OpeningsUrl::beside(log, views));
            self.fill("openings", Some(openings));
        }
        let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        self.fill("sequencer.verifiers", Some(Value::Count(cores)));
    }

    /// Two values that cannot hold together; a value that `problems` object to is in none.
    fn contradiction(&self, problems: &[Problem]) -> Option<Problem> {
        let (name, than) = ("sequencer.heartbeat", "sequencer.patience");
        let no_duration = |problem: &Problem| {
            matches!(problem.wrong, Wrong::Value { expected: Kind::Duration, .. })
        };
        let (heartbeat, patience) = (self.setting(name), self.setting(than));
        if let Some(Value::Duration(beat)) = heartbeat.value
            && let Some(Value::Duration(patient)) = patience.value
            && beat >= patient
            && !problems.iter().any(no_duration)
        {
            let place = heartbeat.origin.clone().max(patience.origin.clone());
            return Some(Problem { place, name: name.into(), wrong: Wrong::NotShorter { than } });
        }
        None
    }

    fn replace(&mut self, name: &str, value: Value, origin: Origin) {
        if let Some(setting) = self.settings.iter_mut().find(|it| it.key.name == name) {
            setting.value = Some(value);
            setting.origin = origin;
        }
    }

    /// Sets what nobody asked for.
    fn fill(&mut self, name: &str, value: Option<Value>) {
        if let Some(setting) = self.settings.iter_mut().find(|it| it.key.name == name) {
            setting.value = setting.value.take().or(value);
        }
    }
}
