//! SHA-256 values, and the leaf and node hashes of RFC 6962 §2.1.

use core::fmt;

use sha2::{Digest, Sha256};

/// The root of a tree without leaves: SHA-256 of nothing (RFC 6962 §2.1).
pub const EMPTY_ROOT: Hash = Hash([
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
    0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
]);

/// What separates leaves from nodes, so that no record can pose as a subtree.
const LEAF_TAG: &[u8] = &[0];
const NODE_TAG: &[u8] = &[1];

/// 32 bytes that SHA-256 gave, or that claim to be such; shown and read as 64 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; 32]);

/// A text that is not 64 lower-case hex digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a hash is 64 lower-case hex digits")]
pub struct NotAHash;

impl Hash {
    /// 32 zero bytes: the root that a claim names.
    pub const ZERO: Self = Self([0; 32]);

    /// These bytes, taken for a hash.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Plain SHA-256 of `parts`, one after the other.
    #[must_use]
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update(part);
        }
        Self(hasher.finalize().into())
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Reads 64 lower-case hex digits: the one form in which [`fmt::Display`] writes a hash.
    ///
    /// # Errors
    /// [`NotAHash`] for anything else, upper case included: one value has one text.
    pub fn parse(text: &str) -> Result<Self, NotAHash> {
        let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return Err(NotAHash) };
        let pairs: &[[u8; 2]; 32] = pairs.try_into().map_err(|_| NotAHash)?;
        let mut bytes = [0; 32];
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = digit(*high)? << 4 | digit(*low)?;
        }
        Ok(Self(bytes))
    }
}

/// The hash of a record as a leaf: SHA-256(0x00 ‖ record).
#[must_use]
pub fn leaf(record: &[u8]) -> Hash {
    Hash::of(&[LEAF_TAG, record])
}

/// The hash over two subtrees: SHA-256(0x01 ‖ left ‖ right).
#[must_use]
pub fn node(left: &Hash, right: &Hash) -> Hash {
    Hash::of(&[NODE_TAG, &left.0, &right.0])
}

fn digit(text: u8) -> Result<u8, NotAHash> {
    match text {
        b'0'..=b'9' => Ok(text - b'0'),
        b'a'..=b'f' => Ok(text - b'a' + 10),
        _ => Err(NotAHash),
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl AsRef<[u8]> for Hash {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn the_empty_root_is_the_hash_of_nothing() {
        assert_eq!(Hash::of(&[]), EMPTY_ROOT);
    }

    #[test]
    fn parts_are_hashed_as_one_text() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Hash::of(&[b"a", b"", b"bc"]).to_string(), abc);
    }

    #[test]
    fn a_hash_has_one_text() {
        let text = EMPTY_ROOT.to_string();
        assert_eq!(Hash::parse(&text), Ok(EMPTY_ROOT));
        assert_eq!(Hash::parse(&text.to_uppercase()), Err(NotAHash));
        assert_eq!(Hash::parse(&text[1..]), Err(NotAHash));
        assert_eq!(Hash::parse(&text[2..]), Err(NotAHash));
        assert_eq!(Hash::parse(&text.replace('e', "g")), Err(NotAHash));
        assert_eq!(Hash::parse(&"é".repeat(32)), Err(NotAHash));
    }
}
