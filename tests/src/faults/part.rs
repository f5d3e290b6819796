//! The processes of a ledger under test, and the connections between them.

use std::fmt;
use std::path::PathBuf;

/// A process of the product.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Part {
    /// One of two sequencers, of which one is active and the other stands by.
    First,
    Second,
    Projector,
    Gateway,
}

impl Part {
    /// Every process, in the order in which they are started.
    pub const ALL: [Part; 4] = [Part::First, Part::Second, Part::Projector, Part::Gateway];
    /// Those that may append.
    pub const SEQUENCERS: [Part; 2] = [Part::First, Part::Second];

    /// The name of its listener at the brokers.
    #[must_use]
    pub const fn listener(self) -> &'static str {
        match self {
            Part::First => "FIRST",
            Part::Second => "SECOND",
            Part::Projector => "PROJECTOR",
            Part::Gateway => "GATEWAY",
        }
    }

    /// The name of its directory and of its log.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Part::First => "sequencer-1",
            Part::Second => "sequencer-2",
            Part::Projector => "projector",
            Part::Gateway => "gateway",
        }
    }

    /// The file of its program.
    #[must_use]
    pub const fn program(self) -> &'static str {
        match self {
            Part::First | Part::Second => "rights-sequencer",
            Part::Projector => "rights-projector",
            Part::Gateway => "rights-gateway",
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
    /// From the clients to the gateway.
    Clients,
    /// From the gateway to that sequencer.
    Sequencer(Part),
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
        let sequencers = Part::SEQUENCERS.into_iter().map(Link::Sequencer);
        [Link::Clients].into_iter().chain(sequencers).chain(kafka).chain(postgres).collect()
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Link::Clients => write!(f, "clients–{}", Part::Gateway),
            Link::Sequencer(part) => write!(f, "{}–{part}", Part::Gateway),
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
