//! The signed body: header and operation.

use alloc::vec::Vec;

use prost::Message as _;
use sha2::{Digest as _, Sha256};

use super::{Field, Malformed, Wire, strictly, v1};
use crate::{
    id::{CommandId, Digest, Origin},
    ledger::{
        Asked, Cited, Command, Header, Seen, Signers, contract, disclosure, key, office, party,
        programme, result,
    },
    prefix,
};

/// Parses the bytes that were signed.
///
/// # Errors
/// [`Malformed`], naming the place.
pub fn read(bytes: &[u8]) -> Result<Asked, Malformed> {
    let proto: v1::Command = strictly(bytes)?;
    let operation = proto.operation.ok_or(Malformed::at("operation"))?;
    let cited =
        proto.cited.map(|cited| Cited { decision: cited.decision, order: order(&operation) });
    let id: [u8; 16] = proto.id.as_slice().try_into().map_err(|_| Malformed::at("id"))?;
    let header = Header {
        ledger: Origin::parse(&proto.ledger).map_err(|_| Malformed::at("ledger"))?,
        id: CommandId::from_bytes(id).ok_or(Malformed::at("id"))?,
        signers: Signers::new(Field::read_field(proto.signers, "signers")?, proto.author)
            .ok_or(Malformed::at("signers"))?,
        issued_at: Field::read_field(proto.issued_at_us, "issued_at_us")?,
        expires_at: Field::read_field(proto.expires_at_us, "expires_at_us")?,
        seen: Field::read_field(proto.seen, "seen")?,
        cited,
        attachments: Field::read_field(proto.attachments, "attachments")?,
        expected_revision: proto.expected_revision,
    };
    Ok(Asked { header, command: read_operation(operation)? })
}

/// The bytes to sign.
#[must_use]
pub fn write(header: &Header, command: &Command) -> Vec<u8> {
    let proto = v1::Command {
        ledger: header.ledger.as_str().into(),
        id: header.id.bytes().to_vec(),
        signers: header.signers.iter().map(|key| key.0.to_vec()).collect(),
        author: header.signers.author_index(),
        issued_at_us: header.issued_at.micros(),
        expires_at_us: header.expires_at.micros(),
        seen: header.seen.write_field(),
        cited: header.cited.map(|cited| v1::Citation { decision: cited.decision }),
        attachments: header.attachments.write_field(),
        expected_revision: header.expected_revision,
        operation: Some(write_operation(command)),
    };
    proto.encode_to_vec()
}

/// The hash under which a decision orders `command` (GEN-15, GEN-21).
#[must_use]
pub fn order_of(command: &Command) -> Digest {
    order(&write_operation(command))
}

/// `SHA-256("rights/order/v1" ‖ 0x00 ‖ tag, length and bytes of the operation's field)`.
fn order(operation: &v1::command::Operation) -> Digest {
    let mut field = Vec::with_capacity(operation.encoded_len());
    operation.encode(&mut field);
    Digest(Sha256::new().chain_update(prefix::ORDER).chain_update(field).finalize().into())
}

super::message! {
    Seen = Seen { size, root }
}

/// One line per area: which of its commands there are.
macro_rules! operations {
    ($($area:ident as $variant:ident { $($name:ident),* $(,)? })*) => {
        fn read_operation(operation: v1::command::Operation) -> Result<Command, Malformed> {
            Ok(match operation {
                $($(v1::command::Operation::$name(proto) => {
                    Command::$variant($area::Command::$name(Wire::read(proto)?))
                })*)*
            })
        }

        fn write_operation(command: &Command) -> v1::command::Operation {
            match command {
                $(Command::$variant(command) => match *command {
                    $($area::Command::$name(ref asked) => v1::command::Operation::$name(asked.write()),)*
                },)*
            }
        }

        impl Command {
            /// The names of all commands, area by area.
            pub const NAMES: &[&str] = &[$($(stringify!($name),)*)*];

            /// The command's name in the rulebook, for example `RegisterResult`.
            #[must_use]
            pub fn name(&self) -> &'static str {
                match self {
                    $(Command::$variant(command) => match *command {
                        $($area::Command::$name(_) => stringify!($name),)*
                    },)*
                }
            }
        }
    };
}

operations! {
    programme as Programme {
        OpenProgramme, AdoptRules, SupersedePolicy, MigrateProcess, RecordAccession,
        RecordSuspension, ResumeState, RecordWithdrawal, PassDeadlines,
    }
    office as Office {
        AppointHead, AppointSecretary, DesignateAuthorisedBody, AppointDelegate, EndAppointment,
        RecordChair, AppointCommissionSecretary, ConstituteCouncil, AppointCouncilChair,
        AdoptUnanimously, AcknowledgeNotice, RecordNoticeDelivery,
    }
    party as Party {
        ProposeParty, AccreditParty, RefuseAccreditation, SuspendParty, ReinstateParty,
        WithdrawAccreditation, RecordSuccession, RecordInsolvency, RecordDissolution,
    }
    key as Key {
        EnrolKey, RotateKey, RevokeKey, DeclareCompromise, ConfirmEvent, ContestEvent,
        SetThreshold,
    }
    contract as Contract {
        RegisterContract, ListBackground, RecordContribution, ContestContribution, ProposeShares,
        AgreeShares, AmendContract, CompleteContract, TerminateContract,
    }
    result as Result {
        DiscloseResult, RegisterResult, ContestRegistration, SettleContest, WithdrawContest,
        RecordVersion, RecordOwnership, RecordDerivation, SurrenderShare, ArchiveResult,
        CorrectRecord,
    }
    disclosure as Disclosure {
        ReclassifyConfidentiality, RequestDeclassification, DecideDeclassification, RecordHandover,
        GrantAccess, RevokeAccess, ShredPersonalData,
    }
}
