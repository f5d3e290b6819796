//! A directory of its own for one test, and the binary in it.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    rc::Rc,
};

use tempfile::TempDir;

/// The example that the documentation shows.
pub(crate) const FOUNDING: &str = include_str!("../../../../docs/founding.toml");

/// A directory of its own for one test, and the binary in it.
pub(crate) struct Place {
    directory: Rc<TempDir>,
    /// Where its ledger is, if it is elsewhere.
    stores: Vec<(&'static str, String)>,
}

impl Place {
    /// Its ledger will be where the test run keeps its ledgers.
    pub(crate) fn empty() -> Place {
        Place { stores: tests::stores::variables(), ..Place::of_files() }
    }

    /// Its ledger will be in files, wherever the test run keeps others: for what is about the files,
    /// and for what is about settings alone.
    pub(crate) fn of_files() -> Place {
        Place { directory: Rc::new(tempfile::tempdir().unwrap()), stores: Vec::new() }
    }

    /// Its ledger will be there.
    #[cfg(feature = "servers")]
    #[allow(dead_code, reason = "transcripts run wherever the test run keeps its ledgers")]
    pub(crate) fn at(stores: Vec<(&'static str, String)>) -> Place {
        Place { stores, ..Place::of_files() }
    }

    /// The same directory, and a ledger elsewhere.
    #[cfg(feature = "servers")]
    #[allow(dead_code, reason = "transcripts stay where their ledger is")]
    pub(crate) fn elsewhere(&self, stores: &[(&'static str, String)]) -> Place {
        Place { directory: Rc::clone(&self.directory), stores: stores.to_vec() }
    }

    pub(crate) fn founded() -> Place {
        Place::empty().with_ledger()
    }

    pub(crate) fn with_ledger(self) -> Place {
        let place = self;
        fs::write(place.path("founding.toml"), FOUNDING).unwrap();
        let keys = ["--generate-keys", "keys", "--no-passphrase"];
        let found = ["found", "founding.toml", "--development", "--at", "2026-02-02T09:00:00Z"];
        place.done(&[&found[..], &keys].concat());
        place
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rights"));
        command.args(arguments).current_dir(self.directory.path()).env_clear();
        command.env("RIGHTS_DATA_DIR", self.path("data"));
        command.envs(self.stores.iter().map(|(name, url)| (name, url)));
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// The ledger served on a free port, and its address.
    pub(crate) fn serve(&self) -> (Child, String) {
        let mut serve = self.command(&["serve", "--port", "0"]);
        let mut serving = serve.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut address = String::new();
        BufReader::new(serving.stdout.take().unwrap()).read_line(&mut address).unwrap();
        (serving, address.trim().to_owned())
    }

    /// What a command that succeeds prints.
    pub(crate) fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let (out, messages) = texts(&output);
        assert!(output.status.success(), "{arguments:?}: {messages}{out}");
        out
    }

    /// How a command that does not succeed ends, and what it says.
    pub(crate) fn refused(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.run(arguments);
        let (out, messages) = texts(&output);
        assert!(!output.status.success() && out.is_empty(), "{arguments:?}: {out}");
        (output.status.code().unwrap(), messages)
    }

    /// The secretary of the Russian national part, with a key of its own.
    pub(crate) fn with_secretary(self) -> Place {
        self.appoint("RU", "secretary");
        self
    }

    /// The secretary of a national part, with a key of its own.
    pub(crate) fn appoint(&self, state: &str, key: &str) {
        let (offer, head) = (self.prove(key, &format!("NP_SEC/{state}")), head(state));
        self.done(&[
            "office",
            "appoint-secretary",
            "--state",
            state,
            "--name",
            "The Secretary",
            "--offer",
            &offer,
            "--key",
            &head,
            "--at",
            "2026-02-02T10:00:00Z",
        ]);
    }

    /// An accredited enterprise with a key in `PARTY-….pem`; right.pdf shows its right.
    pub(crate) fn with_party(&self, party: &str, state: &str) {
        let (secretary, head) = (format!("sec-{state}"), head(state));
        self.appoint(state, &secretary);
        let (secretary, at) = (format!("{secretary}.pem"), "2026-02-02T10:00:00Z");
        self.done(&[
            "party",
            "propose",
            "--party",
            party,
            "--seat",
            state,
            "--kind",
            "enterprise",
            "--name",
            party,
            "--key",
            &secretary,
            "--at",
            at,
        ]);
        self.done(&[
            "party",
            "accredit",
            "--party",
            party,
            "--treaty",
            "ria-2007",
            "--right",
            "right.pdf",
            "--from",
            "2026-01-12",
            "--until",
            "2030-12-31",
            "--key",
            &head,
            "--at",
            at,
        ]);
        let role = format!("PARTY/{party}");
        let offer = self.prove(&role.replace('/', "-"), &role);
        self.done(&[
            "key", "enrol", "--role", &role, "--offer", &offer, "--key", &head, "--at", at,
        ]);
    }

    /// A new key in `key.pem`; how a command names the proof that its holder has it.
    fn prove(&self, key: &str, role: &str) -> String {
        let (file, origin) = (format!("{key}.pem"), self.origin());
        self.done(&["key", "new", &file, "--no-passphrase"]);
        let offer = self.done(&[
            "key",
            "prove",
            &file,
            "--ledger",
            &origin,
            "--role",
            role,
            "--holder",
            &role.replace('/', "-"),
            "--from",
            "2026-01-01",
            "--until",
            "2030-12-31",
        ]);
        fs::write(self.path(&format!("{key}.json")), offer).unwrap();
        format!("@{key}.json")
    }

    /// The origin of the ledger.
    fn origin(&self) -> String {
        let programme = self.done(&["programme", "show", "-o", "csv"]);
        let found = programme.split(',').find(|cell| cell.starts_with("rights.example/aurora/"));
        found.unwrap().to_owned()
    }
}

fn head(state: &str) -> String {
    format!("keys/np_head-{}.pem", state.to_lowercase())
}

pub(crate) fn texts(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

const PROPOSE: [&str; 12] = [
    "party",
    "propose",
    "--party",
    "NA",
    "--seat",
    "RU",
    "--kind",
    "enterprise",
    "--name",
    "Neva Avionics",
    "--at",
    "2026-02-02T11:00:00Z",
];

pub(crate) fn proposing<'a>(more: &[&'a str]) -> Vec<&'a str> {
    PROPOSE.iter().copied().chain(more.iter().copied()).collect()
}
