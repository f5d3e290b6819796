//! Where a log on Kafka is: `kafka://host:port[,host:port…]/TOPIC[?option=value[&option=value…]]`.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use rdkafka::ClientConfig;
use rdkafka::error::KafkaError;

use super::pulse;

/// How long a question to the brokers may take before the log is unavailable.
const PATIENCE: Duration = Duration::from_secs(10);
/// What a production topic is founded with: it goes on when one broker is lost.
const REPLICATION: i32 = 3;
/// The longest name that Kafka takes, with room for what the heartbeats' topic has behind it.
const TOPIC_BYTES_MAX: usize = 249 - pulse::SUFFIX.len();

/// What keeps the promises of a log; no address may choose otherwise. Among them is what would
/// speak TLS to a server that proves nothing.
const OURS: [&str; 23] = [
    "acks",
    "allow.auto.create.topics",
    "auto.offset.reset",
    "bootstrap.servers",
    "check.crcs",
    "delivery.timeout.ms",
    "enable.auto.commit",
    "enable.auto.offset.store",
    "enable.gapless.guarantee",
    "enable.idempotence",
    "enable.partition.eof",
    "enable.ssl.certificate.verification",
    "isolation.level",
    "linger.ms",
    "message.max.bytes",
    "message.timeout.ms",
    "metadata.broker.list",
    "queue.buffering.max.ms",
    "request.required.acks",
    "socket.timeout.ms",
    "ssl.endpoint.identification.algorithm",
    "test.mock.num.brokers",
    "transactional.id",
];

/// The brokers, the topic and the options, all of them valid.
///
/// Options of our own: `replication` (default 3) and `development` (`true` allows a replication
/// of 1), both for founding; `floor` (the path of the file in which the log's owner remembers how
/// far it was); `patience.ms` (default 10,000). Every other one is librdkafka's, by its own name;
/// its value may be percent-encoded.
#[derive(Clone)]
pub struct Address {
    pub(super) brokers: String,
    pub(super) topic: String,
    pub(super) replication: i32,
    pub(super) development: bool,
    pub(super) floor: Option<PathBuf>,
    pub(super) patience: Duration,
    pub(super) options: Vec<(String, String)>,
}

/// Text that is no address of a log on Kafka.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnAddress {
    #[error("an address is kafka://host:port[,host:port…]/TOPIC[?option=value&…]")]
    Form,
    #[error("a topic has 1 to {TOPIC_BYTES_MAX} of the characters A-Z a-z 0-9 . _ -, not {0:?}")]
    Topic(String),
    #[error("the option {0} is not for an address to choose: the log's promises depend on it")]
    Ours(String),
    #[error("the option {name} cannot have this value: {why}")]
    Option { name: String, why: String },
    #[error("this build speaks no TLS to Kafka, which {0} asks for: build with kafka-tls")]
    NotBuilt(String),
}

impl Address {
    /// Reads an address; nothing is connected to.
    ///
    /// # Errors
    /// [`NotAnAddress`] says which part of it is wrong, and never repeats an option's value.
    pub fn parse(text: &str) -> Result<Self, NotAnAddress> {
        let rest = text.strip_prefix("kafka://").ok_or(NotAnAddress::Form)?;
        let (place, options) = rest.split_once('?').unwrap_or((rest, ""));
        let (brokers, topic) = place.split_once('/').ok_or(NotAnAddress::Form)?;
        if !brokers.split(',').all(is_broker) {
            return Err(NotAnAddress::Form);
        }
        if !is_topic(topic) {
            return Err(NotAnAddress::Topic(topic.to_owned()));
        }
        let mut address = Self {
            brokers: brokers.to_owned(),
            topic: topic.to_owned(),
            replication: REPLICATION,
            development: false,
            floor: None,
            patience: PATIENCE,
            options: Vec::new(),
        };
        for option in options.split('&').filter(|option| !option.is_empty()) {
            let (name, value) = option.split_once('=').ok_or(NotAnAddress::Form)?;
            address.choose(name, decoded(value).ok_or_else(|| bad(name, "it is not text"))?)?;
        }
        address.agree()?;
        Ok(address)
    }

    /// The topic's name.
    #[must_use]
    pub fn topic(&self) -> &str {
        &self.topic
    }

    fn choose(&mut self, name: &str, value: String) -> Result<(), NotAnAddress> {
        match name {
            "replication" => {
                let replication = value.parse().ok().filter(|replication| *replication >= 1);
                self.replication = replication.ok_or_else(|| bad(name, "it is 1 or more"))?;
            }
            "development" => {
                let development = value.parse();
                self.development = development.map_err(|_| bad(name, "it is true or false"))?;
            }
            "floor" => self.floor = Some(PathBuf::from(value)),
            "patience.ms" => {
                let patience = value.parse().ok().filter(|ms| (1..=600_000).contains(ms));
                let patience = patience.ok_or_else(|| bad(name, "it is 1 to 600000"))?;
                self.patience = Duration::from_millis(patience);
            }
            name if OURS.contains(&name) => return Err(NotAnAddress::Ours(name.to_owned())),
            name if !cfg!(feature = "kafka-tls") && needs_openssl(name, &value) => {
                return Err(NotAnAddress::NotBuilt(name.to_owned()));
            }
            name => self.options.push((name.to_owned(), value)),
        }
        Ok(())
    }

    /// What can only be said once all options are known.
    fn agree(&self) -> Result<(), NotAnAddress> {
        if self.replication == 1 && !self.development {
            return Err(bad(
                "replication",
                "1 loses records with a disk; development=true allows it",
            ));
        }
        match self.client().create_native_config() {
            Ok(_) => Ok(()),
            Err(KafkaError::ClientConfig(_, why, name, _)) => {
                Err(NotAnAddress::Option { name, why })
            }
            Err(error) => Err(bad("bootstrap.servers", &error.to_string())),
        }
    }

    /// What every client of ours has in common.
    pub(super) fn client(&self) -> ClientConfig {
        let mut config = ClientConfig::new();
        config
            .set("client.id", "rights-ledger")
            .set("reconnect.backoff.ms", "50")
            .set("reconnect.backoff.max.ms", "1000");
        for (name, value) in &self.options {
            config.set(name, value);
        }
        config
            .set("bootstrap.servers", &self.brokers)
            .set("socket.timeout.ms", self.patience.as_millis().max(10).to_string())
            .set("allow.auto.create.topics", "false");
        config
    }
}

/// An option's value may be a password.
impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "kafka://{}/{}", self.brokers, self.topic)
    }
}

/// Whether librdkafka has the option, or this value of it, only with OpenSSL. Some of it would be
/// refused first by a connection, and in words that name no feature of ours.
fn needs_openssl(name: &str, value: &str) -> bool {
    match name {
        "security.protocol" => value.to_ascii_lowercase().ends_with("ssl"),
        "sasl.mechanism" | "sasl.mechanisms" => value != "PLAIN",
        name => name.starts_with("ssl."),
    }
}

fn bad(name: &str, why: &str) -> NotAnAddress {
    NotAnAddress::Option { name: name.to_owned(), why: why.to_owned() }
}

fn is_broker(broker: &str) -> bool {
    let split = broker.rsplit_once(':');
    split.is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok())
}

fn is_topic(topic: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    (1..=TOPIC_BYTES_MAX).contains(&topic.len())
        && topic.bytes().all(plain)
        && !matches!(topic, "." | "..")
}

/// The text that a percent-encoded one stands for.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        if first != b'%' {
            bytes.push(first);
            continue;
        }
        let (digits, after) = rest.split_first_chunk::<2>()?;
        let digits = str::from_utf8(digits).ok().filter(|digits| !digits.starts_with('+'))?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = after;
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> NotAnAddress {
        Address::parse(text).expect_err("this is no address")
    }

    #[test]
    fn an_address_names_brokers_topic_and_options() {
        let address = Address::parse(
            "kafka://a:9092,[::1]:9093/rights.k17?replication=5&floor=/var/lib/floor\
             &patience.ms=500&client.id=two%20words",
        );
        let address = address.expect("this is an address");
        assert_eq!(address.brokers, "a:9092,[::1]:9093");
        assert_eq!(address.topic(), "rights.k17");
        assert_eq!((address.replication, address.development), (5, false));
        assert_eq!(address.floor, Some(PathBuf::from("/var/lib/floor")));
        assert_eq!(address.patience, Duration::from_millis(500));
        assert_eq!(address.options, [("client.id".to_owned(), "two words".to_owned())]);
    }

    #[test]
    fn what_is_no_address_is_refused_and_says_which_part() {
        for text in
            ["", "kafka:", "kafka://", "kafka:///t", "kafka://a/t", "kafka://a:9092", ":9/t"]
        {
            assert_eq!(refused(text), NotAnAddress::Form, "{text}");
        }
        for topic in ["", "..", "a b", "a/b", &"t".repeat(250)] {
            assert_eq!(
                refused(&format!("kafka://a:9092/{topic}")),
                NotAnAddress::Topic(topic.to_owned())
            );
        }
        for option in ["replication=0", "development=yes", "patience.ms=0", "no.such.option=1"] {
            let (name, _) = option.split_once('=').expect("an option has a value");
            let refused = refused(&format!("kafka://a:9092/t?{option}"));
            let named =
                matches!(&refused, NotAnAddress::Option { name: found, .. } if found == name);
            assert!(named, "{refused}");
        }
        for value in ["%", "%4", "%zz", "%+1", "%ff"] {
            refused(&format!("kafka://a:9092/t?client.id={value}"));
        }
    }

    #[test]
    fn no_option_weakens_what_the_log_promises() {
        for name in OURS {
            let refused = refused(&format!("kafka://a:9092/t?{name}=1"));
            assert_eq!(refused, NotAnAddress::Ours(name.to_owned()));
        }
        let alone = refused("kafka://a:9092/t?replication=1");
        assert!(matches!(alone, NotAnAddress::Option { name, .. } if name == "replication"));
        let allowed = Address::parse("kafka://a:9092/t?replication=1&development=true");
        assert_eq!(allowed.expect("development allows it").replication, 1);
    }

    #[test]
    fn tls_is_refused_by_a_build_that_has_none() {
        for option in [
            "security.protocol=ssl",
            "security.protocol=SASL_SSL",
            "sasl.mechanism=SCRAM-SHA-512",
            "ssl.ca.location=/etc/ssl/certs/ca-certificates.crt",
        ] {
            let (name, _) = option.split_once('=').expect("an option has a value");
            let refused = Address::parse(&format!("kafka://a:9092/t?{option}")).err();
            let expected = NotAnAddress::NotBuilt(name.to_owned());
            assert!(expected.to_string().contains("kafka-tls"));
            assert_eq!(refused, Some(expected).filter(|_| !cfg!(feature = "kafka-tls")));
        }
        let plain = "kafka://a:9092/t?security.protocol=sasl_plaintext&sasl.mechanism=PLAIN";
        assert!(Address::parse(plain).is_ok());
    }

    #[test]
    fn no_secret_is_printed() {
        let address = Address::parse("kafka://a:9092/t?sasl.password=sesame");
        assert_eq!(format!("{:?}", address.expect("it is one")), "kafka://a:9092/t");
        let refused = refused("kafka://a:9092/t?socket.keepalive.enable=sesame");
        assert!(!format!("{refused}{refused:?}").contains("sesame"), "{refused}");
    }
}
