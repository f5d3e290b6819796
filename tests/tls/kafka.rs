//! A log on Kafka over TLS, with a password: who is talked to, and who is let in.

use std::sync::LazyLock;

use rights_log::kafka::{Address, Kafka as Topic};
use rights_log::{Error, Log as _, Reading as _};
use tests::servers::certificates::Authority;
use tests::servers::kafka::Kafka;
use tlog::hash::Hash;

const USER: &str = "ledger";
const PASSWORD: &str = "sesame";

struct Server {
    authority: Authority,
    kafka: Kafka,
    port: u16,
}

impl Server {
    fn shared() -> &'static Self {
        static SHARED: LazyLock<Server> = LazyLock::new(|| {
            let authority = Authority::found();
            let certificate = authority.issue("localhost");
            let (kafka, port) = Kafka::with_sasl_ssl(&certificate, USER, PASSWORD);
            Server { authority, kafka, port }
        });
        &SHARED
    }

    /// A new topic at the listener for clients, asked for by the name `host`.
    fn address(&self, host: &str, authority: &Authority, password: &str) -> Address {
        let url = format!(
            "kafka://{host}:{}/{}?replication=1&development=true&security.protocol=sasl_ssl\
             &ssl.ca.location={}&sasl.mechanism=SCRAM-SHA-512&sasl.username={USER}\
             &sasl.password={password}&patience.ms=3000",
            self.port,
            self.kafka.topic(),
            authority.file().display(),
        );
        Address::parse(&url).expect("this is an address")
    }
}

/// That nothing is founded there, and the password is not told.
fn refused(address: Address, password: &str) {
    let why = Topic::create(address, Hash::of(&[b"a ledger"])).err().expect("it is refused");
    assert!(matches!(why, Error::Unavailable(_)), "{why:?}");
    assert!(!format!("{why} {why:?}").contains(password), "{why:?}");
}

#[test]
fn a_log_is_founded_and_read_back_by_tls_and_scram() {
    let server = Server::shared();
    let (address, ledger) =
        (server.address("localhost", &server.authority, PASSWORD), Hash::of(&[b"a ledger"]));
    let log = Topic::create(address.clone(), ledger).expect("the broker lets us in");
    let writer = log.found(&[]).expect("nobody founded it");
    drop(writer);
    assert_eq!(Topic::open(address).expect("it was founded").ledger(), ledger);
}

#[test]
fn a_broker_with_an_unknown_authority_is_not_talked_to() {
    let (server, stranger) = (Server::shared(), Authority::found());
    refused(server.address("localhost", &stranger, PASSWORD), PASSWORD);
}

#[test]
fn a_broker_with_anothers_name_is_not_talked_to() {
    let server = Server::shared();
    refused(server.address("127.0.0.1", &server.authority, PASSWORD), PASSWORD);
}

#[test]
fn who_has_not_the_password_is_not_let_in() {
    let server = Server::shared();
    refused(server.address("localhost", &server.authority, "wr0ng"), "wr0ng");
}
