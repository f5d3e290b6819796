//! Results of intellectual activity: what was disclosed, registered, contested, and who holds it
//! (results.md sections 2 and 3).

mod archive_result;
mod contest_registration;
mod correct_record;
mod correction;
mod derivation;
mod disclose_result;
mod end_contest;
mod finality;
mod kind;
mod own;
mod record_derivation;
mod record_ownership;
mod record_version;
mod register_result;
mod registered;
mod surrender_share;

use self::finality::watch;
pub use self::{
    archive_result::ArchiveResult,
    contest_registration::{
        Contest, ContestRegistration, Ended, Ending, Ground, RegistrationContested,
    },
    correct_record::CorrectRecord,
    correction::{
        Corrected, Correction, CreatedInCorrection, CreatedOnCorrection, FieldsCorrection,
        KindCorrection, OfficeCorrection, PartyNameCorrection,
    },
    disclose_result::{Cite, DiscloseResult, Relation, ResultDisclosed},
    end_contest::{SettleContest, WithdrawContest},
    finality::RegistrationFinalised,
    kind::{CoOwnership, Kind, OfficeRegistration, Renewals, Secrecy},
    record_derivation::RecordDerivation,
    record_ownership::RecordOwnership,
    record_version::RecordVersion,
    register_result::RegisterResult,
    registered::{Registered, Registration, Results, Stage, Version, Window},
    surrender_share::{ShareAccrued, ShareSurrendered, SurrenderShare},
};
pub(super) use self::{
    derivation::{raise, reclassify, require_above_sources},
    finality::{finalised, migrate, notice_delivered, running},
    own::{own, succeed},
    register_result::require_holders,
};
use super::{Cause, Change, Context, Events, Ledger, Refusal, contract::Contract, disclosure};
use crate::{
    id::{ContractId, PartyId, ResultId},
    role::Role,
    time::Date,
};

#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    DiscloseResult(DiscloseResult),
    RegisterResult(RegisterResult),
    ContestRegistration(ContestRegistration),
    SettleContest(SettleContest),
    WithdrawContest(WithdrawContest),
    RecordVersion(RecordVersion),
    RecordOwnership(RecordOwnership),
    RecordDerivation(RecordDerivation),
    SurrenderShare(SurrenderShare),
    ArchiveResult(ArchiveResult),
    CorrectRecord(CorrectRecord),
}

#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    ResultDisclosed(ResultDisclosed),
    ResultRegistered(RegisterResult),
    RegistrationContested(RegistrationContested),
    ContestSettled(SettleContest),
    ContestWithdrawn(WithdrawContest),
    ResultVersionRecorded(RecordVersion),
    DerivationRecorded(RecordDerivation),
    ShareSurrendered(ShareSurrendered),
    ShareAccrued(ShareAccrued),
    ResultArchived(ArchiveResult),
    RecordCorrected(CorrectRecord),
    RegistrationFinalised(RegistrationFinalised),
}

impl From<Command> for super::Command {
    fn from(command: Command) -> super::Command {
        super::Command::Result(command)
    }
}

impl From<Event> for Change {
    fn from(event: Event) -> Change {
        Change::Result(event)
    }
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &Command,
) -> Result<Events, Refusal> {
    match asked {
        Command::DiscloseResult(asked) => disclose_result::decide(ledger, context, asked),
        Command::RegisterResult(asked) => register_result::decide(ledger, context, asked),
        Command::ContestRegistration(asked) => contest_registration::decide(ledger, context, asked),
        Command::SettleContest(asked) => end_contest::settle(ledger, context, asked),
        Command::WithdrawContest(asked) => end_contest::withdraw(ledger, context, asked),
        Command::RecordVersion(asked) => record_version::decide(ledger, context, asked),
        Command::RecordOwnership(asked) => record_ownership::decide(ledger, context, asked),
        Command::RecordDerivation(asked) => record_derivation::decide(ledger, context, asked),
        Command::SurrenderShare(asked) => surrender_share::decide(ledger, context, asked),
        Command::ArchiveResult(asked) => archive_result::decide(ledger, context, asked),
        Command::CorrectRecord(asked) => correct_record::decide(ledger, context, asked),
    }
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &Event) {
    match happened {
        Event::ResultDisclosed(happened) => disclose_result::evolve(ledger, cause, happened),
        Event::ResultRegistered(happened) => register_result::evolve(ledger, cause, happened),
        Event::RegistrationContested(happened) => {
            contest_registration::evolve(ledger, cause, happened);
        }
        Event::ContestSettled(happened) => end_contest::settled(ledger, cause, happened),
        Event::ContestWithdrawn(happened) => end_contest::withdrawn(ledger, cause, happened),
        Event::ResultVersionRecorded(happened) => record_version::evolve(ledger, cause, happened),
        Event::DerivationRecorded(happened) => record_derivation::evolve(ledger, cause, happened),
        Event::ShareSurrendered(happened) => surrender_share::surrendered(ledger, happened),
        Event::ShareAccrued(happened) => surrender_share::accrued(ledger, cause, happened),
        Event::ResultArchived(happened) => archive_result::evolve(ledger, happened),
        Event::RecordCorrected(happened) => correct_record::evolve(ledger, cause, happened),
        Event::RegistrationFinalised(happened) => finality::evolve(ledger, cause, happened),
    }
}

/// The contract under which `result` was made; none if it was never disclosed.
#[must_use]
pub fn contract_of(ledger: &Ledger, result: &ResultId) -> Option<ContractId> {
    ledger.results.get(result).map(|result| result.contract)
}

/// The holders named when `result` was registered, or who succeeded them; ascending, empty before
/// registration.
#[must_use]
pub fn holders_named<'a>(ledger: &'a Ledger, result: &ResultId) -> &'a [PartyId] {
    let registration = ledger.results.get(result).and_then(|found| found.registration.as_ref());
    registration.map_or(&[], |registration| &registration.named)
}

/// What `result` is; none if it was never disclosed.
#[must_use]
pub fn kind_of(ledger: &Ledger, result: &ResultId) -> Option<Kind> {
    ledger.results.get(result).map(|result| result.kind)
}

/// Whether `party` may read on `day` what `result` contains: a contract party, a holder, and whoever
/// was granted access up to its level (results.md section 6, content files).
#[must_use]
pub fn may_read(ledger: &Ledger, day: Date, party: &PartyId, result: &ResultId) -> bool {
    ledger.results.get(result).is_some_and(|found| {
        found.is_held_by(party)
            || is_party(ledger, &found.contract, party)
            || disclosure::is_granted(ledger, day, *party, *result, found.level)
    })
}

fn is_party(ledger: &Ledger, contract: &ContractId, party: &PartyId) -> bool {
    ledger.contracts.get(contract).is_some_and(|found| found.parties.contains(party))
}

/// The result, if `holder` holds it, with or without a share, and signed.
fn held_by_signer<'a>(
    ledger: &'a Ledger,
    context: &Context,
    result: &ResultId,
    holder: &PartyId,
) -> Result<&'a Registered, Refusal> {
    let found = ledger.results.get(result).filter(|found| found.is_held_by(holder));
    let found = found.ok_or_else(Refusal::not_authorised)?;
    context.require(ledger, Role::Party(*holder))?;
    Ok(found)
}

/// The contract, if `party` is one of its parties and signed.
fn contract_party<'a>(
    ledger: &'a Ledger,
    context: &Context,
    contract: &ContractId,
    party: &PartyId,
) -> Result<&'a Contract, Refusal> {
    let found = ledger.contracts.get(contract).filter(|found| found.parties.contains(party));
    let found = found.ok_or_else(Refusal::not_authorised)?;
    context.require(ledger, Role::Party(*party))?;
    Ok(found)
}

/// # Errors
/// `WRONG_STATE` unless `contract` is in force on `day`, or over and still inside its tail.
fn under_way(contract: &Contract, day: Date) -> Result<(), Refusal> {
    if contract.admits_disclosure(day) {
        return Ok(());
    }
    Err(Refusal::wrong_state("REG-1", contract.status(day).as_str()))
}
