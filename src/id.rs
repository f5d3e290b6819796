//! Names of things: parsed once, never mixed.

use alloc::string::String;
use core::{fmt, str};

/// Longest id, in bytes.
pub const ID_BYTES_MAX: usize = 39;

/// Not an id: what was given, shortened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id: 1 to 39 characters from A-Z a-z 0-9 . _ -, the first a letter or digit")]
pub struct InvalidId;

/// The bytes of an id, in place: ids are copied, compared and ordered without the heap.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Inline {
    // Zero-padded, so that comparing the whole array orders ids as their texts.
    bytes: [u8; ID_BYTES_MAX],
    length: u8,
}

impl Inline {
    fn parse(text: &str) -> Result<Inline, InvalidId> {
        let bytes = text.as_bytes();
        let first = bytes.first().ok_or(InvalidId)?;
        let fits = bytes.len() <= ID_BYTES_MAX && first.is_ascii_alphanumeric();
        let allowed = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        if !fits || !bytes.iter().all(allowed) {
            return Err(InvalidId);
        }
        let mut padded = [0; ID_BYTES_MAX];
        padded[..bytes.len()].copy_from_slice(bytes);
        let length = u8::try_from(bytes.len()).map_err(|_| InvalidId)?;
        Ok(Inline { bytes: padded, length })
    }

    fn as_str(&self) -> &str {
        str::from_utf8(&self.bytes[..usize::from(self.length)]).expect("ids are parsed from ASCII")
    }
}

impl PartialOrd for Inline {
    fn partial_cmp(&self, other: &Inline) -> Option<core::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Inline {
    fn cmp(&self, other: &Inline) -> core::cmp::Ordering {
        self.bytes.cmp(&other.bytes)
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        ///
        /// 1 to 39 ASCII characters from `A-Z a-z 0-9 . _ -`, the first a letter or digit. Ordered
        /// as text. It says nothing confidential by itself: whoever chooses it sees to that.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Inline);

        impl $name {
            /// # Errors
            /// [`InvalidId`]: choose another text.
            pub fn parse(text: &str) -> Result<$name, InvalidId> {
                Inline::parse(text).map($name)
            }

            /// The text it was parsed from.
            #[must_use]
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )*};
}

ids! {
    /// A party: an enterprise or organisation that acts in the programme.
    PartyId;
    /// A contract between parties.
    ContractId;
    /// A result of intellectual activity.
    ResultId;
    /// An item of background listed in a contract.
    BackgroundId;
    /// A treaty of the programme.
    TreatyId;
    /// A body that a state authorises for a treaty.
    BodyId;
    /// A person or body that keeps a private key; thresholds count distinct holders (KEY-2).
    HolderId;
}

macro_rules! bytes_id {
    ($($(#[$doc:meta])* $name:ident[$length:literal];)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $length]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    )*};
}

bytes_id! {
    /// SHA-256 of a key's SubjectPublicKeyInfo DER (RFC 8410 for Ed25519). Any 32 bytes.
    KeyId[32];
    /// SHA-256 of a content, of an order, or of an agreed text. Any 32 bytes.
    Digest[32];
}

/// The author's choice of a command's id: a UUID of version 7 (RFC 9562), the idempotency key
/// (XCH-11). Ordered by the time it states.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommandId([u8; 16]);

impl CommandId {
    /// None unless the bytes are a UUID of version 7 and variant 10.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> Option<CommandId> {
        let well_formed = bytes[6] >> 4 == 7 && bytes[8] >> 6 == 0b10;
        well_formed.then_some(CommandId(bytes))
    }

    /// The 16 bytes, most significant first.
    #[must_use]
    pub fn bytes(&self) -> [u8; 16] {
        self.0
    }
}

impl fmt::Display for CommandId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, byte) in self.0.iter().enumerate() {
            if matches!(position, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for CommandId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The name of one ledger, for ever: a DNS-like path whose last part is 16 hex digits that founding
/// drew, for example `rights.example/aurora/1f8e0c2a9b3d4e5f`. 17 to 100 characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Origin(String);

impl Origin {
    /// # Errors
    /// [`InvalidOrigin`]: the text is no origin.
    pub fn parse(text: &str) -> Result<Origin, InvalidOrigin> {
        let (name, drawn) = text.rsplit_once('/').ok_or(InvalidOrigin)?;
        let hex = |b: u8| b.is_ascii_digit() || matches!(b, b'a'..=b'f');
        let named =
            |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'/');
        let valid = drawn.len() == 16
            && drawn.bytes().all(hex)
            && !name.is_empty()
            && text.len() <= 100
            && name.bytes().all(named);
        if valid { Ok(Origin(text.into())) } else { Err(InvalidOrigin) }
    }

    /// The text it was parsed from.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is no origin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an origin: lower-case name, a slash and 16 hex digits, at most 100 characters")]
pub struct InvalidOrigin;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_order_as_their_texts() {
        let (short, long) = (PartyId::parse("NA").unwrap(), PartyId::parse("NA-1").unwrap());
        assert!(short < long);
        assert!(PartyId::parse("B").unwrap() < short);
    }

    #[test]
    fn an_id_has_no_room_for_tricks() {
        let long = "x".repeat(40);
        for text in ["", "-a", "a b", "a/b", "a\u{202e}b", "\u{410}", "a\n", long.as_str()] {
            assert_eq!(PartyId::parse(text), Err(InvalidId), "{text:?}");
        }
    }

    #[test]
    fn a_command_id_is_a_uuid_of_version_7() {
        let mut bytes = [0x70; 16];
        bytes[8] = 0x80;
        assert!(CommandId::from_bytes(bytes).is_some());
        bytes[6] = 0x40;
        assert!(CommandId::from_bytes(bytes).is_none());
    }

    #[test]
    fn an_origin_ends_in_what_founding_drew() {
        assert!(Origin::parse("rights.example/aurora/1f8e0c2a9b3d4e5f").is_ok());
        for text in ["aurora", "Aurora/1f8e0c2a9b3d4e5f", "a/1F8e0c2a9b3d4e5f", "/1f8e0c2a9b3d4e5f"]
        {
            assert!(Origin::parse(text).is_err(), "{text}");
        }
    }
}
