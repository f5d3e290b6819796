//! Changes bytes as storage, networks and enemies do: flips, cuts, splices, lengths that lie.

/// `SplitMix64` (Steele, Lea and Flood, 2014).
pub(crate) struct Mutator(pub(crate) u64);

impl Mutator {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`, which is not 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }

    /// One of `corpus`, changed in one to four ways; once in sixteen times as it is.
    pub(crate) fn mutated(&mut self, corpus: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = corpus[self.below(corpus.len())].clone();
        if self.below(16) == 0 {
            return bytes;
        }
        for _ in 0..=self.below(4) {
            self.change(&mut bytes, corpus);
        }
        bytes
    }

    fn change(&mut self, bytes: &mut Vec<u8>, corpus: &[Vec<u8>]) {
        let at = self.below(bytes.len() + 1);
        match (self.below(8), bytes.get_mut(at)) {
            (0..=2, Some(byte)) => *byte ^= 1 << self.below(8),
            (3, Some(byte)) => *byte = [0, 1, 0x7f, 0x80, 0xff][self.below(5)],
            (4, Some(_)) => bytes.truncate(at),
            // A length or a number of ten bytes, as large as they get.
            (5, _) => drop(bytes.splice(at..at, [0xff; 9].into_iter().chain([1]))),
            (6, _) => {
                let other = &corpus[self.below(corpus.len())];
                let from = self.below(other.len() + 1);
                let until = from + self.below(other.len() - from + 1);
                let end = (at + self.below(64)).min(bytes.len());
                drop(bytes.splice(at..end, other[from..until].iter().copied()));
            }
            (7, Some(_)) => {
                let end = (at + 1 + self.below(16)).min(bytes.len());
                let again = bytes[at..end].to_vec();
                drop(bytes.splice(at..at, again));
            }
            (_, _) => bytes.push(u8::try_from(self.below(256)).unwrap()),
        }
    }
}
