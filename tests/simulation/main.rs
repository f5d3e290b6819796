//! Random commands, retries, crashes and faults against real files, from a seed. After every step
//! the log, the receipts and the running state must agree.
//!
//! `SIMULATION_SEEDS=n` runs the seeds 0 to n − 1; a failure names its seed.

#[cfg(test)]
mod chance;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod invariants;
#[cfg(test)]
mod world;

use crate::{chance::Chance, world::World};

/// Seeds of an ordinary run.
const SEEDS: u64 = 4;
/// Steps of one seed.
const STEPS: usize = 300;

#[test]
fn whatever_happens_what_was_answered_is_in_the_log_once_and_the_state_follows_from_it() {
    let seeds = std::env::var("SIMULATION_SEEDS").ok().and_then(|seeds| seeds.parse().ok());
    for seed in 0..seeds.unwrap_or(SEEDS) {
        let run = std::panic::catch_unwind(|| {
            let mut world = World::founded(Chance::of(seed));
            for _ in 0..STEPS {
                world.step();
                world.check();
            }
            world.drain();
            world.check();
            let (records, claims) = world.lived_through();
            assert!(records > 1 && claims > 1, "nothing happened: {records}, {claims}");
        });
        assert!(run.is_ok(), "seed {seed}");
    }
}
