//! Policy values that are numbers between two ends.

use super::value::Value;
use crate::share::Share;
use crate::time::{Days, Span};
use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use core::fmt;

/// A number from `MIN` to `MAX`. Written `32`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Count<const MIN: u16, const MAX: u16>(u16);

/// An odd number from `MIN` to `MAX`. Written `3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OddCount<const MIN: u16, const MAX: u16>(u16);

/// From `MIN` to `MAX` calendar days. Written `30cd`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CalendarDays<const MIN: u16, const MAX: u16>(u16);

/// From `MIN` to `MAX` working days. Written `10wd`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkingDays<const MIN: u16, const MAX: u16>(u16);

/// A fraction above `P`/`Q`. Written `2/3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShareAbove<const P: u64, const Q: u64>(Share);

/// A fraction of at least `P`/`Q`. Written `1/2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShareFrom<const P: u64, const Q: u64>(Share);

/// How long after a contract's end access may be requested: from nothing to ten years (ACC-2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestWindow(Span);

/// How long after issuing a command may expire: from one hour to thirty days (GEN-2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommandLifetime(Span);

/// `span`, if it is as long as `from` at least and as `to` at most, by their mean lengths.
pub(super) fn within(span: Span, from: Span, to: Option<Span>) -> Option<Span> {
    let length = span.mean_seconds();
    let long_enough = length >= from.mean_seconds();
    let short_enough = to.is_none_or(|to| length <= to.mean_seconds());
    if long_enough && short_enough { Some(span) } else { None }
}

/// A type around a 16-bit number: what it gives back, and how it is written.
macro_rules! number {
    ($name:ident, $unit:literal, $($get:ident -> $as:ty, $from:expr, $doc:literal);+) => {
        impl<const MIN: u16, const MAX: u16> $name<MIN, MAX> {
            $(
                #[doc = $doc]
                #[must_use]
                pub const fn $get(self) -> $as {
                    $from(self.0)
                }
            )+
        }

        impl<const MIN: u16, const MAX: u16> fmt::Display for $name<MIN, MAX> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!("{}", $unit), self.0)
            }
        }
    };
}

const fn itself(number: u16) -> u16 {
    number
}

number!(Count, "", get -> u16, itself, "The number, from `MIN` to `MAX`.");
number!(OddCount, "", get -> u16, itself, "The number: odd, from `MIN` to `MAX`.");
number!(CalendarDays, "cd",
    days -> Days, Days::Calendar, "The length of the period.";
    count -> u16, itself, "How many days, for ends that never move (GEN-8)."
);
number!(WorkingDays, "wd", days -> Days, Days::Working, "The length of the period.");

impl<const MIN: u16, const MAX: u16> Value for Count<MIN, MAX> {
    fn read(text: &str) -> Option<Self> {
        between(MIN, text, MAX).map(Self)
    }

    fn allowed() -> String {
        format!("a number from {MIN} to {MAX}")
    }
}

impl<const MIN: u16, const MAX: u16> Value for OddCount<MIN, MAX> {
    fn read(text: &str) -> Option<Self> {
        between(MIN, text, MAX).filter(|number| number % 2 == 1).map(Self)
    }

    fn allowed() -> String {
        format!("an odd number from {MIN} to {MAX}")
    }
}

impl<const MIN: u16, const MAX: u16> Value for CalendarDays<MIN, MAX> {
    fn read(text: &str) -> Option<Self> {
        between(MIN, text.strip_suffix("cd")?, MAX).map(Self)
    }

    fn allowed() -> String {
        format!("calendar days from {MIN}cd to {MAX}cd")
    }
}

impl<const MIN: u16, const MAX: u16> Value for WorkingDays<MIN, MAX> {
    fn read(text: &str) -> Option<Self> {
        between(MIN, text.strip_suffix("wd")?, MAX).map(Self)
    }

    fn allowed() -> String {
        format!("working days from {MIN}wd to {MAX}wd")
    }
}

impl<const P: u64, const Q: u64> ShareAbove<P, Q> {
    /// The fraction: above `P`/`Q`, at most the whole.
    #[must_use]
    pub const fn share(self) -> Share {
        self.0
    }
}

impl<const P: u64, const Q: u64> Value for ShareAbove<P, Q> {
    fn read(text: &str) -> Option<Self> {
        let (share, end) = (Share::parse(text).ok()?, Share::new(P, Q).ok()?);
        if share > end { Some(Self(share)) } else { None }
    }

    fn allowed() -> String {
        format!("a fraction above {P}/{Q} and at most 1/1")
    }
}

impl<const P: u64, const Q: u64> fmt::Display for ShareAbove<P, Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<const P: u64, const Q: u64> ShareFrom<P, Q> {
    /// The fraction: from `P`/`Q` to the whole.
    #[must_use]
    pub const fn share(self) -> Share {
        self.0
    }
}

impl<const P: u64, const Q: u64> Value for ShareFrom<P, Q> {
    fn read(text: &str) -> Option<Self> {
        let (share, end) = (Share::parse(text).ok()?, Share::new(P, Q).ok()?);
        if share >= end { Some(Self(share)) } else { None }
    }

    fn allowed() -> String {
        format!("a fraction from {P}/{Q} to 1/1")
    }
}

impl<const P: u64, const Q: u64> fmt::Display for ShareFrom<P, Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl RequestWindow {
    /// The duration: from nothing to ten years.
    #[must_use]
    pub const fn span(self) -> Span {
        self.0
    }
}

impl Value for RequestWindow {
    fn read(text: &str) -> Option<Self> {
        within(Span::parse(text).ok()?, Span::Days(0), Some(Span::Years(10))).map(Self)
    }

    fn allowed() -> String {
        "a duration from P0D to P10Y".to_owned()
    }
}

impl fmt::Display for RequestWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl CommandLifetime {
    /// The duration: from one hour to thirty days.
    #[must_use]
    pub const fn span(self) -> Span {
        self.0
    }
}

impl Value for CommandLifetime {
    fn read(text: &str) -> Option<Self> {
        within(Span::parse(text).ok()?, Span::Hours(1), Some(Span::Days(30))).map(Self)
    }

    fn allowed() -> String {
        "a duration from PT1H to P30D".to_owned()
    }
}

impl fmt::Display for CommandLifetime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

fn between(min: u16, digits: &str, max: u16) -> Option<u16> {
    digits.parse().ok().filter(|number| (min..=max).contains(number))
}
