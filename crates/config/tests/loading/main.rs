//! Which value holds, where it comes from, and what is said about what is wrong.
#![allow(clippy::unwrap_used, reason = "a test tells what went wrong by where it stopped")]

mod given;
mod precedence;
mod problems;
mod secrets;
