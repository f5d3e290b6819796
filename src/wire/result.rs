//! Commands and events of `ledger::result`, field by field.

use super::{Field, Malformed, choice, message};
use crate::ledger::{
    Level,
    result::{
        Cite, DiscloseResult, Kind, RegisterResult, RegistrationFinalised, Relation,
        ResultDisclosed,
    },
};

choice! {
    Kind = ResultKind {
        Invention, UtilityModel, IndustrialDesign, IcTopography, SelectionAchievement,
        ComputerProgram, Database, Work, DesignDocumentation, KnowHow, Trademark, TradeName,
        GeographicalIndication, Discovery, Other,
    }
    Relation = ContentRelation { Derivation, Version, Contest }
}

/// Choices that a command may leave open: protobuf's zero is none. The command's rule says what is
/// refused then.
macro_rules! perhaps {
    ($($name:path)*) => {$(
        impl Field<i32> for Option<$name> {
            fn read_field(field: i32, place: &'static str) -> Result<Self, Malformed> {
                if field == 0 { Ok(None) } else { <$name>::read_field(field, place).map(Some) }
            }

            fn write_field(&self) -> i32 {
                self.as_ref().map_or(0, Field::write_field)
            }
        }
    )*};
}

perhaps! { Kind Level }

message! {
    Cite = CitedResult { first, relation }
    DiscloseResult = DiscloseResult {
        result, contract, discloser, kind, content, level, created_in, created_on, fields, office,
        creators, title, cites,
    }
    ResultDisclosed = ResultDisclosed {
        result, contract, discloser, kind, content, level, created_in, created_on, fields, office,
        creators, title, cites,
    }
    RegisterResult = RegisterResult { result, holders }
    RegistrationFinalised = RegistrationFinalised { result }
}
