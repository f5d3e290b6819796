//! A salt and a text, and the commitment that they open.

use std::fmt;

use tlog::hash::Hash;

/// What a commitment's hash begins with, before a zero byte, so that no other hash of this
/// ledger is ever taken for a commitment.
pub const CONTEXT: &[u8] = b"rights/sealed/v1";

/// The bytes of a salt.
pub const SALT_BYTES: usize = 16;

/// The bytes of a text, at most: 8 KiB of UTF-8.
pub const TEXT_BYTES_MAX: usize = 8_192;

/// What keeps a short text from being guessed by its commitment: the author draws it at random.
pub type Salt = [u8; SALT_BYTES];

/// A confidential text with its salt; at most [`TEXT_BYTES_MAX`] bytes, perhaps none.
///
/// It shows its commitment, never its text, wherever it is printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Opening {
    salt: Salt,
    text: String,
}

/// A text that is too long to be sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sealed text of {0} bytes, where {TEXT_BYTES_MAX} are the most")]
pub struct TooLong(pub usize);

impl Opening {
    /// The opening of `text` under `salt`.
    ///
    /// # Errors
    /// [`TooLong`] beyond [`TEXT_BYTES_MAX`].
    pub fn new(salt: Salt, text: String) -> Result<Self, TooLong> {
        if text.len() > TEXT_BYTES_MAX {
            return Err(TooLong(text.len()));
        }
        Ok(Self { salt, text })
    }

    #[must_use]
    pub const fn salt(&self) -> &Salt {
        &self.salt
    }

    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// SHA-256("rights/sealed/v1" ‖ 0x00 ‖ salt ‖ text): what the command carries.
    #[must_use]
    pub fn commitment(&self) -> Hash {
        Hash::of(&[CONTEXT, &[0], &self.salt, self.text.as_bytes()])
    }
}

impl fmt::Debug for Opening {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "the opening of {}", self.commitment())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commitment_is_the_hash_of_these_bytes() {
        let opening = Opening::new([1; 16], "Aurora".into()).expect("the text is short");
        let bytes = b"rights/sealed/v1\0\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01Aurora";
        assert_eq!(opening.commitment(), Hash::of(&[bytes]));
    }

    #[test]
    fn a_text_has_at_most_8_kib() {
        assert!(Opening::new([1; 16], "ж".repeat(4_096)).is_ok());
        assert_eq!(Opening::new([1; 16], "ж".repeat(4_097)), Err(TooLong(8_194)));
    }

    #[test]
    fn a_printed_opening_does_not_show_its_text() {
        let opening = Opening::new([1; 16], "Aurora".into()).expect("the text is short");
        let printed = format!("{opening:?}");
        assert_eq!(printed, format!("the opening of {}", opening.commitment()));
    }
}
