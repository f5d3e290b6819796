//! The promises of all openings, one test each; the target that includes this names the backend.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rights_openings::{Error, Kept, Opening, Openings, TEXT_BYTES_MAX};
use tlog::hash::Hash;

use crate::Backend;

pub(crate) fn opening(text: &str) -> Opening {
    Opening::new([3; 16], text.into()).expect("the text is short")
}

pub(crate) fn kept(openings: &dyn Openings, text: &str) -> Kept {
    openings.get(&opening(text).commitment()).expect("the openings are whole")
}

/// The texts that are stored, in the order of storing, each checked against its commitment.
pub(crate) fn texts(openings: &dyn Openings) -> Vec<String> {
    let mut texts = Vec::new();
    let each = openings.each(&mut |stored| {
        texts.push(stored.opened().expect("it opens its commitment").text().to_owned());
    });
    each.expect("the openings are whole");
    texts
}

fn store(backend: &Backend, texts: &[&str]) {
    let openings: Vec<Opening> = texts.iter().map(|text| opening(text)).collect();
    backend.openings().store(&openings).expect("none of them was erased");
}

/// Stores the texts, and appends the record that needs them.
pub(crate) fn record(backend: &Backend, texts: &[&str]) {
    store(backend, texts);
    backend.append();
}

fn erase(backend: &Backend, texts: &[&str]) {
    let commitments: Vec<Hash> = texts.iter().map(|text| opening(text).commitment()).collect();
    backend.openings().erase(&commitments).expect("nobody reads meanwhile");
}

fn sweep(backend: &Backend, term: u64, needed: &[&str]) -> Result<u64, Error> {
    let needed: Vec<Hash> = needed.iter().map(|text| opening(text).commitment()).collect();
    backend.openings().sweep(term, &mut |commitment| needed.contains(commitment))
}

#[track_caller]
fn refused_as_erased(backend: &Backend, texts: &[&str], erased: &str) {
    let openings: Vec<Opening> = texts.iter().map(|text| opening(text)).collect();
    match backend.openings().store(&openings) {
        Err(Error::Erased(commitment)) => assert_eq!(commitment, opening(erased).commitment()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_records_need_and_was_never_stored_is_named() {
    let backend = Backend::new();
    record(&backend, &["kept", "shredded"]);
    erase(&backend, &["shredded"]);
    let needed = ["kept", "lost", "shredded"].map(|text| opening(text).commitment());
    let lost = backend.openings().lost(&mut needed.into_iter());
    assert_eq!(lost.expect("the openings are whole"), [opening("lost").commitment()]);
}

#[test]
fn an_opening_is_there_with_the_record_that_needs_it() {
    let backend = Backend::new();
    record(&backend, &["title", "abstract"]);
    record(&backend, &["price"]);
    let backend = backend.reopened();
    for text in ["title", "abstract", "price"] {
        assert_eq!(kept(backend.openings(), text), Kept::Opening(opening(text)));
    }
    assert_eq!(texts(backend.openings()), ["title", "abstract", "price"]);
}

#[test]
fn what_was_never_stored_is_absent() {
    let backend = Backend::new();
    record(&backend, &["title"]);
    assert_eq!(kept(backend.openings(), "price"), Kept::Absent);
}

#[test]
fn the_longest_and_the_shortest_text_come_back() {
    let backend = Backend::new();
    let longest = "ж".repeat(TEXT_BYTES_MAX / 2);
    record(&backend, &[&longest, ""]);
    assert_eq!(kept(backend.openings(), &longest), Kept::Opening(opening(&longest)));
    assert_eq!(kept(backend.openings(), ""), Kept::Opening(opening("")));
}

#[test]
fn storing_twice_changes_nothing() {
    let backend = Backend::new();
    store(&backend, &["title", "title"]);
    record(&backend, &["title"]);
    record(&backend, &["title"]);
    assert_eq!(texts(backend.openings()), ["title"]);
}

#[test]
fn one_text_under_two_salts_is_two_openings() {
    let backend = Backend::new();
    let salted = [1, 2].map(|salt| Opening::new([salt; 16], "yes".into()).expect("it is short"));
    backend.openings().store(&salted).expect("none of them was erased");
    backend.append();
    erase_openings(&backend, &salted[..1]);
    let get = |opening: &Opening| backend.openings().get(&opening.commitment());
    assert_eq!(get(&salted[0]).expect("it is whole"), Kept::Erased);
    assert_eq!(get(&salted[1]).expect("it is whole"), Kept::Opening(salted[1].clone()));
}

fn erase_openings(backend: &Backend, openings: &[Opening]) {
    let commitments: Vec<Hash> = openings.iter().map(Opening::commitment).collect();
    backend.openings().erase(&commitments).expect("nobody reads meanwhile");
}

#[test]
fn an_erased_opening_is_gone_and_refused_for_ever_and_nothing_else_changes() {
    let backend = Backend::new();
    record(&backend, &["name", "title"]);
    erase(&backend, &["name"]);
    erase(&backend, &["name"]);
    refused_as_erased(&backend, &["price", "name"], "name");
    backend.append();
    let backend = backend.reopened();
    refused_as_erased(&backend, &["name"], "name");
    assert_eq!(kept(backend.openings(), "name"), Kept::Erased);
    assert_eq!(kept(backend.openings(), "price"), Kept::Absent);
    assert_eq!(texts(backend.openings()), ["title"]);
}

#[test]
fn what_was_never_stored_can_be_erased_too() {
    let backend = Backend::new();
    erase(&backend, &["name"]);
    assert_eq!(kept(backend.openings(), "name"), Kept::Erased);
    refused_as_erased(&backend, &["name"], "name");
}

#[test]
fn an_opening_erased_before_its_record_is_never_stored() {
    let backend = Backend::new();
    store(&backend, &["name", "title"]);
    erase(&backend, &["name"]);
    backend.append();
    assert_eq!(kept(backend.openings(), "name"), Kept::Erased);
    assert_eq!(texts(backend.openings()), ["title"]);
}

#[test]
fn a_sweep_removes_what_no_record_needs_and_only_that() {
    let backend = Backend::new();
    record(&backend, &["title", "orphan", "price"]);
    assert_eq!(sweep(&backend, 2, &["title", "price"]).expect("nobody swept yet"), 1);
    assert_eq!(kept(backend.openings(), "orphan"), Kept::Absent);
    assert_eq!(texts(backend.openings()), ["title", "price"]);
}

#[test]
fn a_swept_opening_may_be_stored_again() {
    let backend = Backend::new();
    record(&backend, &["orphan"]);
    assert_eq!(sweep(&backend, 2, &[]).expect("nobody swept yet"), 1);
    record(&backend, &["orphan"]);
    let backend = backend.reopened();
    assert_eq!(kept(backend.openings(), "orphan"), Kept::Opening(opening("orphan")));
}

#[test]
fn whoever_was_deposed_sweeps_nothing() {
    let backend = Backend::new();
    record(&backend, &["title"]);
    assert_eq!(sweep(&backend, 3, &["title"]).expect("nobody swept yet"), 0);
    record(&backend, &["price"]);
    for term in [1, 2, 3] {
        match sweep(&backend, term, &[]) {
            Err(Error::Deposed { term: deposed, swept: 3 }) => assert_eq!(deposed, term),
            other => panic!("{other:?}"),
        }
    }
    let backend = backend.reopened();
    assert!(sweep(&backend, 3, &[]).is_err(), "once in a term, also after a restart");
    assert_eq!(texts(backend.openings()), ["title", "price"]);
}

#[test]
fn whoever_was_deposed_does_not_lose_what_the_owner_stores() {
    let backend = Backend::new();
    assert_eq!(sweep(&backend, 3, &[]).expect("nobody swept yet"), 0);
    store(&backend, &["title"]);
    assert!(sweep(&backend, 2, &[]).is_err());
    backend.append();
    assert_eq!(texts(backend.openings()), ["title"]);
}

#[test]
fn a_sweep_asks_only_about_what_was_stored_since_the_last() {
    let backend = Backend::new();
    record(&backend, &["title"]);
    assert_eq!(sweep(&backend, 2, &["title"]).expect("nobody swept yet"), 0);
    record(&backend, &["price"]);
    let mut asked = Vec::new();
    let swept = backend.openings().sweep(3, &mut |commitment| {
        asked.push(*commitment);
        true
    });
    assert_eq!(swept.expect("the term is new"), 0);
    assert_eq!(asked, [opening("price").commitment()]);
}

#[test]
fn a_sweep_does_not_take_back_an_erasure() {
    let backend = Backend::new();
    record(&backend, &["name"]);
    erase(&backend, &["name"]);
    assert_eq!(sweep(&backend, 2, &[]).expect("nobody swept yet"), 0);
    refused_as_erased(&backend, &["name"], "name");
}

#[derive(Clone, Debug)]
enum Step {
    Record(Vec<u8>),
    Erase(u8),
    /// Claims: the texts below this are needed.
    Sweep(u8),
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => prop::collection::vec(0u8..8, 1..4).prop_map(Step::Record),
        1 => (0u8..8).prop_map(Step::Erase),
        1 => (0u8..8).prop_map(Step::Sweep),
        1 => Just(Step::Reopen),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_is_kept_is_what_was_stored_less_what_was_erased_and_swept(
        steps in prop::collection::vec(step(), 1..12),
    ) {
        let mut backend = Backend::new();
        // What each text is now, and whether a sweep has looked at it.
        let mut model: BTreeMap<String, (Kept, bool)> = BTreeMap::new();
        for (term, step) in (1..).zip(steps) {
            match step {
                Step::Record(numbers) => {
                    let texts: Vec<String> = numbers.iter().map(u8::to_string).collect();
                    let openings: Vec<Opening> = texts.iter().map(|text| opening(text)).collect();
                    let erased = |text| matches!(model.get(text), Some((Kept::Erased, _)));
                    let refused = texts.iter().any(erased);
                    prop_assert_eq!(backend.openings().store(&openings).is_err(), refused);
                    backend.append();
                    for text in texts.into_iter().filter(|_| !refused) {
                        let new = (Kept::Opening(opening(&text)), false);
                        model.entry(text).or_insert(new);
                    }
                }
                Step::Erase(number) => {
                    erase(&backend, &[&number.to_string()]);
                    model.insert(number.to_string(), (Kept::Erased, true));
                }
                Step::Sweep(below) => {
                    let needed: Vec<String> = (0..below).map(|n| n.to_string()).collect();
                    let needed: Vec<&str> = needed.iter().map(String::as_str).collect();
                    sweep(&backend, term, &needed).expect("the term is new");
                    model.retain(|text, (_, looked_at)| *looked_at || needed.contains(&&**text));
                    for (_, looked_at) in model.values_mut() {
                        *looked_at = true;
                    }
                }
                Step::Reopen => backend = backend.reopened(),
            }
            for text in (0u8..8).map(|n| n.to_string()) {
                let expected = model.get(&text).map_or(&Kept::Absent, |(kept, _)| kept);
                prop_assert_eq!(&kept(backend.openings(), &text), expected);
            }
        }
    }
}
