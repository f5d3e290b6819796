//! How a story is told: to people in words, to machines as lines.

use std::fmt::Write as _;

use console::style;
use rights::role::Role;
use serde_json::json;

use super::{
    scene::Scene,
    show::Shown,
    stage::{Heard, Outcome, Played},
    words::{self, INDENT, WIDTH, wrapped},
};
use crate::{
    failure::{Failure, Source},
    lang::Lang,
    output::{self, Format, Line},
    settings::Settings,
};

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
        let clock = scene.at.split_once(' ').map_or_else(String::new, |(_, at)| format!("{at}. "));
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
        let words = self.lang.tell("demo-signed", &[("who", &words::who(self.lang, &roles))]);
        for line in wrapped(&words, WIDTH - INDENT) {
            self.below(&style(line).dim().to_string())?;
        }
        Ok(())
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

    /// A paragraph behind a mark, below another.
    ///
    /// # Errors
    /// Whatever standard output gives.
    pub fn marked(&self, mark: &str, words: &str) -> Result<(), Failure> {
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
            let value = output::abridged(value);
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
        for line in words::lines_of(self.lang, shown) {
            self.below(&line)?;
        }
        Ok(())
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

fn append(text: &mut String, line: &str) {
    writeln!(text, "{line}").expect("a String takes every line");
}
