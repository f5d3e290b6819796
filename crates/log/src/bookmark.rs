//! Where a reader was, and enough to notice that the log is no longer the one it read.

use tlog::hash::Hash;
use tlog::head::{Head, WriterId};
use tlog::judge::Follower;
use tlog::tree::Tree;

/// The bytes before the peaks: position, digest, term, writer, size.
const FIXED_BYTES: usize = 8 + 32 + 8 + 16 + 8;

/// A reader's place: the last accepted frame, and the tree and turn behind it.
///
/// Keep it as safe as what was made of the log: a changed peak makes the next frame look
/// impossible. Reading from the beginning tells a spoilt bookmark from a damaged log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bookmark {
    /// The position of the last accepted frame, which is read again before going on.
    pub position: u64,
    /// SHA-256 of that frame.
    pub digest: Hash,
    term: u64,
    writer: WriterId,
    tree: Tree,
}

/// Bytes that are no bookmark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} bytes that are no bookmark")]
pub struct NotABookmark(usize);

impl Bookmark {
    pub(crate) fn new(position: u64, digest: Hash, follower: &Follower) -> Self {
        let Head { term, writer, .. } = *follower.head();
        Self { position, digest, term, writer, tree: follower.tree().clone() }
    }

    pub(crate) fn follower(&self, ledger: Hash) -> Follower {
        Follower::resumed(ledger, self.tree.clone(), self.term, self.writer)
    }

    /// The head behind the frame.
    #[must_use]
    pub fn head(&self) -> Head {
        let (term, writer) = (self.term, self.writer);
        Head { size: self.tree.size(), root: self.tree.root(), term, writer }
    }

    /// At most 2,088 bytes, for a store that keeps its place beside what it made of the log:
    /// `u64 position · [32] digest · u64 term · [16] writer · u64 size · peaks × [32]`.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(FIXED_BYTES + 32 * self.tree.peaks().len());
        bytes.extend(self.position.to_be_bytes());
        bytes.extend(self.digest.bytes());
        bytes.extend(self.term.to_be_bytes());
        bytes.extend(self.writer);
        bytes.extend(self.tree.size().to_be_bytes());
        self.tree.peaks().iter().for_each(|peak| bytes.extend(peak.bytes()));
        bytes
    }

    /// What [`Bookmark::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`NotABookmark`]: read the log from its beginning instead.
    pub fn parse(bytes: &[u8]) -> Result<Self, NotABookmark> {
        Self::read(bytes).ok_or(NotABookmark(bytes.len()))
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (position, rest) = bytes.split_first_chunk()?;
        let (digest, rest) = rest.split_first_chunk()?;
        let (term, rest) = rest.split_first_chunk()?;
        let (writer, rest) = rest.split_first_chunk()?;
        let (size, rest) = rest.split_first_chunk()?;
        let (peaks, []) = rest.as_chunks() else { return None };
        let peaks = peaks.iter().copied().map(Hash::new).collect();
        Some(Self {
            position: u64::from_be_bytes(*position),
            digest: Hash::new(*digest),
            term: u64::from_be_bytes(*term),
            writer: *writer,
            tree: Tree::from_peaks(u64::from_be_bytes(*size), peaks).ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use tlog::frame::{Batch, claim};

    use super::*;

    fn bookmark() -> Bookmark {
        let ledger = Hash::new([7; 32]);
        let mut follower = Follower::of(ledger);
        follower.follow(&claim(&ledger, 1, &[3; 16]));
        let mut batch = Batch::default();
        (1..=5u8).for_each(|n| batch.push(&[n]).expect("the batch has room"));
        let frame = batch.frame(&ledger, follower.head()).expect("the batch has records");
        follower.follow(&frame);
        Bookmark::new(2, Hash::of(&[&frame]), &follower)
    }

    #[test]
    fn a_bookmark_survives_its_bytes() {
        let bookmark = bookmark();
        assert_eq!(Bookmark::parse(&bookmark.to_bytes()), Ok(bookmark));
    }

    #[test]
    fn a_bookmark_cut_short_or_drawn_out_is_none() {
        let bytes = bookmark().to_bytes();
        for end in 0..bytes.len() {
            assert_eq!(Bookmark::parse(&bytes[..end]), Err(NotABookmark(end)));
        }
        let longer = [&bytes[..], &[0; 32]].concat();
        assert_eq!(Bookmark::parse(&longer), Err(NotABookmark(longer.len())));
    }
}
