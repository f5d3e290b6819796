//! Every line of the judging table, and what it makes of competing writers.

use alloc::vec::Vec;

use proptest::prelude::*;

use super::*;
use crate::frame::{Batch, claim};
use crate::head::WriterId;

const LEDGER: Hash = Hash::new([7; 32]);
const ROOT: Hash = Hash::new([9; 32]);
const ADA: WriterId = [1; 16];
const BOB: WriterId = [2; 16];
/// Three records, and Ada's turn since the second claim.
const HEAD: Head = Head { size: 3, root: ROOT, term: 2, writer: ADA };

fn records(extends: Head) -> Vec<u8> {
    let mut batch = Batch::default();
    batch.push(b"a record").expect("the batch is empty");
    batch.frame(&LEDGER, &extends).expect("the batch has a record")
}

#[track_caller]
fn next(bytes: &[u8]) {
    let frame = Frame::parse(bytes).expect("only a frame can be next");
    assert_eq!(HEAD.judge(&LEDGER, bytes), Verdict::Next(frame));
}

#[track_caller]
fn stale(bytes: &[u8], why: Stale) {
    assert_eq!(HEAD.judge(&LEDGER, bytes), Verdict::Stale(why));
}

#[track_caller]
fn impossible(bytes: &[u8], why: Impossible) {
    assert_eq!(HEAD.judge(&LEDGER, bytes), Verdict::Impossible(why));
}

#[test]
fn what_is_no_frame_is_impossible() {
    impossible(b"RLF1", Impossible::Malformed(Malformed::Short(4)));
}

#[test]
fn another_ledgers_frame_is_impossible_even_when_stale() {
    let other = Hash::new([8; 32]);
    impossible(&claim(&other, 1, &BOB), Impossible::OtherLedger(other));
}

#[test]
fn a_claim_that_extends_something_is_impossible_even_when_next() {
    let mut bytes = claim(&LEDGER, 3, &BOB);
    bytes[43] = 1;
    impossible(&bytes, Impossible::ClaimWithHead(1, Hash::ZERO));
    let mut bytes = claim(&LEDGER, 3, &BOB);
    bytes[44..76].fill(9);
    impossible(&bytes, Impossible::ClaimWithHead(0, ROOT));
}

#[test]
fn a_claim_is_next_at_the_next_term_only() {
    stale(&claim(&LEDGER, 0, &BOB), Stale::Claim(0, 2));
    stale(&claim(&LEDGER, 1, &BOB), Stale::Claim(1, 2));
    stale(&claim(&LEDGER, 2, &BOB), Stale::Claim(2, 2));
    next(&claim(&LEDGER, 3, &BOB));
    impossible(&claim(&LEDGER, 4, &BOB), Impossible::ClaimSkipsTerm(4, 2));
    impossible(&claim(&LEDGER, u64::MAX, &BOB), Impossible::ClaimSkipsTerm(u64::MAX, 2));
}

#[test]
fn the_last_term_of_all_has_no_next() {
    let head = Head { term: u64::MAX, ..HEAD };
    let bytes = claim(&LEDGER, u64::MAX, &BOB);
    let why = Stale::Claim(u64::MAX, u64::MAX);
    assert_eq!(head.judge(&LEDGER, &bytes), Verdict::Stale(why));
}

#[test]
fn a_writer_may_claim_again() {
    next(&claim(&LEDGER, 3, &ADA));
}

#[test]
fn records_are_next_from_the_writer_in_turn_at_the_head() {
    next(&records(HEAD));
}

#[test]
fn records_beyond_the_head_are_impossible_whoever_wrote_them() {
    let ahead = Head { size: 4, ..HEAD };
    impossible(&records(ahead), Impossible::SizeAhead(4, 3));
    impossible(&records(Head { term: 1, writer: BOB, ..ahead }), Impossible::SizeAhead(4, 3));
}

#[test]
fn records_on_another_root_are_impossible_whoever_wrote_them() {
    let found = Hash::new([8; 32]);
    let forked = Head { root: found, ..HEAD };
    let why = Impossible::OtherRoot { size: 3, found, held: ROOT };
    impossible(&records(forked), why);
    impossible(&records(Head { term: 1, writer: BOB, ..forked }), why);
    impossible(&records(Head { term: 9, ..forked }), why);
}

#[test]
fn records_of_a_term_to_come_are_impossible_even_behind_the_head() {
    impossible(&records(Head { term: 3, ..HEAD }), Impossible::TermAhead(3, 2));
    let behind = Head { size: 1, root: Hash::ZERO, term: 3, writer: BOB };
    impossible(&records(behind), Impossible::TermAhead(3, 2));
}

#[test]
fn records_behind_the_head_are_stale_whatever_their_root() {
    stale(&records(Head { size: 2, ..HEAD }), Stale::Size(2, 3));
    let root = Hash::new([8; 32]);
    stale(&records(Head { size: 0, root, term: 1, writer: BOB }), Stale::Size(0, 3));
}

#[test]
fn records_of_an_earlier_term_are_stale_even_from_the_writer_in_turn() {
    stale(&records(Head { term: 1, ..HEAD }), Stale::Term(1, 2));
    stale(&records(Head { term: 1, writer: BOB, ..HEAD }), Stale::Term(1, 2));
}

#[test]
fn records_of_a_writer_who_lost_the_claim_are_stale() {
    stale(&records(Head { writer: BOB, ..HEAD }), Stale::Writer);
}

#[test]
fn the_table_alone_takes_records_before_any_claim() {
    // Term 0 and the zero writer match the start head. No honest writer has either: a claim
    // raises the term to 1. So what such records say is judged as that of any others.
    let bytes = records(Head::START);
    let frame = Frame::parse(&bytes).expect("a batch makes a frame");
    assert_eq!(Head::START.judge(&LEDGER, &bytes), Verdict::Next(frame));
}

#[test]
fn only_next_moves_a_follower() {
    let mut follower = Follower::of(LEDGER);
    follower.follow(&claim(&LEDGER, 1, &ADA));
    let before = follower.clone();
    follower.follow(&claim(&LEDGER, 1, &BOB));
    follower.follow(&claim(&LEDGER, 5, &BOB));
    follower.follow(b"nonsense");
    assert_eq!(follower, before);

    let bytes = records(*follower.head());
    follower.follow(&bytes);
    let root = leaf(b"a record");
    assert_eq!(*follower.head(), Head { size: 1, root, term: 1, writer: ADA });
    assert_eq!(follower.tree().root(), root);
    assert!(matches!(follower.follow(&bytes), Verdict::Stale(Stale::Size(0, 1))));
}

/// A process that claims and appends as an honest one does, on a log that takes anything.
struct Process {
    nonce: u8,
    follower: Follower,
    read: usize,
    /// What it sent and has not found in the log yet.
    waits_for: Option<Vec<u8>>,
    acknowledged: Vec<Vec<u8>>,
    /// What it gave up waiting for since its last acknowledged claim.
    unknown: Vec<Vec<u8>>,
    /// What was unknown when a later claim of its own was acknowledged, and not in the log.
    never: Vec<Vec<u8>>,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    /// Reads on, and claims unless the log is already its own.
    Claim,
    /// Appends a record if the log is its own and nothing is on its way.
    Append,
    /// Gives up waiting: the outcome is unknown, and the frame may still arrive.
    GiveUp,
    Read,
    /// A frame that was on its way reaches the log, perhaps not for the first time.
    Arrive {
        which: usize,
        again: bool,
    },
}

impl Process {
    fn read(&mut self, log: &[Vec<u8>]) {
        for bytes in &log[self.read..] {
            match self.follower.follow(bytes) {
                Verdict::Next(frame) => self.accepted(frame.is_claim(), bytes),
                Verdict::Stale(_) => {}
                Verdict::Impossible(why) => panic!("honest writers made the impossible: {why}"),
            }
        }
        self.read = log.len();
    }

    fn accepted(&mut self, is_claim: bool, bytes: &Vec<u8>) {
        assert!(!self.never.contains(bytes), "an unknown append appeared after the next claim");
        self.unknown.retain(|frame| frame != bytes);
        if self.waits_for.take_if(|frame| frame == bytes).is_none() {
            return;
        }
        self.acknowledged.push(bytes.clone());
        if is_claim {
            self.never.append(&mut self.unknown);
        }
    }

    fn give_up(&mut self) {
        if let Some(frame) = self.waits_for.take() {
            self.unknown.push(frame);
            self.nonce = u8::MAX;
        }
    }

    fn owns(&self) -> bool {
        self.follower.head().writer[0] == self.nonce
    }

    fn send(&mut self, bytes: Vec<u8>, on_its_way: &mut Vec<Vec<u8>>) {
        on_its_way.push(bytes.clone());
        self.waits_for = Some(bytes);
    }

    fn claim(&mut self, nonce: u8, on_its_way: &mut Vec<Vec<u8>>) {
        self.nonce = nonce;
        let term = self.follower.head().term + 1;
        self.send(claim(&LEDGER, term, &[nonce; 16]), on_its_way);
    }

    fn append(&mut self, record: u8, on_its_way: &mut Vec<Vec<u8>>) {
        let mut batch = Batch::default();
        batch.push(&[record]).expect("the batch is empty");
        let frame = batch.frame(&LEDGER, self.follower.head()).expect("the batch has a record");
        self.send(frame, on_its_way);
    }
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        1 => Just(Step::Claim),
        4 => Just(Step::Append),
        1 => Just(Step::GiveUp),
        4 => Just(Step::Read),
        6 => (any::<usize>(), prop::bool::weighted(0.2))
            .prop_map(|(which, again)| Step::Arrive { which, again }),
    ]
}

proptest! {
    /// Frames are delayed, reordered, doubled and lost, and nobody fences: still there is one
    /// history, and everything that was acknowledged is in it.
    #[test]
    fn competing_writers_produce_one_history(
        steps in prop::collection::vec((0usize..3, step()), 0..200),
    ) {
        let new = |_| Process {
            nonce: 0, follower: Follower::of(LEDGER), read: 0,
            waits_for: None, acknowledged: Vec::new(), unknown: Vec::new(), never: Vec::new(),
        };
        let mut processes: Vec<Process> = (0..3).map(new).collect();
        let (mut log, mut on_its_way) = (Vec::<Vec<u8>>::new(), Vec::<Vec<u8>>::new());
        for (turn, (who, step)) in (1u8..).zip(steps) {
            let process = &mut processes[who];
            match step {
                Step::Claim => {
                    process.read(&log);
                    if process.waits_for.is_none() && !process.owns() {
                        process.claim(turn, &mut on_its_way);
                    }
                }
                Step::Append if process.waits_for.is_none() && process.owns() => {
                    process.append(turn, &mut on_its_way);
                }
                Step::GiveUp => process.give_up(),
                Step::Read => process.read(&log),
                Step::Arrive { which, again } if !on_its_way.is_empty() => {
                    let which = which % on_its_way.len();
                    log.push(on_its_way[which].clone());
                    if !again { on_its_way.remove(which); }
                }
                Step::Append | Step::Arrive { .. } => {}
            }
        }

        for process in &mut processes {
            process.read(&log);
        }
        let mut reader = Follower::of(LEDGER);
        let mut history = Vec::new();
        for bytes in &log {
            if let Verdict::Next(_) = reader.follow(bytes) { history.push(bytes); }
        }
        for process in &processes {
            prop_assert_eq!(&process.follower, &reader);
            prop_assert!(process.acknowledged.iter().all(|frame| history.contains(&frame)));
        }
    }

    #[test]
    fn no_bytes_make_a_follower_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut follower = Follower::resumed(LEDGER, Tree::default(), u64::MAX, ADA);
        follower.follow(&bytes);
        let whole = claim(&LEDGER, 1, &ADA);
        follower.follow(&[&whole[..36], &bytes].concat());
    }
}
