//! What time it is, and whether the clock can be believed.

use std::time::{Duration, SystemTime};

use rights::{ledger::programme::Purpose, time::Instant};

use crate::Stop;

/// How far wall time may depart from the time that passed.
const DEPARTURE_MAX: Duration = Duration::from_secs(2);

/// Both clocks of a machine, read together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What the calendar says.
    pub wall: Instant,
    /// Time passed since some fixed moment; never goes back, and nobody sets it.
    pub passed: Duration,
}

/// Whoever reads the machine's clocks. The one thing here that does.
pub trait Clock: Send + Sync {
    fn read(&self) -> Reading;
}

/// The clocks of the operating system.
#[derive(Debug)]
pub struct SystemClock(std::time::Instant);

impl Default for SystemClock {
    fn default() -> SystemClock {
        SystemClock(std::time::Instant::now())
    }
}

impl Clock for SystemClock {
    fn read(&self) -> Reading {
        // Before 1970, or half a million years on, no ledger is kept.
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let micros = u64::try_from(since.as_micros()).unwrap_or(u64::MAX);
        Reading { wall: Instant::from_micros(micros), passed: self.0.elapsed() }
    }
}

/// Why a caller's time was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClockRefused {
    #[error("in a PRODUCTION ledger nobody sets the clock")]
    Production,
    #[error("the clock does not go back behind the last record, of {last}")]
    Backwards { last: Instant },
    #[error("the clock does not run ahead of wall time: it is {wall}")]
    Ahead { wall: Instant },
}

/// The time at which commands are decided: in a PRODUCTION ledger believed only while wall time
/// agrees with the time that passed. That records do not go back in time is the desk's to keep.
#[derive(Debug)]
pub(crate) struct Timekeeper {
    purpose: Purpose,
    began: Reading,
    /// Where the clock of a DEVELOPMENT ledger was stopped; none while it runs with wall time.
    stopped: Option<Instant>,
    /// The time that the last command asked for: nothing later falls due before the next command,
    /// or a history that is being entered would be overtaken by the present.
    asked: Option<Instant>,
}

impl Timekeeper {
    /// From the last record on.
    pub(crate) fn start(
        purpose: Purpose,
        last: Instant,
        now: Reading,
        silence_max: Duration,
    ) -> Result<Timekeeper, Stop> {
        let gap = Duration::from_micros(last.micros().abs_diff(now.wall.micros()));
        if purpose == Purpose::Production && gap > silence_max {
            return Err(Stop::Silence { last, now: now.wall });
        }
        Ok(Timekeeper { purpose, began: now, stopped: None, asked: None })
    }

    /// What time it is.
    pub(crate) fn now(&self, read: Reading) -> Result<Instant, Stop> {
        if self.purpose == Purpose::Production {
            self.believe(read)?;
        }
        Ok(self.asked.or(self.stopped).unwrap_or(read.wall))
    }

    /// How far wall time is from where the time that passed since the start would have it.
    pub(crate) fn departed(&self, read: Reading) -> Duration {
        let passed = read.passed.saturating_sub(self.began.passed);
        let expected = u128::from(self.began.wall.micros()) + passed.as_micros();
        let departed = u128::from(read.wall.micros()).abs_diff(expected);
        Duration::from_micros(u64::try_from(departed).unwrap_or(u64::MAX))
    }

    fn believe(&self, read: Reading) -> Result<(), Stop> {
        let by = self.departed(read);
        if by > DEPARTURE_MAX { Err(Stop::ClockStepped { by }) } else { Ok(()) }
    }

    /// The time for a command that asks for `at`, or for none; `last` is that of the last record.
    pub(crate) fn ask(
        &mut self,
        at: Option<Instant>,
        last: Instant,
        read: Reading,
    ) -> Result<Result<Instant, ClockRefused>, Stop> {
        if let Some(at) = at
            && let Err(refused) = self.may_be(at, last, read)
        {
            return Ok(Err(refused));
        }
        self.asked = at;
        self.now(read).map(Ok)
    }

    /// Stops the clock at `at`, or lets it run with wall time again.
    pub(crate) fn set(
        &mut self,
        at: Option<Instant>,
        last: Instant,
        read: Reading,
    ) -> Result<Result<Instant, ClockRefused>, Stop> {
        if let Err(refused) = self.may_be(at.unwrap_or(read.wall), last.min(read.wall), read) {
            return Ok(Err(refused));
        }
        (self.stopped, self.asked) = (at, None);
        self.now(read).map(Ok)
    }

    fn may_be(&self, at: Instant, last: Instant, read: Reading) -> Result<(), ClockRefused> {
        match self.purpose {
            Purpose::Production => Err(ClockRefused::Production),
            Purpose::Development if at < last => Err(ClockRefused::Backwards { last }),
            Purpose::Development if at > read.wall => Err(ClockRefused::Ahead { wall: read.wall }),
            Purpose::Development => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: u64 = 86_400;
    const SILENCE_MAX: Duration = Duration::from_hours(30 * 24);

    fn at(seconds: u64) -> Instant {
        Instant::EPOCH.plus_seconds(seconds)
    }

    fn reading(wall: u64, passed: u64) -> Reading {
        Reading { wall: at(wall), passed: Duration::from_secs(passed) }
    }

    fn start(purpose: Purpose, last: u64, wall: u64) -> Result<Timekeeper, Stop> {
        Timekeeper::start(purpose, at(last), reading(wall, 5), SILENCE_MAX)
    }

    #[test]
    fn the_clock_is_not_believed_when_it_departs_from_the_time_that_passed() {
        let time = start(Purpose::Production, 0, DAY).unwrap();
        assert_eq!(time.now(reading(DAY + 100, 105)).unwrap(), at(DAY + 100));
        assert_eq!(time.now(reading(DAY + 102, 105)).unwrap(), at(DAY + 102));
        let forward = time.now(reading(DAY + 103, 105));
        assert!(matches!(forward, Err(Stop::ClockStepped { .. })), "{forward:?}");
        let back = time.now(reading(DAY + 97, 105));
        assert!(matches!(back, Err(Stop::ClockStepped { .. })), "{back:?}");
    }

    #[test]
    fn a_long_silence_is_confirmed_before_anything_is_recorded() {
        let start_after = |days| start(Purpose::Production, DAY, DAY + days * DAY);
        assert!(start_after(30).is_ok());
        assert!(matches!(start_after(31), Err(Stop::Silence { .. })));
        let permitted = Duration::from_hours(31 * 24);
        let now = reading(32 * DAY, 5);
        assert!(Timekeeper::start(Purpose::Production, at(DAY), now, permitted).is_ok());
    }

    #[test]
    fn the_clock_of_a_development_ledger_is_set_never_back_and_never_ahead() {
        let (wall, last) = (reading(400 * DAY, 5), at(DAY));
        let mut time = Timekeeper::start(Purpose::Development, last, wall, SILENCE_MAX).unwrap();
        let mut set = |to| time.set(Some(to), last, wall).unwrap();
        assert_eq!(set(at(2 * DAY)), Ok(at(2 * DAY)));
        assert_eq!(set(at(DAY - 1)), Err(ClockRefused::Backwards { last }));
        assert_eq!(set(at(401 * DAY)), Err(ClockRefused::Ahead { wall: wall.wall }));
        assert_eq!(time.now(wall).unwrap(), at(2 * DAY), "it stands until it is set again");
        assert_eq!(time.set(None, last, wall).unwrap(), Ok(wall.wall));
    }

    #[test]
    fn time_stands_where_the_last_command_asked_for_it_until_the_next() {
        let (wall, last) = (reading(400 * DAY, 5), at(DAY));
        let mut time = Timekeeper::start(Purpose::Development, last, wall, SILENCE_MAX).unwrap();
        assert_eq!(time.ask(Some(at(2 * DAY)), last, wall).unwrap(), Ok(at(2 * DAY)));
        assert_eq!(time.now(wall).unwrap(), at(2 * DAY));
        assert_eq!(time.ask(None, last, wall).unwrap(), Ok(wall.wall));
    }

    #[test]
    fn nobody_sets_the_clock_of_a_production_ledger() {
        let mut time = start(Purpose::Production, 0, DAY).unwrap();
        let now = reading(DAY, 5);
        assert_eq!(time.set(Some(at(DAY)), at(0), now).unwrap(), Err(ClockRefused::Production));
        assert_eq!(time.ask(Some(at(DAY)), at(0), now).unwrap(), Err(ClockRefused::Production));
        assert_eq!(time.ask(None, at(0), now).unwrap(), Ok(at(DAY)));
    }
}
