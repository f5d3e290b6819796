//! Commands and events of `ledger::disclosure`, field by field.

use alloc::string::{String, ToString as _};

use super::{Field, Malformed, choice, message};
use crate::ledger::disclosure::{
    GrantAccess, RevokeAccess, ShredBasis, ShredPersonalData, Subject,
};

// Access and erasure.
choice! {
    ShredBasis = ShredBasis { Request, RetentionEnd }
}

message! {
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
