//! Whether the addresses of this ledger can be had.

use std::{
    io::{self, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    time::Duration,
};

use rights_config::settings::Settings as Serving;

use super::finding::{Area, Finding, fail, ok, warn};

/// A process on this machine that takes longer to say that it lives is not well.
const PATIENCE: Duration = Duration::from_secs(2);

pub(super) fn check(serving: &Serving) -> Area {
    let mut findings = vec![port("listen", serving.listen)];
    findings.extend(serving.metrics_listen.map(|address| port("metrics.listen", address)));
    Area::new("doctor-area-ports", findings)
}

/// Takes the address for a moment, and gives it back.
fn port(key: &str, address: SocketAddr) -> Finding {
    let finding = match TcpListener::bind(address) {
        Ok(_) if address.port() == 0 => ok("doctor-port-any"),
        Ok(_) => ok("doctor-port-free"),
        Err(why) if why.kind() == io::ErrorKind::AddrInUse => {
            if lives(address).unwrap_or(false) {
                warn("doctor-port-served")
            } else {
                fail("doctor-port-taken")
            }
        }
        Err(why) => fail("doctor-port-refused").fact("why", why),
    };
    finding.fact("key", key).fact("address", address)
}

/// Whether a ledger answers there.
fn lives(address: SocketAddr) -> io::Result<bool> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(stream, "GET /livez HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.take(4_096).read_to_string(&mut answer)?;
    Ok(answer.starts_with("HTTP/1.1 200") && answer.ends_with("\r\n\r\nalive\n"))
}
