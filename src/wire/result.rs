//! Commands and events of `ledger::result`, field by field.

use super::{Field, Malformed, Wire, choice, message, v1};
use crate::ledger::{
    Level,
    result::{
        ArchiveResult, Cite, ContestRegistration, CorrectRecord, Correction, CreatedInCorrection,
        CreatedOnCorrection, DiscloseResult, FieldsCorrection, Ground, Kind, KindCorrection,
        OfficeCorrection, PartyNameCorrection, RecordDerivation, RecordOwnership, RecordVersion,
        RegisterResult, RegistrationContested, RegistrationFinalised, Relation, ResultDisclosed,
        SettleContest, ShareAccrued, ShareSurrendered, SurrenderShare, WithdrawContest,
    },
};

choice! {
    Kind = ResultKind {
        Invention, UtilityModel, IndustrialDesign, IcTopography, SelectionAchievement,
        ComputerProgram, Database, Work, DesignDocumentation, KnowHow, Trademark, TradeName,
        GeographicalIndication, Discovery, Other,
    }
    Ground = ContestGround {
        Holders, Creators, Background, OutsideContract, EarlierResult, Level,
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

perhaps! { Kind Level Ground }

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
    ContestRegistration = ContestRegistration { result, contester, ground, evidence, reasons }
    RegistrationContested = RegistrationContested { result, contester, ground, evidence, reasons }
    SettleContest = SettleContest { result, contest, contributor, settlement }
    WithdrawContest = WithdrawContest { result, contest, contributor }
    RecordVersion = RecordVersion { result, holder, content }
    RecordOwnership = RecordOwnership { result, holder }
    RecordDerivation = RecordDerivation { derived, parent, holder }
    SurrenderShare = SurrenderShare { result, holder, to }
    ShareSurrendered = ShareSurrendered { result, holder, share }
    ShareAccrued = ShareAccrued { result, from, to }
    ArchiveResult = ArchiveResult { result }
    KindCorrection = KindCorrection { result, was, is }
    CreatedOnCorrection = CreatedOnCorrection { result, was, is }
    CreatedInCorrection = CreatedInCorrection { result, was, is }
    FieldsCorrection = FieldsCorrection { result, was, is }
    OfficeCorrection = OfficeCorrection { result, was, is }
    PartyNameCorrection = PartyNameCorrection { party, was, is }
    CorrectRecord = CorrectRecord { record, event, concerned, correction, evidence }
}

/// What a correction puts right: one field of the oneof for each variant.
macro_rules! corrections {
    ($($variant:ident)*) => {
        impl Wire for Correction {
            type Proto = v1::Correction;

            fn read(proto: v1::Correction) -> Result<Correction, Malformed> {
                Ok(match proto.field.ok_or(Malformed::at("correction"))? {
                    $(v1::correction::Field::$variant(proto) => {
                        Correction::$variant(Wire::read(proto)?)
                    })*
                })
            }

            fn write(&self) -> v1::Correction {
                let field = match self {
                    $(Correction::$variant(correction) => {
                        v1::correction::Field::$variant(correction.write())
                    })*
                };
                v1::Correction { field: Some(field) }
            }
        }
    };
}

corrections! { Kind CreatedOn CreatedIn Fields Office PartyName }
