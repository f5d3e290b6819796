//! What the projector tells whoever watches it, as numbers.

use std::{
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeMetric},
    metrics::{
        TypedMetric,
        counter::ConstCounter,
        gauge::ConstGauge,
        histogram::{Histogram, exponential_buckets},
    },
    registry::{Registry, Unit},
};

/// What one projector has done since it started. Each number is exact; together they are no
/// snapshot.
#[derive(Debug)]
pub(crate) struct Meter {
    pub(crate) records: AtomicU64,
    pub(crate) rows: AtomicU64,
    pub(crate) rebuilds: AtomicU64,
    pub(crate) skipped: AtomicU64,
    store_seconds: Histogram,
    /// When the views reflected the whole log last, or when the projector started.
    at_end: Mutex<Instant>,
}

impl Default for Meter {
    fn default() -> Meter {
        Meter {
            records: AtomicU64::default(),
            rows: AtomicU64::default(),
            rebuilds: AtomicU64::default(),
            skipped: AtomicU64::default(),
            store_seconds: Histogram::new(exponential_buckets(0.000_5, 2.0, 14)),
            at_end: Mutex::new(Instant::now()),
        }
    }
}

impl Meter {
    /// A batch that changed so many rows was stored in this time.
    pub(crate) fn stored(&self, rows: usize, took: Duration) {
        self.rows.fetch_add(rows as u64, Relaxed);
        self.store_seconds.observe(took.as_secs_f64());
    }

    /// The views reflect the whole log, as far as it reaches now.
    pub(crate) fn at_end(&self) {
        *self.at_end.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn lag(&self) -> Duration {
        self.at_end.lock().unwrap_or_else(PoisonError::into_inner).elapsed()
    }
}

/// The numbers of one projector, read when they are asked for.
pub struct Metrics {
    meter: Arc<Meter>,
    log_records: Box<dyn Fn() -> u64 + Send + Sync>,
}

impl Metrics {
    pub(crate) fn new(
        meter: Arc<Meter>,
        log_records: impl Fn() -> u64 + Send + Sync + 'static,
    ) -> Metrics {
        Metrics { meter, log_records: Box::new(log_records) }
    }

    /// How many records the log holds that the views do not reflect yet.
    #[must_use]
    pub fn records_behind(&self) -> u64 {
        (self.log_records)().saturating_sub(self.meter.records.load(Relaxed))
    }

    /// Adds them to `registry`, all with names that begin with `rights_projector`.
    pub fn register(self, registry: &mut Registry) {
        registry.register_with_unit(
            "rights_projector_store",
            "Time until the rows of a batch of records and their position were stored",
            Unit::Seconds,
            self.meter.store_seconds.clone(),
        );
        registry.register_collector(Box::new(self));
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Metrics").field(&self.meter).finish()
    }
}

impl Collector for Metrics {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let read = |number: &AtomicU64| number.load(Relaxed);
        for (name, help, number) in [
            ("rows_stored", "Rows stored, each time that a record changed one", &self.meter.rows),
            ("rebuilds", "Views filled anew from the whole log", &self.meter.rebuilds),
            ("frames_skipped", "Stale frames skipped while following the log", &self.meter.skipped),
        ] {
            let name = format!("rights_projector_{name}");
            one(&mut encoder, &name, help, None, &ConstCounter::new(read(number)))?;
        }
        for (name, help, number) in [
            ("position_records", "Records that the views reflect", read(&self.meter.records)),
            ("lag_records", "Records of the log that the views do not reflect yet", {
                self.records_behind()
            }),
        ] {
            let name = format!("rights_projector_{name}");
            one(&mut encoder, &name, help, None, &ConstGauge::new(number))?;
        }
        one(
            &mut encoder,
            "rights_projector_lag",
            "Time since the views reflected the whole log; an idle projector looks every 250 ms",
            Some(&Unit::Seconds),
            &ConstGauge::new(self.meter.lag().as_secs_f64()),
        )
    }
}

fn one<M: EncodeMetric + TypedMetric>(
    encoder: &mut DescriptorEncoder<'_>,
    name: &str,
    help: &str,
    unit: Option<&Unit>,
    metric: &M,
) -> fmt::Result {
    metric.encode(encoder.encode_descriptor(name, help, unit, M::TYPE)?)
}
