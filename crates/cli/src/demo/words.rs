//! The words of the story: who signed, what is shown, and how wide a line is.

use rights::{role::Role, share::Share};

use super::show::{Held, Marked, Shown, Window};
use crate::lang::Lang;

/// How wide a line of the story is.
pub const WIDTH: usize = 80;
/// Where what follows a date begins.
pub const INDENT: usize = 12;

/// The signers in words; those of one office together.
#[must_use]
pub fn who(lang: Lang, roles: &[Role]) -> String {
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
            words.push(lang.tell(key, &[("states", &states.join(", "))]));
        }
    }
    words.extend(roles.iter().filter_map(|role| one(lang, *role)));
    words.join(", ")
}

fn one(lang: Lang, role: Role) -> Option<String> {
    match role {
        Role::Head(_) | Role::PartSecretary(_) => None,
        Role::Party(id) => Some(lang.say(&format!("demo-party-{id}"))),
        Role::CommissionChair => Some(lang.say("demo-chairman")),
        Role::Secretary => Some(lang.say("demo-secretary")),
        Role::AuthorisedBody(..) => Some(lang.say("demo-text-body")),
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

/// What is shown, line by line.
#[must_use]
pub fn lines_of(lang: Lang, shown: &Shown) -> Vec<String> {
    match shown {
        Shown::Shares { result, held } => shares(lang, result, held),
        Shown::State { result, state, final_from } => {
            let gloss = lang.say(gloss_key(state));
            let mut facts = vec![("result", result.as_str()), ("state", state), ("gloss", &gloss)];
            let words = match final_from {
                None => lang.tell("demo-state", &facts),
                Some(from) => {
                    facts.push(("from", from));
                    lang.tell("demo-state-final", &facts)
                }
            };
            wrapped(&words, WIDTH - INDENT)
        }
        Shown::Windows(windows) => {
            table(lang.say("demo-windows"), windows.iter().map(|of| window(lang, of)))
        }
        Shown::Contestable(marked) => {
            table(lang.say("demo-contestable"), marked.iter().map(|of| mark(lang, of)))
        }
    }
}

fn shares(lang: Lang, result: &str, held: &[Held]) -> Vec<String> {
    let basis = held.first().map_or("UNAGREED", |of| of.basis.as_str());
    let title = lang.tell(basis_key(basis), &[("result", result)]);
    let row = |of: &Held| match of.share {
        Some(share) => [name(lang, &of.party), share.to_string(), percent(lang, share)],
        None => [name(lang, &of.party), "?".into(), String::new()],
    };
    table(title, held.iter().map(row))
}

fn window(lang: Lang, of: &Window) -> [String; 3] {
    let delivered = lang.tell("demo-delivered", &[("on", &of.delivered)]);
    [name(lang, &of.party), delivered, lang.tell("demo-last-day", &[("day", &of.last_day)])]
}

fn mark(lang: Lang, of: &Marked) -> [String; 3] {
    let record = lang.tell("demo-record", &[("record", &of.record.to_string())]);
    [record, lang.say(contest_key(&of.state)), String::new()]
}

fn name(lang: Lang, id: &str) -> String {
    lang.say(&format!("demo-party-{id}"))
}

fn percent(lang: Lang, share: Share) -> String {
    let percent = share.percent_rounded();
    let (whole, tenth) = percent.split_once('.').unwrap_or((&percent, "0"));
    lang.tell("demo-percent", &[("whole", whole), ("tenth", tenth)])
}

fn gloss_key(state: &str) -> &'static str {
    match state {
        "REGISTERED_PROVISIONAL" => "demo-gloss-provisional",
        "CONTESTED" => "demo-gloss-contested",
        "REGISTERED" => "demo-gloss-registered",
        _ => "demo-gloss-disclosed",
    }
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

/// `words` in lines of at most `width` characters.
#[must_use]
pub fn wrapped(words: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) | None => lines.push(word.into()),
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
