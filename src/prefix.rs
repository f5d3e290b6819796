//! Every byte prefix that anything here signs or hashes: none is a prefix of another, so bytes made
//! for one purpose can never serve another. (The one-byte tags of the Merkle tree stand in `tlog`.)

/// Pre-authentication encoding (DSSE): what signers of commands sign.
pub const DSSE: &[u8] = b"DSSEv1 ";
/// A sealed text's commitment.
pub const SEALED: &[u8] = b"rights/sealed/v1\0";
/// An order of a decision: the hash of an operation (GEN-15).
pub const ORDER: &[u8] = b"rights/order/v1\0";
/// Proof that the holder of a key has it (KEY-8).
pub const POSSESSION: &[u8] = b"rights/possession/v1\0";

/// All of them, for the test that none begins another.
pub const ALL: [&[u8]; 4] = [DSSE, SEALED, ORDER, POSSESSION];

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn no_prefix_begins_another() {
        for (i, a) in ALL.iter().enumerate() {
            for (j, b) in ALL.iter().enumerate() {
                assert!(i == j || !b.starts_with(a));
            }
        }
    }
}
