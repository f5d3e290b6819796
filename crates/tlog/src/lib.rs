//! A transparency log's hashes, tree, heads and frames, computed from bytes alone.
//!
//! Nothing here reads a clock, a file or a socket, and no input makes it panic: a frame from a
//! hostile disk ends in a [`judge::Impossible`], never in an abort. It knows nothing of what the
//! records say.
//!
//! - [`hash`]: SHA-256 values, and the leaf and node hashes of RFC 6962.
//! - [`tree`]: the Merkle tree: [`tree::Tree`] grows, [`tree::History`] also remembers.
//! - [`head`]: how far a log is, and whose turn it is to append.
//! - [`frame`]: the bytes that records are appended in.
//! - [`judge`]: next, stale or impossible: what a reader does with the next frame it meets.

#![no_std]

extern crate alloc;

pub mod hash;
pub mod tree;

pub mod head;

pub mod frame;

pub mod judge;
