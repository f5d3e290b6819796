//! Commands and events of `ledger::contract`, field by field.

use alloc::vec::Vec;

use super::{Field, Malformed, choice, message};
use crate::ledger::contract::{
    AgreeShares, AmendContract, BackgroundItem, BackgroundPurpose, CompleteContract,
    ContestContribution, ContractAmended, ContributionKind, Heading, ListBackground,
    OwnershipRecorded, ProposeShares, RecordContribution, RegisterContract,
    ShareAgreementConcluded, TerminateContract, TerminationRight, Terms,
};

choice! {
    Heading = Heading {
        Foreground, Income, Protection, UseAtHome, UseInThirdStates, Confidentiality, Compensation,
        OwnUse, Licensing, Assignment,
    }
    BackgroundPurpose = BackgroundPurpose { Implementation, Exploitation }
    ContributionKind = ContributionKind { Work, Funds, Equipment, Knowledge, Mixed }
}

impl Field<Vec<i32>> for Vec<Heading> {
    fn read_field(field: Vec<i32>, place: &'static str) -> Result<Vec<Heading>, Malformed> {
        field.into_iter().map(|heading| Heading::read_field(heading, place)).collect()
    }

    fn write_field(&self) -> Vec<i32> {
        self.iter().map(Field::write_field).collect()
    }
}

message! {
    TerminationRight = TerminationRight { clause, party }
    Terms = Terms { document, headings, level, marks, until, tail, termination_rights, overrides }
    RegisterContract = RegisterContract { contract, title, parties, treaty, from, terms }
    BackgroundItem = BackgroundItem {
        item, owner, description, purpose, territory, fee, conditions,
    }
    ListBackground = ListBackground { contract, background }
    AmendContract = AmendContract { contract, terms, background }
    ContractAmended = ContractAmended { contract, terms }
    CompleteContract = CompleteContract { contract }
    TerminateContract = TerminateContract { contract, clause }
    RecordContribution = RecordContribution { result, contributor, kind, weight, evidence }
    ContestContribution = ContestContribution { result, contributor, contester, reason }
    ProposeShares = ProposeShares { result, proposer, text, title, income }
    AgreeShares = AgreeShares { result, text }
    ShareAgreementConcluded = ShareAgreementConcluded { result, proposal, text }
    OwnershipRecorded = OwnershipRecorded { result, title, income, agreement }
}
