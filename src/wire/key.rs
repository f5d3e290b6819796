//! Commands and events of `ledger::key`, field by field.

use super::message;
use crate::ledger::key::{EnrolKey, KeyEnrolled};

message! {
    EnrolKey = EnrolKey { role, offer, administrator }
    KeyEnrolled = KeyEnrolled { role, public_key, holder, from, until, administrator }
}
