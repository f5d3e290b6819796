//! What outlives a round: brokers, database, and the proxies in front of everything.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rights_config::settings::Settings;
use rights_config::url::{LogUrl, OpeningsUrl, ViewsUrl};

use super::part::{Link, Part};
use crate::servers::cluster::Cluster;
use crate::servers::postgres::Postgres;
use crate::servers::proxy::Proxy;

/// How long a standby and its callers wait: short, so that many faults fit into an hour.
const PATIENCE_MS: u64 = 2_000;
/// How long a page of a process may take.
const PAGE: Duration = Duration::from_secs(1);

/// Servers and proxies.
pub struct Ground {
    pub cluster: Cluster,
    pub postgres: Postgres,
    clients: Proxy,
    sequencers: BTreeMap<Part, Proxy>,
    postgres_proxies: BTreeMap<Part, Proxy>,
    /// Where each part listens.
    ports: BTreeMap<Part, u16>,
    directory: PathBuf,
}

/// Where one round's ledger is: its topic and its database.
#[derive(Clone, Debug)]
pub struct Site {
    pub topic: String,
    pub database: String,
    pub directory: PathBuf,
}

impl Ground {
    /// So many brokers and a database, with everything in `directory`.
    #[must_use]
    pub fn prepare(brokers: usize, directory: &Path) -> Self {
        let listeners = Part::ALL.map(Part::listener);
        let cluster = Cluster::start(brokers, &listeners, &directory.join("kafka"));
        let postgres = Postgres::start();
        let ports: BTreeMap<Part, u16> = Part::ALL.into_iter().zip(free_ports()).collect();
        let database = |part| (part, Proxy::to(postgres.port()));
        let sequencer = |part| (part, Proxy::to(ports[&part]));
        Self {
            cluster,
            clients: Proxy::to(ports[&Part::Gateway]),
            sequencers: Part::SEQUENCERS.into_iter().map(sequencer).collect(),
            postgres_proxies: Part::ALL.into_iter().map(database).collect(),
            postgres,
            ports,
            directory: directory.to_owned(),
        }
    }

    /// A place for the ledger of the round `number`, where nothing is yet.
    #[must_use]
    pub fn site(&self, number: u64) -> Site {
        let directory = self.directory.join(format!("round-{number}"));
        std::fs::create_dir_all(&directory).expect("the directory can be written");
        Site { topic: format!("ledger-{number}"), database: self.postgres.database(), directory }
    }

    /// Where clients connect to.
    #[must_use]
    pub fn entrance(&self) -> u16 {
        self.clients.port()
    }

    /// The settings of the harness itself: no proxy is between it and anything.
    #[must_use]
    pub fn settings(&self, site: &Site) -> Settings {
        let log = self.log(&self.cluster.bootstrap(), site);
        Settings {
            log: LogUrl::parse(&log).expect("the brokers' addresses are some"),
            views: ViewsUrl::parse(&site.database).expect("the database's URL is one"),
            openings: OpeningsUrl::parse(&site.database).expect("the database's URL is one"),
            ..Settings::embedded(&site.directory)
        }
    }

    /// The variables of the environment for a part: its own proxies are between it and everything.
    #[must_use]
    pub fn environment(&self, part: Part, site: &Site) -> Vec<(&'static str, String)> {
        let data = site.directory.join(part.name());
        std::fs::create_dir_all(data.join("keys")).expect("the directory can be written");
        let bootstrap = self.cluster.bootstrap_of(part.listener());
        let floor = data.join("floor");
        let log = format!("{}&floor={}", self.log(&bootstrap, site), floor.display());
        let direct = format!(":{}/", self.postgres.port());
        let proxied = format!(":{}/", self.postgres_proxies[&part].port());
        let database = site.database.replace(&direct, &proxied);
        let sequencer = |proxy: &Proxy| format!("http://127.0.0.1:{}", proxy.port());
        let sequencers: Vec<String> = self.sequencers.values().map(sequencer).collect();
        let clerk = site.directory.join("clerk.pem").display().to_string();
        vec![
            ("RIGHTS_DATA_DIR", data.display().to_string()),
            ("RIGHTS_LISTEN", format!("127.0.0.1:{}", self.ports[&part])),
            ("RIGHTS_LOG", log),
            ("RIGHTS_VIEWS", database.clone()),
            ("RIGHTS_OPENINGS", database),
            ("RIGHTS_CLERK_KEY_FILE", clerk),
            ("RIGHTS_LOG_LEVEL", "info".to_owned()),
            ("RIGHTS_LANG", "en".to_owned()),
            ("NO_COLOR", "1".to_owned()),
            ("RIGHTS_GATEWAY__SEQUENCERS", sequencers.join(",")),
            ("RIGHTS_SEQUENCER__STANDBY", "true".to_owned()),
            ("RIGHTS_SEQUENCER__PATIENCE", format!("{PATIENCE_MS}ms")),
            ("RIGHTS_SEQUENCER__HEARTBEAT", format!("{}ms", PATIENCE_MS / 8)),
        ]
    }

    fn log(&self, bootstrap: &str, site: &Site) -> String {
        let (replication, development) = match self.cluster.len() {
            1 => (1, "&development=true"),
            brokers => (brokers, ""),
        };
        let topic = &site.topic;
        format!(
            "kafka://{bootstrap}/{topic}?replication={replication}{development}\
             &patience.ms={PATIENCE_MS}"
        )
    }

    /// The proxies that a connection goes through.
    #[must_use]
    pub fn proxies(&self, link: Link) -> Vec<&Proxy> {
        match link {
            Link::Clients => vec![&self.clients],
            Link::Sequencer(part) => vec![&self.sequencers[&part]],
            Link::Kafka(part) => self.cluster.proxies(part.listener()).collect(),
            Link::Postgres(part) => vec![&self.postgres_proxies[&part]],
        }
    }

    /// Nothing is cut, held or refused any more.
    pub fn heal(&self) {
        for link in Link::all() {
            self.proxies(link).into_iter().for_each(Proxy::heal);
        }
    }

    /// The sequencer that decides now, as it says itself; none while none does.
    #[must_use]
    pub fn active(&self) -> Option<Part> {
        Part::SEQUENCERS.into_iter().find(|part| self.is_active(*part))
    }

    /// Whether that sequencer says to decide now.
    #[must_use]
    pub fn is_active(&self, part: Part) -> bool {
        is_ready(self.ports[&part]).unwrap_or(false)
    }
}

/// Whether the process that listens on that port says to be ready.
fn is_ready(port: u16) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(PAGE))?;
    stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: local\r\nConnection: close\r\n\r\n")?;
    let mut status = [0; 12];
    stream.read_exact(&mut status)?;
    Ok(&status == b"HTTP/1.1 200")
}

/// One for each part, free a moment ago.
fn free_ports() -> Vec<u16> {
    let listen = |_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("there is a free port");
    let listeners = Part::ALL.map(listen);
    listeners.map(|one| one.local_addr().expect("it is bound").port()).into()
}
