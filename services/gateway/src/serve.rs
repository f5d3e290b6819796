//! One port, from its first connection to its last.

use std::{io, time::Duration};

use axum::Router;
use tokio::{net::TcpListener, sync::watch};
use tonic::{
    service::Routes,
    transport::{Server, server::TcpIncoming},
};

use crate::health::Readiness;

/// How long answers that were begun may take once the process is told to stop.
pub const DRAIN: Duration = Duration::from_secs(25);

/// How often an idle connection is asked whether the other end is still there.
const KEEPALIVE: Duration = Duration::from_secs(30);

/// The one who says stop. Dropping it says so too.
#[derive(Debug)]
pub struct Stop(watch::Sender<bool>);

/// Whoever has to stop then.
#[derive(Clone, Debug)]
pub struct Stopping(watch::Receiver<bool>);

/// How the last connection ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ended {
    /// Every answer that was begun was given.
    Drained,
    /// Some were cut off after [`DRAIN`].
    Cut,
}

/// A pair: who says stop, and who hears it.
#[must_use]
pub fn stop() -> (Stop, Stopping) {
    let (sender, receiver) = watch::channel(false);
    (Stop(sender), Stopping(receiver))
}

impl Stop {
    /// Everybody who hears this stops.
    pub fn say(&self) {
        self.0.send_replace(true);
    }
}

impl Stopping {
    /// Waits until it is said.
    pub async fn said(&mut self) {
        // An error is the end of the one who could have said it.
        self.0.wait_for(|said| *said).await.ok();
    }

    /// Whether it was said.
    #[must_use]
    pub fn is_said(&self) -> bool {
        *self.0.borrow() || self.0.has_changed().is_err()
    }
}

/// Serves `routes` on `listener` until `stopping`; then nothing is ready, no connection is accepted,
/// and answers that were begun have [`DRAIN`] to end. Streams that would not end by themselves are
/// ended by their services, which hear the same [`Stopping`].
///
/// # Errors
/// The listener's.
pub async fn serve(
    listener: TcpListener,
    routes: Router,
    readiness: &Readiness,
    stopping: Stopping,
) -> io::Result<Ended> {
    // `serve_with_incoming` ignores the server's own setting of nodelay.
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    let told = async {
        stopping.clone().said().await;
        readiness.end().await;
    };
    let serving = Server::builder()
        .accept_http1(true)
        .http2_keepalive_interval(Some(KEEPALIVE))
        .add_routes(Routes::from(routes))
        .serve_with_incoming_shutdown(incoming, told);
    // A client that stays connected and idle would otherwise keep the process for ever.
    let overdue = async {
        stopping.clone().said().await;
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        ended = serving => ended.map(|()| Ended::Drained).map_err(io::Error::other),
        () = overdue => Ok(Ended::Cut),
    }
}
