//! A ledger on servers of its own, and the processes that are started for it.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Output, Stdio},
};

use tempfile::TempDir;
use tests::servers::{kafka::Kafka, postgres::Postgres};

/// The example that the documentation shows.
const FOUNDING: &str = include_str!("../../../../docs/founding.toml");

/// A founded ledger: what it needs of this machine, and where the rest is.
pub(crate) struct Place {
    directory: TempDir,
    stores: [(&'static str, String); 3],
}

/// A process that serves; it is killed with its test.
pub(crate) struct Process {
    child: Child,
    /// For example `http://127.0.0.1:7878`; empty if it ended before it had one.
    pub(crate) url: String,
    /// The same without its scheme.
    pub(crate) address: String,
}

impl Place {
    pub(crate) fn founded() -> Place {
        Place::founded_in(tests::servers::variables())
    }

    /// On servers of its own, to be stopped.
    pub(crate) fn founded_on(kafka: &Kafka, postgres: &Postgres) -> Place {
        let options = "replication=1&development=true&patience.ms=2000";
        let log = format!("kafka://{}/{}?{options}", kafka.bootstrap(), kafka.topic());
        let (views, openings) = (postgres.database(), postgres.database());
        let named = [("RIGHTS_LOG", log), ("RIGHTS_VIEWS", views), ("RIGHTS_OPENINGS", openings)];
        Place::founded_in(named)
    }

    fn founded_in(stores: [(&'static str, String); 3]) -> Place {
        let directory = tempfile::tempdir().unwrap();
        let place = Place { directory, stores };
        fs::write(place.directory.path().join("founding.toml"), FOUNDING).unwrap();
        let found = ["found", "founding.toml", "--development", "--at", "2026-02-02T09:00:00Z"];
        let keys = ["--generate-keys", "keys", "--no-passphrase"];
        place.done(&[&found[..], &keys].concat());
        // A head appoints the one who proposes parties.
        let all = place.start("rights", &["serve", "--port", "0"]);
        place.appoint_secretary(&all);
        assert_eq!(all.told_to_end(), Some(0));
        place
    }

    pub(crate) fn variable(&self, name: &str) -> &str {
        &self.stores.iter().find(|(known, _)| *known == name).unwrap().1
    }

    fn command(&self, binary: &str, arguments: &[&str]) -> Command {
        let binary = match binary {
            "rights" => env!("CARGO_BIN_EXE_rights"),
            "rights-sequencer" => env!("CARGO_BIN_EXE_rights-sequencer"),
            "rights-projector" => env!("CARGO_BIN_EXE_rights-projector"),
            "rights-gateway" => env!("CARGO_BIN_EXE_rights-gateway"),
            other => panic!("{other} is none of ours"),
        };
        let mut command = Command::new(binary);
        command.args(arguments).current_dir(&self.directory).env_clear().env("NO_COLOR", "1");
        command.env("RIGHTS_DATA_DIR", self.directory.path().join("data"));
        command.envs(self.stores.iter().map(|(name, value)| (name, value)));
        command
    }

    pub(crate) fn spawn(
        &self,
        binary: &str,
        arguments: &[&str],
        variables: &[(&str, &str)],
    ) -> Process {
        let mut command = self.command(binary, arguments);
        command.envs(variables.iter().copied());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().to_owned();
        let address = url.strip_prefix("http://").unwrap_or_default().to_owned();
        Process { child, url, address }
    }

    pub(crate) fn start(&self, binary: &str, flags: &[&str]) -> Process {
        let anywhere = ["--port", "0"];
        self.spawn(binary, if flags.is_empty() { &anywhere } else { flags }, &[])
    }

    pub(crate) fn standby(&self) -> Process {
        let standby = [super::STANDBY];
        self.spawn("rights-sequencer", &["--port", "0"], &standby)
    }

    pub(crate) fn gateway(&self, sequencers: &[&Process]) -> Process {
        self.gateway_with(sequencers, &[])
    }

    pub(crate) fn gateway_with(
        &self,
        sequencers: &[&Process],
        variables: &[(&str, &str)],
    ) -> Process {
        let urls: Vec<&str> = sequencers.iter().map(|process| &*process.url).collect();
        let urls = urls.join(",");
        let known = [("RIGHTS_GATEWAY__SEQUENCERS", &*urls)];
        self.spawn("rights-gateway", &["--port", "0"], &[&known[..], variables].concat())
    }

    /// What a command that succeeds prints.
    fn done(&self, arguments: &[&str]) -> String {
        let Output { status, stdout, stderr } = self.command("rights", arguments).output().unwrap();
        let (out, said) = (String::from_utf8(stdout), String::from_utf8(stderr));
        assert!(status.success(), "{arguments:?}: {}", said.unwrap());
        out.unwrap()
    }

    /// What a command that does not succeed says, asked of the process `at`.
    pub(crate) fn refused(&self, at: &Process, arguments: &[&str]) -> String {
        self.refused_alone(&[arguments, &["--address", &at.url]].concat())
    }

    /// What a command that does not succeed says.
    pub(crate) fn refused_alone(&self, arguments: &[&str]) -> String {
        let output = self.command("rights", arguments).output().unwrap();
        assert!(!output.status.success(), "{arguments:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    fn appoint_secretary(&self, at: &Process) {
        let at = ["--address", &*at.url];
        let programme = self.done(&[&["programme", "show", "-o", "csv"][..], &at].concat());
        let ours = |cell: &&str| cell.starts_with("rights.example/aurora/");
        let origin = programme.split(',').find(ours).unwrap();
        self.done(&["key", "new", "secretary.pem", "--no-passphrase"]);
        let role = ["--role", "NP_SEC/RU", "--holder", "NP_SEC-RU"];
        let dates = ["--from", "2026-01-01", "--until", "2030-12-31", "--ledger", origin];
        let offer = self.done(&[&["key", "prove", "secretary.pem"][..], &role, &dates].concat());
        fs::write(self.directory.path().join("offer.json"), offer).unwrap();
        let appoint = ["office", "appoint-secretary", "--state", "RU", "--name", "The Secretary"];
        let offer = ["--offer", "@offer.json", "--key", "keys/np_head-ru.pem"];
        self.done(&[&appoint[..], &offer, &["--at", "2026-02-02T10:00:00Z"], &at].concat());
    }

    /// Has a party proposed through the process `at`.
    pub(crate) fn propose(&self, at: &Process, party: &str) {
        let (done, said) = self.try_propose(at, party);
        assert!(done, "{said}");
    }

    /// The same, as often as it is answered that something is unavailable.
    pub(crate) fn propose_again_and_again(&self, at: &Process, party: &str) {
        loop {
            let (done, said) = self.try_propose(at, party);
            if done || said.contains("error[PARTY_EXISTS]") {
                return;
            }
            assert!(said.contains("error[UNA") || said.contains("error[UNREACHABLE]"), "{said}");
        }
    }

    /// Whether it was recorded, and what was said.
    fn try_propose(&self, at: &Process, party: &str) -> (bool, String) {
        let arguments = [&proposing(party)[..], &["--address", &at.url]].concat();
        let output = self.command("rights", &arguments).output().unwrap();
        (output.status.success(), String::from_utf8(output.stderr).unwrap())
    }

    /// The process `at` lists the party, at the latest when its views have come so far.
    pub(crate) fn shows(&self, at: &Process, party: &str) {
        while !self.parties(at).contains(party) {}
    }

    pub(crate) fn shows_nothing(&self, at: &Process) {
        let parties = self.parties(at);
        assert_eq!(parties.lines().count(), 1, "{parties}");
    }

    fn parties(&self, at: &Process) -> String {
        self.done(&["party", "list", "-o", "csv", "--address", &at.url])
    }
}

impl Process {
    /// The whole answer of a page.
    pub(crate) fn page(&self, path: &str) -> String {
        page(&self.address, path)
    }

    /// Waits until what it says of its readiness holds `text`.
    pub(crate) fn await_ready(&self, text: &str) {
        let holds = |page: String| match text {
            "ready" => page.ends_with("\nready\n") && page.starts_with("HTTP/1.0 200"),
            text => page.contains(text),
        };
        while !holds(self.page("/readyz?verbose")) {}
    }

    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status().unwrap();
        assert!(sent.success());
    }

    /// Kills it: it says nothing, and nobody is told.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Its exit code once it was told to end.
    pub(crate) fn told_to_end(self) -> Option<i32> {
        self.signal("TERM");
        self.ended().0
    }

    /// Its exit code and what it said, once it has ended.
    pub(crate) fn ended(mut self) -> (Option<i32>, String) {
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap().code(), said)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The command that proposes a party.
pub(crate) fn proposing(party: &str) -> Vec<&str> {
    let propose = ["party", "propose", "--party", party, "--seat", "RU", "--name", party];
    let rest = ["--kind", "enterprise", "--key", "secretary.pem", "--at", "2026-02-02T11:00:00Z"];
    [&propose[..], &rest].concat()
}

/// What is said at `path` of the address `at`.
pub(crate) fn page(at: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(at).unwrap();
    stream.write_all(format!("GET {path} HTTP/1.0\r\nhost: {at}\r\n\r\n").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// An address that nobody listens at.
pub(crate) fn free_port() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}
