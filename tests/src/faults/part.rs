//! The processes of a ledger under test, and the connections between them.

use std::fmt;
use std::path::PathBuf;

/// A process of the product.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Part {
    /// Sequencer, projector and gateway in one process.
    Node,
}

impl Part {
    /// Every process, in the order in which they are started.
    pub const ALL: [Part; 1] = [Part::Node];
    /// Those that may append.
    pub const SEQUENCERS: [Part; 1] = [Part::Node];
    /// The one that clients are connected to.
    pub const SERVES: Part = Part::Node;

    /// The name of its listener at the brokers.
    #[must_use]
    pub const fn listener(self) -> &'static str {
        match self {
            Part::Node => "NODE",
        }
    }

    /// The name of its directory and of its log.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Part::Node => "node",
        }
    }

    /// The file of its program, and what it is told.
    #[must_use]
    pub const fn program(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Part::Node => ("rights", &["serve"]),
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A connection that can be cut: from whom to whom.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Link {
    /// From the clients to the part that serves them.
    Clients,
    /// From the part to the brokers.
    Kafka(Part),
    /// From the part to the database.
    Postgres(Part),
}

impl Link {
    /// Every connection.
    #[must_use]
    pub fn all() -> Vec<Link> {
        let kafka = Part::ALL.into_iter().map(Link::Kafka);
        let postgres = Part::ALL.into_iter().map(Link::Postgres);
        [Link::Clients].into_iter().chain(kafka).chain(postgres).collect()
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Link::Clients => write!(f, "clients–{}", Part::SERVES),
            Link::Kafka(part) => write!(f, "{part}–kafka"),
            Link::Postgres(part) => write!(f, "{part}–postgres"),
        }
    }
}

/// The file of the program `name` beside the one that runs.
///
/// # Panics
/// If it was not built: the message says how to.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    let running = std::env::current_exe().expect("this is a program");
    let beside = running.parent().expect("a program is in a directory");
    // Test binaries are one directory further down.
    let directory = if beside.ends_with("deps") { beside.parent() } else { Some(beside) };
    let path = directory.expect("a build has a directory").join(name);
    let profile =
        if path.components().any(|part| part.as_os_str() == "release") { " --release" } else { "" };
    assert!(
        path.is_file(),
        "{} is not there: cargo build{profile} -p rights-cli --features servers",
        path.display()
    );
    path
}
