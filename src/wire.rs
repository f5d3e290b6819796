//! Bytes become the ledger's own types here, and nowhere else; and back.
//!
//! Values convert once each ([`value`]); a command or an event is a list of fields, one line each
//! (macro `message!`); [`command`], [`event`] and [`record`] tie them together.

pub mod command;
pub mod commitments;
pub mod event;
pub mod record;
mod value;

mod contract;
mod disclosure;
mod key;
mod office;
mod party;
mod programme;
mod result;

use alloc::vec::Vec;

use prost::Message;

#[allow(
    missing_docs,
    unreachable_pub,
    clippy::all,
    clippy::pedantic,
    reason = "generated from proto/rights/ledger/v1"
)]
pub mod v1 {
    //! Generated: the protobuf types of `rights.ledger.v1`.
    include!(concat!(env!("OUT_DIR"), "/rights.ledger.v1.rs"));
}

/// The bytes are not in the one form that the specification allows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("malformed: {place}")]
pub struct Malformed {
    /// The field that is wrong, innermost first known; `bytes` when the encoding itself is.
    pub place: &'static str,
}

impl Malformed {
    pub(crate) fn at(place: &'static str) -> Malformed {
        Malformed { place }
    }
}

/// Decodes `bytes` if they are the one encoding of what they say: encoding it again must give the
/// same bytes. That refuses unknown, repeated, unordered, non-minimal and defaulted fields at once.
///
/// # Errors
/// [`Malformed`] at `bytes`.
pub fn strictly<M: Message + Default>(bytes: &[u8]) -> Result<M, Malformed> {
    let message = M::decode(bytes).map_err(|_| Malformed::at("bytes"))?;
    let mut again = Vec::with_capacity(bytes.len());
    message.encode(&mut again).map_err(|_| Malformed::at("bytes"))?;
    if again == bytes { Ok(message) } else { Err(Malformed::at("bytes")) }
}

/// A type of the core that is one protobuf message.
pub(crate) trait Wire: Sized {
    type Proto;
    fn read(proto: Self::Proto) -> Result<Self, Malformed>;
    fn write(&self) -> Self::Proto;
}

/// A type of the core that is one field of protobuf type `P`.
pub(crate) trait Field<P>: Sized {
    fn read_field(field: P, place: &'static str) -> Result<Self, Malformed>;
    fn write_field(&self) -> P;
}

impl<T: Wire> Field<Option<T::Proto>> for T {
    fn read_field(field: Option<T::Proto>, place: &'static str) -> Result<T, Malformed> {
        T::read(field.ok_or(Malformed::at(place))?)
    }

    fn write_field(&self) -> Option<T::Proto> {
        Some(self.write())
    }
}

impl<T: Wire> Field<Option<T::Proto>> for Option<T> {
    fn read_field(field: Option<T::Proto>, _place: &'static str) -> Result<Option<T>, Malformed> {
        field.map(T::read).transpose()
    }

    fn write_field(&self) -> Option<T::Proto> {
        self.as_ref().map(Wire::write)
    }
}

impl<T: Wire> Field<Vec<T::Proto>> for Vec<T> {
    fn read_field(field: Vec<T::Proto>, _place: &'static str) -> Result<Vec<T>, Malformed> {
        field.into_iter().map(T::read).collect()
    }

    fn write_field(&self) -> Vec<T::Proto> {
        self.iter().map(Wire::write).collect()
    }
}

/// A command, an event or a part of one: the same fields on both sides, one line each. A field that
/// is missing on either side does not compile.
macro_rules! message {
    ($($name:path = $proto:ident { $($field:ident),* $(,)? })*) => {$(
        impl $crate::wire::Wire for $name {
            type Proto = $crate::wire::v1::$proto;

            #[allow(clippy::unnecessary_wraps, reason = "a message may have no field that can fail")]
            fn read(proto: Self::Proto) -> Result<Self, $crate::wire::Malformed> {
                let $crate::wire::v1::$proto { $($field),* } = proto;
                Ok(Self { $($field: $crate::wire::Field::read_field($field, stringify!($field))?),* })
            }

            fn write(&self) -> Self::Proto {
                let Self { $($field),* } = self;
                $crate::wire::v1::$proto { $($field: $crate::wire::Field::write_field($field)),* }
            }
        }
    )*};
}
use message;

/// An enum with the same variants on both sides; protobuf's zero is never used.
macro_rules! choice {
    ($($name:path = $proto:ident { $($variant:ident),* $(,)? })*) => {$(
        impl $crate::wire::Field<i32> for $name {
            fn read_field(field: i32, place: &'static str) -> Result<Self, $crate::wire::Malformed> {
                match $crate::wire::v1::$proto::try_from(field) {
                    $(Ok($crate::wire::v1::$proto::$variant) => Ok(Self::$variant),)*
                    Ok($crate::wire::v1::$proto::Unspecified) | Err(_) => {
                        Err($crate::wire::Malformed::at(place))
                    }
                }
            }

            fn write_field(&self) -> i32 {
                match self {
                    $(Self::$variant => $crate::wire::v1::$proto::$variant.into(),)*
                }
            }
        }
    )*};
}
use choice;
