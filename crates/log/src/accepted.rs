//! One accepted frame, as readers and claimers are given it.

use bytes::Bytes;
use tlog::frame::{Frame, Records};
use tlog::head::Head;

/// A frame that extends the log, verbatim, with the heads on both sides of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Where the backend keeps it; ascending, not always dense, and never a sequence number.
    pub position: u64,
    /// The head that it extends.
    pub before: Head,
    /// The head with it.
    pub after: Head,
    bytes: Bytes,
}

impl Accepted {
    /// `bytes` must be a frame that a follower at `before` accepted and was at `after` with.
    pub(crate) fn new(position: u64, before: Head, after: Head, bytes: Bytes) -> Self {
        Self { position, before, after, bytes }
    }

    /// The frame as it is stored.
    #[must_use]
    pub const fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The records with their sequences: none in a claim, otherwise from `before.size` on.
    pub fn records(&self) -> impl Iterator<Item = (u64, &[u8])> {
        (self.before.size..).zip(self.views())
    }

    /// The records with their sequences, each holding on to the frame's memory instead of a copy.
    pub fn shared_records(&self) -> impl Iterator<Item = (u64, Bytes)> {
        self.records().map(|(sequence, record)| (sequence, self.bytes.slice_ref(record)))
    }

    fn views(&self) -> Records<'_> {
        Frame::parse(&self.bytes)
            .expect("no frame is accepted that was not parsed before")
            .records()
    }
}
