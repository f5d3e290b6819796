//! A real Apache Kafka: one broker from Maven Central's jars, which ends with the test process.

use std::fs;
use std::io::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_executor::block_on;
use rdkafka::admin::{
    AdminClient, AdminOptions, AlterConfig, NewTopic, ResourceSpecifier, TopicReplication,
};
use rdkafka::client::DefaultClientContext;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _};
use rdkafka::{ClientConfig, Offset, TopicPartitionList};
use tempfile::TempDir;

use super::certificates::Issued;

/// Longer than any start that will still succeed, on a machine that is busy with other tests.
pub(super) const START_MAX: Duration = Duration::from_mins(2);
pub(super) const ASKING: Duration = Duration::from_secs(1);
/// How long anything may take that a running broker is asked for.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// What a broker has besides to listen for clients that come by TLS and say who they are. The
/// last of two settings of one name holds.
const SASL_SSL: &str = include_str!("../../servers/kafka/sasl_ssl.properties");

/// A broker on a free port, with its data in a directory of its own.
///
/// `java` and, the first time, `mvn` must be there.
pub struct Kafka {
    directory: TempDir,
    bootstrap: String,
    running: Option<Running>,
}

/// The process that keeps the broker for as long as it hears from us.
struct Running {
    keeper: Child,
    open: ChildStdin,
}

impl Kafka {
    /// The broker of this test process, started by whoever asks first.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Kafka> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    /// A broker of one's own, to be stopped and started again.
    #[must_use]
    pub fn start() -> Self {
        Self::founded(free_ports(), "", &[])
    }

    /// A broker that also listens at `localhost:port` for clients that come by TLS and show the
    /// password of `user` (SASL, SCRAM-SHA-512), and that port.
    #[must_use]
    pub fn with_sasl_ssl(certificate: &Issued, user: &str, password: &str) -> (Self, u16) {
        let ports = free_ports();
        let [_, _, port] = ports;
        let server = certificate.directory().join("server.pem");
        let text = [certificate.key(), certificate.chain()].map(fs::read_to_string);
        let text = text.map(|part| part.expect("it was issued")).concat();
        fs::write(&server, text).expect("there is room for a file");
        let listener = SASL_SSL
            .replace("@CLIENTS@", &port.to_string())
            .replace("@BROKER@", &ports[0].to_string())
            .replace("@CONTROLLER@", &ports[1].to_string())
            .replace("@CERTIFICATE@", &server.display().to_string());
        let user = format!("SCRAM-SHA-512=[name={user},password={password}]");
        (Self::founded(ports, &listener, &["--add-scram", &user]), port)
    }

    /// A new broker, with more settings and more options of `kafka-storage format`.
    fn founded([broker, controller, _]: [u16; 3], settings: &str, options: &[&str]) -> Self {
        let directory = tempfile::tempdir().expect("there is room for a directory");
        let properties = fs::read_to_string(recipe().join("server.properties"))
            .expect("the recipe is beside this package")
            .replace("@BROKER@", &broker.to_string())
            .replace("@CONTROLLER@", &controller.to_string())
            .replace("@DIRECTORY@", &directory.path().display().to_string());
        fs::write(directory.path().join("server.properties"), properties + settings)
            .expect("the directory can be written");
        let bootstrap = format!("127.0.0.1:{broker}");
        let mut kafka = Self { directory, bootstrap, running: None };
        kafka.run(&[&["format"], options].concat());
        kafka
    }

    /// Where clients begin: `host:port`.
    #[must_use]
    pub fn bootstrap(&self) -> &str {
        &self.bootstrap
    }

    /// The name of a topic that nobody else of this process uses; it is not created.
    #[must_use]
    pub fn topic(&self) -> String {
        static TOPICS: AtomicUsize = AtomicUsize::new(0);
        format!("ledger-{}", TOPICS.fetch_add(1, Ordering::Relaxed))
    }

    /// A client that creates and describes topics.
    #[must_use]
    pub fn admin(&self) -> AdminClient<DefaultClientContext> {
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", &self.bootstrap).set("reconnect.backoff.ms", "50");
        config.create().expect("the configuration is valid")
    }

    /// A topic that no log of ours would create: as Kafka does by default, but for `settings`.
    pub fn create(&self, topic: &str, partitions: i32, settings: &[(&str, &str)]) {
        let new = NewTopic::new(topic, partitions, TopicReplication::Fixed(1));
        let new = settings.iter().fold(new, |new, (name, value)| new.set(name, value));
        let created = block_on(self.admin().create_topics([&new], &options()));
        let created = created.expect("the broker answers").into_iter().next();
        created.expect("one was asked for").expect("there is no such topic yet");
    }

    /// Deletes a topic with all that it holds.
    pub fn delete(&self, topic: &str) {
        let deleted = block_on(self.admin().delete_topics(&[topic], &options()));
        let deleted = deleted.expect("the broker answers").into_iter().next();
        deleted.expect("one was asked for").expect("the topic exists");
    }

    /// Deletes the first messages of a topic, up to the one at `offset`, which stays.
    pub fn delete_before(&self, topic: &str, offset: i64) {
        let mut before = TopicPartitionList::new();
        before.add_partition_offset(topic, 0, Offset::Offset(offset)).expect("this is an offset");
        block_on(self.admin().delete_records(&before, &options())).expect("the broker answers");
    }

    /// What the topic is set to from now on; what is not named is as Kafka has it by default.
    pub fn set(&self, topic: &str, settings: &[(&str, &str)]) {
        let config = AlterConfig::new(ResourceSpecifier::Topic(topic));
        let config = settings.iter().fold(config, |config, (name, value)| config.set(name, value));
        let altered = block_on(self.admin().alter_configs([&config], &options()));
        let altered = altered.expect("the broker answers").into_iter().next();
        altered.expect("one was asked for").expect("the settings are Kafka's");
    }

    /// Sends a message that no writer of ours would, or not now; none is one without a value.
    pub fn put(&self, topic: &str, bytes: Option<&[u8]>) {
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", &self.bootstrap).set("message.max.bytes", "2000000");
        let producer: BaseProducer = config.create().expect("the configuration is valid");
        let mut message = BaseRecord::<(), [u8]>::to(topic).partition(0);
        message.payload = bytes;
        producer.send(message).map_err(|(error, _)| error).expect("the queue is empty");
        producer.flush(PATIENCE).expect("the broker answers");
    }

    /// How many messages the topic ever held, and how many of these are deleted.
    #[must_use]
    pub fn marks(&self, topic: &str) -> (i64, i64) {
        let (low, high) = self
            .admin()
            .inner()
            .fetch_watermarks(topic, 0, PATIENCE)
            .expect("the broker answers about its topic");
        (high, low)
    }

    /// Kills the broker: nothing is flushed, closed or said.
    pub fn kill(&mut self) {
        let Some(Running { mut keeper, mut open }) = self.running.take() else { return };
        open.write_all(b"stop\n").expect("the keeper listens until it is told");
        drop(open);
        keeper.wait().expect("the keeper is a child of this process");
    }

    /// Starts the broker again on what it had stored, at the same address.
    pub fn resume(&mut self) {
        self.kill();
        self.run(&[]);
    }

    fn run(&mut self, how: &[&str]) {
        let mut keeper = Command::new("sh")
            .arg(recipe().join("keep.sh"))
            .args([jars(), self.directory.path(), &recipe().join("log4j2.properties")])
            .args(how)
            .stdin(Stdio::piped())
            .spawn()
            .expect("there is a shell");
        let open = keeper.stdin.take().expect("its input is a pipe");
        self.running = Some(Running { keeper, open });
        self.await_answer();
    }

    fn await_answer(&mut self) {
        let (admin, until) = (self.admin(), Instant::now() + START_MAX);
        while let Err(error) = admin.inner().fetch_metadata(None, ASKING) {
            let running = self.running.as_mut().expect("it was started just now");
            let ended = running.keeper.try_wait().expect("the keeper is a child of this process");
            if ended.is_some() || Instant::now() > until {
                let log = fs::read_to_string(self.directory.path().join("log"));
                panic!("Kafka does not start: {error}\n{}", log.unwrap_or_default());
            }
        }
    }
}

impl Drop for Kafka {
    fn drop(&mut self) {
        self.kill();
    }
}

fn options() -> AdminOptions {
    AdminOptions::new().request_timeout(Some(PATIENCE)).operation_timeout(Some(PATIENCE))
}

pub(super) fn recipe() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("servers/kafka")
}

/// Ports that were free a moment ago: for brokers, for controllers, and for clients from outside.
fn free_ports() -> [u16; 3] {
    // All of them are held until the last one is found.
    let held = [(); 3].map(|()| TcpListener::bind("127.0.0.1:0").expect("there is a free port"));
    held.map(|listener| listener.local_addr().expect("it is bound").port())
}

/// The server's jars: fetched by Maven once, and kept in `target`.
pub(super) fn jars() -> &'static Path {
    static JARS: OnceLock<PathBuf> = OnceLock::new();
    JARS.get_or_init(|| {
        let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/kafka");
        let pom = recipe().join("pom.xml");
        // Another recipe needs other jars.
        let written = fs::read(&pom).expect("the recipe is beside this package");
        let jars = target.join(tlog::hash::Hash::of(&[&written]).to_string());
        if !jars.is_dir() {
            fetch(&pom, &jars);
        }
        jars
    })
}

/// Whole or not at all: a fetch that broke off, and another process's, must not be mixed with it.
fn fetch(pom: &Path, jars: &Path) {
    let fetched = jars.with_extension(std::process::id().to_string());
    let status = Command::new("mvn")
        .args(["-B", "-q", "dependency:copy-dependencies", "-DincludeScope=runtime", "-f"])
        .arg(pom)
        .arg(format!("-DoutputDirectory={}", fetched.display()))
        .status()
        .expect("Maven is installed");
    assert!(status.success(), "Maven fetches Kafka's jars");
    if fs::rename(&fetched, jars).is_err() {
        fs::remove_dir_all(&fetched).expect("what was fetched can be removed");
    }
}
