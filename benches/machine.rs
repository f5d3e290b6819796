//! What the core costs without any store: a command parsed, decided, recorded; its rows; a frame
//! encoded and accepted. One core; `cargo bench -p rights`.
#![allow(missing_docs, reason = "criterion's macros document nothing")]

use std::{
    hint::black_box,
    mem,
    time::{Duration, Instant as Clock},
};

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use rights::{
    envelope,
    id::Origin,
    ledger::{Events, Ledger, Recorded, decide, evolve, rows},
    time::Instant,
    wire::record,
};
use tlog::{
    frame::{Batch, claim},
    hash::{Hash, leaf},
    judge::{Follower, Verdict},
};

#[allow(dead_code, unreachable_pub, reason = "the command rights uses all of it")]
#[path = "../crates/cli/src/bench/world.rs"]
mod world;

use world::{Ask, STEPS, World};

/// The commands whose costs are told apart, in the order in which a result goes through them.
const COMMANDS: [&str; 5] = [
    "DiscloseResult",
    "RecordContribution",
    "second RecordContribution",
    "RegisterResult",
    "ProposeShares",
];
/// Commands recorded before anything is measured.
const BEFORE: u64 = 10_000;
/// Records of a frame under load.
const FRAME_RECORDS: u64 = 200;

/// A ledger that goes on from measurement to measurement.
struct Machine {
    world: World,
    ledger: Ledger,
    now: Instant,
    number: u64,
}

impl Machine {
    fn new() -> Machine {
        let origin = Origin::parse("rights.example/bench/0123456789abcdef").expect("it is one");
        // 2026-01-12T09:00:00Z
        let now = Instant::from_micros(1_768_208_400_000_000);
        let world = World::of(origin, now);
        let mut machine = Machine { world, ledger: Ledger::default(), now, number: 0 };
        let founding = Ask {
            command: machine.world.founding().into(),
            signers: World::founders(),
            issued_at: now,
            openings: Vec::new(),
            number: 0,
        };
        let preparation = machine.world.preparation();
        for ask in std::iter::once(founding).chain(preparation) {
            machine.record(&ask);
        }
        for _ in 0..BEFORE {
            machine.next();
        }
        machine
    }

    fn ask(&mut self) -> Ask {
        self.number += 1;
        self.world.dealing(self.number - 1, self.now)
    }

    /// Decides and evolves; how long both took.
    fn record(&mut self, ask: &Ask) -> Duration {
        let asked = self.world.asked(ask);
        let begun = Clock::now();
        let events =
            decide(&self.ledger, self.now, &asked).expect("the world asks what is permitted");
        let sequence = self.ledger.acts().next_sequence();
        let recorded = Recorded { sequence, recorded_at: self.now, header: asked.header, events };
        self.ledger = evolve(mem::take(&mut self.ledger), &recorded);
        begun.elapsed()
    }

    fn next(&mut self) -> Duration {
        let ask = self.ask();
        self.record(&ask)
    }

    /// The bytes of the next command's record, and its events.
    fn bytes(&mut self) -> (Vec<u8>, Events, Vec<u8>) {
        let ask = self.ask();
        let asked = self.world.asked(&ask);
        let events =
            decide(&self.ledger, self.now, &asked).expect("the world asks what is permitted");
        let sequence = self.ledger.acts().next_sequence();
        self.record(&ask);
        let envelope = self.world.sign(ask).envelope;
        let bytes = record::write(sequence, self.now, envelope.clone(), &events);
        (envelope, events, bytes)
    }
}

/// Each command in its turn; the others are recorded between and not counted.
fn commands(criterion: &mut Criterion) {
    let mut machine = Machine::new();
    let mut group = criterion.benchmark_group("decide and evolve");
    for (step, command) in COMMANDS.iter().enumerate() {
        group.bench_function(*command, |bencher| {
            bencher.iter_custom(|count| {
                let mut took = Duration::ZERO;
                for _ in 0..count {
                    let all: Vec<Duration> = (0..STEPS).map(|_| machine.next()).collect();
                    took += all[step];
                }
                took
            });
        });
    }
    group.finish();
}

fn codec(criterion: &mut Criterion) {
    let mut machine = Machine::new();
    let (envelope, events, bytes) = machine.bytes();
    let now = machine.now;
    criterion.bench_function("parse and check an envelope", |bencher| {
        bencher.iter(|| envelope::open(black_box(&envelope)));
    });
    criterion.bench_function("parse and check a record", |bencher| {
        bencher.iter(|| record::read(black_box(&bytes)));
    });
    criterion.bench_function("write a record", |bencher| {
        bencher.iter(|| record::write(7, now, black_box(envelope.clone()), &events));
    });
    criterion.bench_function("hash a record", |bencher| bencher.iter(|| leaf(black_box(&bytes))));
    criterion.bench_function("rows of a record", |bencher| {
        bencher.iter(|| rows(black_box(&machine.ledger)));
    });
}

fn frames(criterion: &mut Criterion) {
    let mut machine = Machine::new();
    let ledger = Hash::of(&[b"rights.example/bench/0123456789abcdef"]);
    let mut follower = Follower::of(ledger);
    assert!(matches!(follower.follow(&claim(&ledger, 1, &[1; 16])), Verdict::Next(_)));
    let records: Vec<Vec<u8>> = (0..FRAME_RECORDS).map(|_| machine.bytes().2).collect();
    let head = *follower.head();
    let encoded = || {
        let mut batch = Batch::default();
        for record in &records {
            batch.push(record).expect("so few records fit");
        }
        batch.frame(&ledger, &head).expect("it holds records")
    };
    let mut group = criterion.benchmark_group("frame");
    group.throughput(Throughput::Elements(FRAME_RECORDS));
    group.bench_function("encode", |bencher| bencher.iter(encoded));
    let frame = encoded();
    group.bench_function("accept", |bencher| {
        bencher.iter_batched(
            || follower.clone(),
            |mut follower| matches!(follower.follow(black_box(&frame)), Verdict::Next(_)),
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

criterion_group!(benches, commands, codec, frames);
criterion_main!(benches);
