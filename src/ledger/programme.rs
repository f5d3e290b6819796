//! The programme, its member states, its policies and rules (bodies.md sections 1 and 2).

mod adopt_rules;
mod membership;
mod migrate_process;
mod open_programme;
mod pass_deadlines;
mod record_accession;
mod record_suspension;
mod record_withdrawal;
mod supersede_policy;

use alloc::{collections::BTreeMap, vec::Vec};

pub use self::{
    adopt_rules::AdoptRules,
    membership::{Bound, Part},
    migrate_process::MigrateProcess,
    open_programme::{
        Binding, FoundingOffice, FoundingPart, NationalPartFormed, OpenProgramme, PolicyAdopted,
        ProgrammeOpened, Purpose, StateAcceded, Treaty, TreatyNamed,
    },
    pass_deadlines::PassDeadlines,
    record_accession::RecordAccession,
    record_suspension::{RecordSuspension, ResumeState, StateResumed, StateSuspended},
    record_withdrawal::{RecordWithdrawal, StateWithdrew},
    supersede_policy::{PolicySuperseded, SupersedePolicy},
};
use super::{Cause, Change, Context, Events, Ledger, Refusal};
use crate::{id::TreatyId, territory::State, text::Text};

#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    OpenProgramme(OpenProgramme),
    AdoptRules(AdoptRules),
    SupersedePolicy(SupersedePolicy),
    MigrateProcess(MigrateProcess),
    RecordAccession(RecordAccession),
    RecordSuspension(RecordSuspension),
    ResumeState(ResumeState),
    RecordWithdrawal(RecordWithdrawal),
    PassDeadlines(PassDeadlines),
}

#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    ProgrammeOpened(ProgrammeOpened),
    NationalPartFormed(NationalPartFormed),
    StateAcceded(StateAcceded),
    PolicyAdopted(PolicyAdopted),
    RulesAdopted(AdoptRules),
    PolicySuperseded(PolicySuperseded),
    ProcessMigrated(MigrateProcess),
    StateSuspended(StateSuspended),
    StateResumed(StateResumed),
    StateWithdrew(StateWithdrew),
}

impl From<Command> for super::Command {
    fn from(command: Command) -> super::Command {
        super::Command::Programme(command)
    }
}

impl From<Event> for Change {
    fn from(event: Event) -> Change {
        Change::Programme(event)
    }
}

/// The key of the one row of the programme.
pub const ROW: &str = "PROGRAMME";

/// What the ledger knows of the programme as such.
#[derive(Clone, Debug, Default)]
pub struct Programme {
    pub purpose: Option<Purpose>,
    pub instrument: Option<Text>,
    /// The version of the rules in force (GEN-23).
    pub rules: u32,
    pub root_threshold: u32,
    /// The treaties and their titles.
    pub treaties: BTreeMap<TreatyId, Text>,
    /// The states that have a national part (NAT-1).
    pub parts: BTreeMap<State, Part>,
    /// How each treaty binds each state through time (STM-1); the periods in order.
    pub bindings: BTreeMap<(TreatyId, State), Vec<Bound>>,
    /// How often the membership of each state was changed.
    pub revisions: BTreeMap<State, u64>,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &Command,
) -> Result<Events, Refusal> {
    match asked {
        Command::OpenProgramme(asked) => open_programme::decide(ledger, context, asked),
        Command::AdoptRules(asked) => adopt_rules::decide(ledger, context, asked),
        Command::SupersedePolicy(asked) => supersede_policy::decide(ledger, context, asked),
        Command::MigrateProcess(asked) => migrate_process::decide(ledger, context, asked),
        Command::RecordAccession(asked) => record_accession::decide(ledger, context, asked),
        Command::RecordSuspension(asked) => record_suspension::suspend(ledger, context, asked),
        Command::ResumeState(asked) => record_suspension::resume(ledger, context, asked),
        Command::RecordWithdrawal(asked) => record_withdrawal::decide(ledger, context, asked),
        Command::PassDeadlines(asked) => pass_deadlines::decide(ledger, context, asked),
    }
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &Event) {
    match happened {
        Event::ProgrammeOpened(happened) => open_programme::opened(ledger, happened),
        Event::NationalPartFormed(happened) => {
            open_programme::part_formed(ledger, cause, happened);
        }
        Event::StateAcceded(happened) => record_accession::evolve(ledger, happened),
        Event::PolicyAdopted(happened) => supersede_policy::adopted(ledger, cause, happened),
        Event::RulesAdopted(happened) => adopt_rules::evolve(ledger, happened),
        Event::PolicySuperseded(happened) => supersede_policy::superseded(ledger, happened),
        Event::ProcessMigrated(happened) => migrate_process::evolve(ledger, happened),
        Event::StateSuspended(happened) => record_suspension::suspended(ledger, happened),
        Event::StateResumed(happened) => record_suspension::resumed(ledger, happened),
        Event::StateWithdrew(happened) => record_withdrawal::evolve(ledger, happened),
    }
}
