//! For every type of policy value: texts at the ends of what is allowed, and just outside.

use super::bounds::{
    CalendarDays, CommandLifetime, Count, OddCount, RequestWindow, ShareAbove, ShareFrom,
    WorkingDays,
};
use super::choice::{self, Level};
use super::list::{Clearance, CommandName, KeyPattern, Levels, Lists, Marks, RoleName, Set};
use super::value::{
    Consent, NonUse, OwnUseConsent, ReportPeriod, Retention, SubstantiveRule, ThirdStateSilence,
};
use crate::share::{RemainderOrder, Share};
use crate::territory::State;
use crate::time::{Date, Shift, Weekend, Zone};
use std::borrow::ToOwned;
use std::format;
use std::string::String;
use std::vec::Vec;

/// Texts that a key must accept, and texts that it must refuse.
pub(super) struct Texts {
    pub(super) within: Vec<String>,
    pub(super) beyond: Vec<String>,
}

pub(super) trait Edges {
    fn edges() -> Texts;
}

fn texts<'a>(
    within: impl IntoIterator<Item = &'a str>,
    beyond: impl IntoIterator<Item = &'a str>,
) -> Texts {
    let owned = |text: &str| text.to_owned();
    Texts {
        within: within.into_iter().map(owned).collect(),
        beyond: beyond.into_iter().map(owned).collect(),
    }
}

/// From `min` to `max` with a unit, and the numbers next to both ends.
fn numbers(min: u16, max: u16, step: u16, unit: &str) -> Texts {
    let text = |number: u16| format!("{number}{unit}");
    let mut beyond = std::vec![text(max + step), format!("0{max}{unit}"), format!("+{max}{unit}")];
    beyond.push(format!("{max}{unit} "));
    beyond.push(unit.to_owned());
    beyond.extend(min.checked_sub(step).map(text));
    if unit.is_empty() {
        beyond.push(format!("{max}cd"));
    } else {
        let other = if unit == "cd" { "wd" } else { "cd" };
        beyond.extend([format!("{max}"), format!("{max}{other}")]);
    }
    Texts { within: std::vec![text(min), text(max)], beyond }
}

macro_rules! word_edges {
    ($($name:ty),+ $(,)?) => {
        $(impl Edges for $name {
            fn edges() -> Texts {
                let words = <$name>::SPELLINGS.iter().map(|(text, _)| *text);
                texts(words, ["", "EMPTY", "OTHER", "none", " NONE", "NONE,NONE"])
            }
        })+
    };
}

word_edges!(
    choice::Ownership,
    choice::DefaultSplit,
    choice::Accrual,
    choice::JointRegime,
    choice::IncomeBasis,
    choice::OwnUsePayment,
    choice::FirstFiling,
    choice::WhoFiles,
    choice::Silence,
    choice::Sublicensing,
    choice::ExitOfParent,
    choice::AccessKind,
    choice::Dimension,
    choice::LateRecord,
    choice::ObjectionGround,
    choice::Preemption,
    choice::OnTransfer,
    choice::ThirdStateTest,
    choice::ThirdStateConsent,
    choice::VetoGround,
    choice::WrittenSilence,
    choice::Recusal,
    choice::ProtocolSigners,
    choice::FreezeLevel,
    choice::GoodFaithLicences,
    choice::SuspensionDisposals,
    Level,
    Shift,
    RemainderOrder,
);

macro_rules! edges {
    ($($name:ty: [$($within:literal),+], [$($beyond:literal),+];)+) => {
        $(impl Edges for $name {
            fn edges() -> Texts {
                texts([$($within),+], [$($beyond),+])
            }
        })+
    };
}

edges! {
    bool: ["true", "false"], ["", "TRUE", "1", "yes"];
    Share: ["1/9223372036854775807", "1/1"], ["0/1", "2/1", "2/4", "0.5", "1/9223372036854775808"];
    Zone: ["-14:00", "+14:00"], ["-14:01", "+14:01", "-00:00", "3", "Z"];
    Weekend: ["EMPTY", "MONDAY", "MONDAY,TUESDAY,WEDNESDAY,THURSDAY,FRIDAY,SATURDAY"],
        ["MONDAY,TUESDAY,WEDNESDAY,THURSDAY,FRIDAY,SATURDAY,SUNDAY", "SUNDAY,SATURDAY",
         "SUNDAY,SUNDAY", "Sunday", ""];
    Consent: ["NONE", "NOTICE(0)", "NOTICE(365)", "THRESHOLD(1/1000)", "THRESHOLD(1/1)", "ALL"],
        ["NOTICE(366)", "NOTICE(045)", "NOTICE()", "NOTICE", "THRESHOLD(2/4)", "THRESHOLD(0/1)",
         "THRESHOLD(3/2)", "all", ""];
    OwnUseConsent: ["NONE", "NOTICE(0)", "NOTICE(365)", "ALL"],
        ["NOTICE(366)", "THRESHOLD(2/3)", ""];
    SubstantiveRule: ["CONSENSUS", "UNANIMITY", "1/1000", "1/1"], ["0/1", "3/2", "ALL", ""];
    ThirdStateSilence: ["REFUSAL", "CONSENT_AFTER(1)", "CONSENT_AFTER(365)"],
        ["CONSENT_AFTER(0)", "CONSENT_AFTER(366)", "CONSENT", ""];
    NonUse: ["OFF", "P1Y", "P12M", "P366D"], ["P11M", "P365D", "off", ""];
    Retention: ["LIFE+P5Y", "LIFE+P60M", "LIFE+P100Y"],
        ["LIFE+P4Y", "LIFE+P59M", "P10Y", "LIFE", ""];
    ReportPeriod: ["P1M", "P1Y+PLENARY", "P31D"], ["P30D", "P0D", "P1Y+", "+PLENARY", ""];
    RequestWindow: ["P0D", "P10Y", "P120M"], ["P11Y", "P121M", "P0Y", "P1Y6M", ""];
    CommandLifetime: ["PT1H", "P30D", "PT720H"], ["P0D", "P31D", "PT721H", "P1M", ""];
    Levels: ["L0", "L0,L1,L2,L3,L4,LX"], ["EMPTY", "L1,L2", "L1,L0", "L0,L0", "L0,L5", ""];
    Marks: ["EMPTY", "*:secret=L3", "*:a=L2;KZ:a=L3;KZ:b=L0;RU:a=LX"],
        ["", "a=L2", "KZ:a", "KZ:=L2", "KZ:a=L9", "KZ:a=L2;KZ:a=L3", "RU:a=L2;KZ:a=L2",
         "KZ:a=L2;*:a=L2", "kz:a=L2", "KZ: a=L2", "KZ:a=L2;"];
    Clearance: ["HOLDERS", "BACKGROUND", "RU:LIST-1"], ["RU", "RU:", "ru:LIST-1", "RU:list", ""];
    Date: ["1800-01-01", "9999-12-31"], ["1799-12-31", "2026-02-29", ""];
    State: ["AA", "ZZ"], ["A", "aa", ""];
    CommandName: ["GrantLicence"], ["grantLicence", "Grant_Licence", ""];
    RoleName: ["PARTY", "NP_SEC"], ["Party", "_NP", ""];
    KeyPattern: ["income.contestDays", "licence.*"],
        ["*", "licence*", "licence", "policy.contractMay", "policy.*", "licences.*", ".*", ""];
}

impl<const MIN: u16, const MAX: u16> Edges for Count<MIN, MAX> {
    fn edges() -> Texts {
        numbers(MIN, MAX, 1, "")
    }
}

impl<const MIN: u16, const MAX: u16> Edges for OddCount<MIN, MAX> {
    fn edges() -> Texts {
        let mut texts = numbers(MIN, MAX, 2, "");
        texts.beyond.push(format!("{}", MIN + 1));
        texts
    }
}

impl<const MIN: u16, const MAX: u16> Edges for CalendarDays<MIN, MAX> {
    fn edges() -> Texts {
        numbers(MIN, MAX, 1, "cd")
    }
}

impl<const MIN: u16, const MAX: u16> Edges for WorkingDays<MIN, MAX> {
    fn edges() -> Texts {
        numbers(MIN, MAX, 1, "wd")
    }
}

impl Edges for ShareAbove<1, 2> {
    fn edges() -> Texts {
        texts(["1000001/2000000", "1/1"], ["1/2", "1/3", "2/1", "4/6", ""])
    }
}

impl Edges for ShareFrom<1, 2> {
    fn edges() -> Texts {
        texts(["1/2", "1/1"], ["999999/2000000", "2/1", "2/4", ""])
    }
}

impl<T: Edges> Edges for Set<T> {
    fn edges() -> Texts {
        let mut texts = T::edges();
        texts.beyond.retain(|text| text != "EMPTY" && !text.contains(','));
        let last = texts.within.last().cloned().unwrap_or_default();
        texts.beyond.extend([format!("{last},{last}"), format!("EMPTY,{last}")]);
        texts.beyond.extend([format!("{last},"), format!(",{last}")]);
        texts.beyond.push(format!("{last},{}", texts.within[0]));
        texts.within.push("EMPTY".to_owned());
        texts
    }
}

impl<K: Edges, V: Edges> Edges for Lists<K, V> {
    fn edges() -> Texts {
        let (keys, values) = (K::edges(), V::edges());
        let (key, value) = (&keys.within[0], &values.within[0]);
        let row = |key: &str, value: &str| format!("{key}:{value}");
        let mut within = std::vec!["EMPTY".to_owned()];
        within.extend(keys.within.iter().map(|key| row(key, value)));
        within.extend(values.within.iter().map(|value| row(key, value)));
        let mut beyond: Vec<_> = keys.beyond.iter().map(|key| row(key, value)).collect();
        beyond.extend(values.beyond.iter().map(|value| row(key, value)));
        beyond.extend([String::new(), key.clone(), format!("{key}:{value};{key}:{value}")]);
        beyond.extend([format!("{key}:{value},{value}"), format!("{key}:{value};")]);
        Texts { within, beyond }
    }
}
