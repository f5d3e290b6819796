//! The settings of the services: where they come from, what they may be, and which ones hold.
//!
//! A crate of its own, because the binaries of the services and the command `rights` need the same
//! keys, and a service may not depend on another one or on the command. It knows no service: it
//! gives plain values, and whoever composes a process hands them on.
//!
//! - [`key`]: the one table of all keys. Everything else follows from it: what is parsed ([`load`]),
//!   what is meant by a name that is wrong ([`nearest`]), the JSON Schema ([`schema`]) and the page
//!   `docs/configuration.md` ([`reference`]).
//! - [`value`], [`duration`], [`url`]: what a setting may be, parsed once.
//! - [`load`]: flag over environment over file over default; every value knows its [`origin`], and
//!   every [`problem`] its place, all of them at once.
//! - [`settings`]: what holds, as a process takes it.

pub mod key;
pub mod load;
pub mod settings;

pub mod duration;
pub mod url;
pub mod value;

pub mod origin;
pub mod problem;

pub mod environment;
mod file;
pub mod nearest;

pub mod reference;
pub mod schema;
