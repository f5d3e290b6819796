//! What a command costs without its signature, when the ledger is small and when it is large.

use std::{
    mem,
    time::{Duration, Instant as Clock},
};

use rights::{
    envelope::{open, seal},
    id::KeyId,
    ledger::{Ledger, Recorded, decide, evolve, rows},
    time::Instant,
    wire::{self, record},
};
use tlog::{hash::leaf, tree::History};

use super::{
    per_second,
    world::{Ask, World},
};

/// Commands whose cost is averaged.
const WINDOW: u64 = 10_000;

/// Microseconds for one command, about a ledger of a certain size: parse, decide, write the record,
/// let it happen, hash it; and the rows that it changes.
pub struct Cost {
    pub recorded: f64,
    pub with_rows: f64,
}

/// A ledger in memory alone.
struct Machine<'w> {
    world: &'w World,
    ledger: Ledger,
    history: History,
}

/// What a command costs about each of the sizes `at`, which ascend; all at the instant `now`.
///
/// # Panics
/// If the rules refuse what the world asks for.
#[must_use]
pub fn costs(world: &World, now: Instant, at: &[u64]) -> Vec<Cost> {
    let mut machine = Machine { world, ledger: Ledger::default(), history: History::default() };
    let founding = Ask {
        command: world.founding().into(),
        signers: World::founders(),
        issued_at: world.began(),
        openings: Vec::new(),
        number: 0,
    };
    machine.take(&[founding], world.began());
    machine.take(&world.preparation(), world.began());
    let mut number = 0;
    let mut costs = Vec::with_capacity(at.len());
    for size in at {
        let window_begins = size.saturating_sub(WINDOW);
        while number < window_begins {
            let count = WINDOW.min(window_begins - number);
            machine.window(&mut number, count, now);
        }
        costs.push(machine.window(&mut number, WINDOW, now));
    }
    costs
}

impl Machine<'_> {
    fn window(&mut self, number: &mut u64, count: u64, now: Instant) -> Cost {
        let asks: Vec<Ask> =
            (*number..*number + count).map(|number| self.world.dealing(number, now)).collect();
        *number += count;
        self.take(&asks, now)
    }

    fn take(&mut self, asks: &[Ask], at: Instant) -> Cost {
        let envelopes: Vec<Vec<u8>> = asks.iter().map(|ask| self.unsigned(ask)).collect();
        let (mut recorded, mut rowed) = (Duration::ZERO, Duration::ZERO);
        for envelope in envelopes {
            let begun = Clock::now();
            self.record(envelope, at);
            let then = Clock::now();
            let changed = rows(&self.ledger);
            rowed += then.elapsed();
            recorded += then - begun;
            drop(changed);
        }
        let micros = |took| 1e6 / per_second(asks.len(), took);
        Cost { recorded: micros(recorded), with_rows: micros(recorded + rowed) }
    }

    fn record(&mut self, envelope: Vec<u8>, at: Instant) {
        let opened = open(&envelope).expect("what this world asks for is well formed");
        let events = decide(&self.ledger, at, &opened.asked)
            .unwrap_or_else(|refusal| panic!("this world asks for what is refused: {refusal}"));
        let sequence = self.ledger.acts().next_sequence();
        let bytes = record::write(sequence, at, envelope, &events);
        let header = opened.asked.header;
        let recorded = Recorded { sequence, recorded_at: at, header, events };
        self.ledger = evolve(mem::take(&mut self.ledger), &recorded);
        self.history.append(leaf(&bytes));
    }

    /// An envelope whose form is right: nobody looks at its signatures here.
    fn unsigned(&self, ask: &Ask) -> Vec<u8> {
        let asked = self.world.asked(ask);
        let signatures: Vec<(KeyId, [u8; 64])> =
            asked.header.signers.iter().map(|key| (*key, [0; 64])).collect();
        seal(wire::command::write(&asked.header, &asked.command), &signatures)
    }
}
