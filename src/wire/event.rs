//! What an accepted command changed.

use super::{Field, Malformed, Wire, v1};
use crate::ledger::{Change, Event, contract, disclosure, key, office, party, programme, result};

/// The protobuf form of an event, and back: for tests that prove it says everything.
#[cfg(test)]
pub(crate) fn again(event: &Event) -> Result<Event, Malformed> {
    Event::read(event.write())
}

impl Wire for Event {
    type Proto = v1::Event;

    fn read(proto: v1::Event) -> Result<Event, Malformed> {
        Ok(Event {
            effective_on: Field::read_field(proto.effective_on, "effective_on")?,
            policy: proto.policy_version,
            change: read_change(proto.change.ok_or(Malformed::at("change"))?)?,
        })
    }

    fn write(&self) -> v1::Event {
        v1::Event {
            effective_on: self.effective_on.write_field(),
            policy_version: self.policy,
            change: Some(write_change(&self.change)),
        }
    }
}

/// One line per area: which of its events there are.
macro_rules! changes {
    ($($area:ident as $variant:ident { $($name:ident),* $(,)? })*) => {
        fn read_change(change: v1::event::Change) -> Result<Change, Malformed> {
            Ok(match change {
                $($(v1::event::Change::$name(proto) => {
                    Change::$variant($area::Event::$name(Wire::read(proto)?))
                })*)*
            })
        }

        fn write_change(change: &Change) -> v1::event::Change {
            match change {
                $(Change::$variant(change) => match *change {
                    $($area::Event::$name(ref happened) => v1::event::Change::$name(happened.write()),)*
                },)*
            }
        }

        impl Change {
            /// The event's name in the rulebook, for example `ResultRegistered`.
            #[must_use]
            pub fn name(&self) -> &'static str {
                match self {
                    $(Change::$variant(change) => match *change {
                        $($area::Event::$name(_) => stringify!($name),)*
                    },)*
                }
            }
        }
    };
}

changes! {
    programme as Programme {
        ProgrammeOpened, NationalPartFormed, StateAcceded, PolicyAdopted, RulesAdopted,
        PolicySuperseded, ProcessMigrated, StateSuspended, StateResumed, StateWithdrew,
    }
    office as Office {
        HeadAppointed, CommissionSecretaryAppointed, SecretaryAppointed, AuthorisedBodyDesignated,
        DelegateAppointed, AppointmentEnded, ChairRecorded, CouncilConstituted,
        CouncilChairAppointed, DecisionAdopted, NoticeDelivered,
    }
    party as Party {
        PartyProposed, PartyAccredited, AccreditationRefused, PartySuspended, PartyReinstated,
        AccreditationWithdrawn, PartySucceeded, TitleTransmittedByLaw, PartyInsolvencyRecorded,
        PartyDissolved,
    }
    key as Key {
        KeyEnrolled, KeyRotated, KeyRevoked, KeyCompromiseDeclared, EventsMarkedContestable,
        EventConfirmed, EventContested, SigningThresholdSet,
    }
    contract as Contract {
        ContractRegistered, BackgroundListed, ContributionRecorded, ContributionContested,
        ShareAgreementProposed, ShareAgreementConcluded, ContractAmended, ContractCompleted,
        ContractTerminated, OwnershipRecorded,
    }
    result as Result {
        ResultDisclosed, ResultRegistered, RegistrationContested, ContestSettled, ContestWithdrawn,
        ResultVersionRecorded, DerivationRecorded, ShareSurrendered, ShareAccrued, ResultArchived,
        RecordCorrected, RegistrationFinalised,
    }
    disclosure as Disclosure {
        ConfidentialityChanged, DeclassificationRequested, DeclassificationDecided,
        HandoverRecorded,
        AccessGranted, AccessRevoked, PersonalDataShredded,
    }
}
