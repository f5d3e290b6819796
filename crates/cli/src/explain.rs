//! `rights explain REASON`: the page of a reason, as it is in `docs/reasons`.

use crate::{
    exit::Exit,
    failure::{Failure, own},
    lang::Lang,
    output,
    settings::Settings,
};

/// Every page there is, ascending by reason.
const PAGES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

#[derive(clap::Args)]
pub struct Explain {
    reason: Option<String>,
}

impl Explain {
    /// Prints the page; without a reason, the names of all pages.
    ///
    /// # Errors
    /// `NO_SUCH_REASON`.
    pub fn run(&self, settings: &Settings) -> Result<(), Failure> {
        let Some(reason) = &self.reason else {
            return Ok(PAGES.iter().try_for_each(|(name, _)| output::text(name))?);
        };
        let reason = reason.to_uppercase().replace('-', "_");
        let page = page(&reason)
            .ok_or_else(|| own("NO_SUCH_REASON", Exit::NotFound).fact("reason", &reason))?;
        Ok(output::text(&part(page, settings.lang))?)
    }
}

/// The page of `reason`, in both languages.
#[must_use]
pub fn page(reason: &str) -> Option<&'static str> {
    PAGES.iter().find(|(name, _)| *name == reason).map(|(_, page)| *page)
}

/// The part of a page in one language: below `# en` or `# ru`; the front matter stays above it.
fn part(page: &str, lang: Lang) -> String {
    let (matter, body) = page
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"))
        .unwrap_or(("", page));
    let (wanted, other) = match lang {
        Lang::En => ("# en", "# ru"),
        Lang::Ru => ("# ru", "# en"),
    };
    let below = body.lines().skip_while(|line| line.trim() != wanted).skip(1);
    let below: Vec<&str> = below.take_while(|line| line.trim() != other).collect();
    if below.is_empty() {
        return page.into();
    }
    format!("{matter}\n\n{}\n", below.join("\n").trim())
}

#[cfg(test)]
mod tests {
    use rights::ledger::Reason;

    use super::*;

    #[test]
    fn a_page_is_shown_in_the_reader_s_language_alone() {
        let page = "---\nreason: FROZEN\n---\n# en\n\nFrozen.\n\n# ru\n\nЗаморожено.\n";
        assert_eq!(part(page, Lang::En), "reason: FROZEN\n\nFrozen.\n");
        assert_eq!(part(page, Lang::Ru), "reason: FROZEN\n\nЗаморожено.\n");
    }

    #[test]
    fn every_page_is_of_a_reason_that_exists_and_has_both_languages() {
        for (name, page) in PAGES {
            let known = rights_api::status::reason(name).is_some()
                || Reason::ALL.iter().any(|reason| reason.as_str() == *name);
            assert!(known, "{name}");
            assert_ne!(part(page, Lang::En), part(page, Lang::Ru), "{name}");
        }
    }
}
