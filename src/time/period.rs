//! Lengths of time as policies state them: day counts ("30cd") and ISO 8601 durations ("P1Y").

use super::{Date, Instant, SECONDS_PER_DAY, SECONDS_PER_HOUR, Zone};
use core::fmt;
use core::str::FromStr;

/// The length of a period in days, 0 to 65 535.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Days {
    /// Calendar days: every day counts. Written `30cd`.
    Calendar(u16),
    /// Working days: only days on which the addressee's state works count. Written `10wd`.
    Working(u16),
}

/// A text is no day count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a day count is written 30cd (calendar days) or 10wd (working days)")]
pub struct InvalidDays;

/// A duration of ISO 8601 in one unit.
///
/// Two spans in different units are different values even if they are equally long; a span of
/// nothing is `P0D` alone, so every span has one spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Span {
    /// Calendar years. Written `P10Y`.
    Years(u16),
    /// Calendar months. Written `P6M`.
    Months(u16),
    /// Days. Written `P7D`.
    Days(u16),
    /// Hours of 3 600 seconds. Written `PT1H`.
    Hours(u16),
}

/// A text is no duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a duration is written in one unit: P1Y, P6M, P7D or PT12H")]
pub struct InvalidSpan;

/// The mean Gregorian month, 30.436875 days; twelve of them are the mean year.
const SECONDS_PER_MEAN_MONTH: u64 = 2_629_746;

impl Days {
    /// The day count that `text` spells: digits, then `cd` or `wd`.
    ///
    /// # Errors
    /// [`InvalidDays`] for every other text, leading zeros included.
    pub fn parse(text: &str) -> Result<Self, InvalidDays> {
        if let Some(digits) = text.strip_suffix("cd") {
            count(digits).map(Self::Calendar).ok_or(InvalidDays)
        } else if let Some(digits) = text.strip_suffix("wd") {
            count(digits).map(Self::Working).ok_or(InvalidDays)
        } else {
            Err(InvalidDays)
        }
    }

    /// How many days, of whichever kind.
    #[must_use]
    pub const fn count(self) -> u16 {
        match self {
            Self::Calendar(count) | Self::Working(count) => count,
        }
    }
}

impl Span {
    /// The duration that `text` spells.
    ///
    /// # Errors
    /// [`InvalidSpan`] for mixed units, fractions, leading zeros, and a zero that is not `P0D`.
    pub fn parse(text: &str) -> Result<Self, InvalidSpan> {
        let rest = text.strip_prefix('P').ok_or(InvalidSpan)?;
        let of = |digits, unit: fn(u16) -> Self| count(digits).map(unit).ok_or(InvalidSpan);
        let span = if let Some(digits) = rest.strip_prefix('T').and_then(|t| t.strip_suffix('H')) {
            of(digits, Self::Hours)
        } else if let Some(digits) = rest.strip_suffix('D') {
            of(digits, Self::Days)
        } else if let Some(digits) = rest.strip_suffix('M') {
            of(digits, Self::Months)
        } else if let Some(digits) = rest.strip_suffix('Y') {
            of(digits, Self::Years)
        } else {
            Err(InvalidSpan)
        }?;
        match span {
            Self::Years(0) | Self::Months(0) | Self::Hours(0) => Err(InvalidSpan),
            Self::Years(_) | Self::Months(_) | Self::Days(_) | Self::Hours(_) => Ok(span),
        }
    }

    /// The date this long after `date`; saturates at [`Date::MAX`].
    ///
    /// Months and years lead to the same day of the month, or to the month's last day if it has
    /// no such day. Hours count as the days that they begin.
    #[must_use]
    pub fn after(self, date: Date) -> Date {
        match self {
            Self::Years(years) => date.plus_months(u32::from(years) * 12),
            Self::Months(months) => date.plus_months(months.into()),
            Self::Days(days) => date.plus_days(days.into()),
            Self::Hours(hours) => date.plus_days(hours.div_ceil(24).into()),
        }
    }

    /// The instant this long after `instant`; saturates.
    ///
    /// Days are 24 hours; months and years keep the time of day that clocks show in `zone`.
    #[must_use]
    pub fn after_instant(self, instant: Instant, zone: Zone) -> Instant {
        match self {
            Self::Hours(hours) => instant.plus_hours(hours.into()),
            Self::Days(days) => instant.plus_days(days.into()),
            Self::Years(_) | Self::Months(_) => {
                let date = zone.date_of(instant);
                let days = date.days_until(self.after(date)).unsigned_abs();
                instant.plus_days(days.into())
            }
        }
    }

    /// How long this is on average, in seconds: for comparing spans in different units with
    /// each other, as the limits of policy keys do. A month is 30.436875 days, a year twelve.
    #[must_use]
    pub fn mean_seconds(self) -> u64 {
        match self {
            Self::Years(years) => u64::from(years) * 12 * SECONDS_PER_MEAN_MONTH,
            Self::Months(months) => u64::from(months) * SECONDS_PER_MEAN_MONTH,
            Self::Days(days) => u64::from(days) * SECONDS_PER_DAY,
            Self::Hours(hours) => u64::from(hours) * SECONDS_PER_HOUR,
        }
    }
}

impl FromStr for Days {
    type Err = InvalidDays;

    fn from_str(text: &str) -> Result<Self, InvalidDays> {
        Self::parse(text)
    }
}

impl FromStr for Span {
    type Err = InvalidSpan;

    fn from_str(text: &str) -> Result<Self, InvalidSpan> {
        Self::parse(text)
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Calendar(count) => write!(f, "{count}cd"),
            Self::Working(count) => write!(f, "{count}wd"),
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Years(years) => write!(f, "P{years}Y"),
            Self::Months(months) => write!(f, "P{months}M"),
            Self::Days(days) => write!(f, "P{days}D"),
            Self::Hours(hours) => write!(f, "PT{hours}H"),
        }
    }
}

/// A number in decimal digits, without sign or leading zeros.
fn count(digits: &str) -> Option<u16> {
    let canonical = digits.bytes().all(|byte| byte.is_ascii_digit())
        && (digits == "0" || !digits.starts_with('0'));
    if canonical { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn a_day_count_has_one_spelling() {
        for text in ["0cd", "30cd", "10wd", "65535cd"] {
            assert_eq!(Days::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "cd", "30", "030cd", "-1cd", "+1cd", "30 cd", "30CD", "65536cd", "1d"] {
            assert_eq!(Days::parse(text), Err(InvalidDays), "{text:?}");
        }
    }

    #[test]
    fn a_duration_has_one_spelling() {
        for text in ["P0D", "P1Y", "P6M", "P30D", "PT1H"] {
            assert_eq!(Span::parse(text).unwrap().to_string(), text);
        }
        let none = ["", "P", "P0Y", "PT0H", "P0M", "P1Y6M", "P01D", "P1.5Y", "PT1M", "1Y", "P1H"];
        for text in none.into_iter().chain(["P-1D", "p1y", "P65536D", "PTH"]) {
            assert_eq!(Span::parse(text), Err(InvalidSpan), "{text:?}");
        }
    }

    #[test]
    fn a_span_keeps_the_day_of_the_month() {
        let after = |span: &str, from| Span::parse(span).unwrap().after(Date::parse(from).unwrap());
        assert_eq!(after("P1Y", "2024-02-29").to_string(), "2025-02-28");
        assert_eq!(after("P1M", "2026-03-31").to_string(), "2026-04-30");
        assert_eq!(after("P7D", "2026-12-28").to_string(), "2027-01-04");
        assert_eq!(after("PT25H", "2026-03-01").to_string(), "2026-03-03");
        assert_eq!(after("P65535Y", "2026-03-01"), Date::MAX);
    }

    #[test]
    fn a_span_after_an_instant_keeps_the_time_of_day() {
        let zone = Zone::parse("+03:00").unwrap();
        // 23:30 of 31 January in the zone, still 20:30 of the day in UTC.
        let at = zone.start_of(Date::parse("2026-01-31").unwrap()).plus_minutes(23 * 60 + 30);
        let after = |span: &str| Span::parse(span).unwrap().after_instant(at, zone).to_string();
        assert_eq!(after("P1M"), "2026-02-28T20:30:00.000000Z");
        assert_eq!(after("P7D"), "2026-02-07T20:30:00.000000Z");
        assert_eq!(after("PT1H"), "2026-01-31T21:30:00.000000Z");
    }

    #[test]
    fn twelve_months_are_as_long_as_a_year() {
        assert_eq!(Span::Months(12).mean_seconds(), Span::Years(1).mean_seconds());
        assert!(Span::Days(365).mean_seconds() < Span::Years(1).mean_seconds());
        assert_eq!(Span::Hours(24).mean_seconds(), Span::Days(1).mean_seconds());
    }
}
