//! What a correction may put right: facts beside the title, each of its own type (GEN-5).

use alloc::vec::Vec;

use super::{super::Ledger, Kind, Registered};
use crate::{
    id::{PartyId, ResultId},
    territory::State,
    text::Text,
    time::Date,
};

/// What is wrong, and what is right instead.
#[derive(Clone, PartialEq, Debug)]
pub enum Correction {
    Kind(KindCorrection),
    CreatedOn(CreatedOnCorrection),
    CreatedIn(CreatedInCorrection),
    Fields(FieldsCorrection),
    Office(OfficeCorrection),
    PartyName(PartyNameCorrection),
}

#[derive(Clone, PartialEq, Debug)]
pub struct KindCorrection {
    pub result: ResultId,
    pub was: Kind,
    pub is: Kind,
}

#[derive(Clone, PartialEq, Debug)]
pub struct CreatedOnCorrection {
    pub result: ResultId,
    pub was: Date,
    pub is: Date,
}

#[derive(Clone, PartialEq, Debug)]
pub struct CreatedInCorrection {
    pub result: ResultId,
    pub was: State,
    pub is: State,
}

/// Ascending, without repeats.
#[derive(Clone, PartialEq, Debug)]
pub struct FieldsCorrection {
    pub result: ResultId,
    pub was: Vec<Text>,
    pub is: Vec<Text>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct OfficeCorrection {
    pub result: ResultId,
    pub was: Option<Text>,
    pub is: Option<Text>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct PartyNameCorrection {
    pub party: PartyId,
    pub was: Text,
    pub is: Text,
}

/// Of what a correction speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Corrected {
    Result(ResultId),
    Party(PartyId),
}

impl Correction {
    /// Of what it speaks.
    #[must_use]
    pub fn subject(&self) -> Corrected {
        match self {
            Correction::Kind(KindCorrection { result, .. })
            | Correction::CreatedOn(CreatedOnCorrection { result, .. })
            | Correction::CreatedIn(CreatedInCorrection { result, .. })
            | Correction::Fields(FieldsCorrection { result, .. })
            | Correction::Office(OfficeCorrection { result, .. }) => Corrected::Result(*result),
            Correction::PartyName(PartyNameCorrection { party, .. }) => Corrected::Party(*party),
        }
    }

    /// Whether `found` says what is called wrong, and not what is called right.
    pub(super) fn is_wrong_in(&self, found: &Registered) -> bool {
        match self {
            Correction::Kind(c) => c.was == found.kind && c.was != c.is,
            Correction::CreatedOn(c) => c.was == found.created_on && c.was != c.is,
            Correction::CreatedIn(c) => c.was == found.created_in && c.was != c.is,
            Correction::Fields(c) => c.was == found.fields && c.was != c.is,
            Correction::Office(c) => c.was == found.office && c.was != c.is,
            Correction::PartyName(_) => false,
        }
    }

    pub(super) fn is_wrong_name(&self, name: &Text) -> bool {
        match self {
            Correction::PartyName(c) => c.was == *name && c.was != c.is,
            Correction::Kind(_)
            | Correction::CreatedOn(_)
            | Correction::CreatedIn(_)
            | Correction::Fields(_)
            | Correction::Office(_) => false,
        }
    }

    /// From now on the subject says what is right.
    pub(super) fn put_right(&self, ledger: &mut Ledger) {
        match self {
            Correction::Kind(c) => ledger.results.known(&c.result).kind = c.is,
            Correction::CreatedOn(c) => ledger.results.known(&c.result).created_on = c.is,
            Correction::CreatedIn(c) => ledger.results.known(&c.result).created_in = c.is,
            Correction::Fields(c) => ledger.results.known(&c.result).fields.clone_from(&c.is),
            Correction::Office(c) => ledger.results.known(&c.result).office.clone_from(&c.is),
            Correction::PartyName(c) => {
                let party = ledger.parties.get_mut(&c.party).expect("decide admits known parties");
                party.name.clone_from(&c.is);
            }
        }
    }
}
