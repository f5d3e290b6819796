//! The faults there are, and schedules of them that follow from a seed.

use std::fmt;
use std::time::Duration;

use super::part::{Link, Part};
use crate::servers::proxy::Way;

/// What happens, and to what.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// SIGKILL; its supervisor starts it again.
    Kill(Part),
    /// SIGSTOP of the sequencer that appends for so long, then SIGCONT.
    Pause(Duration),
    /// Every sequencer killed, and all started at once, so that each claims.
    Twins,
    /// The broker that leads is killed, and started again after so long.
    KillBroker(Duration),
    /// The database stops as in a crash, and starts again.
    KillPostgres,
    /// The disk of the broker that leads is full; it is started again when it has halted.
    DiskFull,
    /// The connection ends on both sides.
    Cut(Link),
    /// It ends, and no other is admitted for so long.
    Refuse(Link, Duration),
    /// What goes one way waits for so long.
    Hold(Link, Way, Duration),
    /// What the brokers answer that sequencer is lost for so long, while they do what it asks;
    /// then the connection is cut.
    Swallow(Part, Duration),
}

/// A fault without its particulars: what the summary counts by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    Kill,
    Pause,
    Twins,
    KillBroker,
    KillPostgres,
    DiskFull,
    Cut,
    Refuse,
    Hold,
    Swallow,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 10] = [
        Kind::Kill,
        Kind::Pause,
        Kind::Twins,
        Kind::KillBroker,
        Kind::KillPostgres,
        Kind::DiskFull,
        Kind::Cut,
        Kind::Refuse,
        Kind::Hold,
        Kind::Swallow,
    ];
}

impl Fault {
    /// Its kind.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Fault::Kill(_) => Kind::Kill,
            Fault::Pause(_) => Kind::Pause,
            Fault::Twins => Kind::Twins,
            Fault::KillBroker(_) => Kind::KillBroker,
            Fault::KillPostgres => Kind::KillPostgres,
            Fault::DiskFull => Kind::DiskFull,
            Fault::Cut(_) => Kind::Cut,
            Fault::Refuse(..) => Kind::Refuse,
            Fault::Hold(..) => Kind::Hold,
            Fault::Swallow(..) => Kind::Swallow,
        }
    }
}

/// Faults without end, the same for the same seed: of any ten that begin at a multiple of ten, one
/// of each kind.
pub struct Schedule {
    random: Random,
    deck: Vec<Kind>,
}

impl Schedule {
    /// The schedule of that seed.
    #[must_use]
    pub fn of(seed: u64) -> Self {
        Self { random: Random(seed), deck: Vec::new() }
    }

    fn particular(&mut self, kind: Kind) -> Fault {
        let random = &mut self.random;
        match kind {
            Kind::Kill => Fault::Kill(*random.one_of(&Part::ALL)),
            Kind::Pause => Fault::Pause(random.between(3_000, 6_000)),
            Kind::Twins => Fault::Twins,
            Kind::KillBroker => Fault::KillBroker(random.between(0, 3_000)),
            Kind::KillPostgres => Fault::KillPostgres,
            Kind::DiskFull => Fault::DiskFull,
            Kind::Cut => Fault::Cut(*random.one_of(&Link::all())),
            Kind::Refuse => Fault::Refuse(*random.one_of(&Link::all()), random.between(500, 5_000)),
            Kind::Hold => {
                let way = *random.one_of(&[Way::Asking, Way::Answering]);
                Fault::Hold(*random.one_of(&Link::all()), way, random.between(500, 5_000))
            }
            Kind::Swallow => {
                Fault::Swallow(*random.one_of(&Part::SEQUENCERS), random.between(200, 4_000))
            }
        }
    }
}

impl Iterator for Schedule {
    type Item = Fault;

    fn next(&mut self) -> Option<Fault> {
        if self.deck.is_empty() {
            self.deck = Kind::ALL.into();
        }
        let drawn = self.random.below(self.deck.len());
        let kind = self.deck.swap_remove(drawn);
        Some(self.particular(kind))
    }
}

/// `SplitMix64` (Steele, Lea, Flood, 2014): small, and good enough to choose faults with.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).expect("a length is at most 64 bits");
        usize::try_from(self.next() % bound).expect("it is below a length")
    }

    fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// From so many milliseconds to so many.
    fn between(&mut self, least: u64, most: u64) -> Duration {
        Duration::from_millis(least + self.next() % (most - least))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Kill(part) => write!(f, "{part} killed"),
            Fault::Pause(time) => write!(f, "active sequencer stopped for {time:?}"),
            Fault::Twins => f.write_str("all sequencers started at once"),
            Fault::KillBroker(time) => write!(f, "leading broker killed for {time:?}"),
            Fault::KillPostgres => f.write_str("database killed"),
            Fault::DiskFull => f.write_str("disk of the leading broker full"),
            Fault::Cut(link) => write!(f, "{link} cut"),
            Fault::Refuse(link, time) => write!(f, "{link} refused for {time:?}"),
            Fault::Hold(link, Way::Asking, time) => write!(f, "{link} held for {time:?}"),
            Fault::Hold(link, Way::Answering, time) => write!(f, "{link} deaf for {time:?}"),
            Fault::Swallow(part, time) => write!(f, "answers to {part} lost for {time:?}"),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Kind::Kill => "process killed",
            Kind::Pause => "sequencer stopped",
            Kind::Twins => "both claim",
            Kind::KillBroker => "broker killed",
            Kind::KillPostgres => "database killed",
            Kind::DiskFull => "disk full",
            Kind::Cut => "connection cut",
            Kind::Refuse => "connection refused",
            Kind::Hold => "one way held",
            Kind::Swallow => "answers lost",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_schedule_and_another_another() {
        let first = |seed| Schedule::of(seed).take(100).collect::<Vec<_>>();
        assert_eq!(first(1), first(1));
        assert_ne!(first(1), first(2));
    }

    #[test]
    fn ten_faults_are_one_of_each_kind() {
        let mut kinds: Vec<Kind> = Schedule::of(3).take(10).map(Fault::kind).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, Kind::ALL);
    }
}
