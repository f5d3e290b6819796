//! Commands and events of `ledger::disclosure`, field by field.

use super::{choice, message};
use crate::ledger::disclosure::{
    DecideDeclassification, HandoverItem, HandoverRecorded, Outcome, ReclassifyConfidentiality,
    RecordHandover, RequestDeclassification,
};

choice! {
    Outcome = DeclassificationOutcome { Granted, Refused }
}

message! {
    ReclassifyConfidentiality = ReclassifyConfidentiality { result, by, level, mark }
    RequestDeclassification = RequestDeclassification { result, requester, level, reasons }
    DecideDeclassification = DecideDeclassification { result, request, outcome }
    HandoverItem = HandoverItem { content, mark }
    RecordHandover = RecordHandover { result, giver, receiver, items, act }
    HandoverRecorded = HandoverRecorded { result, giver, receiver, items, act, level }
}
