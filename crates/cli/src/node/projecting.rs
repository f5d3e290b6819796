//! The projector of a process: its readiness, its numbers, and how far the views reflect the log.

use rights_gateway::{audit::Tail, health::follow, pages::thousands};
use rights_log::Reading;
use rights_projector::{Running, reflects};
use rights_views::{Position, Views};
use tokio::{sync::watch, task::spawn_blocking};

use super::{port::Port, reading::size};
use crate::{failure::Failure, trouble};

/// What the health service calls a projector, which has no service of its own.
pub const PROJECTOR: &str = "projector";

/// A projector that follows its log.
pub struct Projecting {
    running: Running,
    sizes: watch::Receiver<u64>,
}

impl Projecting {
    /// Begins to keep `views` at the end of `log`. Call it on a runtime, where blocking is allowed.
    ///
    /// # Errors
    /// Why it cannot.
    pub fn begin(log: &dyn Reading, views: &dyn Views) -> Result<Projecting, Failure> {
        let running = rights_projector::spawn(log, views)?;
        let sizes = sizes(&running);
        Ok(Projecting { running, sizes })
    }

    /// How many records the views reflect, as it grows.
    #[must_use]
    pub fn sizes(&self) -> watch::Receiver<u64> {
        self.sizes.clone()
    }

    /// Itself, once the views reflect the first `size` records.
    ///
    /// # Errors
    /// Why they never will.
    pub async fn reflecting(self, size: u64) -> Result<Projecting, Failure> {
        let mut positions = self.running.positions();
        if let Some(last) = size.checked_sub(1)
            && reflects(&mut positions, last).await.is_err()
        {
            return Err(self.running.stop().err().map_or_else(trouble::silent, Failure::from));
        }
        Ok(self)
    }

    /// Has `port` tell how far it is; `service` is ready from when the views reflect a record. How
    /// many the log holds is known from `tail`.
    pub fn host(&self, port: &mut Port, service: &'static str, tail: &Tail) {
        self.running.metrics(size(tail.clone())).register(&mut port.numbers);
        let metrics = self.running.metrics(size(tail.clone()));
        port.check("projector", service, move || match metrics.records_behind() {
            0 => "has ended".to_owned(),
            behind => format!("{} records behind", thousands(behind)),
        });
        let (readiness, sizes) = (port.readiness.clone(), self.sizes());
        tokio::spawn(follow(readiness, service, sizes, |size| *size > 0));
    }

    /// Ends it where something else has gone wrong, which says more.
    pub fn abandon(self) {
        self.running.stop().ok();
    }

    /// Why it ended by itself.
    ///
    /// # Errors
    /// Why it had to.
    pub async fn ended(self) -> Result<(), Failure> {
        Ok(self.running.ended().await?)
    }

    /// Ends it between two transactions, and waits for that.
    ///
    /// # Errors
    /// Why it had ended before.
    pub async fn close(self) -> Result<(), Failure> {
        let stopped = spawn_blocking(move || self.running.stop()).await;
        Ok(stopped.map_err(trouble::panicked)??)
    }
}

fn sizes(running: &Running) -> watch::Receiver<u64> {
    let mut positions = running.positions();
    let size = |position: Option<Position>| position.map_or(0, |at| at.head.size);
    let (sender, sizes) = watch::channel(size(*positions.borrow()));
    tokio::spawn(async move {
        while positions.changed().await.is_ok() {
            let reflected = size(*positions.borrow_and_update());
            sender.send_replace(reflected);
        }
    });
    sizes
}
