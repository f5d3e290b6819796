//! The gRPC face of Rights Ledger: its generated services and messages, and the one way from the
//! core's answers to gRPC's and back.
//!
//! - [`v1`]: generated from `proto/rights/api/v1`; ledger types are the core's own.
//! - [`cell`]: values of any table's columns, both ways.
//! - [`convert`]: requests to values of the core, answers of the core to messages.
//! - [`status`]: the one table of errors, both ways.

pub mod cell;
pub mod convert;
pub mod status;

#[cfg(test)]
mod tables;

#[allow(
    missing_docs,
    unreachable_pub,
    clippy::all,
    clippy::pedantic,
    clippy::allow_attributes_without_reason,
    reason = "generated from proto/rights/api/v1"
)]
pub mod v1 {
    //! Generated: the services and messages of `rights.api.v1`.
    tonic::include_proto!("rights.api.v1");
}

/// Every proto file behind this API, encoded as a `FileDescriptorSet` with comments and options: what
/// reflection answers with.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));

/// Most bytes of a request to record: an envelope fills at most one record, and each of its
/// openings at most 8 KiB.
pub const REQUEST_BYTES_MAX: usize = 1 << 20;

/// Most bytes of a request to read: some filters and a page token.
pub const READ_REQUEST_BYTES_MAX: usize = 64 << 10;

/// How many unanswered commands of one `SubmitAll` stream are taken before the stream is read on.
pub const SUBMIT_ALL_WINDOW: usize = 1024;

/// Most bytes of an answer that a client has to be ready for.
pub const REPLY_BYTES_MAX: usize = 4 << 20;
