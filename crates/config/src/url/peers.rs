//! Other processes of one ledger: a list of URLs without anything but hosts and ports.

use std::fmt;

use super::{NotAUrl, parts::Endpoint};

/// What every one of them begins with: between the processes of a ledger nothing is encrypted here.
pub const SCHEME: &str = "http://";
/// HTTP's own (RFC 9110, section 4.2.1).
const PORT: u16 = 80;

/// The ports of other processes, in the order in which they are preferred; never empty.
#[derive(Clone, PartialEq, Eq)]
pub struct Peers(Vec<Endpoint>);

impl Peers {
    /// Those that `text` names: `http://host[:port][,http://host…]`.
    ///
    /// # Errors
    /// What is wrong with the first that is wrong.
    pub fn parse(text: &str) -> Result<Peers, NotAUrl> {
        let endpoint = |text: &str| {
            let rest = text.trim().strip_prefix(SCHEME).ok_or(NotAUrl::NoHttp)?;
            let place = rest.strip_suffix('/').unwrap_or(rest);
            if place.contains(['/', '?', '#', '@']) {
                return Err(NotAUrl::Path);
            }
            Endpoint::parse(place, PORT)
        };
        text.split(',').map(endpoint).collect::<Result<_, _>>().map(Peers)
    }

    /// The URL of each.
    pub fn urls(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|endpoint| format!("{SCHEME}{endpoint}"))
    }
}

impl fmt::Display for Peers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.urls().collect::<Vec<_>>().join(","))
    }
}

impl fmt::Debug for Peers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peers_are_hosts_and_ports_in_the_order_in_which_they_were_named() {
        let shown = |text| Peers::parse(text).map(|peers| peers.to_string());
        let two = "http://one:7001,http://[::1]:7002";
        assert_eq!(shown(two).as_deref(), Ok(two));
        assert_eq!(shown("http://one/, http://two:1").as_deref(), Ok("http://one:80,http://two:1"));
    }

    #[test]
    fn a_peer_is_reached_by_http_and_is_nothing_but_a_host_and_a_port() {
        for (text, wrong) in [
            ("", NotAUrl::NoHttp),
            ("one:7001", NotAUrl::NoHttp),
            ("https://one", NotAUrl::NoHttp),
            ("http://one,", NotAUrl::NoHttp),
            ("http://", NotAUrl::Host),
            ("http://one:0", NotAUrl::Port),
            ("http://one/registry", NotAUrl::Path),
            ("http://u:p@one", NotAUrl::Path),
        ] {
            assert_eq!(Peers::parse(text), Err(wrong), "{text}");
        }
    }
}
