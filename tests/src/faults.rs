//! Faults under load: processes killed and stopped, connections cut, servers gone and disks full,
//! while clients submit; after each one the ledger must be whole and served again by itself.
//!
//! ```text
//! clients ─► gateway ─► sequencers ─► Kafka      every arrow is a proxy of the harness,
//!               │            └──────► Postgres   every box a process that a supervisor
//!               └ projector ────────► both       starts again when it has ended
//! ```
//!
//! A client makes one command at a time, keeps its bytes, and asks again until it has an outcome; a
//! [`journal`] remembers what it was told. The [`check`] follows the log by a reader of its own that
//! no proxy is between, and decides everything again. Schedules follow from a seed.

pub mod check;
pub mod fault;
pub mod ground;
pub mod journal;
pub mod load;
pub mod part;
pub mod round;
pub mod run;
pub mod strike;
pub mod summary;
pub mod supervisor;
pub mod wait;
pub mod world;
