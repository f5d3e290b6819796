//! Commands and events of `ledger::office`, field by field.

use super::message;
use crate::ledger::office::{AppointSecretary, Appointment};

message! {
    AppointSecretary = AppointSecretary { state, name, offer }
    Appointment = AppointmentMade { office, holder, name, from, until }
}
