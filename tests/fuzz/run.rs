//! Runs every target, briefly or as long as it is told to.

use std::{
    env, panic,
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use crate::{
    corpus::{STORY, golden},
    mutator::Mutator,
    targets,
};

fn number(name: &str) -> Option<u64> {
    env::var(name).ok().and_then(|number| number.parse().ok())
}

/// `target` on as many mutations of `corpus`, or for `FUZZ_SECONDS`.
fn run(target: fn(&[u8]), corpus: &[Vec<u8>], times: usize) {
    let mut mutator = Mutator(number("FUZZ_SEED").unwrap_or(1));
    let until = number("FUZZ_SECONDS").map(|seconds| Instant::now() + Duration::from_secs(seconds));
    for turn in 0.. {
        if until.map_or(turn >= times, |until| Instant::now() >= until) {
            break;
        }
        let bytes = mutator.mutated(corpus);
        let outcome = panic::catch_unwind(|| target(&bytes));
        assert!(outcome.is_ok(), "turn {turn}: {bytes:02x?}");
    }
}

/// Every command there is: as it was really signed, and as its golden vector has it.
fn commands() -> Vec<Vec<u8>> {
    STORY.commands.iter().cloned().chain(golden()).collect()
}

#[test]
fn no_bytes_make_reading_a_command_panic() {
    run(targets::read_command, &commands(), 20_000);
}

#[test]
fn no_bytes_make_opening_an_envelope_panic() {
    run(targets::open_envelope, &STORY.envelopes, 10_000);
}

#[test]
fn no_bytes_make_examining_a_record_panic() {
    run(targets::examine_record, &STORY.records, 10_000);
}

#[test]
fn no_bytes_make_accepting_a_frame_panic() {
    run(targets::accept_frame, &STORY.frames, 5_000);
}

#[test]
fn no_bytes_but_the_whole_export_verify() {
    run(targets::verify, std::slice::from_ref(&STORY.export), 60);
}

#[test]
fn whatever_is_accepted_leaves_a_ledger_that_is_well_formed() {
    run(targets::decide_then_evolve, &commands(), 6_000);
    let accepted = targets::ACCEPTED.load(Ordering::Relaxed);
    assert!(accepted > 100, "only {accepted} were accepted: the corpus has grown old");
}
