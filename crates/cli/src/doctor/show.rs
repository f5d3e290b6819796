//! The report: nested lines for people, one document for machines.

use serde_json::{Map, Value, json};

use super::finding::{Area, Finding, State};
use crate::{
    failure::Failure,
    lang::Lang,
    output::{self, Format, Line},
    settings::Settings,
};

/// How many checks ended in each way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Tally {
    pub(super) failed: usize,
    warnings: usize,
    fine: usize,
    skipped: usize,
}

impl Tally {
    pub(super) fn of(areas: &[Area]) -> Tally {
        let count = |state| {
            let findings = areas.iter().flat_map(|area| &area.findings);
            findings.filter(|finding| finding.state == state).count()
        };
        Tally {
            failed: count(State::Failed),
            warnings: count(State::Warning),
            fine: count(State::Fine),
            skipped: count(State::Skipped),
        }
    }

    fn text(&self, lang: Lang) -> String {
        let [failed, warnings, fine, skipped] =
            [self.failed, self.warnings, self.fine, self.skipped].map(|count| count.to_string());
        let facts = [
            ("failed", failed.as_str()),
            ("warnings", &warnings),
            ("fine", &fine),
            ("skipped", &skipped),
        ];
        lang.tell("doctor-tally", &facts)
    }
}

/// Prints the report in the form that was asked for.
///
/// # Errors
/// Whatever standard output gives.
pub(super) fn print(areas: &[Area], settings: &Settings) -> Result<(), Failure> {
    let lang = settings.lang;
    match settings.format {
        Format::Table => print_lines(areas, lang),
        Format::Json => Ok(output::text(&format!("{:#}", json_of(areas, lang)))?),
        Format::Jsonl | Format::Csv => {
            let names = ["area", "check", "state", "text", "advice"].map(String::from);
            let lines: Vec<Line> = flat(areas, lang).collect();
            Ok(output::rows(settings.format, &names, &names, &lines)?)
        }
    }
}

fn print_lines(areas: &[Area], lang: Lang) -> Result<(), Failure> {
    for area in areas {
        output::text(&format!("{} {}", mark(area.state()), lang.say(area.key)))?;
        for finding in &area.findings {
            output::text(&format!("  {} {}", mark(finding.state), told(finding, lang)))?;
        }
    }
    Ok(output::text(&format!("\n{}", Tally::of(areas).text(lang)))?)
}

/// The finding's text, and below it what to do, both in one column.
fn told(finding: &Finding, lang: Lang) -> String {
    const INDENT: &str = "\n         ";
    let text = finding.text(lang).replace('\n', INDENT);
    match finding.advice(lang) {
        None => text,
        Some(advice) => format!("{text}{INDENT}→ {}", advice.replace('\n', INDENT)),
    }
}

fn mark(state: State) -> String {
    const GREEN: &str = "32";
    const YELLOW: &str = "33";
    const RED: &str = "1;31";
    const GREY: &str = "2";
    match state {
        State::Fine => output::painted("[ ok ]", GREEN),
        State::Warning => output::painted("[warn]", YELLOW),
        State::Failed => output::painted("[fail]", RED),
        State::Skipped => output::painted("[skip]", GREY),
    }
}

fn json_of(areas: &[Area], lang: Lang) -> Value {
    let tally = Tally::of(areas);
    let area = |area: &Area| {
        let checks: Vec<Value> =
            area.findings.iter().map(|finding| finding_json(finding, lang)).collect();
        json!({ "area": area.name(), "state": area.state().name(), "checks": checks })
    };
    let state = areas.iter().map(Area::state).max().unwrap_or(State::Skipped);
    json!({
        "state": state.name(),
        "ok": tally.fine,
        "warnings": tally.warnings,
        "failures": tally.failed,
        "skipped": tally.skipped,
        "areas": areas.iter().map(area).collect::<Vec<_>>(),
    })
}

fn finding_json(finding: &Finding, lang: Lang) -> Value {
    let facts = finding.facts().into_iter();
    let facts: Map<String, Value> =
        facts.map(|(name, value)| (name.to_owned(), value.into())).collect();
    json!({
        "check": finding.check(),
        "state": finding.state.name(),
        "text": finding.text(lang),
        "advice": finding.advice(lang),
        "facts": facts,
    })
}

fn flat(areas: &[Area], lang: Lang) -> impl Iterator<Item = Line> {
    areas.iter().flat_map(move |area| {
        area.findings.iter().map(move |finding| {
            let mut json = finding_json(finding, lang);
            json["area"] = area.name().into();
            let advice = finding.advice(lang).unwrap_or_default();
            let [area, check, state] = [area.name(), finding.check(), finding.state.name()];
            let cells = [area, check, state, &finding.text(lang), &advice];
            Line { cells: cells.map(String::from).into(), json }
        })
    })
}
