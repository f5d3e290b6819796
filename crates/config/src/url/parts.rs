//! The parts that URLs share (RFC 3986): hosts with ports, options, escapes.

use std::{
    collections::BTreeMap,
    fmt::{self, Write as _},
};

use super::{HIDDEN, NotAUrl};

/// Where a server listens.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Endpoint {
    /// A name or an address, without the brackets of IPv6.
    pub(super) host: String,
    pub(super) port: u16,
}

impl Endpoint {
    /// The endpoint `host[:port]`.
    pub(super) fn parse(text: &str, port_by_default: u16) -> Result<Endpoint, NotAUrl> {
        let (host, port) = match text.strip_prefix('[') {
            Some(rest) => {
                let (host, port) = rest.split_once(']').ok_or(NotAUrl::Host)?;
                host.parse::<std::net::Ipv6Addr>().map_err(|_| NotAUrl::Host)?;
                match port {
                    "" => (host, None),
                    port => (host, Some(port.strip_prefix(':').ok_or(NotAUrl::Port)?)),
                }
            }
            None => match text.split_once(':') {
                None => (text, None),
                Some((host, port)) => (host, Some(port)),
            },
        };
        let named = |c: char| c.is_ascii_alphanumeric() || "-._:".contains(c);
        if host.is_empty() || !host.chars().all(named) {
            return Err(NotAUrl::Host);
        }
        let port = match port {
            None => port_by_default,
            Some(port) => port.parse().ok().filter(|port| *port != 0).ok_or(NotAUrl::Port)?,
        };
        Ok(Endpoint { host: host.into(), port })
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Endpoint { host, port } = self;
        if host.contains(':') { write!(f, "[{host}]:{port}") } else { write!(f, "{host}:{port}") }
    }
}

/// The options behind `?`, by name; each is given once.
pub(super) fn options(query: Option<&str>) -> Result<BTreeMap<String, String>, NotAUrl> {
    let mut options = BTreeMap::new();
    for option in query.iter().flat_map(|query| query.split('&')) {
        let (name, value) = option.split_once('=').ok_or(NotAUrl::Option)?;
        let (name, value) = (decoded(name)?, decoded(value)?);
        if name.is_empty() || options.insert(name, value).is_some() {
            return Err(NotAUrl::Option);
        }
    }
    Ok(options)
}

/// Whether the value of an option is nobody's business: by the words in its name, so that an option
/// that is not known yet is rather hidden than shown.
pub(super) fn secret(option: &str) -> bool {
    let words =
        ["password", "secret", "key.pem", "keystore", "oauthbearer", "jaas", "token", "credential"];
    words.iter().any(|word| option.to_lowercase().contains(word))
}

/// The options as they stand in a URL, `hidden` or in full.
pub(super) fn query(options: &BTreeMap<String, String>, hidden: bool) -> String {
    let mut text = String::new();
    for (name, value) in options {
        let value = if hidden && secret(name) { HIDDEN.to_owned() } else { encoded(value) };
        text.push(if text.is_empty() { '?' } else { '&' });
        text.extend([encoded(name).as_str(), "=", &value]);
    }
    text
}

/// `text` with its escapes undone (RFC 3986, section 2.1).
pub(super) fn decoded(text: &str) -> Result<String, NotAUrl> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|digit| char::from(digit).to_digit(16));
        let (high, low) = (digit().ok_or(NotAUrl::Escape)?, digit().ok_or(NotAUrl::Escape)?);
        bytes.push(u8::try_from(high * 16 + low).expect("two hexadecimal digits make one byte"));
    }
    String::from_utf8(bytes).map_err(|_| NotAUrl::Escape)
}

/// `text` with everything escaped but the unreserved characters (RFC 3986, section 2.3).
pub(super) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(byte.into());
        } else {
            write!(encoded, "%{byte:02X}").expect("a String takes every text");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_decoded_again() {
        let text = "p@ss:w/rd?&=% ю";
        assert_eq!(decoded(&encoded(text)).as_deref(), Ok(text));
        for broken in ["%", "%4", "%zz", "%ff"] {
            assert_eq!(decoded(broken), Err(NotAUrl::Escape), "{broken}");
        }
    }

    #[test]
    fn an_endpoint_is_a_host_and_a_port_that_can_be_connected_to() {
        let shown = |text| Endpoint::parse(text, 9_092).map(|endpoint| endpoint.to_string());
        assert_eq!(shown("broker").as_deref(), Ok("broker:9092"));
        assert_eq!(shown("[::1]:1").as_deref(), Ok("[::1]:1"));
        assert_eq!(shown("[::1]").as_deref(), Ok("[::1]:9092"));
        for port in ["h:", "h:0", "h:65536", "h:x", "[::1]9"] {
            assert_eq!(shown(port), Err(NotAUrl::Port), "{port}");
        }
        for host in ["", ":1", "a b:1", "[::1", "[x]:1", "h/t"] {
            assert_eq!(shown(host), Err(NotAUrl::Host), "{host}");
        }
    }
}
