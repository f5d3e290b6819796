//! Instants, dates, and the periods between them, counted as the programme's calendar says.

use core::fmt;

mod calendar;
mod date;
mod period;
#[cfg(test)]
mod scenarios;
mod zone;

pub use calendar::{Calendar, Shift, Weekend};
pub use date::{Date, InvalidDate, Weekday};
pub use period::{Days, InvalidDays, InvalidSpan, Span};
pub use zone::{InvalidZone, Zone};

const MICROS_PER_SECOND: u64 = 1_000_000;
pub(crate) const SECONDS_PER_HOUR: u64 = 3_600;
pub(crate) const SECONDS_PER_DAY: u64 = 86_400;
pub(crate) const MICROS_PER_DAY: u64 = SECONDS_PER_DAY * MICROS_PER_SECOND;

/// A point in time: microseconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// Every value is valid. Arithmetic saturates: an instant beyond the last is the last, which no
/// record reaches for half a million years, so a saturated deadline is one that never passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(u64);

impl Instant {
    /// 1970-01-01T00:00:00Z, the earliest instant.
    pub const EPOCH: Self = Self(0);

    /// The instant `micros` microseconds after the Unix epoch.
    #[must_use]
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    /// Microseconds since the Unix epoch.
    #[must_use]
    pub const fn micros(self) -> u64 {
        self.0
    }

    /// `seconds` later; the last instant if there is none so late.
    #[must_use]
    pub const fn plus_seconds(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(MICROS_PER_SECOND)))
    }

    /// `minutes` of 60 seconds later; saturates.
    #[must_use]
    pub const fn plus_minutes(self, minutes: u64) -> Self {
        self.plus_seconds(minutes.saturating_mul(60))
    }

    /// `hours` of 3 600 seconds later; saturates.
    #[must_use]
    pub const fn plus_hours(self, hours: u64) -> Self {
        self.plus_seconds(hours.saturating_mul(SECONDS_PER_HOUR))
    }

    /// `days` of 24 hours later; saturates. For days as the calendar counts them, see [`Date`].
    #[must_use]
    pub const fn plus_days(self, days: u64) -> Self {
        self.plus_seconds(days.saturating_mul(SECONDS_PER_DAY))
    }

    /// Microseconds from `earlier` to this instant; 0 if this one comes first.
    #[must_use]
    pub const fn micros_since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// As in `2026-04-14T00:00:00.000000Z` (RFC 3339); past the last date, that date's last moment.
impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = Zone::UTC.date_of(*self);
        let micros = self.micros_since(Zone::UTC.start_of(date)).min(MICROS_PER_DAY - 1);
        let (seconds, fraction) = (micros / MICROS_PER_SECOND, micros % MICROS_PER_SECOND);
        let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        write!(f, "{date}T{hour:02}:{minute:02}:{second:02}.{fraction:06}Z")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn instants_later_than_the_last_are_the_last() {
        let last = Instant::from_micros(u64::MAX);
        assert_eq!(last.plus_seconds(1), last);
        assert_eq!(Instant::EPOCH.plus_days(u64::MAX), last);
        assert_eq!(Instant::EPOCH.micros_since(last), 0);
    }

    #[test]
    fn an_instant_is_shown_in_universal_time() {
        let at = |micros| Instant::from_micros(micros).to_string();
        assert_eq!(at(0), "1970-01-01T00:00:00.000000Z");
        assert_eq!(at(1_776_114_000_000_001), "2026-04-13T21:00:00.000001Z");
        assert_eq!(at(u64::MAX), "9999-12-31T23:59:59.999999Z");
    }

    #[test]
    fn a_day_of_an_instant_is_24_hours() {
        let at = Instant::from_micros(5);
        assert_eq!(at.plus_days(2), at.plus_hours(48));
        assert_eq!(at.plus_hours(1), at.plus_minutes(60));
        assert_eq!(at.plus_days(1).micros_since(at), MICROS_PER_DAY);
    }
}
