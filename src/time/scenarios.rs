//! The periods of the rulebook's scenarios, day by day.

use super::*;
use crate::territory::State;
use alloc::collections::{BTreeMap, BTreeSet};
use std::string::ToString;

/// The reference calendar: +03:00, weekends free, no holidays.
fn reference() -> Calendar {
    Calendar {
        zone: Zone::parse("+03:00").unwrap(),
        weekend: Weekend::new([Weekday::Saturday, Weekday::Sunday]).unwrap(),
        holidays: BTreeMap::new(),
        shift: Shift::NextWorkingDay,
    }
}

fn state(code: &str) -> State {
    State::parse(code).unwrap()
}

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// The last day of a period of `days` delivered on `delivered` under the reference calendar.
#[track_caller]
fn period(delivered: &str, days: &str, ends: &str) {
    let days = Days::parse(days).unwrap();
    assert_eq!(reference().last_day(date(delivered), days, state("KZ")), date(ends));
    assert_eq!(reference().free_from(date(delivered), days, state("KZ")), date(ends).plus_days(1));
}

#[test]
fn s_1_each_partys_contest_window_ends_by_its_own_delivery() {
    period("2026-03-10", "30cd", "2026-04-09");
    period("2026-03-12", "30cd", "2026-04-13");
}

#[test]
fn s_1_a_contest_at_2359_is_in_time_and_at_midnight_late() {
    let calendar = reference();
    let closes = calendar.closes_at(date("2026-04-13"));
    assert_eq!(closes, calendar.zone.start_of(date("2026-04-14")));
    let evening = calendar.zone.start_of(date("2026-04-13")).plus_minutes(23 * 60 + 59);
    assert!(evening < closes);
    assert_eq!(closes.to_string(), "2026-04-13T21:00:00.000000Z");
}

#[test]
fn s_2_a_licence_waits_for_the_later_of_two_notices() {
    period("2026-04-01", "45cd", "2026-05-18");
    period("2026-04-03", "45cd", "2026-05-18");
}

#[test]
fn s_5_objection_notice_and_pre_emption_run_side_by_side() {
    period("2026-06-01", "30cd", "2026-07-01");
    period("2026-06-02", "30cd", "2026-07-02");
    period("2026-06-01", "45cd", "2026-07-16");
    period("2026-06-02", "45cd", "2026-07-17");
    period("2026-06-01", "60cd", "2026-07-31");
    period("2026-06-02", "60cd", "2026-08-03");
}

#[test]
fn s_5_a_freeze_ends_on_its_day_even_on_a_saturday() {
    let end = date("2027-02-08").plus_days(180);
    assert_eq!((end, end.weekday()), (date("2027-08-07"), Weekday::Saturday));
    assert_eq!(date("2026-12-01").plus_days(30), date("2026-12-31"));
}

#[test]
fn s_7_the_appeal_meets_its_limits_in_working_and_calendar_days() {
    period("2027-01-11", "3wd", "2027-01-14");
    period("2027-01-15", "30cd", "2027-02-15");
    period("2027-01-29", "10wd", "2027-02-12");
    period("2027-02-09", "30cd", "2027-03-11");
    period("2027-03-12", "60cd", "2027-05-11");
    period("2027-06-10", "10wd", "2027-06-24");
    assert_eq!(date("2027-02-05").plus_days(180), date("2027-08-04"));
    assert_eq!(date("2027-05-04").days_until(date("2027-05-20")), 16);
}

#[test]
fn s_13_a_cure_period_moves_off_the_saturday() {
    period("2028-06-06", "60cd", "2028-08-07");
}

#[test]
fn s_14_a_running_transfer_keeps_the_periods_it_began_under() {
    period("2026-06-16", "30cd", "2026-07-16");
    period("2026-06-16", "45cd", "2026-07-31");
    period("2026-06-16", "60cd", "2026-08-17");
}

#[test]
fn s_14_a_later_transfer_has_the_new_periods() {
    period("2026-07-07", "30cd", "2026-08-06");
    period("2026-07-07", "90cd", "2026-10-05");
    period("2026-06-16", "90cd", "2026-09-14");
}

#[test]
fn gen_8_only_the_addressees_own_holidays_move_the_end() {
    let mut calendar = reference();
    calendar.holidays.insert(state("KZ"), BTreeSet::from([date("2026-04-09")]));
    let ends = |of| calendar.last_day(date("2026-03-10"), Days::Calendar(30), state(of));
    assert_eq!(ends("KZ"), date("2026-04-10"));
    assert_eq!(ends("BY"), date("2026-04-09"));
}

#[test]
fn gen_8_working_days_skip_the_addressees_holidays() {
    let mut calendar = reference();
    calendar.holidays.insert(state("KZ"), BTreeSet::from([date("2027-01-12")]));
    let ends = |of| calendar.last_day(date("2027-01-11"), Days::Working(3), state(of));
    assert_eq!(ends("KZ"), date("2027-01-15"));
    assert_eq!(ends("BY"), date("2027-01-14"));
}

#[test]
fn gen_8_the_policy_says_where_an_end_moves() {
    // 2026-04-11 is a Saturday.
    let ends = |shift, delivered: &str, days| {
        let calendar = Calendar { shift, ..reference() };
        calendar.last_day(date(delivered), Days::Calendar(days), state("KZ"))
    };
    assert_eq!(ends(Shift::None, "2026-03-12", 30), date("2026-04-11"));
    assert_eq!(ends(Shift::NextWorkingDay, "2026-03-12", 30), date("2026-04-13"));
    assert_eq!(ends(Shift::Previous, "2026-03-12", 30), date("2026-04-10"));
    assert_eq!(ends(Shift::Previous, "2026-04-11", 1), date("2026-04-11"));
}

#[test]
fn a_period_of_no_days_ends_on_the_day_of_delivery() {
    period("2026-03-10", "0cd", "2026-03-10");
    period("2026-03-10", "0wd", "2026-03-10");
}

#[test]
fn a_week_without_working_days_does_not_exist() {
    assert_eq!(Weekend::new(Weekday::ALL), None);
    let six = Weekend::new(Weekday::ALL.into_iter().skip(1)).unwrap();
    assert!(!six.contains(Weekday::Monday) && six.weekdays().count() == 6);
    assert_eq!(Weekend::new([]).unwrap().weekdays().count(), 0);
}

#[test]
fn a_period_at_the_end_of_the_calendar_ends_there() {
    let calendar = reference();
    for days in [Days::Calendar(u16::MAX), Days::Working(u16::MAX)] {
        assert_eq!(calendar.last_day(Date::MAX, days, state("KZ")), Date::MAX);
        assert_eq!(calendar.free_from(Date::MAX, days, state("KZ")), Date::MAX);
    }
}
