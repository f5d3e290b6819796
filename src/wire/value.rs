//! Values: each converts once.

use alloc::{
    string::{String, ToString as _},
    vec::Vec,
};

use super::{Field, Malformed, Wire, choice, message, v1};
use crate::{
    id::{BackgroundId, BodyId, ContractId, Digest, HolderId, KeyId, PartyId, ResultId, TreatyId},
    ledger::{ContentDigest, KeyOffer, Level, PolicyEntry, ShareOf},
    role::{Council, Role},
    sealed::Sealed,
    share::Share,
    territory::State,
    text::Text,
    time::{Date, Instant},
};

/// Types with a text form: `String` required, optional (empty = none), and repeated.
macro_rules! texts {
    ($($name:ident)*) => {$(
        impl Field<String> for $name {
            fn read_field(field: String, place: &'static str) -> Result<$name, Malformed> {
                $name::parse(&field).map_err(|_| Malformed::at(place))
            }

            fn write_field(&self) -> String {
                self.to_string()
            }
        }

        impl Field<String> for Option<$name> {
            fn read_field(field: String, place: &'static str) -> Result<Self, Malformed> {
                if field.is_empty() {
                    return Ok(None);
                }
                $name::read_field(field, place).map(Some)
            }

            fn write_field(&self) -> String {
                self.as_ref().map(Field::write_field).unwrap_or_default()
            }
        }

        impl Field<Vec<String>> for Vec<$name> {
            fn read_field(field: Vec<String>, place: &'static str) -> Result<Self, Malformed> {
                field.into_iter().map(|text| $name::read_field(text, place)).collect()
            }

            fn write_field(&self) -> Vec<String> {
                self.iter().map(Field::write_field).collect()
            }
        }
    )*};
}

texts! { PartyId ContractId ResultId BackgroundId TreatyId BodyId HolderId State Role Text }

/// Numbers and plain bytes that need no parsing.
macro_rules! plain {
    ($($kind:ty)*) => {$(
        impl Field<$kind> for $kind {
            fn read_field(field: $kind, _place: &'static str) -> Result<$kind, Malformed> {
                Ok(field)
            }

            fn write_field(&self) -> $kind {
                self.clone()
            }
        }
    )*};
}

plain! { u32 u64 }

/// Byte strings of one length; the optional form is empty.
macro_rules! fixed {
    ($($name:ty = $length:literal, $read:expr, $write:expr;)*) => {$(
        impl Field<Vec<u8>> for $name {
            fn read_field(field: Vec<u8>, place: &'static str) -> Result<Self, Malformed> {
                let bytes: [u8; $length] =
                    field.as_slice().try_into().map_err(|_| Malformed::at(place))?;
                Ok($read(bytes))
            }

            fn write_field(&self) -> Vec<u8> {
                $write(self).to_vec()
            }
        }

        impl Field<Vec<Vec<u8>>> for Vec<$name> {
            fn read_field(field: Vec<Vec<u8>>, place: &'static str) -> Result<Self, Malformed> {
                field.into_iter().map(|bytes| Field::read_field(bytes, place)).collect()
            }

            fn write_field(&self) -> Vec<Vec<u8>> {
                self.iter().map(Field::write_field).collect()
            }
        }
    )*};
}

fixed! {
    KeyId = 32, KeyId, |key: &KeyId| key.0;
    Digest = 32, Digest, |digest: &Digest| digest.0;
    [u8; 32] = 32, |bytes| bytes, |bytes: &[u8; 32]| *bytes;
    [u8; 64] = 64, |bytes| bytes, |bytes: &[u8; 64]| *bytes;
}

impl Field<String> for Council {
    fn read_field(field: String, place: &'static str) -> Result<Council, Malformed> {
        Council::parse(&field).map_err(|_| Malformed::at(place))
    }

    fn write_field(&self) -> String {
        self.as_str().into()
    }
}

impl Field<u64> for Instant {
    fn read_field(field: u64, _place: &'static str) -> Result<Instant, Malformed> {
        Ok(Instant::from_micros(field))
    }

    fn write_field(&self) -> u64 {
        self.micros()
    }
}

impl Wire for Date {
    type Proto = v1::Date;

    fn read(proto: v1::Date) -> Result<Date, Malformed> {
        Date::from_days(proto.days).map_err(|_| Malformed::at("days"))
    }

    fn write(&self) -> v1::Date {
        v1::Date { days: self.days() }
    }
}

impl Wire for Share {
    type Proto = v1::Share;

    /// Only the reduced form is read: a share has one encoding (SHA-2).
    fn read(proto: v1::Share) -> Result<Share, Malformed> {
        let share =
            Share::new(proto.numerator, proto.denominator).map_err(|_| Malformed::at("share"))?;
        if share.numerator() == proto.numerator { Ok(share) } else { Err(Malformed::at("share")) }
    }

    fn write(&self) -> v1::Share {
        v1::Share { numerator: self.numerator(), denominator: self.denominator() }
    }
}

choice! {
    Level = Level { Public, Programme, Contract, Restricted, Sealed }
}

message! {
    Sealed = Sealed { commitment }
    ContentDigest = ContentDigest { sha256, size, media_type }
    ShareOf = ShareOf { party, share }
    KeyOffer = KeyOffer { public_key, holder, from, until, possession }
}

/// Keys and values stay texts here: which are known and allowed is the policy's rule (POL-5), and
/// its refusal names the key.
impl Wire for PolicyEntry {
    type Proto = v1::PolicyEntry;

    fn read(proto: v1::PolicyEntry) -> Result<PolicyEntry, Malformed> {
        Ok(PolicyEntry { key: proto.key, value: proto.value })
    }

    fn write(&self) -> v1::PolicyEntry {
        v1::PolicyEntry { key: self.key.clone(), value: self.value.clone() }
    }
}
