//! The Merkle tree of RFC 6962: one that only grows, and one that also knows its earlier roots.

use alloc::vec::Vec;

use crate::hash::{EMPTY_ROOT, Hash, node};
use crate::head::Seen;

/// No tree is larger, so that sizes can be added without overflow: 2⁶³ − 1 leaves.
pub const SIZE_MAX: u64 = u64::MAX >> 1;

/// A tree that only grows: it keeps one hash for each complete subtree, 63 at most.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Tree {
    size: u64,
    /// Roots of the complete subtrees, largest first: one for each 1 in the binary size.
    peaks: Vec<Hash>,
}

/// Peaks that no tree of the stated size has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a tree of {size} leaves does not have {peaks} complete subtrees")]
pub struct NotPeaks {
    pub size: u64,
    pub peaks: usize,
}

impl Tree {
    /// The tree of `size` leaves whose complete subtrees, largest first, have the roots `peaks`.
    ///
    /// # Errors
    /// [`NotPeaks`] unless there is one peak for each 1 in the binary `size`, which is at most
    /// [`SIZE_MAX`]. That the peaks are right is for the caller to know, by the root.
    pub fn from_peaks(size: u64, peaks: Vec<Hash>) -> Result<Self, NotPeaks> {
        if size > SIZE_MAX || peaks.len() != size.count_ones() as usize {
            return Err(NotPeaks { size, peaks: peaks.len() });
        }
        Ok(Self { size, peaks })
    }

    /// The roots of the complete subtrees, largest first; with the size they are the whole tree.
    #[must_use]
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// The number of leaves.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The root (RFC 6962 §2.1): [`EMPTY_ROOT`] of a tree without leaves. At most 62 hashes.
    #[must_use]
    pub fn root(&self) -> Hash {
        let from_the_right = self.peaks.iter().rev().copied();
        from_the_right.reduce(|right, left| node(&left, &right)).unwrap_or(EMPTY_ROOT)
    }

    /// The size and the root together.
    #[must_use]
    pub fn seen(&self) -> Seen {
        Seen { size: self.size, root: self.root() }
    }

    /// Adds one leaf, given its hash. One hash on average, 63 at most.
    pub fn append(&mut self, leaf: Hash) {
        // Each 1 at the end of the binary size is a complete subtree that now finds its twin.
        let twins = self.size.trailing_ones() as usize;
        let left = self.peaks.drain(self.peaks.len() - twins..);
        let subtree = left.rfold(leaf, |right, left| node(&left, &right));
        self.peaks.push(subtree);
        self.size += 1;
    }
}

/// A tree that also answers for every earlier size: 64 bytes for each leaf, besides what its
/// vectors hold in reserve.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// `levels[k][i]` is the root of the complete subtree over leaves `i·2ᵏ .. (i+1)·2ᵏ`.
    levels: Vec<Vec<Hash>>,
}

impl History {
    /// The number of leaves.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| leaves.len() as u64)
    }

    /// Adds one leaf, given its hash. One hash on average.
    pub fn append(&mut self, leaf: Hash) {
        let mut subtree = leaf;
        for level in 0.. {
            if self.levels.len() == level {
                self.levels.push(Vec::new());
            }
            let row = &mut self.levels[level];
            row.push(subtree);
            // An odd one waits for its twin.
            let (pairs, []) = row.as_chunks::<2>() else { return };
            let Some([left, right]) = pairs.last() else { return };
            subtree = node(left, right);
        }
    }

    /// The root when the tree had `size` leaves; none if it has never had that many.
    ///
    /// At most 63 hashes, whatever the size: only complete subtrees are touched.
    #[must_use]
    pub fn root_at(&self, size: u64) -> Option<Hash> {
        if size > self.size() {
            return None;
        }
        let mut root = None;
        for (level, row) in self.levels.iter().enumerate() {
            // The 1 in the binary size at `level` is the complete subtree that ends here.
            let ends = size >> level;
            if ends & 1 == 1 {
                let peak = row.get(usize::try_from(ends - 1).ok()?)?;
                root = Some(root.map_or(*peak, |right| node(peak, &right)));
            }
        }
        Some(root.unwrap_or(EMPTY_ROOT))
    }

    /// The size and the root together.
    #[must_use]
    pub fn seen(&self) -> Seen {
        let size = self.size();
        Seen { size, root: self.root_at(size).unwrap_or(EMPTY_ROOT) }
    }

    /// Whether this log's tree has once had this size and this root: the test that a command's
    /// `seen` must pass.
    #[must_use]
    pub fn contains(&self, seen: &Seen) -> bool {
        self.root_at(seen.size) == Some(seen.root)
    }
}

impl FromIterator<Hash> for Tree {
    fn from_iter<T: IntoIterator<Item = Hash>>(leaves: T) -> Self {
        let mut tree = Self::default();
        leaves.into_iter().for_each(|leaf| tree.append(leaf));
        tree
    }
}

impl FromIterator<Hash> for History {
    fn from_iter<T: IntoIterator<Item = Hash>>(leaves: T) -> Self {
        let mut history = Self::default();
        leaves.into_iter().for_each(|leaf| history.append(leaf));
        history
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::hash::leaf;

    /// The inputs and roots that Certificate Transparency's implementations share.
    const INPUTS: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    const ROOTS: [&str; 9] = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    /// The definition in RFC 6962 §2.1, word for word.
    fn defined_root(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => EMPTY_ROOT,
            [only] => *only,
            more => {
                let (left, right) = more.split_at(more.len().next_power_of_two() / 2);
                node(&defined_root(left), &defined_root(right))
            }
        }
    }

    #[test]
    fn roots_are_those_of_rfc_6962() {
        let mut tree = Tree::default();
        let history: History = INPUTS.iter().map(|input| leaf(input)).collect();
        for (size, root) in ROOTS.iter().enumerate() {
            let root = Hash::parse(root).expect("the table holds hashes");
            assert_eq!(tree.seen(), Seen { size: size as u64, root });
            assert_eq!(history.root_at(size as u64), Some(root));
            INPUTS.iter().skip(size).take(1).for_each(|input| tree.append(leaf(input)));
        }
    }

    #[test]
    fn a_size_the_log_never_had_has_no_root() {
        let history: History = INPUTS.iter().map(|input| leaf(input)).collect();
        assert_eq!(history.size(), 8);
        assert_eq!(history.root_at(9), None);
        assert_eq!(history.root_at(u64::MAX), None);
        assert_eq!(History::default().root_at(0), Some(EMPTY_ROOT));
        assert_eq!(History::default().root_at(1), None);
    }

    #[test]
    fn a_root_of_another_size_is_not_contained() {
        let history: History = INPUTS.iter().map(|input| leaf(input)).collect();
        let root = history.root_at(7).expect("the log had seven leaves");
        assert!(history.contains(&Seen { size: 7, root }));
        assert!(!history.contains(&Seen { size: 8, root }));
    }

    #[test]
    fn a_tree_has_one_peak_for_each_one_in_its_size() {
        let peaks = alloc::vec![EMPTY_ROOT; 63];
        assert!(Tree::from_peaks(SIZE_MAX, peaks.clone()).is_ok());
        let refused = NotPeaks { size: 6, peaks: 63 };
        assert_eq!(Tree::from_peaks(6, peaks), Err(refused));
        let peaks = alloc::vec![EMPTY_ROOT; 64];
        assert!(Tree::from_peaks(u64::MAX, peaks).is_err());
    }

    proptest! {
        #[test]
        fn every_root_is_the_one_rfc_6962_defines(size in 0usize..300, earlier in 0usize..300) {
            let leaves: Vec<Hash> = (0..size).map(|n| leaf(&n.to_be_bytes())).collect();
            let tree: Tree = leaves.iter().copied().collect();
            prop_assert_eq!(tree.root(), defined_root(&leaves));
            let history: History = leaves.iter().copied().collect();
            prop_assert_eq!(history.seen(), tree.seen());
            let known = leaves.get(..earlier).map(defined_root);
            prop_assert_eq!(history.root_at(earlier as u64), known);
        }

        #[test]
        fn a_tree_grows_on_from_its_peaks(before in 0u32..200, after in 0u32..200) {
            let leaves = (0..before + after).map(|n| leaf(&n.to_be_bytes()));
            let whole: Tree = leaves.clone().collect();
            let part: Tree = leaves.clone().take(before as usize).collect();
            let mut resumed = Tree::from_peaks(part.size(), part.peaks().to_vec()).unwrap();
            leaves.skip(before as usize).for_each(|leaf| resumed.append(leaf));
            prop_assert_eq!(resumed, whole);
        }
    }
}
