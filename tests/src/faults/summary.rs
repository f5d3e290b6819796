//! What a run came to, for each kind of fault.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use super::fault::Kind;

/// Figures of faults of one kind.
#[derive(Default)]
struct Figures {
    /// From when nothing but time kept the ledger from being served until every client was.
    resumed: Vec<Duration>,
    /// The longest time without any acknowledgement, the fault's own time included.
    silent: Vec<Duration>,
}

/// Every fault so far, and what clients came to in all rounds that ended.
#[derive(Default)]
pub struct Summary {
    kinds: BTreeMap<Kind, Figures>,
    pub acknowledged: u64,
    pub refused: u64,
    pub retries: u64,
    pub records: u64,
    pub rounds: u64,
    /// How often a process ended by itself and was started again.
    pub restarts: u64,
}

impl Summary {
    /// One more fault, after which all was well.
    pub fn add(&mut self, kind: Kind, resumed: Duration, silent: Duration) {
        let figures = self.kinds.entry(kind).or_default();
        figures.resumed.push(resumed);
        figures.silent.push(silent);
    }

    /// How many faults there were.
    #[must_use]
    pub fn faults(&self) -> usize {
        self.kinds.values().map(|figures| figures.resumed.len()).sum()
    }
}

/// The median and the worst.
fn typical(times: &[Duration]) -> (f64, f64) {
    let mut times: Vec<f64> = times.iter().map(Duration::as_secs_f64).collect();
    times.sort_by(f64::total_cmp);
    let median = times.get(times.len().saturating_sub(1) / 2).copied().unwrap_or_default();
    (median, times.last().copied().unwrap_or_default())
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<20} {:>5}  {:^17}  {:^17}", "", "", "to resume, s", "silent, s")?;
        writeln!(
            f,
            "{:<20} {:>5}  {:>8} {:>8}  {:>8} {:>8}",
            "fault", "count", "median", "worst", "median", "worst"
        )?;
        for (kind, figures) in &self.kinds {
            let (count, resumed) = (figures.resumed.len(), typical(&figures.resumed));
            let silent = typical(&figures.silent);
            writeln!(
                f,
                "{kind:<20} {count:>5}  {:>8.2} {:>8.2}  {:>8.2} {:>8.2}",
                resumed.0, resumed.1, silent.0, silent.1
            )?;
        }
        writeln!(
            f,
            "{} faults in {} rounds: {} records, {} commands acknowledged, {} refused, \
             {} retries, {} processes ended by themselves",
            self.faults(),
            self.rounds,
            self.records,
            self.acknowledged,
            self.refused,
            self.retries,
            self.restarts
        )
    }
}
