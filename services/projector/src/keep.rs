//! Batches made into rows, and told to whoever waits for them: the other half of projecting.

use std::{
    sync::{Arc, atomic::Ordering::Relaxed},
    time::Instant,
};

use rights_views::{Batch, Filler, Position};
use tokio::sync::watch;

use crate::{Error, metrics::Meter};

/// The views as they are filled, and who is told.
pub(crate) struct Keeping {
    pub(crate) filler: Box<dyn Filler>,
    pub(crate) positions: watch::Sender<Option<Position>>,
    pub(crate) meter: Arc<Meter>,
}

impl Keeping {
    pub(crate) fn of(filler: Box<dyn Filler>) -> Keeping {
        Keeping { filler, positions: watch::Sender::new(None), meter: Arc::default() }
    }

    /// Stores the batch, and tells its position.
    pub(crate) fn store(&mut self, batch: &Batch) -> Result<(), Error> {
        let began = Instant::now();
        self.filler.store(batch)?;
        self.meter.stored(batch.changes.len(), began.elapsed());
        self.publish();
        Ok(())
    }

    /// Has the views served; if others were until now, these were filled in their place.
    pub(crate) fn serve(&mut self) -> Result<(), Error> {
        let filled_anew = !self.filler.is_served();
        self.filler.serve()?;
        self.meter.rebuilds.fetch_add(u64::from(filled_anew), Relaxed);
        self.publish();
        self.meter.at_end();
        Ok(())
    }

    /// Tells what the views reflect, once they answer.
    pub(crate) fn publish(&self) {
        if self.filler.is_served() {
            let position = self.filler.position();
            self.meter.records.store(position.map_or(0, |at| at.head.size), Relaxed);
            self.positions.send_replace(position);
        }
    }
}
