//! What came of each line: counted for people, listed for machines.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use rights::{id::ResultId, ledger::Refusal, time::Date};
use serde_json::{Value as Json, json};

use super::{
    courier::Outcomes,
    known::{Known, Progress},
    plan::{Plan, Work},
    source::Fault,
    steps::About,
};
use crate::{
    exit::Exit,
    failure::{Failure, own},
    lang::Lang,
    output,
    settings::Settings,
};

/// What is to be said of an import.
pub(super) struct Report {
    file: PathBuf,
    /// Lines that are not blank.
    lines: usize,
    /// The number of the line, and why it is not in the ledger.
    refused: Vec<(usize, Failure)>,
    /// What is odd about lines that are.
    warnings: Vec<(usize, Failure)>,
    /// What was in the ledger before.
    before: BTreeMap<ResultId, Progress>,
    records: u64,
    counts: Counts,
}

/// Results of the file, by what came of them.
#[derive(Default)]
struct Counts {
    /// Registered now, for good.
    registered: usize,
    /// Of these, with several holders.
    joint: usize,
    /// Registered, while somebody may still contest.
    provisional: usize,
    contestable: Option<Date>,
    /// Complete before.
    skipped: usize,
}

impl Report {
    /// What reading the file came to.
    pub(super) fn of(
        file: &Path,
        lines: usize,
        refused: Vec<(usize, Fault)>,
        odd: Vec<(usize, Fault)>,
    ) -> Report {
        let told = |faults: Vec<(usize, Fault)>| {
            faults.into_iter().map(|(line, fault)| (line, Failure::from(fault))).collect()
        };
        Report {
            file: file.into(),
            lines,
            refused: told(refused),
            warnings: told(odd),
            before: BTreeMap::new(),
            records: 0,
            counts: Counts::default(),
        }
    }

    /// Takes what the ledger answered, and what was there before.
    pub(super) fn take(&mut self, plan: &Plan, known: Known, outcomes: Outcomes) {
        self.records = outcomes.recorded;
        for work in &plan.works {
            if let Some(refusal) = refusal(plan, work, &outcomes.refused) {
                let refused = rights_api::status::Refused::from(refusal);
                self.refused.push((work.entry.line, refused.into()));
            }
        }
        self.refused.sort_by_key(|(line, _)| *line);
        self.before = known.results;
    }

    /// Counts the results of `plan` as they are `after` the import; none if it recorded nothing.
    pub(super) fn conclude(&mut self, plan: &Plan, after: Option<&Known>) {
        let after = after.map_or(&self.before, |known| &known.results);
        let refused = |work: &&Work| {
            self.refused.binary_search_by_key(&work.entry.line, |(line, _)| *line).is_err()
        };
        let counts = &mut self.counts;
        for work in plan.works.iter().filter(refused) {
            let now = after.get(&work.result).cloned().unwrap_or_default();
            if self.before.get(&work.result).is_some_and(Progress::is_complete) {
                counts.skipped += 1;
            } else if now.is_final {
                counts.registered += 1;
                counts.joint += usize::from(work.is_joint());
            }
            if !now.is_final {
                counts.provisional += 1;
                counts.contestable = counts.contestable.max(now.contestable);
            }
        }
    }

    /// Prints it.
    ///
    /// # Errors
    /// `LINES_REFUSED` if a line is not in the ledger.
    pub(super) fn print(&self, settings: &Settings) -> Result<(), Failure> {
        let lang = settings.lang;
        for (lines, kind) in [(&self.warnings, "import-odd"), (&self.refused, "import-kept-out")] {
            for (line, failure) in lines {
                output::message(&self.told(*line, &lang.say(kind), failure, lang));
            }
        }
        if let Some(day) = self.counts.contestable {
            settings.say("import-contestable", &[("day", &day.to_string())]);
        }
        output::one(settings.format, &self.parts(lang), &self.json())?;
        if self.refused.is_empty() {
            return Ok(());
        }
        let (refused, lines) = (self.refused.len(), self.lines);
        Err(own("LINES_REFUSED", Exit::Refused).fact("refused", refused).fact("lines", lines))
    }

    /// A line as a compiler would name it, and what is to be said of it.
    fn told(&self, line: usize, kind: &str, failure: &Failure, lang: Lang) -> String {
        let Failure { reason, facts, .. } = failure;
        let named: Vec<(&str, &str)> =
            facts.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let prose = lang.find(&format!("reason-{reason}"), &named);
        let prose = prose.unwrap_or_else(|| lang.say("reason-unknown"));
        let place = format!("{}:{line}: {kind}[{reason}]: {prose}", self.file.display());
        match &failure.origin {
            crate::failure::Source::Command => place,
            crate::failure::Source::Ledger { rule, .. } => {
                let fact = |(name, value): &(&str, &str)| format!("{}: {value}", lang.word(name));
                let rule = rule.iter().map(|rule| lang.tell("error-rule", &[("rule", rule)]));
                let facts: Vec<String> = named.iter().map(fact).chain(rule).collect();
                format!("{place} ({})", facts.join(", "))
            }
        }
    }

    fn parts(&self, lang: Lang) -> Vec<(String, String)> {
        let Counts { registered, joint, provisional, skipped, .. } = self.counts;
        let mut parts = vec![
            (lang.say("import-lines"), self.lines.to_string()),
            (lang.say("import-registered"), registered.to_string()),
            (lang.say("import-joint"), joint.to_string()),
            (lang.say("import-provisional"), provisional.to_string()),
            (lang.say("import-skipped"), skipped.to_string()),
            (lang.say("import-refused"), self.refused.len().to_string()),
        ];
        let reasons = self.reasons();
        parts.extend(
            reasons.iter().map(|(reason, count)| (format!("  {reason}"), count.to_string())),
        );
        parts.push((lang.say("import-warnings"), self.warnings.len().to_string()));
        parts.push((lang.say("import-records"), self.records.to_string()));
        parts
    }

    fn reasons(&self) -> BTreeMap<&str, usize> {
        let mut reasons = BTreeMap::new();
        for (_, failure) in &self.refused {
            *reasons.entry(failure.reason.as_str()).or_default() += 1;
        }
        reasons
    }

    fn json(&self) -> Json {
        let Counts { registered, joint, provisional, skipped, .. } = self.counts;
        let listed = |lines: &[(usize, Failure)]| -> Json {
            let one = |(line, failure): &(usize, Failure)| {
                let facts: serde_json::Map<String, Json> = failure
                    .facts
                    .iter()
                    .map(|(name, value)| (name.clone(), value.clone().into()))
                    .collect();
                json!({ "line": line, "reason": failure.reason, "facts": facts })
            };
            lines.iter().map(one).collect()
        };
        json!({
            "file": self.file.display().to_string(),
            "lines": self.lines,
            "registered": registered,
            "joint": joint,
            "provisional": provisional,
            "skipped": skipped,
            "refused": listed(&self.refused),
            "warnings": listed(&self.warnings),
            "records": self.records,
        })
    }
}

impl Progress {
    /// Whether nothing is left for an import to do.
    fn is_complete(&self) -> bool {
        self.is_final || self.registered && self.held && self.undelivered.is_empty()
    }
}

/// Why `work` is not registered, from the bottom up: what it rests on was refused before it was.
fn refusal<'a>(
    plan: &Plan,
    work: &Work,
    refused: &'a BTreeMap<About, Refusal>,
) -> Option<&'a Refusal> {
    let parties = plan.contracts.get(&work.contract).map_or(&[][..], |pact| &pact.parties);
    let states = work.entry.owners.iter().map(|owner| About::State(owner.state));
    let own = [
        About::Contract(work.contract),
        About::Result(work.result),
        About::Registration(work.result),
    ];
    let rests_on = states.chain(parties.iter().copied().map(About::Party)).chain(own);
    rests_on.into_iter().find_map(|about| refused.get(&about))
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Failure {
        let refused = Exit::Refused;
        match fault {
            Fault::NotARecord(why) => own("LINE_NOT_A_RECORD", refused).fact("why", why),
            Fault::Unusable { field, value } => {
                own("LINE_VALUE_UNUSABLE", refused).fact("field", field).fact("value", value)
            }
            Fault::NoKind(kind) => own("LINE_KIND_UNKNOWN", refused).fact("kind", kind),
            Fault::NoDate => own("LINE_WITHOUT_DATE", refused),
            Fault::NoOwner => own("LINE_WITHOUT_OWNER", refused),
            Fault::NoState { owner } => {
                own("LINE_OWNER_WITHOUT_STATE", refused).fact("owner", owner)
            }
            Fault::NoField => own("LINE_WITHOUT_FIELD", refused),
            Fault::Repeated { first } => own("LINE_REPEATED", refused).fact("first", first),
            Fault::Order { date, on, filed } => own("LINE_DATES_CONTRADICT", refused)
                .fact("date", date)
                .fact("on", on)
                .fact("filed", filed),
        }
    }
}
