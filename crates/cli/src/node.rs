//! A whole ledger in one process: the sequencer, the projector and the gateway over its log,
//! openings and views. The same parts as in the processes of their own, and no socket.
//!
//! - [`stores`]: where the ledger is kept.
//! - [`sequencing`], [`projecting`], [`reading`], [`forwarding`]: what a process does; each hosts
//!   itself on the port.
//! - [`port`]: services, health and pages, and how they end.

use std::{path::Path, sync::atomic::Ordering::Relaxed};

use rights_config::settings::Settings;
use rights_gateway::audit::Tail;
use rights_sequencer::{Handle, Turn};
use tokio::task::spawn_blocking;

pub mod forwarding;
pub mod port;
pub mod projecting;
pub mod reading;
pub mod sequencing;
pub mod stores;

use self::{
    port::{Listeners, Port, Served},
    projecting::Projecting,
    reading::{AUDIT, QUERY, Reading},
    sequencing::{REGISTRY, Sequencing},
    stores::Stores,
};
use crate::{
    channel::{self, Channel},
    failure::Failure,
    trouble,
};

/// The services of one ledger, running.
pub struct Node {
    served: Served,
    handle: Handle,
    sequencing: Sequencing,
    projecting: Projecting,
    tail: Tail,
}

/// What a node does beside answering.
pub struct Begun {
    stores: Stores,
    sequencing: Sequencing,
    projecting: Projecting,
}

impl Node {
    /// The ledger embedded in `data_dir`, once it decides and its views reflect the whole log.
    ///
    /// # Errors
    /// Why it cannot be served, and what to do: see [`trouble`].
    pub async fn open(data_dir: &Path) -> Result<Node, Failure> {
        Node::configured(Settings::embedded(data_dir)).await
    }

    /// The ledger that `settings` place, as they say.
    ///
    /// # Errors
    /// As [`Node::open`]; `CLIENT_NOT_BUILT`.
    pub async fn configured(settings: Settings) -> Result<Node, Failure> {
        let placed = settings.clone();
        let begun = spawn_blocking(move || Begun::begin(&placed));
        Node::of(begun.await.map_err(trouble::panicked)??, &settings).await
    }

    /// What has begun, once its views reflect what the sequencer has replayed.
    ///
    /// # Errors
    /// As [`Node::open`].
    pub async fn of(begun: Begun, settings: &Settings) -> Result<Node, Failure> {
        let Begun { stores, sequencing, projecting } = begun;
        let handle = sequencing.handle().clone();
        let size = handle.counters().size.load(Relaxed);
        let projecting = projecting.reflecting(size).await?;
        let mut port = Port::of(&[REGISTRY, QUERY, AUDIT]).await;
        let reading = Reading::over(stores.to_read(), port.stopping())?;
        let tail = reading.tail().clone();
        sequencing.host(&mut port);
        projecting.host(&mut port, QUERY, &tail);
        reading.host(&mut port, projecting.sizes());
        let served = port.composed(settings)?;
        Ok(Node { served, handle, sequencing, projecting, tail })
    }

    /// The services without a socket.
    #[must_use]
    pub fn channel(&self) -> Channel {
        channel::within(self.served.routes())
    }

    /// The way to the sequencer.
    #[must_use]
    pub fn handle(&self) -> &Handle {
        &self.handle
    }

    /// How its sequencer is told to claim the log, if it waits for that.
    #[must_use]
    pub fn turn(&self) -> Turn {
        self.sequencing.turn()
    }

    /// Serves on `listeners` until `told` to stop, or until the sequencer or the projector cannot go
    /// on; then everything ends in order.
    ///
    /// # Errors
    /// Why a service could not go on.
    pub async fn serve(
        self,
        listeners: impl Into<Listeners>,
        told: impl Future<Output = ()>,
    ) -> Result<(), Failure> {
        let Node { served, handle, sequencing, projecting, tail: _ } = self;
        let ends = async {
            let ended = tokio::select! {
                () = told => Ok(()),
                ended = sequencing.ended() => ended,
                ended = projecting.ended() => ended,
            };
            handle.close();
            ended
        };
        served.serve(listeners.into(), ends).await
    }

    /// Ends everything in order: what was submitted is answered, then nothing more is taken. Once it
    /// returns, the data directory may be opened again.
    ///
    /// # Errors
    /// Why a service had stopped before.
    pub async fn close(self) -> Result<(), Failure> {
        let Node { served, handle, sequencing, projecting, mut tail } = self;
        handle.close();
        sequencing.ended().await?;
        served.end();
        projecting.close().await?;
        // The last that holds the log: its end is the end of this wait.
        tail.broken().await;
        Ok(())
    }
}

impl Begun {
    /// Opens what `settings` place, and begins to decide and to project. Call it on a runtime, where
    /// blocking is allowed.
    ///
    /// # Errors
    /// As [`Node::open`].
    pub fn begin(settings: &Settings) -> Result<Begun, Failure> {
        let stores = Stores::open(settings)?;
        // Both replay the whole log: side by side, a start takes the longer time and not the sum.
        let projecting = Projecting::begin(&*stores.log, &*stores.views)?;
        match Sequencing::begin(&stores, settings) {
            Ok(sequencing) => Ok(Begun { stores, sequencing, projecting }),
            Err(failure) => {
                // Why the log cannot be claimed says more than why its views cannot follow it.
                projecting.abandon();
                Err(failure)
            }
        }
    }
}
