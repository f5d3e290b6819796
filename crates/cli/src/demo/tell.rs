//! How a story is told: to people in words, to machines as lines.

use std::fmt::Write as _;

use console::style;
use rights::role::Role;
use serde_json::json;

use super::{
    scene::Scene,
    show::Shown,
    stage::{Heard, Outcome, Played},
};
use crate::{
    failure::{Failure, Source},
    lang::Lang,
    output::{self, Format, Line},
    settings::Settings,
};

/// How wide a line of the story is.
const WIDTH: usize = 80;
/// Where what follows a date begins.
const INDENT: usize = 12;

/// Tells one story.
pub struct Teller {
    pub lang: Lang,
    format: Format,
    acts: usize,
    lines: Vec<Line>,
}

impl Teller {
    /// In the language and the form that were asked for.
    #[must_use]
    pub fn new(settings: &Settings) -> Teller {
        Teller { lang: settings.lang, format: settings.format, acts: 0, lines: Vec::new() }
    }

    /// # Errors
    /// Whatever standard output gives.
    pub fn act(&mut self, title: &str) -> Result<(), Failure> {
        self.acts += 1;
        let title = format!("{}. {}", self.acts, self.lang.say(title));
        self.print(&format!("\n{}", style(title).bold()))
    }

    /// A paragraph behind a date; none for what is not of that day.
    ///
    /// # Errors
    /// Whatever standard output gives.
    pub fn paragraph(&self, date: &str, words: &str) -> Result<(), Failure> {
        let mut text = String::new();
        for (at, line) in wrapped(words, WIDTH - INDENT).iter().enumerate() {
            let date = if at == 0 { date } else { "" };
            append(&mut text, &format!("{date:INDENT$}{line}"));
        }
        self.print(&format!("\n{text}"))
    }

    /// # Errors
    /// Whatever standard output gives.
    pub fn scene(&mut self, scene: &Scene, played: &Played) -> Result<(), Failure> {
        let date = scene.at.split(' ').next().unwrap_or_default();
        let clock = scene.at.split_once(' ').map_or_else(String::new, |(_, at)| format!("{at} "));
        let words = format!("{clock}{}", self.lang.say(scene.tells));
        self.paragraph(date, &words)?;
        self.signed(&played.heard)?;
        for heard in played.heard.chunk_by(alike) {
            self.answer(heard)?;
        }
        for shown in &played.shown {
            self.shown(shown)?;
        }
        self.keep(scene, &played.heard);
        Ok(())
    }

    /// A line below a paragraph.
    ///
    /// # Errors
    /// Whatever standard output gives.
    pub fn below(&self, line: &str) -> Result<(), Failure> {
        self.print(&format!("{:INDENT$}{line}", ""))
    }

    /// One line for machines.
    pub fn line(&mut self, cells: [&str; 6]) {
        let [date, scene, command, signers, record, answer] = cells;
        let json = json!({
            "date": date, "scene": scene, "command": command, "signers": signers,
            "record": record, "answer": answer,
        });
        self.lines.push(Line { cells: cells.map(Into::into).into(), json });
    }

    /// What machines read, now that the story is over.
    ///
    /// # Errors
    /// Whatever standard output gives.
    pub fn end(&self) -> Result<(), Failure> {
        if self.format == Format::Table {
            return Ok(());
        }
        let names = ["date", "scene", "command", "signers", "record", "answer"].map(Into::into);
        Ok(output::rows(self.format, &names, &names, &self.lines)?)
    }

    /// # Errors
    /// Whatever standard output gives.
    pub fn print(&self, text: &str) -> Result<(), Failure> {
        if self.format == Format::Table {
            output::text(text)?;
        }
        Ok(())
    }

    fn signed(&self, heard: &[Heard]) -> Result<(), Failure> {
        let mut roles: Vec<Role> = heard.iter().flat_map(|heard| heard.roles.clone()).collect();
        let mut seen = Vec::new();
        roles.retain(|role| {
            let new = !seen.contains(role);
            seen.push(*role);
            new
        });
        let words = self.lang.tell("demo-signed", &[("who", &self.who(&roles))]);
        for line in wrapped(&words, WIDTH - INDENT) {
            self.below(&style(line).dim().to_string())?;
        }
        Ok(())
    }

    /// The signers in words; those of one office together.
    fn who(&self, roles: &[Role]) -> String {
        let (mut heads, mut secretaries) = (Vec::new(), Vec::new());
        for role in roles {
            if let Role::Head(state) = role {
                heads.push(state.to_string());
            } else if let Role::PartSecretary(state) = role {
                secretaries.push(state.to_string());
            }
        }
        let mut words = Vec::new();
        let offices = [
            ("demo-head", "demo-heads", heads),
            ("demo-part-secretary", "demo-part-secretaries", secretaries),
        ];
        for (one, several, states) in offices {
            let key = if states.len() == 1 { one } else { several };
            if !states.is_empty() {
                words.push(self.lang.tell(key, &[("states", &states.join(", "))]));
            }
        }
        words.extend(roles.iter().filter_map(|role| self.one(*role)));
        words.join(", ")
    }

    fn one(&self, role: Role) -> Option<String> {
        match role {
            Role::Head(_) | Role::PartSecretary(_) => None,
            Role::Party(id) => Some(self.lang.say(&format!("demo-party-{id}"))),
            Role::CommissionChair => Some(self.lang.say("demo-chairman")),
            Role::Secretary => Some(self.lang.say("demo-secretary")),
            Role::AuthorisedBody(..) => Some(self.lang.say("demo-text-body")),
            Role::Delegate(..)
            | Role::CouncilChair(_)
            | Role::BusinessChair
            | Role::WorkingGroupHead
            | Role::PanelChair
            | Role::Expert
            | Role::CatalogueCentre(_)
            | Role::IpOffice(_)
            | Role::Auditor(_)
            | Role::Witness(_)
            | Role::Gateway
            | Role::Clerk(_) => Some(role.to_string()),
        }
    }

    fn answer(&self, heard: &[Heard]) -> Result<(), Failure> {
        let (Some(first), Some(last)) = (heard.first(), heard.last()) else { return Ok(()) };
        let command = first.command;
        match (&first.outcome, &last.outcome) {
            (Outcome::Recorded(from), Outcome::Recorded(to)) if from == to => {
                let facts = [("command", command), ("record", &from.to_string())];
                self.accepted(&self.lang.tell("demo-recorded", &facts))
            }
            (Outcome::Recorded(from), Outcome::Recorded(to)) => {
                let (count, from, to) = (heard.len(), from.to_string(), to.to_string());
                let facts = [
                    ("command", command),
                    ("from", &from),
                    ("to", &to),
                    ("count", &count.to_string()),
                ];
                self.accepted(&self.lang.tell("demo-recorded-all", &facts))
            }
            (Outcome::Rehearsed, _) => {
                self.accepted(&self.lang.tell("demo-rehearsed", &[("command", command)]))
            }
            (Outcome::Refused(failure), _) => self.refused(command, failure),
            (Outcome::Recorded(_), Outcome::Refused(_) | Outcome::Rehearsed) => Ok(()),
        }
    }

    fn accepted(&self, words: &str) -> Result<(), Failure> {
        self.marked(&style("✓").green().to_string(), words)
    }

    /// A paragraph behind a mark.
    fn marked(&self, mark: &str, words: &str) -> Result<(), Failure> {
        let indent = console::measure_text_width(mark);
        let lines = wrapped(words, WIDTH - INDENT - indent - 1);
        for (at, line) in lines.iter().enumerate() {
            let blank = " ".repeat(indent);
            let mark = if at == 0 { mark } else { &blank };
            self.below(&format!("{mark} {line}"))?;
        }
        Ok(())
    }

    fn refused(&self, command: &str, failure: &Failure) -> Result<(), Failure> {
        let key = format!("reason-{}", failure.reason);
        let facts: Vec<(&str, &str)> =
            failure.facts.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let prose = self.lang.find(&key, &facts).unwrap_or_default();
        let said = [("command", command), ("reason", &failure.reason), ("why", &prose)];
        let said = self.lang.tell("demo-refused", &said);
        self.marked(&style("✗").red().to_string(), &said)?;
        for (name, value) in &failure.facts {
            self.below(&format!("  · {}: {value}", self.lang.word(name)))?;
        }
        if let Source::Ledger { rule: Some(rule), .. } = &failure.origin {
            let rule = self.lang.tell("error-rule", &[("rule", rule)]);
            self.below(&format!("  · {rule}"))?;
        }
        match self.lang.find(&format!("{key}.fix"), &facts) {
            Some(fix) => self.marked("  →", &fix),
            None => Ok(()),
        }
    }

    fn shown(&self, shown: &Shown) -> Result<(), Failure> {
        for line in self.lines_of(shown) {
            self.below(&line)?;
        }
        Ok(())
    }

    fn lines_of(&self, shown: &Shown) -> Vec<String> {
        let name = |id: &str| self.lang.say(&format!("demo-party-{id}"));
        match shown {
            Shown::Shares { result, held } => {
                let basis = held.first().map_or("UNAGREED", |of| of.basis.as_str());
                let head = self.lang.tell(basis_key(basis), &[("result", result)]);
                let rows = held.iter().map(|of| match of.share {
                    Some(share) => [name(&of.party), share.to_string(), self.percent(share)],
                    None => [name(&of.party), "?".into(), String::new()],
                });
                table(head, rows)
            }
            Shown::State { result, state, final_from } => {
                let facts = [("result", result.as_str()), ("state", state.as_str())];
                let told = match final_from {
                    None => self.lang.tell("demo-state", &facts),
                    Some(from) => {
                        self.lang.tell("demo-state-final", &[facts[0], facts[1], ("from", from)])
                    }
                };
                vec![told]
            }
            Shown::Windows(windows) => {
                let words = |key, fact, value: &str| self.lang.tell(key, &[(fact, value)]);
                let rows = windows.iter().map(|of| {
                    let delivered = words("demo-delivered", "on", &of.delivered);
                    [name(&of.party), delivered, words("demo-last-day", "day", &of.last_day)]
                });
                table(self.lang.say("demo-windows"), rows)
            }
            Shown::Contestable(marked) => {
                let record =
                    |record: u64| self.lang.tell("demo-record", &[("record", &record.to_string())]);
                let rows = marked.iter().map(|of| {
                    [record(of.record), self.lang.say(contest_key(&of.state)), String::new()]
                });
                table(self.lang.say("demo-contestable"), rows)
            }
        }
    }

    fn percent(&self, share: rights::share::Share) -> String {
        self.lang.tell("demo-percent", &[("percent", &share.percent_rounded())])
    }

    fn keep(&mut self, scene: &Scene, heard: &[Heard]) {
        let name = scene.tells.strip_prefix("demo-").unwrap_or(scene.tells);
        for heard in heard {
            let signers: Vec<String> = heard.roles.iter().map(ToString::to_string).collect();
            let (record, answer) = match &heard.outcome {
                Outcome::Recorded(record) => (record.to_string(), "RECORDED"),
                Outcome::Refused(failure) => (String::new(), failure.reason.as_str()),
                Outcome::Rehearsed => (String::new(), "REHEARSED"),
            };
            self.line([scene.at, name, heard.command, &signers.join(" "), &record, answer]);
        }
    }
}

fn alike(one: &Heard, next: &Heard) -> bool {
    one.command == next.command
}

fn basis_key(basis: &str) -> &'static str {
    match basis {
        "AGREED" => "demo-shares-agreed",
        "COMPUTED" => "demo-shares-computed",
        _ => "demo-shares-unknown",
    }
}

fn contest_key(state: &str) -> &'static str {
    match state {
        "CONFIRMED" => "demo-mark-confirmed",
        "CONTESTED" => "demo-mark-contested",
        _ => "demo-mark-contestable",
    }
}

/// `head`, and below it columns of equal width in any script.
fn table(head: String, rows: impl Iterator<Item = [String; 3]>) -> Vec<String> {
    let rows: Vec<[String; 3]> = rows.collect();
    let width = |at: usize| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0);
    let widths = [width(0), width(1)];
    let line = |row: &[String; 3]| {
        let gap = |at: usize| " ".repeat(widths[at] - row[at].chars().count() + 2);
        let [first, second, third] = row;
        format!("  {first}{}{second}{}{third}", gap(0), gap(1))
    };
    [head].into_iter().chain(rows.iter().map(line)).collect()
}

fn append(text: &mut String, line: &str) {
    writeln!(text, "{line}").expect("a String takes every line");
}

/// `words` in lines of at most `width` characters.
#[must_use]
pub fn wrapped(words: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in words.split_whitespace() {
        let line = lines.last_mut().expect("there is a line from the beginning");
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.into());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_of_the_story_is_longer_than_its_width_in_any_script() {
        let words = "Шесть глав национальных частей учреждают реестр and sign it together";
        let lines = wrapped(words, 20);
        assert!(lines.iter().all(|line| line.chars().count() <= 20), "{lines:?}");
        assert_eq!(lines.join(" "), words);
    }
}
