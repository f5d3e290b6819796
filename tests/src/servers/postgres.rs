//! A throw-away Postgres server: its own cluster on a free port of the loopback interface.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};

/// What starts the server, and stops it once our end of its input closes.
const SUPERVISOR: &str = include_str!("postgres.sh");

/// Another process may take a free port between the look and the start.
const ATTEMPTS: usize = 5;

/// A running server. It stops when this is dropped, and when this process ends in whatever way.
pub struct Postgres {
    port: u16,
    databases: AtomicU64,
    line: Mutex<Line>,
}

/// The supervisor, and both ends of the talk with it.
struct Line {
    supervisor: Child,
    /// Taken when it is to close.
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Postgres {
    /// The server that the tests of one binary share; started by whoever asks first.
    ///
    /// # Panics
    /// If no server can be started: Postgres is not installed, say.
    #[must_use]
    pub fn shared() -> &'static Self {
        static SHARED: LazyLock<Postgres> = LazyLock::new(Postgres::start);
        &SHARED
    }

    /// A server of its own, for a test that stops it. It accepts connections.
    ///
    /// # Panics
    /// As [`Postgres::shared`].
    #[must_use]
    pub fn start() -> Self {
        let started = (0..ATTEMPTS).find_map(|_| {
            let port = free_port();
            Line::open(port).map(|line| (port, line))
        });
        let (port, line) = started.expect("Postgres is installed; what it said is above");
        Self { port, databases: AtomicU64::new(0), line: Mutex::new(line) }
    }

    /// The URL of a fresh, empty database of this server.
    ///
    /// # Panics
    /// If the server is gone.
    pub fn database(&self) -> String {
        let name = format!("fresh_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.order(&format!("database {name}"));
        format!("postgres://rights@127.0.0.1:{}/{name}", self.port)
    }

    /// Kills the server as a crash would and starts it again: what it had promised it recovers.
    ///
    /// # Panics
    /// If the server does not come back.
    pub fn restart(&self) {
        self.order("restart");
    }

    /// Where it listens.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    fn order(&self, order: &str) {
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(line.order(order), "{order}: the server said why above");
    }
}

impl Line {
    /// None if the server did not start: it said why on the standard error.
    fn open(port: u16) -> Option<Self> {
        let mut supervisor = Command::new("sh")
            .args(["-c", SUPERVISOR, "postgres.sh", &port.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // An interrupt from the keyboard is for the tests; the closed pipe tells the rest.
            .process_group(0)
            .spawn()
            .expect("there is a shell");
        let orders = supervisor.stdin.take();
        let answers = supervisor.stdout.take().expect("it was piped");
        let mut line = Self { supervisor, orders, answers: BufReader::new(answers) };
        line.answered().then_some(line)
    }

    fn order(&mut self, order: &str) -> bool {
        let mut orders = self.orders.as_ref().expect("it is taken by drop only");
        writeln!(orders, "{order}").is_ok() && self.answered()
    }

    fn answered(&mut self) -> bool {
        let mut answer = String::new();
        self.answers.read_line(&mut answer).is_ok() && answer == "done\n"
    }
}

impl Drop for Line {
    /// Waits until the server has stopped and its files are gone.
    fn drop(&mut self) {
        drop(self.orders.take());
        drop(self.supervisor.wait());
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("some port is free");
    listener.local_addr().expect("it is bound").port()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpStream;

    #[test]
    fn a_server_is_there_after_a_restart_and_gone_when_dropped() {
        let postgres = Postgres::start();
        assert_ne!(postgres.database(), postgres.database());
        postgres.restart();
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, postgres.port)).is_ok());
        let port = postgres.port;
        drop(postgres);
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err());
    }

    #[test]
    fn a_server_that_nobody_drops_stops_with_its_process() {
        let tests = std::env::current_exe().expect("this is a program");
        let shares = "servers::postgres::tests::the_shared_server_gives_fresh_databases";
        let run = Command::new(tests).args(["--exact", shares, "--nocapture"]).output();
        // Its supervisor holds the other end of the standard error, which ends here with it.
        let said = String::from_utf8(run.expect("it runs").stderr).expect("it is text");
        let (_, url) = said.split_once("127.0.0.1:").expect("the other test says where");
        let (port, _) = url.split_once('/').expect("the port ends so");
        let port = port.parse().expect("a port is a number");
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err());
    }

    #[test]
    fn the_shared_server_gives_fresh_databases() {
        let url = Postgres::shared().database();
        assert_ne!(url, Postgres::shared().database());
        eprintln!("{url}");
    }
}
