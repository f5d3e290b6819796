//! A command on its way to being signed: its bytes are fixed first, then everybody signs the same.

use std::time::Duration;

use ed25519_dalek::{Signer as _, SigningKey};
use rights::{
    envelope::{PAYLOAD_TYPE, pae, seal},
    id::{CommandId, KeyId, Origin},
    ledger::{Asked, Cited, Command, ContentDigest, Header, Seen, Signers},
    time::Instant,
    wire::{self, Malformed},
};

use crate::keys::id_of;

/// How long a command may wait to be recorded if nobody says otherwise.
pub const LIFETIME: Duration = Duration::from_hours(1);

/// What the header says beyond who signs and what is asked.
#[derive(Clone, Debug)]
pub struct Terms {
    pub issued_at: Instant,
    pub lifetime: Duration,
    pub seen: Option<Seen>,
    /// The decision cited: the sequence of the record that adopted it.
    pub cites: Option<u64>,
    pub attachments: Vec<ContentDigest>,
    /// The revision of the subject that the author saw; 0 states none.
    pub expected_revision: u64,
}

/// Why there is no draft, or no envelope of it.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    #[error("a command is signed by 1 to 64 different keys, the author's among them")]
    Signers,
    #[error("the command has a value that has no place in its bytes: {0}")]
    Unwritable(Malformed),
    #[error("key {0} is not among the signers that the command lists")]
    NotASigner(KeyId),
    #[error("key {0} has not signed yet")]
    Unsigned(KeyId),
}

/// The bytes that all signers sign, and the signatures so far.
#[derive(Clone, Debug)]
pub struct Draft {
    payload: Vec<u8>,
    asked: Asked,
    signatures: Vec<(KeyId, [u8; 64])>,
}

impl Terms {
    /// Issued at `now`, for an hour, citing and seeing nothing.
    #[must_use]
    pub fn at(now: Instant) -> Terms {
        Terms {
            issued_at: now,
            lifetime: LIFETIME,
            seen: None,
            cites: None,
            attachments: Vec::new(),
            expected_revision: 0,
        }
    }

    /// Citing the decision that the record `sequence` adopted.
    #[must_use]
    pub fn citing(mut self, sequence: u64) -> Terms {
        self.cites = Some(sequence);
        self
    }

    /// Stating the revision of the subject that the author saw.
    #[must_use]
    pub fn seeing(mut self, revision: u64) -> Terms {
        self.expected_revision = revision;
        self
    }
}

impl Draft {
    /// Fixes the bytes of `command` for `ledger`, to be signed by `author` and `others`.
    ///
    /// # Errors
    /// [`DraftError::Signers`], [`DraftError::Unwritable`].
    pub fn new(
        ledger: &Origin,
        command: Command,
        author: KeyId,
        others: &[KeyId],
        terms: Terms,
    ) -> Result<Draft, DraftError> {
        let mut keys: Vec<KeyId> = others.iter().copied().chain([author]).collect();
        keys.sort_unstable();
        keys.dedup();
        let position = keys.iter().position(|key| *key == author).unwrap_or_default();
        let position = u32::try_from(position).map_err(|_| DraftError::Signers)?;
        let seconds = terms.lifetime.as_secs();
        let header = Header {
            ledger: ledger.clone(),
            id: command_id(terms.issued_at),
            signers: Signers::new(keys, position).ok_or(DraftError::Signers)?,
            issued_at: terms.issued_at,
            expires_at: terms.issued_at.plus_seconds(seconds),
            seen: terms.seen,
            cited: terms
                .cites
                .map(|decision| Cited { decision, order: wire::command::order_of(&command) }),
            attachments: terms.attachments,
            expected_revision: terms.expected_revision,
        };
        Draft::parse(wire::command::write(&header, &command))
    }

    /// The draft whose bytes somebody else fixed; nobody has signed it here.
    ///
    /// # Errors
    /// [`DraftError::Unwritable`].
    pub fn parse(payload: Vec<u8>) -> Result<Draft, DraftError> {
        let asked = wire::command::read(&payload).map_err(DraftError::Unwritable)?;
        Ok(Draft { payload, asked, signatures: Vec::new() })
    }

    /// What the signers are asked to sign.
    #[must_use]
    pub fn asked(&self) -> &Asked {
        &self.asked
    }

    /// The bytes that are signed.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The signatures so far, in the order of signing.
    #[must_use]
    pub fn signatures(&self) -> &[(KeyId, [u8; 64])] {
        &self.signatures
    }

    /// Takes a signature that was made elsewhere; whether it verifies is the ledger's to say.
    ///
    /// # Errors
    /// [`DraftError::NotASigner`].
    pub fn take(&mut self, id: KeyId, signature: [u8; 64]) -> Result<(), DraftError> {
        if !self.asked.header.signers.iter().any(|signer| *signer == id) {
            return Err(DraftError::NotASigner(id));
        }
        if self.signatures.iter().all(|(signed, _)| *signed != id) {
            self.signatures.push((id, signature));
        }
        Ok(())
    }

    /// Signs with `key`; signing twice changes nothing.
    ///
    /// # Errors
    /// [`DraftError::NotASigner`].
    pub fn sign(&mut self, key: &SigningKey) -> Result<(), DraftError> {
        let signature = key.sign(&pae(PAYLOAD_TYPE, &self.payload)).to_bytes();
        self.take(id_of(key), signature)
    }

    /// The envelope, once everybody listed has signed.
    ///
    /// # Errors
    /// [`DraftError::Unsigned`], naming the first who has not.
    pub fn envelope(self) -> Result<Vec<u8>, DraftError> {
        let signed = |key: &KeyId| self.signatures.iter().any(|(signer, _)| signer == key);
        match self.asked.header.signers.iter().find(|key| !signed(key)) {
            Some(missing) => Err(DraftError::Unsigned(*missing)),
            None => Ok(seal(self.payload, &self.signatures)),
        }
    }
}

/// A new id that sorts by the time of issue (UUIDv7, RFC 9562).
fn command_id(issued_at: Instant) -> CommandId {
    let (seconds, micros) = (issued_at.micros() / 1_000_000, issued_at.micros() % 1_000_000);
    let nanos = u32::try_from(micros * 1_000).expect("a second has less than 2^32 nanoseconds");
    let time = uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanos);
    let id = *uuid::Uuid::new_v7(time).as_bytes();
    CommandId::from_bytes(id).expect("version 7 is what was asked for")
}

#[cfg(test)]
mod tests {
    use rights::{
        envelope::open,
        ledger::programme::{self, PassDeadlines},
    };

    use super::*;

    #[test]
    fn everybody_listed_signs_the_same_bytes() {
        // GEN-14
        let (a, b) = (SigningKey::from_bytes(&[1; 32]), SigningKey::from_bytes(&[2; 32]));
        let origin = Origin::parse("rights.example/test/0123456789abcdef").unwrap();
        let now = Instant::from_micros(1_000_000);
        let command = programme::Command::PassDeadlines(PassDeadlines { until: now });
        let others = [id_of(&b)];
        let terms = Terms::at(now);
        let mut draft = Draft::new(&origin, command.into(), id_of(&a), &others, terms).unwrap();
        draft.sign(&a).unwrap();
        assert!(matches!(draft.clone().envelope(), Err(DraftError::Unsigned(_))));
        let stranger = SigningKey::from_bytes(&[3; 32]);
        assert!(matches!(draft.sign(&stranger), Err(DraftError::NotASigner(_))));
        draft.sign(&b).unwrap();
        let opened = open(&draft.envelope().unwrap()).unwrap();
        let keys = [a.verifying_key(), b.verifying_key()];
        let find =
            |id: &KeyId| keys.iter().find(|key| rights::envelope::key_id(key.as_bytes()) == *id);
        assert_eq!(opened.verify(find), Ok(()));
    }
}
