//! The programme's calendar: which days are working days, and on which day a period ends.

use super::{Date, Days, Instant, Weekday, Zone};
use crate::territory::State;
use alloc::collections::{BTreeMap, BTreeSet};

/// Where days begin, which of them are working days in each state, and what happens to a period
/// that would end on one that is not (policy keys `clock.*`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// The zone in whose days all periods are counted (GEN-7).
    pub zone: Zone,
    /// The days of the week on which no state works.
    pub weekend: Weekend,
    /// The other days off, by state; a state without an entry has none.
    pub holidays: BTreeMap<State, BTreeSet<Date>>,
    /// Where the end of a period moves off a non-working day (GEN-8).
    pub shift: Shift,
}

/// Days of the week on which nobody works: at most six, so that working days exist.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weekend {
    days: [bool; 7],
}

/// Where the end of a period moves if it falls on a non-working day of the addressee's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shift {
    /// It stays where it is.
    None,
    /// Forward, to the next working day.
    NextWorkingDay,
    /// Back, to the last working day before, but never before the day of delivery.
    Previous,
}

impl Calendar {
    /// Whether `date` is a working day in `state` (GEN-8).
    #[must_use]
    pub fn is_working_day(&self, date: Date, state: State) -> bool {
        !self.weekend.contains(date.weekday())
            && !self.holidays.get(&state).is_some_and(|days| days.contains(&date))
    }

    /// The last day of a period of `days` within which an addressee in the state `addressee`
    /// may act, after delivery to it on `delivered` (GEN-7, GEN-8).
    ///
    /// The day of delivery does not count, so a period of no days ends on that day. The end
    /// moves off non-working days as [`Calendar::shift`] says. Ends of freezes, terms and
    /// validity never move: count those with [`Date::plus_days`]. Saturates at [`Date::MAX`].
    #[must_use]
    pub fn last_day(&self, delivered: Date, days: Days, addressee: State) -> Date {
        let end = match days {
            Days::Calendar(count) => delivered.plus_days(count.into()),
            Days::Working(count) => {
                let next = |day: Date, _| self.working_day_from(day.plus_days(1), addressee);
                (0..count).fold(delivered, next)
            }
        };
        match self.shift {
            Shift::None => end,
            Shift::NextWorkingDay => self.working_day_from(end, addressee),
            Shift::Previous => self.working_day_until(end, addressee).max(delivered),
        }
    }

    /// The first day on which an act that must wait for that period is accepted: the day after
    /// its last (GEN-9).
    #[must_use]
    pub fn free_from(&self, delivered: Date, days: Days, addressee: State) -> Date {
        self.last_day(delivered, days, addressee).plus_days(1)
    }

    /// The instant at which a period with this last day is over: its 24:00 (GEN-7). What comes
    /// at that instant or later is late.
    #[must_use]
    pub fn closes_at(&self, last_day: Date) -> Instant {
        self.zone.end_of(last_day)
    }

    fn working_day_from(&self, mut day: Date, state: State) -> Date {
        while day < Date::MAX && !self.is_working_day(day, state) {
            day = day.plus_days(1);
        }
        day
    }

    fn working_day_until(&self, mut day: Date, state: State) -> Date {
        while day > Date::MIN && !self.is_working_day(day, state) {
            day = day.minus_days(1);
        }
        day
    }
}

impl Weekend {
    /// The weekend of these days, in any order; none if they are all seven.
    #[must_use]
    pub fn new(weekdays: impl IntoIterator<Item = Weekday>) -> Option<Self> {
        let mut days = [false; 7];
        for weekday in weekdays {
            days[weekday as usize] = true;
        }
        if days == [true; 7] { None } else { Some(Self { days }) }
    }

    /// Whether `weekday` belongs to the weekend.
    #[must_use]
    pub const fn contains(self, weekday: Weekday) -> bool {
        self.days[weekday as usize]
    }

    /// Its days, Monday first.
    pub fn weekdays(self) -> impl Iterator<Item = Weekday> {
        Weekday::ALL.into_iter().filter(move |weekday| self.contains(*weekday))
    }
}
