//! Words that stay out, and words that must be there.

use super::{read, top, tracked};

#[test]
fn the_repository_names_no_machine() {
    let wrong = [concat!("/wo", "rk/"), concat!("../sha", "red"), concat!("/ro", "ot/")];
    for file in tracked() {
        let Ok(text) = std::fs::read_to_string(top().join(&file)) else {
            continue;
        };
        for word in wrong {
            assert!(!text.contains(word), "{}: {word}", file.display());
        }
    }
}

#[test]
fn every_reason_has_a_page_in_both_languages() {
    for reason in rights::ledger::Reason::ALL {
        let page = read(format!("docs/reasons/{reason}.md").as_ref());
        for part in ["# en", "# ru"] {
            assert!(page.lines().any(|line| line == part), "{reason}: {part}");
        }
    }
}

#[test]
fn the_openings_hash_what_the_core_says() {
    // The port does not know the core, so the one list of prefixes cannot be imported there.
    let sealed = [rights_openings::CONTEXT, &[0]].concat();
    assert_eq!(sealed, rights::prefix::SEALED);
}
