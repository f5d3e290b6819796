//! Commands and events of `ledger::disclosure`, field by field.

use alloc::string::{String, ToString as _};

use super::{Field, Malformed, choice, message};
use crate::ledger::disclosure::{
    DecideDeclassification, GrantAccess, HandoverItem, HandoverRecorded, Outcome,
    ReclassifyConfidentiality, RecordHandover, RequestDeclassification, RevokeAccess, ShredBasis,
    ShredPersonalData, Subject,
};

choice! {
    Outcome = DeclassificationOutcome { Granted, Refused }
    ShredBasis = ShredBasis { Request, RetentionEnd }
}

message! {
    ReclassifyConfidentiality = ReclassifyConfidentiality { result, by, level, mark }
    RequestDeclassification = RequestDeclassification { result, requester, level, reasons }
    DecideDeclassification = DecideDeclassification { result, request, outcome }
    HandoverItem = HandoverItem { content, mark }
    RecordHandover = RecordHandover { result, giver, receiver, items, act }
    HandoverRecorded = HandoverRecorded { result, giver, receiver, items, act, level }
    GrantAccess = GrantAccess { party, subject, reader, level, mark, until }
    RevokeAccess = RevokeAccess { party, subject, reader }
    ShredPersonalData = ShredPersonalData { commitments, basis, document, right_ended }
}

impl Field<String> for Subject {
    fn read_field(field: String, place: &'static str) -> Result<Subject, Malformed> {
        Subject::parse(&field).map_err(|_| Malformed::at(place))
    }

    fn write_field(&self) -> String {
        self.to_string()
    }
}
