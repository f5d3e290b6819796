//! `kafka://host:port[,host:port…]/topic?option=value`: brokers, the topic of one ledger, and options
//! under librdkafka's own names.

use std::{collections::BTreeMap, fmt};

use super::{
    NotAUrl,
    parts::{self, Endpoint},
};

pub(super) const SCHEME: &str = "kafka://";
/// Where a broker listens if nobody says otherwise.
const PORT: u16 = 9_092;
/// The longest name of a topic (Apache Kafka, `Topic.MAX_NAME_LENGTH`).
const TOPIC_BYTES_MAX: usize = 249;
/// The option that a password for SASL is.
const PASSWORD: &str = "sasl.password";
/// What the URL says itself, and no option may say again.
const BROKERS: [&str; 2] = ["bootstrap.servers", "metadata.broker.list"];

/// A topic on Kafka.
#[derive(Clone, PartialEq, Eq)]
pub struct KafkaUrl {
    brokers: Vec<Endpoint>,
    topic: String,
    options: BTreeMap<String, String>,
}

impl KafkaUrl {
    pub(super) fn parse(rest: &str) -> Result<KafkaUrl, NotAUrl> {
        let (path, query) = match rest.split_once('?') {
            None => (rest, None),
            Some((path, query)) => (path, Some(query)),
        };
        let (brokers, topic) = path.split_once('/').ok_or(NotAUrl::Topic)?;
        let brokers = brokers.split(',').map(|broker| Endpoint::parse(broker, PORT));
        let brokers = brokers.collect::<Result<_, _>>()?;
        let options = parts::options(query)?;
        if BROKERS.iter().any(|name| options.contains_key(*name)) {
            return Err(NotAUrl::Option);
        }
        Ok(KafkaUrl { brokers, topic: named(topic)?, options })
    }

    /// The brokers to ask first, `host:port` with commas between: at least one.
    #[must_use]
    pub fn bootstrap(&self) -> String {
        let brokers = self.brokers.iter().map(ToString::to_string);
        brokers.collect::<Vec<_>>().join(",")
    }

    /// The topic: a name that Kafka allows.
    #[must_use]
    pub fn topic(&self) -> &str {
        &self.topic
    }

    /// The whole URL with its secrets: for the client alone, never to be shown.
    #[must_use]
    pub fn connection(&self) -> String {
        self.written(&parts::query(&self.options, false))
    }

    /// The options, ascending by name, each under the name that librdkafka has for it, and with the
    /// secrets they hold. The brokers are not among them.
    pub fn options(&self) -> impl Iterator<Item = (&str, &str)> {
        self.options.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    fn written(&self, query: &str) -> String {
        format!("{SCHEME}{}/{}{query}", self.bootstrap(), self.topic)
    }

    /// Whether an option is a secret.
    #[must_use]
    pub fn has_secret(&self) -> bool {
        self.options.keys().any(|name| parts::secret(name))
    }

    /// Whether it has a password for SASL.
    #[must_use]
    pub fn has_password(&self) -> bool {
        self.options.contains_key(PASSWORD)
    }

    /// With this password for SASL.
    #[must_use]
    pub fn with_password(mut self, password: &str) -> KafkaUrl {
        self.options.insert(PASSWORD.into(), password.into());
        self
    }
}

/// What Kafka takes for the name of a topic (`Topic.validate`).
fn named(topic: &str) -> Result<String, NotAUrl> {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    let known = !topic.is_empty() && topic.len() <= TOPIC_BYTES_MAX && topic.bytes().all(legal);
    if known && ![".", ".."].contains(&topic) { Ok(topic.into()) } else { Err(NotAUrl::Topic) }
}

impl fmt::Display for KafkaUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written(&parts::query(&self.options, true)))
    }
}

impl fmt::Debug for KafkaUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_has_brokers_and_options_under_their_own_names() {
        let url = KafkaUrl::parse("a:1,b/aurora.log?linger.ms=0&sasl.username=a%20b").unwrap();
        assert_eq!(url.bootstrap(), "a:1,b:9092");
        assert_eq!(url.topic(), "aurora.log");
        let options: Vec<_> = url.options().collect();
        assert_eq!(options, [("linger.ms", "0"), ("sasl.username", "a b")]);
        assert!(!url.has_secret());
    }

    #[test]
    fn what_kafka_would_not_take_is_refused_before_it_is_asked() {
        let long = format!("h:1/{}", "t".repeat(250));
        for topic in ["h:1", "h:1/", "h:1/a/b", "h:1/a b", "h:1/..", &long] {
            assert_eq!(KafkaUrl::parse(topic), Err(NotAUrl::Topic), "{topic}");
        }
        let again = "h:1/t?bootstrap.servers=other:1";
        for option in ["h:1/t?", "h:1/t?a", "h:1/t?=b", "h:1/t?a=1&a=2", again] {
            assert_eq!(KafkaUrl::parse(option), Err(NotAUrl::Option), "{option}");
        }
        for host in ["/t", "a:1,/t"] {
            assert_eq!(KafkaUrl::parse(host), Err(NotAUrl::Host), "{host}");
        }
    }

    #[test]
    fn options_that_hold_secrets_are_never_shown() {
        for option in ["sasl.password", "ssl.key.pem", "sasl.oauthbearer.client.secret"] {
            let url = KafkaUrl::parse(&format!("h:1/t?{option}=geheim&linger.ms=0")).unwrap();
            let shown = format!("{url} {url:?}");
            assert!(!shown.contains("geheim") && shown.contains("linger.ms=0"), "{shown}");
            assert!(url.has_secret());
        }
        let url = KafkaUrl::parse("h:1/t").unwrap().with_password("geheim");
        assert_eq!(url.options().collect::<Vec<_>>(), [("sasl.password", "geheim")]);
        assert_eq!(url.to_string(), "kafka://h:1/t?sasl.password=***");
    }
}
