//! Parses strictly and checks signatures before a command reaches the task; needs no ledger, only
//! the keys that were ever enrolled.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use ed25519_dalek::VerifyingKey;
use rights::{
    envelope::{self, BadSignature, Opened},
    id::{CommandId, Digest, KeyId},
    ledger::{Ledger, Refusal},
    time::Instant,
    wire::{self, Malformed},
};
use rights_openings::Opening;
use tlog::hash::Hash;

/// What an author sends: the exact bytes of an envelope, and the texts behind its commitments.
#[derive(Clone, Debug)]
pub struct Submission {
    pub envelope: Bytes,
    pub openings: Vec<Opening>,
    /// Where the clock of a DEVELOPMENT ledger stands from now on; none for wall time.
    pub at: Option<Instant>,
}

/// What is to be rehearsed.
#[derive(Clone, Debug)]
pub enum Rehearsal {
    /// A signed command, as it would be submitted.
    Signed(Submission),
    /// The bytes that would be signed, and the texts behind their commitments. Decided as if all
    /// the signers that they list had signed.
    Unsigned { command: Bytes, openings: Vec<Opening>, at: Option<Instant> },
}

/// A command whose form is right and whose signatures are checked, or left to the task.
#[derive(Debug)]
pub struct Checked {
    pub(crate) opened: Opened,
    pub(crate) envelope: Bytes,
    /// SHA-256 of the signed bytes.
    pub(crate) body: Hash,
    pub(crate) commitments: Vec<Digest>,
    pub(crate) openings: Vec<Opening>,
    pub(crate) signatures: Signatures,
    pub(crate) at: Option<Instant>,
}

impl Checked {
    /// The id that its author gave it.
    pub(crate) fn id(&self) -> &CommandId {
        &self.opened.asked.header.id
    }

    /// SHA-256 of the origin of the ledger that the command is for.
    pub(crate) fn origin_hash(&self) -> Hash {
        Hash::of(&[self.opened.asked.header.ledger.as_str().as_bytes()])
    }
}

/// What is known of a command's signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signatures {
    Verified,
    /// A key was not known here: an earlier command may enrol it.
    LeftToTheTask,
}

/// Parses `submission` and verifies its signatures by the keys known.
///
/// # Errors
/// `MALFORMED`, naming the place; `NOT_AUTHORISED` if a signature is not its key's.
pub fn check(submission: Submission, keys: &KnownKeys) -> Result<Checked, Refusal> {
    let Submission { envelope, openings, at } = submission;
    let opened = envelope::open(&envelope).map_err(malformed)?;
    let keys = keys.snapshot();
    let signatures = match opened.verify(|id| keys.get(id)) {
        Ok(()) => Signatures::Verified,
        Err(BadSignature::UnknownKey(_)) => Signatures::LeftToTheTask,
        Err(BadSignature::Forged(_)) => return Err(Refusal::not_authorised()),
    };
    checked(opened, envelope, openings, signatures, at)
}

/// As [`check`], for what is not to be recorded.
pub(crate) fn check_rehearsal(rehearsal: Rehearsal, keys: &KnownKeys) -> Result<Checked, Refusal> {
    let (command, openings, at) = match rehearsal {
        Rehearsal::Signed(submission) => return check(submission, keys),
        Rehearsal::Unsigned { command, openings, at } => (command, openings, at),
    };
    // Enveloped as it would be, so that its record has the size that it would have.
    let asked = wire::command::read(&command).map_err(malformed)?;
    let unsigned: Vec<_> = asked.header.signers.iter().map(|key| (*key, [0; 64])).collect();
    let envelope = Bytes::from(envelope::seal(command.to_vec(), &unsigned));
    let opened = envelope::open(&envelope).map_err(malformed)?;
    checked(opened, envelope, openings, Signatures::Verified, at)
}

fn checked(
    opened: Opened,
    envelope: Bytes,
    openings: Vec<Opening>,
    signatures: Signatures,
    at: Option<Instant>,
) -> Result<Checked, Refusal> {
    let commitments = wire::commitments::of(opened.payload()).map_err(malformed)?;
    let body = Hash::of(&[opened.payload()]);
    Ok(Checked { opened, envelope, body, commitments, openings, signatures, at })
}

fn malformed(malformed: Malformed) -> Refusal {
    rights_api::convert::malformed(&malformed)
}

/// Every key ever enrolled, ready to verify with, whatever became of it: whether it may still sign
/// is decided with the command. A key's id is its hash, so a key here is never the wrong one.
#[derive(Debug, Default)]
pub struct KnownKeys {
    keys: Mutex<Arc<HashMap<KeyId, VerifyingKey>>>,
}

impl KnownKeys {
    fn snapshot(&self) -> Arc<HashMap<KeyId, VerifyingKey>> {
        Arc::clone(&self.keys.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Adds the keys of `ledger` that are not here yet.
    pub(crate) fn publish(&self, ledger: &Ledger) {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        for (id, key) in ledger.keys().iter() {
            if keys.contains_key(id) {
                continue;
            }
            if let Ok(key) = VerifyingKey::from_bytes(&key.public_key) {
                Arc::make_mut(&mut keys).insert(*id, key);
            }
        }
    }
}
