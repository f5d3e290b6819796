//! What every policy value can do, and the values that are more than a word or a number.

use super::bounds::within;
use crate::share::Share;
use crate::time::{Span, Weekday, Weekend, Zone};
use alloc::borrow::ToOwned;
use alloc::string::String;
use core::fmt;

/// A value that a policy key can have: it is read from a text, and shown as one.
///
/// [`Value::read`] may be lenient: a policy accepts a text only if showing the value that was
/// read gives the same text again, so that every value has exactly one spelling.
pub trait Value: Sized + fmt::Display {
    /// The value that `text` spells, if it is one that the key allows.
    fn read(text: &str) -> Option<Self>;

    /// What is allowed, in words for a person who has to correct a policy.
    fn allowed() -> String;
}

/// Whose agreement an act needs among the holders (CON-2, CON-8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// Nobody's. Written `NONE`.
    None,
    /// Nobody's, but the others are told so many calendar days before, 0 to 365. Written
    /// `NOTICE(45)`.
    Notice(u16),
    /// Holders who together have at least this share. Written `THRESHOLD(2/3)`.
    Threshold(Share),
    /// Everybody's. Written `ALL`.
    All,
}

/// Whose agreement an owner's own use needs: any consent but a threshold (RCK-6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnUseConsent(Consent);

/// How a substantive question is decided by a council (CNC-3, CNC-12).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubstantiveRule {
    /// By the absence of standing objections. Written `CONSENSUS`.
    Consensus,
    /// By the votes of all. Written `UNANIMITY`.
    Unanimity,
    /// By this part of the votes. Written `2/3`.
    Votes(Share),
}

/// What a required state's silence on a third-state request means (THD-7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThirdStateSilence {
    /// No. Written `REFUSAL`.
    Refusal,
    /// Yes, after so many calendar days, 1 to 365. Written `CONSENT_AFTER(60)`.
    ConsentAfter(u16),
}

/// When an exclusive licence that is not used may be turned non-exclusive (LIC-17).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NonUse {
    /// Never. Written `OFF`.
    Off,
    /// After so long without exploitation, a year or more. Written `P3Y`.
    RevertsAfter(Span),
}

/// How long what may be shredded is kept: the life of the right, and this long after it, five
/// years or more (AUD-6). Written `LIFE+P10Y`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    after_life: Span,
}

/// How often a report is due (RPT-1, RPT-5). Written `P1Y`, or `P1Y+PLENARY` if one is also due
/// for each plenary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportPeriod {
    every: Span,
    each_plenary: bool,
}

const NOTICE_DAYS_MAX: u16 = 365;
const SILENCE_DAYS_MAX: u16 = 365;

impl OwnUseConsent {
    /// The consent, which is never [`Consent::Threshold`].
    #[must_use]
    pub const fn consent(self) -> Consent {
        self.0
    }
}

impl Retention {
    /// How long after the end of the right's life; five years or more.
    #[must_use]
    pub const fn after_life(self) -> Span {
        self.after_life
    }
}

impl ReportPeriod {
    /// The time from one report to the next; a month or more.
    #[must_use]
    pub const fn every(self) -> Span {
        self.every
    }

    /// Whether a report is also due for each plenary.
    #[must_use]
    pub const fn each_plenary(self) -> bool {
        self.each_plenary
    }
}

impl Value for bool {
    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn allowed() -> String {
        "true | false".to_owned()
    }
}

impl Value for Share {
    fn read(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }

    fn allowed() -> String {
        "a fraction p/q above 0 and at most 1/1".to_owned()
    }
}

impl Value for Zone {
    fn read(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }

    fn allowed() -> String {
        "an offset from -14:00 to +14:00".to_owned()
    }
}

impl Value for Weekend {
    fn read(text: &str) -> Option<Self> {
        if text == "EMPTY" {
            return Self::new([]);
        }
        let days: Option<alloc::vec::Vec<Weekday>> = text.split(',').map(Weekday::read).collect();
        Self::new(days?)
    }

    fn allowed() -> String {
        alloc::format!(
            "EMPTY | at most six of these, in order, joined by commas: {}",
            Weekday::allowed()
        )
    }
}

impl fmt::Display for Weekend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::list::joined(f, self.weekdays())
    }
}

impl Value for Consent {
    fn read(text: &str) -> Option<Self> {
        match text {
            "NONE" => Some(Self::None),
            "ALL" => Some(Self::All),
            _ => notice(text).or_else(|| threshold(text)),
        }
    }

    fn allowed() -> String {
        "NONE | NOTICE(0 to 365) | THRESHOLD(p/q) | ALL".to_owned()
    }
}

impl fmt::Display for Consent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("NONE"),
            Self::Notice(days) => write!(f, "NOTICE({days})"),
            Self::Threshold(share) => write!(f, "THRESHOLD({share})"),
            Self::All => f.write_str("ALL"),
        }
    }
}

impl Value for OwnUseConsent {
    fn read(text: &str) -> Option<Self> {
        match Consent::read(text)? {
            Consent::Threshold(_) => None,
            consent @ (Consent::None | Consent::Notice(_) | Consent::All) => Some(Self(consent)),
        }
    }

    fn allowed() -> String {
        "NONE | NOTICE(0 to 365) | ALL".to_owned()
    }
}

impl fmt::Display for OwnUseConsent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Value for SubstantiveRule {
    fn read(text: &str) -> Option<Self> {
        match text {
            "CONSENSUS" => Some(Self::Consensus),
            "UNANIMITY" => Some(Self::Unanimity),
            _ => Share::read(text).map(Self::Votes),
        }
    }

    fn allowed() -> String {
        "CONSENSUS | UNANIMITY | a fraction p/q".to_owned()
    }
}

impl fmt::Display for SubstantiveRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Consensus => f.write_str("CONSENSUS"),
            Self::Unanimity => f.write_str("UNANIMITY"),
            Self::Votes(share) => share.fmt(f),
        }
    }
}

impl Value for ThirdStateSilence {
    fn read(text: &str) -> Option<Self> {
        if text == "REFUSAL" {
            return Some(Self::Refusal);
        }
        let days = number(argument(text, "CONSENT_AFTER")?, SILENCE_DAYS_MAX)?;
        if days == 0 { None } else { Some(Self::ConsentAfter(days)) }
    }

    fn allowed() -> String {
        "REFUSAL | CONSENT_AFTER(1 to 365)".to_owned()
    }
}

impl fmt::Display for ThirdStateSilence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refusal => f.write_str("REFUSAL"),
            Self::ConsentAfter(days) => write!(f, "CONSENT_AFTER({days})"),
        }
    }
}

impl Value for NonUse {
    fn read(text: &str) -> Option<Self> {
        match text {
            "OFF" => Some(Self::Off),
            _ => within(Span::parse(text).ok()?, Span::Years(1), None).map(Self::RevertsAfter),
        }
    }

    fn allowed() -> String {
        "OFF | a duration of at least P1Y".to_owned()
    }
}

impl fmt::Display for NonUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off => f.write_str("OFF"),
            Self::RevertsAfter(span) => span.fmt(f),
        }
    }
}

impl Value for Retention {
    fn read(text: &str) -> Option<Self> {
        let span = Span::parse(text.strip_prefix("LIFE+")?).ok()?;
        within(span, Span::Years(5), None).map(|after_life| Self { after_life })
    }

    fn allowed() -> String {
        "LIFE+ and a duration of at least P5Y, as in LIFE+P10Y".to_owned()
    }
}

impl fmt::Display for Retention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LIFE+{}", self.after_life)
    }
}

impl Value for ReportPeriod {
    fn read(text: &str) -> Option<Self> {
        let alone = text.strip_suffix("+PLENARY");
        let span = Span::parse(alone.unwrap_or(text)).ok()?;
        let every = within(span, Span::Months(1), None)?;
        Some(Self { every, each_plenary: alone.is_some() })
    }

    fn allowed() -> String {
        "a duration of at least P1M, with +PLENARY after it for one per plenary too".to_owned()
    }
}

impl fmt::Display for ReportPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.every, if self.each_plenary { "+PLENARY" } else { "" })
    }
}

fn notice(text: &str) -> Option<Consent> {
    number(argument(text, "NOTICE")?, NOTICE_DAYS_MAX).map(Consent::Notice)
}

fn threshold(text: &str) -> Option<Consent> {
    Share::parse(argument(text, "THRESHOLD")?).ok().map(Consent::Threshold)
}

/// What stands in the parentheses of `name(…)`.
fn argument<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')')
}

fn number(digits: &str, max: u16) -> Option<u16> {
    digits.parse().ok().filter(|number| *number <= max)
}
