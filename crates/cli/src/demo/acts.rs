//! The story, act by act.

#![allow(
    clippy::unnecessary_wraps,
    reason = "every scene asks in the same way, and some of them may fail"
)]

pub mod contract;
pub mod keys;
pub mod policy;
pub mod programme;
pub mod registration;
pub mod rival;

use super::scene::Act;

/// All acts, in the order of time.
pub const ACTS: &[&Act] = &[
    &programme::ACT,
    &contract::ACT,
    &registration::DISCLOSED,
    &policy::ACT,
    &rival::ACT,
    &registration::FINAL,
    &keys::ACT,
    &keys::SURRENDER,
];
