//! Rights Ledger's core: what may be recorded, and what it then means.
//!
//! Nothing here performs I/O, reads a clock, or draws a random number. Given the same records, every
//! machine in the world computes the same ledger; an auditor relies on exactly that.
//!
//! Read [`ledger`] first: the machine on one screen. Values ([`id`], [`share`], [`time`],
//! [`territory`], [`policy`]) are parsed once and then valid; [`wire`] is where bytes become values;
//! [`envelope`] is where signatures are checked; [`verify`] is the auditor's replay.

#![no_std]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod envelope;
pub mod id;
pub mod ledger;
pub mod policy;
pub mod prefix;
pub mod role;
pub mod row;
pub mod sealed;
pub mod share;
pub mod table;
pub mod territory;
pub mod text;
pub mod time;
pub mod verify;
pub mod wire;
