//! The bytes that records are appended in: one frame is one group commit, whole or absent.
//!
//! ```text
//! magic "RLF1" · [32] ledger · u64 size · [32] root · u64 term · [16] writer · u32 count
//! then count times: u32 length · record                                (big-endian)
//! ```

use alloc::vec::Vec;

use crate::hash::Hash;
use crate::head::{Head, Seen, WriterId};

/// What every frame begins with.
pub const MAGIC: [u8; 4] = *b"RLF1";
/// The bytes of a frame before its records; a claim has no others.
pub const HEADER_BYTES: usize = 104;
/// The bytes of one record, at most: what a tile bundle's `u16` length can say.
pub const RECORD_BYTES_MAX: usize = 65_535;
/// The records of one frame, at most.
pub const RECORDS_MAX: usize = 512;
/// The bytes of one frame, at most, unless a [`Batch`] is made for another cap: half of what Kafka
/// takes for one message by default.
pub const FRAME_BYTES_MAX: usize = 512 * 1024;

const LENGTH_BYTES: usize = 4;

/// A well-formed frame, as a view of its bytes; nothing is said yet about whether it is next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame<'a> {
    /// SHA-256 of the origin of the ledger that the frame belongs to.
    pub ledger: Hash,
    /// The head that the frame extends; both zero in a claim.
    pub extends: Seen,
    pub term: u64,
    pub writer: WriterId,
    records: Records<'a>,
}

/// Records in log order, each of 1 to [`RECORD_BYTES_MAX`] bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Records<'a> {
    left: usize,
    rest: &'a [u8],
}

/// Bytes that are no frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    #[error("it does not begin with RLF1")]
    Magic,
    #[error("it ends after {0} bytes, before its own end")]
    Short(usize),
    #[error("{0} records, where {RECORDS_MAX} are the most")]
    TooManyRecords(u32),
    #[error("record {0} of the frame is empty")]
    EmptyRecord(usize),
    #[error("record {index} of the frame has {bytes} bytes, where {RECORD_BYTES_MAX} are the most")]
    LongRecord { index: usize, bytes: u32 },
    #[error("{0} bytes follow its last record")]
    Trailing(usize),
}

impl<'a> Frame<'a> {
    /// Reads one frame, which is all of `bytes`.
    ///
    /// # Errors
    /// [`Malformed`]: these bytes are no frame, whatever log they come from.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let mut from = Bytes { whole: bytes.len(), rest: bytes };
        if from.array()? != MAGIC {
            return Err(Malformed::Magic);
        }
        let ledger = Hash::new(from.array()?);
        let size = u64::from_be_bytes(from.array()?);
        let root = Hash::new(from.array()?);
        let term = u64::from_be_bytes(from.array()?);
        let writer = from.array()?;
        let records = from.records()?;
        Ok(Self { ledger, extends: Seen { size, root }, term, writer, records })
    }

    /// The records; none in a claim.
    #[must_use]
    pub fn records(&self) -> Records<'a> {
        self.records.clone()
    }

    /// Whether this frame brings no records but raises the term.
    #[must_use]
    pub const fn is_claim(&self) -> bool {
        self.records.left == 0
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.left == 0 {
            return None;
        }
        let (length, rest) = self.rest.split_first_chunk()?;
        let (record, rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        *self = Self { left: self.left - 1, rest };
        Some(record)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for Records<'_> {}

/// What is left to read of a frame.
struct Bytes<'a> {
    whole: usize,
    rest: &'a [u8],
}

impl<'a> Bytes<'a> {
    fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let (array, rest) = self.rest.split_first_chunk().ok_or(Malformed::Short(self.whole))?;
        self.rest = rest;
        Ok(*array)
    }

    /// The records to the end of the frame, each checked, so that their iterator has nothing to.
    fn records(&mut self) -> Result<Records<'a>, Malformed> {
        let count = u32::from_be_bytes(self.array()?);
        let left = count as usize;
        if left > RECORDS_MAX {
            return Err(Malformed::TooManyRecords(count));
        }
        let records = Records { left, rest: self.rest };
        for index in 0..left {
            let bytes = u32::from_be_bytes(self.array()?);
            match bytes as usize {
                0 => return Err(Malformed::EmptyRecord(index)),
                length if length > RECORD_BYTES_MAX => {
                    return Err(Malformed::LongRecord { index, bytes });
                }
                length => {
                    let rest = self.rest.get(length..);
                    self.rest = rest.ok_or(Malformed::Short(self.whole))?;
                }
            }
        }
        match self.rest.len() {
            0 => Ok(records),
            trailing => Err(Malformed::Trailing(trailing)),
        }
    }
}

/// Records on their way into one frame: what does not fit a frame does not get in here.
#[derive(Clone, Debug)]
pub struct Batch {
    body: Vec<u8>,
    count: usize,
    body_bytes_max: usize,
}

/// Why a batch did not take a record; the batch is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    /// The record fits the next batch.
    #[error("the batch is full")]
    Full,
    #[error("a record has at least one byte")]
    Empty,
    #[error("{0} bytes, where a record has at most {RECORD_BYTES_MAX}")]
    TooLarge(usize),
}

impl Default for Batch {
    fn default() -> Self {
        Self::of_frame_bytes(FRAME_BYTES_MAX)
    }
}

impl Batch {
    /// An empty batch whose frame has at most `frame_bytes_max` bytes, but always room for one
    /// record of any size.
    #[must_use]
    pub const fn of_frame_bytes(frame_bytes_max: usize) -> Self {
        let wanted = frame_bytes_max.saturating_sub(HEADER_BYTES);
        let one = LENGTH_BYTES + RECORD_BYTES_MAX;
        let body_bytes_max = if wanted < one { one } else { wanted };
        Self { body: Vec::new(), count: 0, body_bytes_max }
    }

    /// Adds a record after those already taken.
    ///
    /// # Errors
    /// [`NotTaken`]: append the batch first, or, when the record itself is at fault, refuse it.
    pub fn push(&mut self, record: &[u8]) -> Result<(), NotTaken> {
        if record.is_empty() {
            return Err(NotTaken::Empty);
        }
        let length = u16::try_from(record.len()).map_err(|_| NotTaken::TooLarge(record.len()))?;
        let bytes = self.body.len() + LENGTH_BYTES + record.len();
        if self.count == RECORDS_MAX || bytes > self.body_bytes_max {
            return Err(NotTaken::Full);
        }
        self.body.extend_from_slice(&u32::from(length).to_be_bytes());
        self.body.extend_from_slice(record);
        self.count += 1;
        Ok(())
    }

    /// How many records were taken, at most [`RECORDS_MAX`].
    #[must_use]
    pub const fn len(&self) -> usize {
        self.count
    }

    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The records taken, in order.
    #[must_use]
    pub fn records(&self) -> Records<'_> {
        Records { left: self.count, rest: &self.body }
    }

    /// Forgets the records, keeping the memory for the next ones.
    pub fn clear(&mut self) {
        self.body.clear();
        self.count = 0;
    }

    /// The frame that brings these records after `head`; none for an empty batch, whose frame
    /// would pose as a claim.
    #[must_use]
    pub fn frame(&self, ledger: &Hash, head: &Head) -> Option<Vec<u8>> {
        if self.is_empty() {
            return None;
        }
        let mut frame = header(ledger, &head.seen(), head.term, &head.writer, self.count);
        frame.extend_from_slice(&self.body);
        Some(frame)
    }
}

/// The frame by which `writer` claims the log for `term`.
#[must_use]
pub fn claim(ledger: &Hash, term: u64, writer: &WriterId) -> Vec<u8> {
    header(ledger, &Seen { size: 0, root: Hash::ZERO }, term, writer, 0)
}

fn header(ledger: &Hash, extends: &Seen, term: u64, writer: &WriterId, count: usize) -> Vec<u8> {
    let count = u32::try_from(count).expect("a batch takes no more than RECORDS_MAX records");
    let mut frame = Vec::with_capacity(HEADER_BYTES);
    frame.extend_from_slice(&MAGIC);
    frame.extend_from_slice(ledger.bytes());
    frame.extend_from_slice(&extends.size.to_be_bytes());
    frame.extend_from_slice(extends.root.bytes());
    frame.extend_from_slice(&term.to_be_bytes());
    frame.extend_from_slice(writer);
    frame.extend_from_slice(&count.to_be_bytes());
    frame
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use proptest::prelude::*;

    use super::*;
    use crate::hash::leaf;

    const LEDGER: Hash = Hash::new([7; 32]);
    const HEAD: Head = Head { size: 3, root: Hash::new([9; 32]), term: 2, writer: [5; 16] };

    fn frame(records: &[&[u8]]) -> Vec<u8> {
        let mut batch = Batch::default();
        for record in records {
            batch.push(record).expect("the batch has room");
        }
        batch.frame(&LEDGER, &HEAD).expect("the batch has records")
    }

    /// The frame above with its bytes from `at` on replaced by `with`.
    fn spoilt(at: usize, with: &[u8]) -> Vec<u8> {
        let mut bytes = frame(&[b"one", b"two"]);
        bytes[at..at + with.len()].copy_from_slice(with);
        bytes
    }

    #[test]
    fn a_frame_has_exactly_these_bytes() {
        let mut expected = b"RLF1".to_vec();
        expected.extend([7; 32]);
        expected.extend([0, 0, 0, 0, 0, 0, 0, 3]);
        expected.extend([9; 32]);
        expected.extend([0, 0, 0, 0, 0, 0, 0, 2]);
        expected.extend([5; 16]);
        expected.extend([0, 0, 0, 2]);
        expected.extend(b"\x00\x00\x00\x03one\x00\x00\x00\x01!");
        assert_eq!(frame(&[b"one", b"!"]), expected);
    }

    #[test]
    fn a_claim_names_no_head() {
        let bytes = claim(&LEDGER, 4, &[5; 16]);
        assert_eq!(bytes.len(), HEADER_BYTES);
        let claim = Frame::parse(&bytes).expect("a claim is a frame");
        assert!(claim.is_claim());
        assert_eq!(claim.extends, Seen { size: 0, root: Hash::ZERO });
        assert_eq!((claim.ledger, claim.term, claim.writer), (LEDGER, 4, [5; 16]));
    }

    #[test]
    fn what_is_no_frame_is_told_by_its_fault() {
        let whole = frame(&[b"one", b"two"]);
        let trailing = [&whole[..], b"!"].concat();
        let cases: [(&[u8], Malformed); 7] = [
            (b"", Malformed::Short(0)),
            (&whole[..HEADER_BYTES - 1], Malformed::Short(HEADER_BYTES - 1)),
            (&spoilt(3, b"2"), Malformed::Magic),
            (&spoilt(100, &513u32.to_be_bytes()), Malformed::TooManyRecords(513)),
            (&spoilt(HEADER_BYTES, &[0; 4]), Malformed::EmptyRecord(0)),
            (
                &spoilt(HEADER_BYTES + 7, &65_536u32.to_be_bytes()),
                Malformed::LongRecord { index: 1, bytes: 65_536 },
            ),
            (&trailing, Malformed::Trailing(1)),
        ];
        for (bytes, fault) in cases {
            assert_eq!(Frame::parse(bytes), Err(fault));
        }
    }

    #[test]
    fn a_frame_cut_short_anywhere_is_no_frame() {
        let whole = frame(&[b"one", b"two"]);
        for end in 0..whole.len() {
            assert_eq!(Frame::parse(&whole[..end]), Err(Malformed::Short(end)));
        }
    }

    #[test]
    fn a_batch_takes_no_empty_and_no_oversized_record() {
        let mut batch = Batch::default();
        assert_eq!(batch.push(b""), Err(NotTaken::Empty));
        let long = vec![1; RECORD_BYTES_MAX + 1];
        assert_eq!(batch.push(&long), Err(NotTaken::TooLarge(65_536)));
        assert!(batch.is_empty());
        assert_eq!(batch.push(&long[1..]), Ok(()));
    }

    #[test]
    fn a_batch_is_full_at_its_records_and_at_its_bytes() {
        let mut many = Batch::default();
        (0..RECORDS_MAX).for_each(|_| many.push(b"r").expect("the batch has room"));
        assert_eq!(many.push(b"r"), Err(NotTaken::Full));
        many.clear();
        assert_eq!(many.push(b"r"), Ok(()));

        let record = vec![1; RECORD_BYTES_MAX];
        let mut small = Batch::of_frame_bytes(0);
        assert_eq!(small.push(&record), Ok(()));
        assert_eq!(small.push(b"r"), Err(NotTaken::Full));
        let mut usual = Batch::default();
        while usual.push(&record).is_ok() {}
        assert!(usual.frame(&LEDGER, &HEAD).expect("not empty").len() <= FRAME_BYTES_MAX);
    }

    #[test]
    fn an_empty_batch_makes_no_frame() {
        assert_eq!(Batch::default().frame(&LEDGER, &HEAD), None);
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = Frame::parse(&bytes);
            let _ = Frame::parse(&[&MAGIC[..], &bytes].concat());
            let _ = Frame::parse(&[&claim(&LEDGER, 1, &[1; 16])[..100], &bytes].concat());
        }

        #[test]
        fn a_frame_gives_back_its_records(
            records in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..50), 1..20),
        ) {
            let views: Vec<&[u8]> = records.iter().map(Vec::as_slice).collect();
            let bytes = frame(&views);
            let frame = Frame::parse(&bytes).unwrap();
            prop_assert_eq!(frame.records().collect::<Vec<_>>(), views);
            prop_assert_eq!(frame.records().len(), records.len());
        }

        #[test]
        fn every_byte_of_a_frame_says_something(at in 0usize..HEADER_BYTES + 14, bit in 0u8..8) {
            let whole = frame(&[b"one", b"two"]);
            let mut other = whole.clone();
            other[at] ^= 1 << bit;
            let said = |bytes| Frame::parse(bytes).map(|frame: Frame<'_>| {
                let leaves: Vec<Hash> = frame.records().map(leaf).collect();
                (frame.ledger, frame.extends, frame.term, frame.writer, leaves)
            });
            prop_assert_ne!(said(&whole), said(&other));
        }
    }
}
