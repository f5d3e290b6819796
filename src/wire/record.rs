//! One leaf of the log.

use alloc::vec::Vec;

use prost::Message as _;

use super::{Malformed, Wire, strictly, v1};
use crate::{ledger::Events, time::Instant};

/// Largest record, in bytes; a tile bundle states lengths in 16 bits.
pub const RECORD_BYTES_MAX: usize = 65_535;

/// A record as it is kept: the envelope still closed.
#[derive(Clone, PartialEq, Debug)]
pub struct Record {
    pub sequence: u64,
    pub recorded_at: Instant,
    pub envelope: Vec<u8>,
    pub events: Events,
}

/// Parses the bytes of a record, strictly.
///
/// # Errors
/// [`Malformed`], naming the place.
pub fn read(bytes: &[u8]) -> Result<Record, Malformed> {
    let proto: v1::Record = strictly(bytes)?;
    let events = proto.events.into_iter().map(Wire::read).collect::<Result<Vec<_>, _>>()?;
    Ok(Record {
        sequence: proto.sequence,
        recorded_at: Instant::from_micros(proto.recorded_at_us),
        envelope: proto.envelope,
        events: Events::from_vec(events).ok_or(Malformed::at("events"))?,
    })
}

/// The bytes to keep. Not bounded here: the writer refuses what exceeds [`RECORD_BYTES_MAX`].
#[must_use]
pub fn write(sequence: u64, recorded_at: Instant, envelope: Vec<u8>, events: &Events) -> Vec<u8> {
    let events = events.iter().map(Wire::write).collect();
    let recorded_at_us = recorded_at.micros();
    v1::Record { sequence, recorded_at_us, envelope, events }.encode_to_vec()
}
