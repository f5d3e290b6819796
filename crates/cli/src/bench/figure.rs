//! One measured figure beside the limit that the machine sets and the target that it must meet.

use serde_json::{Value as Json, json};

use crate::{lang::Lang, output::Line};

/// What a figure counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    PerSecond,
    Seconds,
    Millis,
    Micros,
    Mebibytes,
}

/// What a figure must meet.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Target {
    /// Nothing: it is stated.
    None,
    /// Measured ÷ limit.
    RatioAtLeast(f64),
    /// Measured ÷ limit.
    RatioAtMost(f64),
    /// In the figure's own unit.
    AtMost(f64),
    /// In the figure's own unit.
    AtLeast(f64),
}

/// What was measured.
#[derive(Clone, PartialEq, Debug)]
pub struct Figure {
    /// Its text is `bench-` and this.
    pub name: &'static str,
    pub unit: Unit,
    /// What the machine allows, measured in the same run; none if the figure is itself a limit.
    pub limit: Option<f64>,
    pub measured: f64,
    pub target: Target,
}

impl Unit {
    fn symbol(self) -> &'static str {
        match self {
            Unit::PerSecond => "/s",
            Unit::Seconds => "s",
            Unit::Millis => "ms",
            Unit::Micros => "µs",
            Unit::Mebibytes => "MiB",
        }
    }
}

impl Figure {
    /// A figure that is stated and must meet nothing.
    #[must_use]
    pub fn stated(name: &'static str, unit: Unit, measured: f64) -> Figure {
        Figure { name, unit, limit: None, measured, target: Target::None }
    }

    /// Beside `limit`, meeting `target`.
    #[must_use]
    pub fn beside(self, limit: f64, target: Target) -> Figure {
        Figure { limit: Some(limit), target, ..self }
    }

    /// At most `most` of its unit.
    #[must_use]
    pub fn at_most(self, most: f64) -> Figure {
        Figure { target: Target::AtMost(most), ..self }
    }

    /// At least `least` of its unit.
    #[must_use]
    pub fn at_least(self, least: f64) -> Figure {
        Figure { target: Target::AtLeast(least), ..self }
    }

    /// Measured ÷ limit.
    #[must_use]
    pub fn ratio(&self) -> Option<f64> {
        self.limit.filter(|limit| *limit > 0.0).map(|limit| self.measured / limit)
    }

    /// Whether it meets its target; none if it has none.
    #[must_use]
    pub fn is_met(&self) -> Option<bool> {
        match self.target {
            Target::None => None,
            Target::RatioAtLeast(least) => self.ratio().map(|ratio| ratio >= least),
            Target::RatioAtMost(most) => self.ratio().map(|ratio| ratio <= most),
            Target::AtMost(most) => Some(self.measured <= most),
            Target::AtLeast(least) => Some(self.measured >= least),
        }
    }

    /// As a line of the table whose columns are [`COLUMNS`].
    #[must_use]
    pub fn line(&self, lang: Lang) -> Line {
        let symbol = self.unit.symbol();
        let value = |value: f64| format!("{} {symbol}", rounded(value));
        let verdict = match self.is_met() {
            None => String::new(),
            Some(true) => lang.say("bench-met"),
            Some(false) => lang.say("bench-missed"),
        };
        let cells = vec![
            lang.say(&format!("bench-{}", self.name)),
            self.limit.map(value).unwrap_or_default(),
            value(self.measured),
            self.ratio().map(|ratio| format!("{ratio:.2}")).unwrap_or_default(),
            self.target_text(),
            verdict,
        ];
        Line { cells, json: self.json() }
    }

    fn target_text(&self) -> String {
        let symbol = self.unit.symbol();
        match self.target {
            Target::None => String::new(),
            Target::RatioAtLeast(least) => format!("≥ {least:.2}"),
            Target::RatioAtMost(most) => format!("≤ {most:.2}"),
            Target::AtMost(most) => format!("≤ {} {symbol}", rounded(most)),
            Target::AtLeast(least) => format!("≥ {} {symbol}", rounded(least)),
        }
    }

    fn json(&self) -> Json {
        json!({
            "figure": self.name, "unit": self.unit.symbol(), "limit": self.limit,
            "measured": self.measured, "ratio": self.ratio(), "target": self.target_text(),
            "met": self.is_met(),
        })
    }
}

/// The columns of the table, as machines name them.
pub const COLUMNS: [&str; 6] = ["figure", "limit", "measured", "ratio", "target", "verdict"];

/// Three digits that count, or all digits of what is larger; no machine measures better than that.
fn rounded(value: f64) -> String {
    match value.abs() {
        large if large >= 100.0 => format!("{value:.0}"),
        middling if middling >= 10.0 => format!("{value:.1}"),
        small if small >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_judged_by_its_ratio_where_the_target_is_one() {
        let figure = Figure::stated("acknowledged", Unit::PerSecond, 20_000.0);
        assert_eq!(figure.is_met(), None);
        let met = figure.clone().beside(50_000.0, Target::RatioAtLeast(0.4));
        assert_eq!((met.ratio(), met.is_met()), (Some(0.4), Some(true)));
        assert_eq!(figure.beside(60_000.0, Target::RatioAtLeast(0.4)).is_met(), Some(false));
    }

    #[test]
    fn numbers_have_the_digits_that_count() {
        let texts = [0.0512, 7.126, 42.04, 25_123.4].map(rounded);
        assert_eq!(texts, ["0.051", "7.13", "42.0", "25123"]);
    }
}
