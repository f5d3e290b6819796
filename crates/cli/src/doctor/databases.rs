//! The database servers: whether they answer, and keep what they acknowledge.

use rights_config::settings::Settings as Serving;
use rights_config::url::{OpeningsUrl, ViewsUrl};
use rights_stores::examine::{self, Server};

use super::finding::{Area, Finding, fail, ok, refused, warn};

/// What the schemas of openings and views are written for: `PostgreSQL` 15.
const VERSION_LEAST: u32 = 150_000;

/// The servers that answer, by the key that places what is on them.
#[derive(Default)]
pub(super) struct Databases {
    pub(super) servers: Vec<(&'static str, Server)>,
    silent: Vec<&'static str>,
}

impl Databases {
    /// Whether what `key` places can be asked.
    pub(super) fn answers(&self, key: &str) -> bool {
        !self.silent.contains(&key)
    }
}

/// None if everything lies in files.
pub(super) fn check(serving: &Serving) -> (Option<Area>, Databases) {
    let mut databases = Databases::default();
    let mut findings = Vec::new();
    for (key, found) in examine::databases(serving) {
        match found {
            Ok(server) => {
                findings.extend(checked(key, &server));
                databases.servers.push((key, server));
            }
            Err(why) => {
                findings.push(refused(why));
                databases.silent.push(key);
                if key == "openings" && share(serving) {
                    databases.silent.push("views");
                }
            }
        }
    }
    let area = (!findings.is_empty()).then(|| Area::new("doctor-area-databases", findings));
    (area, databases)
}

/// Whether openings and views are in one database.
fn share(serving: &Serving) -> bool {
    match (&serving.openings, &serving.views) {
        (OpeningsUrl::Postgres(openings), ViewsUrl::Postgres(views)) => openings == views,
        (OpeningsUrl::Postgres(_) | OpeningsUrl::Embedded, _) => false,
    }
}

fn checked(key: &'static str, server: &Server) -> Vec<Finding> {
    let version = if server.version < VERSION_LEAST {
        fail("doctor-database-old").fact("least", VERSION_LEAST / 10_000)
    } else {
        ok("doctor-database-answers")
    };
    let (major, minor) = (server.version / 10_000, server.version % 10_000);
    let version = version.fact("version", format!("{major}.{minor}"));
    let mut findings = vec![version, durable(key, server)];
    if key == "openings" {
        findings.push(discreet(server));
    }
    let facts = |finding: Finding| {
        let finding = finding.fact("key", key).fact("database", &server.database);
        finding.fact("role", &server.role)
    };
    findings.into_iter().map(facts).collect()
}

/// What is lost with openings is lost; views are filled again.
fn durable(key: &str, server: &Server) -> Finding {
    let off: Vec<&str> = [("fsync", server.fsync), ("full_page_writes", server.full_page_writes)]
        .into_iter()
        .filter_map(|(name, on)| (!on).then_some(name))
        .collect();
    let finding = match (off.is_empty(), key) {
        (true, "openings") => ok("doctor-database-durable"),
        (true, _) => ok("doctor-database-whole"),
        (false, "openings") => fail("doctor-database-forgets"),
        (false, _) => warn("doctor-database-breaks"),
    };
    finding.fact("off", off.join(", ")).fact("commit", &server.synchronous_commit)
}

/// Whether erased texts could survive in the server's own log.
fn discreet(server: &Server) -> Finding {
    if server.logs_parameters {
        warn("doctor-database-logs-texts")
    } else {
        ok("doctor-database-discreet")
    }
}
