//! Fixed offsets from universal time: where a programme's days begin and end.

use super::{Date, Instant, MICROS_PER_DAY};
use core::fmt;
use core::str::FromStr;

/// A fixed offset from UTC in whole minutes, from −14:00 to +14:00; no summer time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Zone(i16);

/// A text or a number is no offset from −14:00 to +14:00.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an offset is written +03:00 and lies between -14:00 and +14:00")]
pub struct InvalidZone;

const MINUTES_MAX: i16 = 14 * 60;
const MICROS_PER_MINUTE: i128 = 60_000_000;

impl Zone {
    /// Universal time, +00:00.
    pub const UTC: Self = Self(0);

    /// The zone `minutes` ahead of UTC, or behind it if negative.
    ///
    /// # Errors
    /// [`InvalidZone`] outside −840 to +840.
    pub const fn from_minutes(minutes: i16) -> Result<Self, InvalidZone> {
        if minutes >= -MINUTES_MAX && minutes <= MINUTES_MAX {
            Ok(Self(minutes))
        } else {
            Err(InvalidZone)
        }
    }

    /// The zone that `text` spells as `+hh:mm` or `-hh:mm`; UTC is `+00:00` alone.
    ///
    /// # Errors
    /// [`InvalidZone`] for every other text.
    pub fn parse(text: &str) -> Result<Self, InvalidZone> {
        let [sign @ (b'+' | b'-'), tens, units, b':', ten_minutes, minutes] = *text.as_bytes()
        else {
            return Err(InvalidZone);
        };
        let digits = [tens, units, ten_minutes, minutes];
        if !digits.iter().all(u8::is_ascii_digit) || ten_minutes > b'5' {
            return Err(InvalidZone);
        }
        let [tens, units, ten_minutes, minutes] = digits.map(|digit| i16::from(digit - b'0'));
        let offset = (tens * 10 + units) * 60 + ten_minutes * 10 + minutes;
        match sign {
            b'-' if offset == 0 => Err(InvalidZone),
            b'-' => Self::from_minutes(-offset),
            _ => Self::from_minutes(offset),
        }
    }

    /// Minutes ahead of UTC, −840 to +840.
    #[must_use]
    pub const fn minutes(self) -> i16 {
        self.0
    }

    /// The date here at `instant`; [`Date::MAX`] from its beginning on.
    #[must_use]
    pub fn date_of(self, instant: Instant) -> Date {
        let local = i128::from(instant.micros()) + self.micros();
        let days = local.div_euclid(MICROS_PER_DAY.into());
        i32::try_from(days).ok().and_then(|days| Date::from_days(days).ok()).unwrap_or(Date::MAX)
    }

    /// The first instant of `date` here, 00:00; [`Instant::EPOCH`] if the date began before it.
    #[must_use]
    pub fn start_of(self, date: Date) -> Instant {
        self.midnight(date.days())
    }

    /// 24:00 of `date` here, which is 00:00 of the next: the first instant no longer in it.
    #[must_use]
    pub fn end_of(self, date: Date) -> Instant {
        self.midnight(date.days() + 1)
    }

    /// The beginning here of the day that is `days` after 1970-01-01.
    fn midnight(self, days: i32) -> Instant {
        let micros = i128::from(days) * i128::from(MICROS_PER_DAY) - self.micros();
        // The last date ends before 2^63 µs, so only dates before 1970 are moved.
        Instant::from_micros(u64::try_from(micros).unwrap_or(0))
    }

    fn micros(self) -> i128 {
        i128::from(self.0) * MICROS_PER_MINUTE
    }
}

impl FromStr for Zone {
    type Err = InvalidZone;

    fn from_str(text: &str) -> Result<Self, InvalidZone> {
        Self::parse(text)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, minutes) = (if self.0 < 0 { '-' } else { '+' }, self.0.unsigned_abs());
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn an_offset_has_one_spelling() {
        for text in ["+00:00", "+03:00", "-00:30", "-14:00", "+14:00", "+05:45"] {
            assert_eq!(Zone::parse(text).unwrap().to_string(), text);
        }
        let none = ["", "3", "+3:00", "+0300", "-00:00", "+14:01", "-14:01", "+03:60", "Z"];
        for text in none {
            assert_eq!(Zone::parse(text), Err(InvalidZone), "{text:?}");
        }
    }

    #[test]
    fn gen_7_a_day_begins_at_midnight_of_the_zone() {
        let zone = Zone::parse("+03:00").unwrap();
        let date = Date::parse("2026-04-14").unwrap();
        let midnight = zone.start_of(date);
        assert_eq!(midnight.to_string(), "2026-04-13T21:00:00.000000Z");
        assert_eq!(zone.date_of(midnight), date);
        let before = Instant::from_micros(midnight.micros() - 1);
        assert_eq!(zone.date_of(before), date.minus_days(1));
        assert_eq!(zone.end_of(date.minus_days(1)), midnight);
    }

    #[test]
    fn what_lies_outside_the_calendar_falls_on_its_edge() {
        let east = Zone::parse("+14:00").unwrap();
        assert_eq!(east.date_of(Instant::from_micros(u64::MAX)), Date::MAX);
        assert_eq!(east.start_of(Date::MIN), Instant::EPOCH);
        let west = Zone::parse("-14:00").unwrap();
        assert_eq!(west.date_of(Instant::EPOCH).to_string(), "1969-12-31");
        assert!(west.end_of(Date::MAX) > west.start_of(Date::MAX));
    }
}
