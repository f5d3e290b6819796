//! The options for TLS, which the client's own URLs do not have.

use std::path::PathBuf;

use percent_encoding::percent_decode_str;
use postgres::{Config, config::Host};

use crate::NotAnAddress;

/// What a URL says about TLS, by libpq's names (`PostgreSQL` documentation, 32.1.2).
#[derive(Default)]
pub(crate) struct Options {
    mode: Option<Mode>,
    root: Option<PathBuf>,
    certificate: Option<PathBuf>,
    key: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Disable,
    Verify,
}

/// How to connect.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Plain,
    /// Our own certificates and the key to the first of them are for a server that asks.
    Tls {
        roots: Roots,
        identity: Option<(PathBuf, PathBuf)>,
    },
}

/// Whom to believe what a certificate says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Roots {
    /// The authorities that this machine trusts.
    System,
    /// Those in a file (PEM).
    File(PathBuf),
}

impl Options {
    /// The URL without these options, and what they say.
    pub(crate) fn split(url: &str) -> Result<(String, Self), NotAnAddress> {
        if !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
            return Err(NotAnAddress::Form);
        }
        let (place, query) = url.split_once('?').unwrap_or((url, ""));
        let (mut options, mut others) = (Self::default(), Vec::new());
        for option in query.split('&').filter(|option| !option.is_empty()) {
            let (name, value) = option.split_once('=').ok_or(NotAnAddress::Form)?;
            let value = || {
                let text = percent_decode_str(value).decode_utf8();
                text.map(String::from).map_err(|_| NotAnAddress::Form)
            };
            match name {
                "sslmode" => options.mode = Some(Mode::parse(&value()?)?),
                "sslrootcert" => options.root = Some(value()?.into()),
                "sslcert" => options.certificate = Some(value()?.into()),
                "sslkey" => options.key = Some(value()?.into()),
                _ => others.push(option),
            }
        }
        let query =
            if others.is_empty() { String::new() } else { format!("?{}", others.join("&")) };
        Ok((format!("{place}{query}"), options))
    }

    /// How to connect to the hosts of `config`.
    pub(crate) fn way(self, config: &Config) -> Result<Way, NotAnAddress> {
        let given = [
            ("sslrootcert", self.root.is_some()),
            ("sslcert", self.certificate.is_some()),
            ("sslkey", self.key.is_some()),
        ];
        let asks = given.iter().find(|(_, given)| *given).map(|(name, _)| *name);
        match (self.mode, asks) {
            (Some(Mode::Disable), Some(name)) => return Err(NotAnAddress::Idle(name)),
            (Some(Mode::Disable), None) => return Ok(Way::Plain),
            (None, None) if is_here(config) => return Ok(Way::Plain),
            (None | Some(Mode::Verify), _) => {}
        }
        let identity = match (self.certificate, self.key) {
            (None, None) => None,
            (Some(certificate), Some(key)) => Some((certificate, key)),
            (Some(_), None) | (None, Some(_)) => return Err(NotAnAddress::Half),
        };
        let roots = match self.root {
            // As libpq has it since 16.
            Some(path) if path.as_os_str() != "system" => Roots::File(path),
            Some(_) | None => Roots::System,
        };
        Ok(Way::Tls { roots, identity })
    }
}

impl Mode {
    fn parse(text: &str) -> Result<Self, NotAnAddress> {
        match text {
            "disable" => Ok(Self::Disable),
            "require" | "verify-full" => Ok(Self::Verify),
            other => Err(NotAnAddress::Mode(other.to_owned())),
        }
    }
}

/// Whether nothing that is sent there leaves this machine. A number says where a connection goes,
/// whatever the name.
fn is_here(config: &Config) -> bool {
    let addresses = config.get_hostaddrs();
    if !addresses.is_empty() {
        return addresses.iter().all(std::net::IpAddr::is_loopback);
    }
    config.get_hosts().iter().all(|host| match host {
        // RFC 6761, section 6.3: this name never leads elsewhere.
        Host::Tcp(name) if name == "localhost" => true,
        Host::Tcp(name) => name.parse().is_ok_and(|host: std::net::IpAddr| host.is_loopback()),
        #[cfg(unix)]
        Host::Unix(_) => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(url: &str) -> Result<Way, NotAnAddress> {
        let (known, options) = Options::split(url)?;
        options.way(&known.parse().expect("the client knows the rest"))
    }

    fn verified() -> Way {
        Way::Tls { roots: Roots::System, identity: None }
    }

    #[test]
    fn nothing_is_sent_plainly_to_another_machine_unless_the_url_says_so() {
        for host in ["db", "10.0.0.7", "db,localhost", "[2001:db8::1]", "localhost.example.org"] {
            let whatever = way(&format!("postgres://u@{host}/d")).expect("it is a URL");
            assert_eq!(whatever, verified(), "{host}");
            let plain = way(&format!("postgres://u@{host}/d?sslmode=disable"));
            assert_eq!(plain.expect("it is a URL"), Way::Plain, "{host}");
        }
        let elsewhere = way("postgres://u@localhost/d?hostaddr=10.0.0.7").expect("it is a URL");
        assert_eq!(elsewhere, verified());
    }

    #[test]
    fn what_stays_on_this_machine_is_plain_unless_tls_is_asked_for() {
        for host in ["localhost", "127.0.0.1", "[::1]", "127.0.0.2,localhost", "%2Frun%2Fpostgres"]
        {
            let whatever = way(&format!("postgres://u@{host}/d")).expect("it is a URL");
            assert_eq!(whatever, Way::Plain, "{host}");
            for asks in ["sslmode=require", "sslmode=verify-full", "sslrootcert=system"] {
                let asked = way(&format!("postgres://u@{host}/d?{asks}")).expect("it is a URL");
                assert_eq!(asked, verified(), "{host} {asks}");
            }
        }
    }

    #[test]
    fn certificates_are_named_by_their_files_and_the_rest_is_left_as_it_was() {
        let url = "postgres://u:p%40@db/d?connect_timeout=5&sslcert=%2Fetc%2Fa%20b.pem\
                   &sslrootcert=%2Fetc%2Fca.pem&sslkey=k.pem&options=-c%20a%3Db";
        let (rest, options) = Options::split(url).expect("it is a URL");
        assert_eq!(rest, "postgres://u:p%40@db/d?connect_timeout=5&options=-c%20a%3Db");
        let config = rest.parse().expect("the client knows the rest");
        let Ok(Way::Tls { roots, identity }) = options.way(&config) else { panic!("it is TLS") };
        assert_eq!(roots, Roots::File("/etc/ca.pem".into()));
        assert_eq!(identity, Some(("/etc/a b.pem".into(), "k.pem".into())));
    }

    #[test]
    fn tls_that_verifies_nothing_is_not_to_be_had() {
        for mode in ["allow", "prefer", "verify-ca", "", "no"] {
            let refused = way(&format!("postgres://u@db/d?sslmode={mode}"));
            assert!(matches!(refused, Err(NotAnAddress::Mode(found)) if found == mode), "{mode}");
        }
    }

    #[test]
    fn options_that_contradict_each_other_are_refused() {
        let idle = way("postgres://u@db/d?sslmode=disable&sslrootcert=/ca.pem");
        assert!(matches!(idle, Err(NotAnAddress::Idle("sslrootcert"))));
        for half in ["sslcert=a.pem", "sslkey=a.pem"] {
            assert!(matches!(way(&format!("postgres://u@db/d?{half}")), Err(NotAnAddress::Half)));
        }
        for form in ["", "mysql://elsewhere", "postgres://u@db/d?sslmode", "host=db user=u"] {
            assert!(matches!(way(form), Err(NotAnAddress::Form)), "{form}");
        }
    }
}
