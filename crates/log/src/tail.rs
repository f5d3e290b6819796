//! The end of a log, read without the way there: for whoever must not wait for a whole log.

use bytes::Bytes;
use tlog::frame::{Frame, Malformed};

/// What the last frames of a log say. They were not judged: whoever must know that all of it is
/// there reads to the end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tail {
    /// How many records the log holds.
    pub size: u64,
    /// The bytes of the last of them; none in a log without records.
    pub last: Option<Bytes>,
    /// The latest time that brokers keep with the last messages, in milliseconds since the Unix
    /// epoch: that of the machine that wrote; none in an embedded log.
    pub stamped_ms: Option<u64>,
}

impl Tail {
    /// The log as it is with this frame at its end; none if the frame is a claim, which does not
    /// say.
    pub(crate) fn of(frame: &[u8]) -> Result<Option<Self>, Malformed> {
        let frame = Frame::parse(frame)?;
        let (mut records, mut last) = (0, None);
        for record in frame.records() {
            (records, last) = (records + 1, Some(record));
        }
        let size = frame.extends.size + records;
        Ok(last.map(|last| Self {
            size,
            last: Some(Bytes::copy_from_slice(last)),
            stamped_ms: None,
        }))
    }
}
