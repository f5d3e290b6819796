//! This machine in the place of the containers: what they would find by their names, and where
//! theirs is here.

use std::{
    collections::BTreeMap,
    env, fs,
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;
use tests::servers::{kafka::Kafka, postgres::Postgres};

use crate::{
    file::{File, Service},
    root,
};

/// The port that every service of ours listens at in its container.
const PORT: &str = "7878";
/// Longer than any start takes on a machine that is busy with other tests.
const START_MAX: Duration = Duration::from_mins(2);

/// A Kafka, a Postgres, a directory for the volumes, and a port for each service.
pub(crate) struct Machine {
    directory: TempDir,
    postgres: Postgres,
    ports: BTreeMap<String, String>,
    secrets: Vec<(String, String)>,
}

/// A service that runs as a process; it is killed with its test.
pub(crate) struct Process {
    child: Child,
    health: String,
}

impl Machine {
    /// What `file` takes from elsewhere, running: its Kafka and its Postgres, with what its own
    /// files do to them at their first start.
    pub(crate) fn for_services_of(file: &File) -> Machine {
        let postgres = Postgres::start();
        let said = file.service("postgres");
        let database = said.environment()["POSTGRES_DB"].clone();
        postgres.execute("postgres", &format!("CREATE DATABASE {database}"));
        for (from, to) in said.volumes() {
            if to.starts_with("/docker-entrypoint-initdb.d/") {
                let script = fs::read_to_string(root().join(from)).unwrap();
                postgres.execute(&database, &script);
            }
        }
        let ours = file.in_order().into_iter().filter(Service::is_ours);
        let ports = ours.map(|service| (service.name, free_port())).collect();
        let place = |path: String| root().join(path).display().to_string();
        let secrets = file.secrets().into_iter();
        let secrets =
            secrets.map(|(name, path)| (format!("/run/secrets/{name}"), place(path))).collect();
        Machine { directory: tempfile::tempdir().unwrap(), postgres, ports, secrets }
    }

    /// `text` with every place of a container of `service` replaced by what stands for it here.
    fn here(&self, service: &Service, text: &str) -> String {
        let mut here = text
            .replace("kafka:9092", Kafka::shared().bootstrap())
            .replace("postgres:5432", &format!("127.0.0.1:{}", self.postgres.port()))
            .replace(&format!("0.0.0.0:{PORT}"), &self.ports[&service.name])
            .replace(&format!("localhost:{PORT}"), &self.ports[&service.name]);
        for (name, address) in &self.ports {
            here = here.replace(&format!("//{name}:{PORT}"), &format!("//{address}"));
        }
        for (from, to) in &self.secrets {
            here = here.replace(from, to);
        }
        for (from, to) in service.volumes() {
            let place = match from.strip_prefix('.') {
                Some(ours) => format!("{}{ours}", root().display()),
                None => self.directory.path().join(from).display().to_string(),
            };
            here = here.replace(&to, &place);
        }
        here
    }

    fn command(&self, service: &Service) -> Command {
        let binaries = PathBuf::from(env!("CARGO_BIN_EXE_rights"));
        let mut paths = vec![binaries.parent().unwrap().to_owned()];
        paths.extend(env::split_paths(&env::var_os("PATH").unwrap()));
        let words: Vec<String> =
            service.command().iter().map(|word| self.here(service, word)).collect();
        let (program, arguments) = words.split_first().unwrap();
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&self.directory).env_clear();
        command.env("PATH", env::join_paths(paths).unwrap());
        let environment = service.environment();
        command.envs(environment.iter().map(|(name, value)| (name, self.here(service, value))));
        command.stdin(Stdio::null()).stdout(Stdio::null());
        command
    }

    /// Runs a service that ends by itself, and must end well.
    pub(crate) fn complete(&self, service: &Service) {
        let output = self.command(service).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {}\n{said}", service.name, output.status);
    }

    /// Starts a service that goes on.
    pub(crate) fn start(&self, service: &Service) -> Process {
        let child = self.command(service).spawn().unwrap();
        Process { child, health: self.here(service, &service.health()) }
    }

    /// What `rights` prints when it asks the gateway.
    pub(crate) fn asked(&self, arguments: &[&str]) -> String {
        let address = format!("http://{}", self.ports["gateway"]);
        let mut command = Command::new(env!("CARGO_BIN_EXE_rights"));
        command.args(arguments).args(["--address", &address]).env_clear();
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// What the page `path` of a service says.
    pub(crate) fn page(&self, service: &str, path: &str) -> String {
        page(&format!("http://{}{path}", self.ports[service])).unwrap_or_default()
    }
}

impl Process {
    /// Waits until what its health check asks is answered well.
    pub(crate) fn await_health(&mut self) {
        let until = Instant::now() + START_MAX;
        while !page(&self.health).is_some_and(|page| page.starts_with("HTTP/1.0 200")) {
            let ended = self.child.try_wait().unwrap();
            assert!(ended.is_none() && Instant::now() < until, "{}: {ended:?}", self.health);
        }
    }

    /// Whether it has ended by itself.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Kills it: it says nothing, and nobody is told.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The answer to a request for `url`, if there is one.
fn page(url: &str) -> Option<String> {
    let (at, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(at).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
    stream.write_all(format!("GET /{path} HTTP/1.0\r\nhost: {at}\r\n\r\n").as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}

/// An address that nobody listens at.
fn free_port() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}
