//! Bytes that nobody meant: no bytes make the core panic, and whatever it accepts leaves a ledger
//! that is well formed.
//!
//! Targets are functions of bytes, fed by a seeded mutator over golden vectors and real records, so
//! that they run on every machine as ordinary tests. `FUZZ_SECONDS=600` runs each of them so long;
//! `FUZZ_SEED=n` begins elsewhere. A failure prints the bytes as hex.

#[cfg(test)]
mod corpus;
#[cfg(test)]
mod mutator;
#[cfg(test)]
mod run;
#[cfg(test)]
mod targets;
