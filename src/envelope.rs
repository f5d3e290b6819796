//! What authors send: exact bytes and signatures over them (DSSE), judged before anything is read
//! into the bytes' meaning.

use alloc::{vec, vec::Vec};

use ed25519_dalek::{Signature, VerifyingKey};
use prost::Message as _;
use sha2::{Digest as _, Sha256};

use crate::{
    id::{HolderId, KeyId, Origin},
    ledger::Asked,
    prefix,
    role::Role,
    wire::{self, Malformed, v1},
};

/// The type of every payload; another type is another purpose (XCH-9).
pub const PAYLOAD_TYPE: &str = "application/vnd.rights.command.v1+protobuf";

/// Most signatures of one command (GEN-14).
pub const SIGNATURES_MAX: usize = 64;

/// DER of an Ed25519 SubjectPublicKeyInfo (RFC 8410 section 4) up to the 32 bytes of the key.
const SPKI_HEAD: [u8; 12] =
    [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// The id of an Ed25519 key: SHA-256 of its SubjectPublicKeyInfo DER.
#[must_use]
pub fn key_id(public_key: &[u8; 32]) -> KeyId {
    KeyId(Sha256::new().chain_update(SPKI_HEAD).chain_update(public_key).finalize().into())
}

/// Pre-authentication encoding: the bytes that signers sign.
///
/// `"DSSEv1" SP len(type) SP type SP len(body) SP body`, lengths in ASCII decimal (DSSE v1).
#[must_use]
pub fn pae(payload_type: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(prefix::DSSE.len() + payload_type.len() + body.len() + 24);
    bytes.extend_from_slice(prefix::DSSE);
    for (last, part) in [(false, payload_type.as_bytes()), (true, body)] {
        decimal(part.len(), &mut bytes);
        bytes.push(b' ');
        bytes.extend_from_slice(part);
        if !last {
            bytes.push(b' ');
        }
    }
    bytes
}

fn decimal(mut number: usize, bytes: &mut Vec<u8>) {
    let start = bytes.len();
    loop {
        bytes.push(b'0' + u8::try_from(number % 10).expect("a digit is below ten"));
        number /= 10;
        if number == 0 {
            break;
        }
    }
    bytes[start..].reverse();
}

/// An envelope whose form is right and whose command is parsed. Its signatures are not checked yet.
#[derive(Clone, PartialEq, Debug)]
pub struct Opened {
    /// The command that the signers signed.
    pub asked: Asked,
    payload: Vec<u8>,
    /// In the order of `asked.header.signers`: one each.
    signatures: Vec<[u8; 64]>,
}

/// A signature that does not verify, or whose key nobody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadSignature {
    /// The key is not known to the caller.
    UnknownKey(KeyId),
    /// The key is known, and did not make this signature over these bytes.
    Forged(KeyId),
}

/// Parses the bytes of an envelope, strictly: one encoding, the one payload type, exactly the
/// signers that the command lists, ascending.
///
/// # Errors
/// [`Malformed`], naming the place. Send what the signers signed, as they signed it.
pub fn open(bytes: &[u8]) -> Result<Opened, Malformed> {
    let envelope: v1::Envelope = wire::strictly(bytes)?;
    if envelope.payload_type != PAYLOAD_TYPE {
        return Err(Malformed::at("payload_type"));
    }
    let asked = wire::command::read(&envelope.payload)?;
    let mut signatures = Vec::with_capacity(envelope.signatures.len());
    let listed = asked.header.signers.iter();
    if listed.len() != envelope.signatures.len() {
        return Err(Malformed::at("signatures"));
    }
    for (key, signature) in listed.zip(&envelope.signatures) {
        if signature.key_id != key.0 {
            return Err(Malformed::at("signatures.key_id"));
        }
        let bytes: &[u8] = &signature.signature;
        signatures.push(bytes.try_into().map_err(|_| Malformed::at("signatures.signature"))?);
    }
    Ok(Opened { asked, payload: envelope.payload, signatures })
}

/// The bytes of an envelope around `payload`, with `signatures` in ascending order of key id.
#[must_use]
pub fn seal(payload: Vec<u8>, signatures: &[(KeyId, [u8; 64])]) -> Vec<u8> {
    let signature = |(key, signature): &(KeyId, [u8; 64])| v1::Signature {
        key_id: key.0.to_vec(),
        signature: signature.to_vec(),
    };
    let mut signatures: Vec<_> = signatures.iter().map(signature).collect();
    signatures.sort_by(|a, b| a.key_id.cmp(&b.key_id));
    v1::Envelope { payload_type: PAYLOAD_TYPE.into(), payload, signatures }.encode_to_vec()
}

impl Opened {
    /// The exact bytes that were signed.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// Checks every signature, strictly (RFC 8032 with the checks of `verify_strict`).
    ///
    /// # Errors
    /// The first [`BadSignature`] in the order of key ids.
    pub fn verify<'k>(
        &self,
        key: impl Fn(&KeyId) -> Option<&'k VerifyingKey>,
    ) -> Result<(), BadSignature> {
        let signed = pae(PAYLOAD_TYPE, &self.payload);
        for (id, signature) in self.asked.header.signers.iter().zip(&self.signatures) {
            let key = key(id).ok_or(BadSignature::UnknownKey(*id))?;
            let signature = Signature::from_bytes(signature);
            key.verify_strict(&signed, &signature).map_err(|_| BadSignature::Forged(*id))?;
        }
        Ok(())
    }
}

/// Why a public key cannot be enrolled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeakKey {
    #[error("the bytes encode no point of the curve, or not in the canonical way")]
    Encoding,
    #[error("the point has small order, or a part of small order")]
    Torsion,
}

/// The key of `bytes`, if it may be enrolled: canonical encoding, not weak, torsion-free (KEY-8).
///
/// # Errors
/// [`WeakKey`]: make another key.
pub fn verifying_key(bytes: &[u8; 32]) -> Result<VerifyingKey, WeakKey> {
    let key = VerifyingKey::from_bytes(bytes).map_err(|_| WeakKey::Encoding)?;
    let point = key.to_edwards();
    if point.compress().as_bytes() != bytes {
        return Err(WeakKey::Encoding);
    }
    if key.is_weak() || !point.is_torsion_free() {
        return Err(WeakKey::Torsion);
    }
    Ok(key)
}

/// The statement that an offered key signs to prove possession (KEY-8): bound to the ledger, the
/// role and the holder, so that a proof made for one enrolment serves no other.
///
/// `"rights/possession/v1" ‖ 0x00 ‖ origin ‖ 0x00 ‖ role ‖ 0x00 ‖ holder ‖ 0x00 ‖ public key`.
#[must_use]
pub fn possession(origin: &Origin, role: Role, holder: &HolderId, key: &[u8; 32]) -> Vec<u8> {
    use alloc::string::ToString as _;
    let role = role.to_string();
    let parts = [origin.as_str().as_bytes(), role.as_bytes(), holder.as_str().as_bytes()];
    let mut bytes = vec![];
    bytes.extend_from_slice(prefix::POSSESSION);
    for part in parts {
        bytes.extend_from_slice(part);
        bytes.push(0);
    }
    bytes.extend_from_slice(key);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoding_that_is_signed_is_the_published_one() {
        // The vector of the DSSE specification.
        let encoded = pae("http://example.com/HelloWorld", b"hello world");
        assert_eq!(encoded, b"DSSEv1 29 http://example.com/HelloWorld 11 hello world");
        assert_eq!(pae("", b""), b"DSSEv1 0  0 ");
    }

    #[test]
    fn a_weak_or_oddly_encoded_key_is_refused() {
        // KEY-8. The neutral element, a point of order 8, and p itself as y (RFC 7748 notation).
        let mut neutral = [0; 32];
        neutral[0] = 1;
        assert_eq!(verifying_key(&neutral), Err(WeakKey::Torsion));
        let mut p = [0xff; 32];
        (p[0], p[31]) = (0xed, 0x7f);
        assert!(verifying_key(&p).is_err());
    }
}
