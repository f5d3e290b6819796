//! Golden bytes of every command and every event: what is signed and kept never reads otherwise.
//!
//! Each `<Command>.json` holds the body that was signed, and each `events/<Event>.json` an event as
//! records keep it: as JSON, and as hex. Vectors are added, never edited. `VECTORS_FROM=FILE` adds
//! those that are missing, from lines `command HEX` or `event HEX`.

#[cfg(test)]
mod golden;
