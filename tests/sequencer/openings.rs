//! The texts behind commitments are stored before the record that needs them, or nothing is.

use std::sync::{Arc, atomic::Ordering::Relaxed};

use rights::ledger::Reason;
use rights_openings::{Kept, Openings as _, embedded::Embedded as EmbeddedOpenings};
use tests::{
    cast::{appoint_secretary, sealed},
    dealings::shred,
};
use tlog::{hash::Hash, head::Seen};

use crate::bench::{Bench, now};

#[test]
fn an_opening_is_stored_with_the_record_that_needs_it() {
    let bench = Bench::new();
    let (name, opening) = sealed("the secretary's name");
    let asked = appoint_secretary("RU", Some(name), now()).opening(opening.clone());
    bench.given(&asked, 1);
    let kept = bench.openings.get(&opening.commitment()).unwrap();
    assert_eq!(kept, Kept::Opening(opening));
}

#[test]
fn a_text_that_nobody_supplied_is_missed() {
    let bench = Bench::new();
    let (name, _) = sealed("the secretary's name");
    bench.refused(&appoint_secretary("RU", Some(name), now()), 1, Reason::OpeningMissing);
    assert_eq!(bench.records().len(), 1);
}

#[test]
fn a_text_that_is_stored_need_not_be_supplied_again() {
    let bench = Bench::new();
    let (name, opening) = sealed("one person in two offices");
    bench.given(&appoint_secretary("RU", Some(name), now()).opening(opening), 1);
    bench.given(&appoint_secretary("BY", Some(name), now()), 2);
}

#[test]
fn a_text_that_the_command_does_not_commit_to_is_refused() {
    let bench = Bench::new();
    let (name, opening) = sealed("the secretary's name");
    let (_, other) = sealed("another's name");
    let asked = appoint_secretary("RU", Some(name), now()).opening(opening).opening(other.clone());
    bench.refused(&asked, 1, Reason::OpeningMismatch);
    bench.refused(&appoint_secretary("RU", None, now()).opening(other), 2, Reason::OpeningMismatch);
}

#[test]
fn an_erased_text_is_refused_for_ever() {
    let bench = Bench::new();
    let (name, opening) = sealed("the secretary's name");
    bench.openings.erase(&[opening.commitment()]).unwrap();
    let asked = appoint_secretary("RU", Some(name), now()).opening(opening);
    bench.refused(&asked, 1, Reason::OpeningErased);
    let bench = bench.restart();
    bench.refused(&asked, 1, Reason::OpeningErased);
}

#[test]
fn a_text_that_the_ledger_says_is_erased_is_gone_before_anybody_is_told() {
    // AUD-6
    let bench = Bench::new();
    let (name, opening) = sealed("the secretary's name");
    let named = appoint_secretary("RU", Some(name), now()).opening(opening.clone());
    bench.given(&named, 1);
    bench.given(&shred(vec![name.commitment], now()), 2);
    assert_eq!(bench.openings.get(&opening.commitment()).unwrap(), Kept::Erased);
    let again = appoint_secretary("BY", Some(name), now()).opening(opening);
    bench.refused(&again, 3, Reason::OpeningErased);
}

#[test]
fn a_text_that_an_old_copy_brought_back_is_erased_again_at_the_next_start() {
    let mut bench = Bench::new();
    let (name, opening) = sealed("the secretary's name");
    bench.given(&appoint_secretary("RU", Some(name), now()).opening(opening.clone()), 1);
    bench.given(&shred(vec![name.commitment], now()), 2);
    bench.close().unwrap();
    // Openings in a file of their own that know nothing of the erasure, as an old copy does.
    let elsewhere = tempfile::tempdir().unwrap();
    let old = EmbeddedOpenings::alone(&elsewhere.path().join("openings.db")).unwrap();
    old.store(std::slice::from_ref(&opening)).unwrap();
    bench.openings = Arc::new(old);
    bench.start_again().unwrap();
    assert_eq!(bench.openings.get(&opening.commitment()).unwrap(), Kept::Erased);
}

#[test]
fn texts_that_a_copy_of_the_openings_lacks_are_counted_and_the_ledger_goes_on() {
    let mut bench = Bench::new();
    let [(kept, opening), (lost, other), (erased, third)] =
        ["in the copy", "younger than the copy", "erased since"].map(sealed);
    for (number, of, name, opening) in
        [(1, "RU", kept, opening.clone()), (2, "BY", lost, other.clone()), (3, "KZ", erased, third)]
    {
        bench.given(&appoint_secretary(of, Some(name), now()).opening(opening), number);
    }
    bench.given(&shred(vec![erased.commitment], now()), 4);
    let lost_texts = |bench: &Bench| bench.handle.counters().lost_texts.load(Relaxed);
    bench = bench.restart();
    assert_eq!(lost_texts(&bench), 0);
    bench.close().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let old = EmbeddedOpenings::alone(&elsewhere.path().join("openings.db")).unwrap();
    old.store(&[opening]).unwrap();
    bench.openings = Arc::new(old);
    bench.start_again().unwrap();
    assert_eq!(lost_texts(&bench), 1);
    // Whoever still has the text may bring it again.
    bench.given(&appoint_secretary("TJ", Some(lost), now()).opening(other), 5);
    assert_eq!(lost_texts(&bench.restart()), 0);
}

#[test]
fn an_author_has_seen_a_tree_of_this_log() {
    let bench = Bench::new();
    let receipt = bench.given(&appoint_secretary("RU", None, now()), 1);
    bench.given(&appoint_secretary("BY", None, now()).seeing(receipt.head), 2);
    let root = Hash::of(&[b"another log"]);
    let never = Seen { root, ..receipt.head };
    let asked = appoint_secretary("KZ", None, now());
    bench.refused(&asked.clone().seeing(never), 3, Reason::SeenUnknown);
    let later = Seen { size: 1_000, ..receipt.head };
    bench.refused(&asked.seeing(later), 4, Reason::SeenUnknown);
}
