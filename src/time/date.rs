//! Calendar dates, without a time of day and without a zone.

use core::fmt;
use core::str::FromStr;

/// A date of the Gregorian calendar, from 1800-01-01 to 9999-12-31.
///
/// Kept as days since 1970-01-01. Arithmetic saturates at the two ends: no period of the
/// rulebook comes near them, and a period that ends on the last date never ends.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

/// A text or a number is no date between [`Date::MIN`] and [`Date::MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a date is written YYYY-MM-DD and lies between 1800-01-01 and 9999-12-31")]
pub struct InvalidDate;

/// A day of the week; weeks begin on Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weekday {
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

/// Days in 400 years, after which the Gregorian calendar repeats itself.
const DAYS_PER_ERA: i32 = 146_097;
/// Days from 0000-03-01 to 1970-01-01.
const EPOCH_FROM_MARCH_OF_YEAR_ZERO: i32 = 719_468;

impl Date {
    /// 1800-01-01.
    pub const MIN: Self = Self(-62_091);
    /// 9999-12-31.
    pub const MAX: Self = Self(2_932_896);

    /// The date with this year, month (1–12) and day of the month (from 1).
    ///
    /// # Errors
    /// [`InvalidDate`] if the month has no such day, or the year is outside 1800–9999.
    pub fn new(year: i32, month: u32, day: u32) -> Result<Self, InvalidDate> {
        let in_range = (1800..=9999).contains(&year) && (1..=12).contains(&month);
        if in_range && (1..=days_in_month(year, month)).contains(&day) {
            Ok(Self::of(year, month, day))
        } else {
            Err(InvalidDate)
        }
    }

    /// The date `days` after 1970-01-01, or before it if negative.
    ///
    /// # Errors
    /// [`InvalidDate`] outside [`Date::MIN`] to [`Date::MAX`].
    pub fn from_days(days: i32) -> Result<Self, InvalidDate> {
        let date = Self(days);
        if (Self::MIN..=Self::MAX).contains(&date) { Ok(date) } else { Err(InvalidDate) }
    }

    /// The date that `text` spells as `YYYY-MM-DD` (ISO 8601).
    ///
    /// # Errors
    /// [`InvalidDate`] for every other spelling and for dates that do not exist.
    pub fn parse(text: &str) -> Result<Self, InvalidDate> {
        let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes() else {
            return Err(InvalidDate);
        };
        let year = number(&[y1, y2, y3, y4])?.cast_signed();
        Self::new(year, number(&[m1, m2])?, number(&[d1, d2])?)
    }

    /// Days since 1970-01-01; negative before it.
    #[must_use]
    pub const fn days(self) -> i32 {
        self.0
    }

    /// `days` later; [`Date::MAX`] if there is none so late.
    #[must_use]
    pub fn plus_days(self, days: u32) -> Self {
        Self(self.0.saturating_add_unsigned(days)).min(Self::MAX)
    }

    /// `days` earlier; [`Date::MIN`] if there is none so early.
    #[must_use]
    pub fn minus_days(self, days: u32) -> Self {
        Self(self.0.saturating_sub_unsigned(days)).max(Self::MIN)
    }

    /// The same day of the month, `months` later; the month's last day if it has no such day.
    /// Saturates at [`Date::MAX`].
    #[must_use]
    pub fn plus_months(self, months: u32) -> Self {
        let (year, month, day) = self.ymd();
        let months_on = months % 12 + month - 1;
        let later = months_on % 12 + 1;
        let year = year.saturating_add_unsigned(months / 12 + months_on / 12);
        if year > 9999 {
            return Self::MAX;
        }
        Self::of(year, later, day.min(days_in_month(year, later)))
    }

    /// Days from this date to `later`; negative if that one comes first.
    #[must_use]
    pub const fn days_until(self, later: Self) -> i32 {
        later.0 - self.0
    }

    /// The year, 1800–9999.
    #[must_use]
    pub fn year(self) -> i32 {
        self.ymd().0
    }

    /// The year, the month (1–12) and the day of the month (1–31).
    #[must_use]
    pub fn ymd(self) -> (i32, u32, u32) {
        // Counted from March, so that the leap day ends the year.
        let days = self.0 + EPOCH_FROM_MARCH_OF_YEAR_ZERO;
        let (era, day_of_era) = (days / DAYS_PER_ERA, days % DAYS_PER_ERA);
        let leap_days = day_of_era / 1_460 - day_of_era / 36_524 + day_of_era / 146_096;
        let year_of_era = (day_of_era - leap_days) / 365;
        let before_year = 365 * year_of_era + year_of_era / 4 - year_of_era / 100;
        let day_of_year = day_of_era - before_year;
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let (month, next_year) = if month_from_march < 10 {
            (month_from_march + 3, 0)
        } else {
            (month_from_march - 9, 1)
        };
        (era * 400 + year_of_era + next_year, month.cast_unsigned(), day.cast_unsigned())
    }

    /// The day of the week.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        // 1970-01-01 was a Thursday, the fourth day of its week.
        match (self.0 + 3).rem_euclid(7) {
            0 => Weekday::Monday,
            1 => Weekday::Tuesday,
            2 => Weekday::Wednesday,
            3 => Weekday::Thursday,
            4 => Weekday::Friday,
            5 => Weekday::Saturday,
            _ => Weekday::Sunday,
        }
    }

    /// The date of a year, month and day that exist.
    fn of(year: i32, month: u32, day: u32) -> Self {
        let (month, day) = (month.cast_signed(), day.cast_signed());
        let (year, month_from_march) =
            if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        let (era, year_of_era) = (year / 400, year % 400);
        let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
        let day_of_era = 365 * year_of_era + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Self(era * DAYS_PER_ERA + day_of_era - EPOCH_FROM_MARCH_OF_YEAR_ZERO)
    }
}

impl FromStr for Date {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Self, InvalidDate> {
        Self::parse(text)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Weekday {
    /// All seven, Monday first.
    pub const ALL: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];

    /// The English name in capitals, as policies spell it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Monday => "MONDAY",
            Self::Tuesday => "TUESDAY",
            Self::Wednesday => "WEDNESDAY",
            Self::Thursday => "THURSDAY",
            Self::Friday => "FRIDAY",
            Self::Saturday => "SATURDAY",
            Self::Sunday => "SUNDAY",
        }
    }
}

impl fmt::Display for Weekday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

fn number(digits: &[u8]) -> Result<u32, InvalidDate> {
    digits.iter().try_fold(0, |number, digit| match digit {
        b'0'..=b'9' => Ok(number * 10 + u32::from(digit - b'0')),
        _ => Err(InvalidDate),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn every_day_from_1800_to_9999_follows_the_day_before() {
        let (mut year, mut month, mut day) = (1800, 1, 1);
        for days in Date::MIN.days()..=Date::MAX.days() {
            let date = Date::from_days(days).unwrap();
            assert_eq!(date.ymd(), (year, month, day));
            assert_eq!(Date::new(year, month, day), Ok(date));
            day += 1;
            if day > days_in_month(year, month) {
                (month, day) = (month + 1, 1);
            }
            if month > 12 {
                (year, month) = (year + 1, 1);
            }
        }
        assert_eq!((year, month, day), (10_000, 1, 1));
    }

    #[test]
    fn weekdays_are_those_of_the_scenarios() {
        let days = [("1800-01-01", Weekday::Wednesday), ("2026-03-12", Weekday::Thursday)];
        let more = [("2026-04-11", Weekday::Saturday), ("2027-02-14", Weekday::Sunday)];
        for (text, weekday) in days.into_iter().chain(more) {
            assert_eq!(Date::parse(text).unwrap().weekday(), weekday, "{text}");
        }
    }

    #[test]
    fn a_date_has_one_spelling() {
        for text in ["1800-01-01", "2024-02-29", "9999-12-31"] {
            assert_eq!(Date::parse(text).unwrap().to_string(), text);
        }
        let none = ["", "2026-2-03", "2026-02-30", "2023-02-29", "1900-02-29", "2026-13-01"];
        let more = ["1799-12-31", "2026-00-10", "2026-01-00", "20260101", "+026-01-01"];
        for text in none.into_iter().chain(more) {
            assert_eq!(Date::parse(text), Err(InvalidDate), "{text:?}");
        }
    }

    #[test]
    fn arithmetic_stops_at_the_first_and_the_last_date() {
        assert_eq!(Date::MAX.plus_days(1), Date::MAX);
        assert_eq!(Date::MIN.plus_days(u32::MAX), Date::MAX);
        assert_eq!(Date::MIN.minus_days(u32::MAX), Date::MIN);
        assert_eq!(Date::MIN.plus_months(u32::MAX), Date::MAX);
        assert_eq!(Date::from_days(Date::MAX.days() + 1), Err(InvalidDate));
        assert_eq!(Date::from_days(i32::MIN), Err(InvalidDate));
    }

    #[test]
    fn a_month_without_that_day_ends_on_its_last() {
        let after = |text, months| Date::parse(text).unwrap().plus_months(months).to_string();
        assert_eq!(after("2026-01-31", 1), "2026-02-28");
        assert_eq!(after("2024-02-29", 12), "2025-02-28");
        assert_eq!(after("2026-11-30", 3), "2027-02-28");
        assert_eq!(after("2026-12-15", 1), "2027-01-15");
    }
}
