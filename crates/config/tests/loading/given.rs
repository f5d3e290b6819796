//! What a process is given, in few words.

use std::{fs, path::PathBuf};

use rights_config::{
    load::{Configuration, Flag, Given, load},
    origin::Origin,
    problem::{Problem, Wrong},
};
use tempfile::TempDir;

/// A process with a file of its own.
pub(crate) struct Process {
    directory: TempDir,
    given: Given,
}

impl Process {
    /// Whose home is empty and who is told nothing.
    pub(crate) fn new() -> Process {
        let directory = tempfile::tempdir().unwrap();
        let home = directory.path().join("home");
        Process { directory, given: Given::default() }.variable("HOME", home.to_str().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// The file `name` holds `text`.
    pub(crate) fn holding(self, name: &str, text: &str) -> Process {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// The flag `--config` names a file with this text.
    pub(crate) fn file(mut self, text: &str) -> Process {
        self.given.file = Some(self.path("rights.toml"));
        self.holding("rights.toml", text)
    }

    pub(crate) fn variable(mut self, name: &str, value: &str) -> Process {
        self.given.variables.push((name.into(), value.into()));
        self
    }

    pub(crate) fn flag(mut self, name: &'static str, key: &'static str, text: &str) -> Process {
        self.given.flags.push(Flag { name, key, text: text.into() });
        self
    }

    pub(crate) fn port(mut self, port: u16) -> Process {
        self.given.port = Some(port);
        self
    }

    pub(crate) fn loaded(&self) -> Result<Configuration, Vec<Problem>> {
        load(&self.given)
    }

    /// The value of `key` as it is shown, and its origin.
    pub(crate) fn effective(&self, key: &str) -> (String, Origin) {
        let configuration = self.loaded().unwrap();
        let setting = configuration.setting(key);
        let value = setting.value.as_ref().map(ToString::to_string);
        (value.unwrap_or_default(), setting.origin.clone())
    }

    /// What is wrong: place, name as written, what.
    pub(crate) fn wrong(&self) -> Vec<(String, String, Wrong)> {
        let place = |origin: Origin| match origin {
            Origin::File { line, column, .. } => format!("{line}:{column}"),
            Origin::Default => "default".into(),
            Origin::Variable(name) | Origin::Flag(name) => name,
        };
        let problems = self.loaded().unwrap_err().into_iter();
        problems.map(|problem| (place(problem.place), problem.name, problem.wrong)).collect()
    }
}
