//! The real binary, from an empty directory to a verified export.
#![allow(clippy::unwrap_used, reason = "a test tells what went wrong by where it stopped")]

mod configuration;
mod flow;
mod founding;
mod observed;
mod place;
mod reading;
mod refusals;
