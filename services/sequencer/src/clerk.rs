//! The ledger's own key, with which it signs what time alone demands (GEN-17).

use ed25519_dalek::{Signer as _, SigningKey};
use rights::{
    envelope::{self, PAYLOAD_TYPE, key_id, pae},
    id::{CommandId, KeyId},
    ledger::{Asked, Command, Header, Ledger, Signers},
    role::{ClerkDuty, Role},
    time::Instant,
    wire,
};

/// How long a command of the clerk lives: it is recorded at the instant at which it is made.
const LIFETIME_SECONDS: u64 = 60;

/// The clerk's key for deadlines.
#[derive(Clone, Debug)]
pub struct Clerk {
    key: SigningKey,
    id: KeyId,
}

impl Clerk {
    /// The clerk that signs with `key`.
    #[must_use]
    pub fn new(key: SigningKey) -> Clerk {
        let id = key_id(key.verifying_key().as_bytes());
        Clerk { key, id }
    }

    /// The id of its key.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// Whether `ledger` knows this key for this duty.
    pub(crate) fn serves(&self, ledger: &Ledger) -> bool {
        let key = ledger.keys().get(&self.id);
        key.is_some_and(|key| key.role == Role::Clerk(ClerkDuty::Deadlines))
    }

    /// `command` as the next record of `ledger`: parsed, its signed bytes, and its envelope.
    pub(crate) fn sign(
        &self,
        ledger: &Ledger,
        at: Instant,
        command: Command,
    ) -> (Asked, Vec<u8>, Vec<u8>) {
        let sequence = ledger.acts().next_sequence();
        let header = Header {
            ledger: ledger.origin().expect("nothing is due before founding").clone(),
            id: command_id(at, sequence),
            signers: Signers::new(vec![self.id], 0).expect("one key is a list of signers"),
            issued_at: at,
            expires_at: at.plus_seconds(LIFETIME_SECONDS),
            seen: None,
            cited: None,
            attachments: Vec::new(),
            expected_revision: 0,
        };
        let body = wire::command::write(&header, &command);
        let signature = self.key.sign(&pae(PAYLOAD_TYPE, &body)).to_bytes();
        let envelope = envelope::seal(body.clone(), &[(self.id, signature)]);
        (Asked { header, command }, body, envelope)
    }
}

/// A UUID of version 7 that states `at` and, in place of random bits, the record's sequence: the
/// clerk makes at most one command for each record, and nothing here draws random numbers.
fn command_id(at: Instant, sequence: u64) -> CommandId {
    let millis = (at.micros() / 1_000).to_be_bytes();
    let mut bytes = [0; 16];
    bytes[..6].copy_from_slice(&millis[2..]);
    bytes[8..].copy_from_slice(&(sequence & (u64::MAX >> 2)).to_be_bytes());
    bytes[6] |= 0x70;
    bytes[8] |= 0x80;
    CommandId::from_bytes(bytes).expect("version and variant are set")
}
