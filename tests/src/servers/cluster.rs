//! Real Kafka brokers, one or three, behind proxies: each client is told an address of its own.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Instant;

use rdkafka::ClientConfig;
use rdkafka::admin::AdminClient;
use rdkafka::client::DefaultClientContext;

use super::child;
use super::kafka::{ASKING, START_MAX, jars, recipe};
use super::proxy::Proxy;

/// Brokers that form one cluster; they and their data are gone when this is dropped.
pub struct Cluster {
    directory: PathBuf,
    brokers: Vec<Broker>,
    clients: Vec<&'static str>,
}

struct Broker {
    port: u16,
    /// For each client, in their order.
    proxies: Vec<Proxy>,
    running: Option<Child>,
}

/// Where one broker listens.
struct Ports {
    controller: u16,
    direct: u16,
    clients: Vec<u16>,
}

impl Cluster {
    /// So many brokers, which keep everything in `directory`; every one of `clients` reaches them
    /// through proxies that are nobody else's. Their names are upper-case letters.
    #[must_use]
    pub fn start(count: usize, clients: &[&'static str], directory: &Path) -> Self {
        let ports: Vec<Ports> = (0..count).map(|_| Ports::free(clients.len())).collect();
        let brokers = ports.iter().map(|ports| Broker {
            port: ports.direct,
            proxies: ports.clients.iter().map(|port| Proxy::to(*port)).collect(),
            running: None,
        });
        let mut cluster = Self {
            directory: directory.to_owned(),
            brokers: brokers.collect(),
            clients: clients.to_vec(),
        };
        for nth in 0..count {
            fs::create_dir_all(cluster.of(nth)).expect("the directory can be written");
            let properties = cluster.properties(nth, &ports);
            fs::write(cluster.of(nth).join("server.properties"), properties)
                .expect("the directory can be written");
            cluster.format(nth);
        }
        (0..count).for_each(|nth| cluster.launch(nth));
        (0..count).for_each(|nth| cluster.await_answer(nth));
        cluster
    }

    /// How many brokers there are, running or not.
    #[must_use]
    pub fn len(&self) -> usize {
        self.brokers.len()
    }

    /// Never: there is a broker.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.brokers.is_empty()
    }

    /// Where clients begin that no proxy is between: `host:port,…`.
    #[must_use]
    pub fn bootstrap(&self) -> String {
        addresses(self.brokers.iter().map(|broker| broker.port))
    }

    /// Where `client` begins.
    #[must_use]
    pub fn bootstrap_of(&self, client: &str) -> String {
        addresses(self.proxies(client).map(Proxy::port))
    }

    /// The proxies between `client` and every broker.
    pub fn proxies(&self, client: &str) -> impl Iterator<Item = &Proxy> {
        let at = self.clients.iter().position(|name| *name == client);
        let at = at.expect("only clients are asked for that it was started with");
        self.brokers.iter().map(move |broker| &broker.proxies[at])
    }

    /// The id of a broker's process; none while it does not run.
    #[must_use]
    pub fn pid(&self, nth: usize) -> Option<u32> {
        self.brokers[nth].running.as_ref().map(Child::id)
    }

    /// Where a broker keeps what it stores.
    #[must_use]
    pub fn data(&self, nth: usize) -> PathBuf {
        self.of(nth).join("data")
    }

    /// Kills a broker: nothing is flushed, closed or said.
    pub fn kill(&mut self, nth: usize) {
        if let Some(mut running) = self.brokers[nth].running.take() {
            // Who has ended by itself is waited for all the same.
            running.kill().ok();
            running.wait().expect("the broker is a child of this process");
        }
    }

    /// Whether the broker has ended by itself.
    pub fn has_ended(&mut self, nth: usize) -> bool {
        let running = self.brokers[nth].running.as_mut();
        running.is_none_or(|running| {
            running.try_wait().expect("the broker is a child of this process").is_some()
        })
    }

    /// Starts a broker again on what it had stored, at the same addresses, and waits until it
    /// answers.
    pub fn resume(&mut self, nth: usize) {
        self.kill(nth);
        self.launch(nth);
        self.await_answer(nth);
    }

    /// Which broker leads the topic's only partition; none while there is no leader.
    #[must_use]
    pub fn leader(&self, topic: &str) -> Option<usize> {
        let metadata = admin(&self.bootstrap()).inner().fetch_metadata(Some(topic), ASKING).ok()?;
        let partition = metadata.topics().first()?.partitions().first()?;
        let node = usize::try_from(partition.leader()).ok()?;
        node.checked_sub(1)
    }

    fn of(&self, nth: usize) -> PathBuf {
        self.directory.join(format!("broker-{}", nth + 1))
    }

    fn properties(&self, nth: usize, ports: &[Ports]) -> String {
        let voter =
            |(node, ports): (usize, &Ports)| format!("{node}@127.0.0.1:{}", ports.controller);
        let voters: Vec<String> = (1..).zip(ports).map(voter).collect();
        let own = &ports[nth];
        let at = |(name, port): (&str, u16)| format!("{name}://127.0.0.1:{port}");
        let names = || ["DIRECT"].into_iter().chain(self.clients.iter().copied());
        let served = [own.direct].into_iter().chain(own.clients.iter().copied());
        let mut listeners: Vec<String> = names().zip(served).map(at).collect();
        listeners.push(at(("CONTROLLER", own.controller)));
        let told = self.brokers[nth].proxies.iter().map(Proxy::port);
        let advertised: Vec<String> =
            names().zip([own.direct].into_iter().chain(told)).map(at).collect();
        let plain = |name: &str| format!("{name}:PLAINTEXT");
        let protocols: Vec<String> = names().chain(["CONTROLLER"]).map(plain).collect();
        let recipe = fs::read_to_string(recipe().join("broker.properties"));
        recipe
            .expect("the recipe is beside this package")
            .replace("@NODE@", &(nth + 1).to_string())
            .replace("@VOTERS@", &voters.join(","))
            .replace("@LISTENERS@", &listeners.join(","))
            .replace("@ADVERTISED@", &advertised.join(","))
            .replace("@PROTOCOLS@", &protocols.join(","))
            .replace("@DIRECTORY@", &self.data(nth).display().to_string())
            .replace("@REPLICATION@", &self.brokers.len().to_string())
    }

    fn format(&self, nth: usize) {
        let arguments = ["format", "-t", "cmlnaHRzLXRlc3RzLWthZg", "-c"].map(str::to_owned);
        let mut formatting = child::start(self.java(nth, "kafka.tools.StorageTool", &arguments));
        let status = formatting.wait().expect("it is a child of this process");
        assert!(status.success(), "Kafka formats its directory:\n{}", self.log(nth));
    }

    fn launch(&mut self, nth: usize) {
        let command = self.java(nth, "kafka.Kafka", &[]);
        self.brokers[nth].running = Some(child::start(command));
    }

    /// `class` with `arguments` and the broker's properties.
    fn java(&self, nth: usize, class: &str, arguments: &[String]) -> Command {
        let home = std::env::var_os("JAVA_HOME").map(PathBuf::from);
        let java = home.map_or_else(|| "java".into(), |home| home.join("bin/java"));
        let logging = recipe().join("log4j2.properties");
        let mut all = vec![
            "-Xmx256m".to_owned(),
            "-XX:+UseSerialGC".to_owned(),
            "-XX:TieredStopAtLevel=1".to_owned(),
            "-XX:+ExitOnOutOfMemoryError".to_owned(),
            "-Djava.awt.headless=true".to_owned(),
            format!("-Dlog4j2.configurationFile={}", logging.display()),
            "-cp".to_owned(),
            format!("{}/*", jars().display()),
            class.to_owned(),
        ];
        all.extend_from_slice(arguments);
        all.push(self.of(nth).join("server.properties").display().to_string());
        child::command(&java, &all, &self.of(nth).join("log"))
    }

    fn await_answer(&mut self, nth: usize) {
        let port = self.brokers[nth].port;
        let (admin, until) = (admin(&addresses([port].into_iter())), Instant::now() + START_MAX);
        while let Err(error) = admin.inner().fetch_metadata(None, ASKING) {
            let ended = self.has_ended(nth);
            let in_time = !ended && Instant::now() < until;
            assert!(in_time, "Kafka does not start: {error}\n{}", self.log(nth));
        }
    }

    fn log(&self, nth: usize) -> String {
        fs::read_to_string(self.of(nth).join("log")).unwrap_or_default()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        (0..self.brokers.len()).for_each(|nth| self.kill(nth));
    }
}

impl Ports {
    fn free(clients: usize) -> Self {
        // All at once, so that they differ; another process may still take one before the broker.
        let taken = |_| TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let listeners: Vec<TcpListener> = (0..clients + 2).map(taken).collect();
        let port = |listener: &TcpListener| listener.local_addr().expect("it is bound").port();
        let mut ports = listeners.iter().map(port).collect::<Vec<_>>();
        let (controller, direct) = (ports.remove(0), ports.remove(0));
        Self { controller, direct, clients: ports }
    }
}

fn addresses(ports: impl Iterator<Item = u16>) -> String {
    ports.map(|port| format!("127.0.0.1:{port}")).collect::<Vec<_>>().join(",")
}

fn admin(bootstrap: &str) -> AdminClient<DefaultClientContext> {
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", bootstrap).set("reconnect.backoff.ms", "50");
    config.create().expect("the configuration is valid")
}
