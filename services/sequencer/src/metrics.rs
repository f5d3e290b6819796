//! What the sequencer tells whoever watches it, as numbers.

use std::{
    fmt,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeMetric},
    metrics::{MetricType, TypedMetric, counter::ConstCounter, gauge::ConstGauge},
    registry::{Registry, Unit},
};
use rights::ledger::Reason;

use crate::Handle;

/// The numbers of one sequencer, read when they are asked for.
#[derive(Debug)]
pub struct Metrics {
    handle: Handle,
}

impl Metrics {
    /// Those of the sequencer behind `handle`.
    #[must_use]
    pub fn of(handle: &Handle) -> Metrics {
        Metrics { handle: handle.clone() }
    }

    /// Adds them to `registry`, all with names that begin with `rights_sequencer`.
    pub fn register(self, registry: &mut Registry) {
        let counters = self.handle.counters();
        let mut histogram = |name, help, unit, histogram: &Histogram| {
            registry.register_with_unit(name, help, unit, histogram.clone());
        };
        histogram(
            "rights_sequencer_answer",
            "Time from taking a command to its answer, of those that waited for a frame",
            Unit::Seconds,
            &counters.answer_seconds,
        );
        histogram(
            "rights_sequencer_append",
            "Time until a frame was durable and read back",
            Unit::Seconds,
            &counters.append_seconds,
        );
        histogram(
            "rights_sequencer_frame",
            "Records of each frame",
            Unit::Other("records".into()),
            &counters.frame_records,
        );
        registry.register_collector(Box::new(self));
    }
}

type Histogram = prometheus_client::metrics::histogram::Histogram;

impl Collector for Metrics {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let counters = self.handle.counters();
        let read = |number: &AtomicU64| number.load(Relaxed);
        for (name, help, number) in [
            ("frames", "Frames made durable", &counters.frames),
            ("records", "Records made durable, deadlines included", &counters.recorded),
            ("repeats", "Commands answered with an earlier receipt", &counters.repeated),
            ("claims", "Times that the log was claimed and replayed", &counters.claims),
            ("losses", "Appends and claims that did not succeed", &counters.lost),
        ] {
            let name = format!("rights_sequencer_{name}");
            one(&mut encoder, &name, help, None, &ConstCounter::new(read(number)))?;
        }
        refusals(&mut encoder, |reason| counters.refused(reason))?;
        let deciding = u64::from(*counters.deciding.borrow());
        for (name, help, number) in [
            ("log_records", "Durable records of the log", read(&counters.size)),
            ("lost_texts", "Texts that records need and the openings lacked at the last claim", {
                read(&counters.lost_texts)
            }),
            ("inbox_commands", "Commands between their submission and their answer, now", {
                read(&counters.waiting)
            }),
            ("deciding", "1 while commands are decided, 0 while the log is not claimed", deciding),
        ] {
            let name = format!("rights_sequencer_{name}");
            one(&mut encoder, &name, help, None, &ConstGauge::new(number))?;
        }
        let departed = Duration::from_micros(read(&counters.clock_departed_us));
        one(
            &mut encoder,
            "rights_sequencer_clock_departure",
            "How far wall time is from where the time that passed since the claim would have it",
            Some(&Unit::Seconds),
            &ConstGauge::new(departed.as_secs_f64()),
        )
    }
}

/// Every reason, counted or not: a series that begins with its first refusal would hide it.
fn refusals(encoder: &mut DescriptorEncoder<'_>, refused: impl Fn(Reason) -> u64) -> fmt::Result {
    let help = "Commands refused, rehearsed ones included";
    let mut family =
        encoder.encode_descriptor("rights_sequencer_refusals", help, None, MetricType::Counter)?;
    for reason in Reason::ALL {
        let labels = [("reason", reason.as_str())];
        let count = ConstCounter::new(refused(*reason));
        count.encode(family.encode_family(&labels)?)?;
    }
    Ok(())
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
