//! Texts that are confidential by nature: the ledger keeps a commitment, the opening can be erased.

use sha2::{Digest as _, Sha256};

use crate::{id::Digest, prefix};

/// Longest sealed text, in bytes of UTF-8.
pub const SEALED_BYTES_MAX: usize = 8_192;

/// A salted commitment to a text (XCH-12, CFD-9). No rule ever needs the text itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Sealed {
    pub commitment: Digest,
}

/// `SHA-256("rights/sealed/v1" ‖ 0x00 ‖ salt ‖ value)`.
#[must_use]
pub fn commitment(salt: &[u8; 16], value: &str) -> Digest {
    let hash = Sha256::new().chain_update(prefix::SEALED).chain_update(salt).chain_update(value);
    Digest(hash.finalize().into())
}
