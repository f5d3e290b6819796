//! The core.
#![no_std]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod policy;
pub mod share;
pub mod territory;
pub mod time;
