//! A TCP proxy that a test holds: it forwards, and cuts, refuses, holds back or loses when told.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// What becomes of bytes on their way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flow {
    Passes,
    /// They wait, as where a network loses every packet for a while and TCP sends them again.
    Waits,
    /// They are lost for ever, so that the connection is worth nothing and is to be cut afterwards.
    Vanishes,
}

/// Which way bytes go: from who connected, or to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    Asking,
    Answering,
}

/// Listens on a free port of the loopback interface and forwards to another one of it.
pub struct Proxy {
    port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    gate: Mutex<Gate>,
    changed: Condvar,
    open: Mutex<Vec<Arc<Connection>>>,
}

struct Gate {
    to: u16,
    admits: bool,
    asking: Flow,
    answering: Flow,
    ended: bool,
}

struct Connection {
    client: TcpStream,
    server: TcpStream,
    cut: AtomicBool,
}

impl Proxy {
    /// Forwards to the port `to`, where nobody need listen yet.
    #[must_use]
    pub fn to(to: u16) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("some port is free");
        let port = listener.local_addr().expect("it is bound").port();
        let passes = Flow::Passes;
        let gate = Gate { to, admits: true, asking: passes, answering: passes, ended: false };
        let shared = Arc::new(Shared {
            gate: Mutex::new(gate),
            changed: Condvar::new(),
            open: Mutex::default(),
        });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || accept(&listener, &accepting));
        Self { port, shared }
    }

    /// Where it listens.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// From now on it forwards to that port; connections that are open stay.
    pub fn forward_to(&self, port: u16) {
        self.shared.gate().to = port;
    }

    /// Ends every connection at once, on both sides; new ones are taken.
    pub fn cut(&self) {
        for connection in self.shared.open().drain(..) {
            connection.end();
        }
        self.shared.changed.notify_all();
    }

    /// Ends every connection and takes no other until [`Proxy::heal`].
    pub fn refuse(&self) {
        self.shared.gate().admits = false;
        self.cut();
    }

    /// What becomes of bytes that go that way.
    pub fn set(&self, way: Way, flow: Flow) {
        let mut gate = self.shared.gate();
        match way {
            Way::Asking => gate.asking = flow,
            Way::Answering => gate.answering = flow,
        }
        drop(gate);
        self.shared.changed.notify_all();
    }

    /// Everything passes again, and everybody is admitted.
    pub fn heal(&self) {
        let mut gate = self.shared.gate();
        (gate.admits, gate.asking, gate.answering) = (true, Flow::Passes, Flow::Passes);
        drop(gate);
        self.shared.changed.notify_all();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.gate().ended = true;
        self.cut();
        // Its own connection wakes whoever accepts, which then sees that it has ended.
        drop(TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)));
    }
}

impl Shared {
    fn gate(&self) -> MutexGuard<'_, Gate> {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self) -> MutexGuard<'_, Vec<Arc<Connection>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What becomes of bytes that `connection` has read; waits while they are to wait.
    fn flow(&self, way: Way, connection: &Connection) -> Flow {
        let mut gate = self.gate();
        loop {
            let flow = match way {
                Way::Asking => gate.asking,
                Way::Answering => gate.answering,
            };
            if flow != Flow::Waits || connection.cut.load(Ordering::SeqCst) {
                return flow;
            }
            gate = self.changed.wait(gate).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Connection {
    fn end(&self) {
        self.cut.store(true, Ordering::SeqCst);
        // Whoever has closed already is at the end that is wanted.
        self.client.shutdown(Shutdown::Both).ok();
        self.server.shutdown(Shutdown::Both).ok();
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for client in listener.incoming() {
        let (to, admits, ended) = {
            let gate = shared.gate();
            (gate.to, gate.admits, gate.ended)
        };
        if ended {
            return;
        }
        let Ok(client) = client else { continue };
        if !admits {
            continue;
        }
        // Nobody listens there: closing tells whoever connected.
        let Ok(server) = TcpStream::connect((Ipv4Addr::LOCALHOST, to)) else { continue };
        forward(client, server, shared);
    }
}

fn forward(client: TcpStream, server: TcpStream, shared: &Arc<Shared>) {
    let no_delay = client.set_nodelay(true).and_then(|()| server.set_nodelay(true));
    let (Ok(()), Ok(asks), Ok(answers)) = (no_delay, client.try_clone(), server.try_clone()) else {
        return;
    };
    let connection = Arc::new(Connection { client, server, cut: AtomicBool::new(false) });
    {
        // Under the gate, so that whoever refuses cuts this one too or it is not admitted.
        let gate = shared.gate();
        if !gate.admits || gate.ended {
            return;
        }
        let mut open = shared.open();
        open.retain(|connection| !connection.cut.load(Ordering::SeqCst));
        open.push(Arc::clone(&connection));
    }
    for (way, from) in [(Way::Asking, asks), (Way::Answering, answers)] {
        let (connection, shared) = (Arc::clone(&connection), Arc::clone(shared));
        thread::spawn(move || pump(way, from, &connection, &shared));
    }
}

fn pump(way: Way, mut from: TcpStream, connection: &Connection, shared: &Shared) {
    let mut to = match way {
        Way::Asking => &connection.server,
        Way::Answering => &connection.client,
    };
    let mut bytes = vec![0; 65_536];
    while let Ok(read @ 1..) = from.read(&mut bytes) {
        let lost = shared.flow(way, connection) == Flow::Vanishes;
        if connection.cut.load(Ordering::SeqCst) || !lost && to.write_all(&bytes[..read]).is_err() {
            break;
        }
    }
    connection.end();
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server that answers each byte with the same byte.
    fn echo() -> u16 {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("some port is free");
        let port = listener.local_addr().expect("it is bound").port();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                thread::spawn(move || std::io::copy(&mut &stream, &mut &stream));
            }
        });
        port
    }

    fn connected(proxy: &Proxy) -> TcpStream {
        TcpStream::connect((Ipv4Addr::LOCALHOST, proxy.port())).expect("it listens")
    }

    fn answer(mut stream: &TcpStream) -> Option<u8> {
        let mut byte = [0];
        stream.read_exact(&mut byte).ok().map(|()| byte[0])
    }

    #[test]
    fn what_is_cut_ends_and_what_comes_after_is_forwarded() {
        let proxy = Proxy::to(echo());
        let mut cut = connected(&proxy);
        cut.write_all(b"a").expect("it is open");
        assert_eq!(answer(&cut), Some(b'a'));
        proxy.cut();
        assert_eq!(answer(&cut), None);
        let mut fresh = connected(&proxy);
        fresh.write_all(b"b").expect("it is open");
        assert_eq!(answer(&fresh), Some(b'b'));
    }

    #[test]
    fn nobody_is_admitted_until_it_heals() {
        let proxy = Proxy::to(echo());
        proxy.refuse();
        let mut refused = connected(&proxy);
        drop(refused.write_all(b"a"));
        assert_eq!(answer(&refused), None);
        proxy.heal();
        let mut admitted = connected(&proxy);
        admitted.write_all(b"b").expect("it is open");
        assert_eq!(answer(&admitted), Some(b'b'));
    }

    #[test]
    fn answers_that_wait_come_later_and_answers_that_vanish_do_not() {
        let proxy = Proxy::to(echo());
        let mut stream = connected(&proxy);
        proxy.set(Way::Answering, Flow::Waits);
        stream.write_all(b"a").expect("it is open");
        stream.set_nonblocking(true).expect("it can be");
        assert_eq!(answer(&stream), None);
        stream.set_nonblocking(false).expect("it can be");
        proxy.heal();
        assert_eq!(answer(&stream), Some(b'a'));
        proxy.set(Way::Answering, Flow::Vanishes);
        stream.write_all(b"b").expect("it is open");
        // The second connection is there only after the first one's bytes could have come.
        proxy.cut();
        assert_eq!(answer(&stream), None);
    }
}
