//! Where the log, the views and the openings are: URLs, parsed once.
//!
//! What is embedded lies in the data directory and is written `sqlite:`. Whatever shows a URL shows
//! `***` for its passwords: only [`kafka::KafkaUrl::options`] and
//! [`postgres::PostgresUrl::connection`] give them out.

pub mod kafka;
mod parts;
pub mod peers;
pub mod postgres;

use std::fmt;

use self::{kafka::KafkaUrl, postgres::PostgresUrl};

/// What is embedded.
const EMBEDDED: &str = "sqlite:";
/// What is shown for a secret.
const HIDDEN: &str = "***";

/// Where the log is.
#[derive(Clone, PartialEq, Eq)]
pub enum LogUrl {
    /// In the data directory.
    Embedded,
    Kafka(KafkaUrl),
}

/// Where the views are.
#[derive(Clone, PartialEq, Eq)]
pub enum ViewsUrl {
    /// In the data directory.
    Embedded,
    Postgres(PostgresUrl),
}

/// Where the openings are.
#[derive(Clone, PartialEq, Eq)]
pub enum OpeningsUrl {
    /// In the data directory: beside the frames of an embedded log, in a file of their own otherwise.
    Embedded,
    Postgres(PostgresUrl),
}

/// Why a text is no URL of its kind. Never holds a part of it: that might be a password.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotAUrl {
    /// It begins with neither of these.
    Scheme {
        either: &'static str,
        or: &'static str,
    },
    /// Something follows `sqlite:`.
    EmbeddedElsewhere,
    User,
    Host,
    Port,
    Topic,
    Database,
    Option,
    Escape,
    /// It does not begin with this.
    NoHttp,
    /// Something follows the host and its port.
    Path,
}

impl LogUrl {
    /// The log that `text` names: `sqlite:` or `kafka://host:port[,host:port…]/topic?option=value`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<LogUrl, NotAUrl> {
        if embedded(text)? {
            return Ok(LogUrl::Embedded);
        }
        let either = NotAUrl::Scheme { either: EMBEDDED, or: kafka::SCHEME };
        let rest = text.strip_prefix(kafka::SCHEME).ok_or(either)?;
        KafkaUrl::parse(rest).map(LogUrl::Kafka)
    }

    /// Whether it holds a password or the like.
    #[must_use]
    pub fn has_secret(&self) -> bool {
        match self {
            LogUrl::Embedded => false,
            LogUrl::Kafka(url) => url.has_secret(),
        }
    }
}

impl ViewsUrl {
    /// The views that `text` names: `sqlite:` or `postgres://user[:password]@host:port/database`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<ViewsUrl, NotAUrl> {
        Ok(in_database(text)?.map_or(ViewsUrl::Embedded, ViewsUrl::Postgres))
    }

    /// Whether it holds a password.
    #[must_use]
    pub fn has_secret(&self) -> bool {
        match self {
            ViewsUrl::Embedded => false,
            ViewsUrl::Postgres(url) => url.has_secret(),
        }
    }
}

impl OpeningsUrl {
    /// The openings that `text` names, written as those of the views.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<OpeningsUrl, NotAUrl> {
        Ok(in_database(text)?.map_or(OpeningsUrl::Embedded, OpeningsUrl::Postgres))
    }

    /// Where openings are if nobody says: beside the frames of an embedded log; else in the
    /// database of the views, if those are in one.
    #[must_use]
    pub fn beside(log: &LogUrl, views: &ViewsUrl) -> OpeningsUrl {
        match (log, views) {
            (LogUrl::Kafka(_), ViewsUrl::Postgres(url)) => OpeningsUrl::Postgres(url.clone()),
            (LogUrl::Kafka(_), ViewsUrl::Embedded) | (LogUrl::Embedded, _) => OpeningsUrl::Embedded,
        }
    }

    /// Whether it holds a password.
    #[must_use]
    pub fn has_secret(&self) -> bool {
        match self {
            OpeningsUrl::Embedded => false,
            OpeningsUrl::Postgres(url) => url.has_secret(),
        }
    }
}

fn embedded(text: &str) -> Result<bool, NotAUrl> {
    match text.strip_prefix(EMBEDDED) {
        None => Ok(false),
        Some("") => Ok(true),
        Some(_) => Err(NotAUrl::EmbeddedElsewhere),
    }
}

fn in_database(text: &str) -> Result<Option<PostgresUrl>, NotAUrl> {
    if embedded(text)? {
        return Ok(None);
    }
    // libpq knows both (PostgreSQL documentation, 32.1.1.2. Connection URIs).
    let rest = text.strip_prefix(postgres::SCHEME).or_else(|| text.strip_prefix("postgresql://"));
    let either = NotAUrl::Scheme { either: EMBEDDED, or: postgres::SCHEME };
    PostgresUrl::parse(rest.ok_or(either)?).map(Some)
}

macro_rules! shown_without_secrets {
    ($($url:ident: $server:ident),*) => {$(
        impl fmt::Display for $url {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $url::Embedded => f.write_str(EMBEDDED),
                    $url::$server(url) => url.fmt(f),
                }
            }
        }

        impl fmt::Debug for $url {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    )*};
}

shown_without_secrets!(LogUrl: Kafka, ViewsUrl: Postgres, OpeningsUrl: Postgres);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_embedded_lies_in_the_data_directory_and_nowhere_else() {
        assert_eq!(LogUrl::parse("sqlite:"), Ok(LogUrl::Embedded));
        assert_eq!(ViewsUrl::parse("sqlite:/srv/views.db"), Err(NotAUrl::EmbeddedElsewhere));
    }

    #[test]
    fn a_log_is_in_no_database_and_views_are_in_no_broker() {
        let log = NotAUrl::Scheme { either: "sqlite:", or: "kafka://" };
        assert_eq!(LogUrl::parse("postgres://u@h:1/d"), Err(log));
        let views = NotAUrl::Scheme { either: "sqlite:", or: "postgres://" };
        assert_eq!(ViewsUrl::parse("kafka://h:1/t"), Err(views));
        assert_eq!(OpeningsUrl::parse(""), Err(views));
    }

    #[test]
    fn openings_go_where_the_log_is_embedded_or_into_the_database_of_the_views() {
        let (kafka, database) = ("kafka://h:9092/t", "postgres://u@h:5432/d");
        for (log, views, openings) in [
            ("sqlite:", "sqlite:", "sqlite:"),
            ("sqlite:", database, "sqlite:"),
            (kafka, "sqlite:", "sqlite:"),
            (kafka, database, database),
        ] {
            let (log, views) = (LogUrl::parse(log).unwrap(), ViewsUrl::parse(views).unwrap());
            assert_eq!(OpeningsUrl::beside(&log, &views).to_string(), openings);
        }
    }
}
