//! Texts that stay out of the log: sealed for the command, opened for the operator to keep beside it.

use rights::{
    id::Digest,
    sealed::{SEALED_BYTES_MAX, Sealed, commitment},
};

/// What opens a commitment: submitted beside the envelope that needs it.
#[derive(Clone, PartialEq, Eq)]
pub struct Opening {
    pub salt: [u8; 16],
    pub text: String,
}

/// Why a text cannot be sealed.
#[derive(Debug, thiserror::Error)]
pub enum NotSealed {
    #[error("a sealed text has at most {SEALED_BYTES_MAX} bytes, this one has {0}")]
    TooLong(usize),
    #[error("the system gives no random bytes: {0}")]
    NoRandomness(getrandom::Error),
}

impl Opening {
    /// A new opening of `text` under a salt from the system's random bytes.
    ///
    /// # Errors
    /// [`NotSealed`]: shorten the text.
    pub fn new(text: &str) -> Result<Opening, NotSealed> {
        if text.len() > SEALED_BYTES_MAX {
            return Err(NotSealed::TooLong(text.len()));
        }
        let mut salt = [0; 16];
        getrandom::fill(&mut salt).map_err(NotSealed::NoRandomness)?;
        Ok(Opening { salt, text: text.into() })
    }

    /// The commitment that a command carries.
    #[must_use]
    pub fn sealed(&self) -> Sealed {
        Sealed { commitment: self.commitment() }
    }

    /// The commitment's digest.
    #[must_use]
    pub fn commitment(&self) -> Digest {
        commitment(&self.salt, &self.text)
    }
}

impl std::fmt::Debug for Opening {
    /// Never the text: openings are what must not end up in a log file.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Opening of {}", self.commitment())
    }
}
