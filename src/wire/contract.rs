//! Commands and events of `ledger::contract`, field by field.

use super::message;
use crate::ledger::contract::OwnershipRecorded;

message! {
    OwnershipRecorded = OwnershipRecorded { result, title, income, agreement }
}
