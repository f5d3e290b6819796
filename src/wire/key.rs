//! Commands and events of `ledger::key`, field by field.

use alloc::string::{String, ToString as _};

use super::{Field, Malformed, Wire, message, v1};
use crate::ledger::key::{
    ConfirmEvent, ContestEvent, DeclareCompromise, EnrolKey, EventConfirmed, EventContested, Group,
    KeyEnrolled, KeyRotated, RevokeKey, RotateKey, SetThreshold,
};

message! {
    EnrolKey = EnrolKey { role, offer, administrator }
    KeyEnrolled = KeyEnrolled { role, public_key, holder, from, until, administrator }
    RotateKey = RotateKey { key, offer }
    KeyRotated = KeyRotated { key, successor }
    RevokeKey = RevokeKey { key }
    ConfirmEvent = ConfirmEvent { record }
    EventConfirmed = EventConfirmed { record }
    ContestEvent = ContestEvent { record, reasons }
    EventContested = EventContested { record, by, reasons }
    SetThreshold = SetThreshold { group, threshold }
}

impl Wire for DeclareCompromise {
    type Proto = v1::DeclareCompromise;

    fn read(proto: v1::DeclareCompromise) -> Result<DeclareCompromise, Malformed> {
        let key = Field::read_field(proto.key, "key")?;
        Ok(DeclareCompromise { key, since: Field::read_field(proto.since_us, "since_us")? })
    }

    fn write(&self) -> v1::DeclareCompromise {
        v1::DeclareCompromise { key: self.key.write_field(), since_us: self.since.write_field() }
    }
}

impl Field<String> for Group {
    fn read_field(field: String, place: &'static str) -> Result<Group, Malformed> {
        Group::parse(&field).map_err(|_| Malformed::at(place))
    }

    fn write_field(&self) -> String {
        self.to_string()
    }
}
