//! Requests become values of the core here, and answers of the core become messages.

use prost::Message as _;
use rights::{
    id::Digest,
    ledger::{Events, Reason, Refusal},
    sealed::{self, SEALED_BYTES_MAX},
    time::Instant,
    wire::{self, Malformed},
};

use crate::v1;

/// A confidential text of at most 8,192 bytes, with the salt of its commitment.
#[derive(Clone, PartialEq, Eq)]
pub struct Opening {
    pub salt: [u8; 16],
    pub value: String,
}

impl Opening {
    /// What it opens.
    #[must_use]
    pub fn commitment(&self) -> Digest {
        sealed::commitment(&self.salt, &self.value)
    }
}

impl core::fmt::Debug for Opening {
    /// Never the text: logs are not where confidential texts belong.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_tuple("Opening").field(&self.commitment()).finish()
    }
}

/// The openings of a request, in its order.
///
/// # Errors
/// `MALFORMED` at `openings.salt` or `openings.value`.
pub fn openings(sent: Vec<v1::Opening>) -> Result<Vec<Opening>, Refusal> {
    let opening = |v1::Opening { salt, value }: v1::Opening| {
        let place = |place| Malformed { place };
        let salt = salt.try_into().map_err(|_| malformed(&place("openings.salt")))?;
        if value.len() > SEALED_BYTES_MAX {
            return Err(malformed(&place("openings.value")));
        }
        Ok(Opening { salt, value })
    };
    sent.into_iter().map(opening).collect()
}

/// The refusal of bytes that are not in the one form that the specification allows.
#[must_use]
pub fn malformed(malformed: &Malformed) -> Refusal {
    Refusal { reason: Reason::Malformed, rule: None, policy: None, facts: Vec::new() }
        .fact("place", malformed.place)
}

/// The receipt of the record `sequence` under the head `(size, root)`.
#[must_use]
pub fn receipt(
    sequence: u64,
    record_hash: &[u8; 32],
    recorded_at: Instant,
    head: (u64, &[u8; 32]),
) -> v1::Receipt {
    let (size, root) = head;
    v1::Receipt {
        sequence,
        record_hash: record_hash.to_vec(),
        recorded_at_us: recorded_at.micros(),
        head: Some(v1::Head { size, root: root.to_vec() }),
    }
}

/// What a command would change.
///
/// # Panics
/// Never: what a record holds is read back as it was written.
#[must_use]
pub fn rehearsed(events: &Events) -> v1::Rehearsed {
    // The core gives events out as records alone, so that there is one encoding of them.
    let record = wire::record::write(0, Instant::EPOCH, Vec::new(), events);
    let record = wire::v1::Record::decode(&*record).expect("the core reads what it writes");
    v1::Rehearsed { events: record.events }
}

/// What record 0 says of its ledger.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Founding {
    pub origin: String,
    pub purpose: wire::v1::Purpose,
}

/// Reads what record 0 says of its ledger.
///
/// # Errors
/// [`Malformed`]: the bytes are no record of a founding.
pub fn founding(record: &[u8]) -> Result<Founding, Malformed> {
    use wire::v1::command::Operation::OpenProgramme;
    let record: wire::v1::Record = wire::strictly(record)?;
    let envelope: wire::v1::Envelope = wire::strictly(&record.envelope)?;
    let command: wire::v1::Command = wire::strictly(&envelope.payload)?;
    let Some(OpenProgramme(founding)) = command.operation else {
        return Err(Malformed { place: "operation" });
    };
    Ok(Founding { origin: command.ledger, purpose: founding.purpose() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(salt: usize, value: usize) -> Vec<v1::Opening> {
        vec![v1::Opening { salt: vec![7; salt], value: "a".repeat(value) }]
    }

    #[test]
    fn an_opening_has_a_salt_of_16_bytes_and_a_text_of_at_most_8_kib() {
        let place = |refused: Refusal| refused.facts[0].value.clone();
        assert_eq!(openings(sent(15, 1)).map_err(place), Err("openings.salt".into()));
        assert_eq!(openings(sent(16, 8193)).map_err(place), Err("openings.value".into()));
        assert_eq!(openings(sent(16, 8192)).map(|openings| openings.len()), Ok(1));
    }

    #[test]
    fn an_opening_is_printed_without_its_text() {
        let opening = Opening { salt: [7; 16], value: "secret".into() };
        assert!(!format!("{opening:?}").contains("secret"));
    }
}
