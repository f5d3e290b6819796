//! Commands and events of `ledger::programme`, field by field.

use super::{Field as _, Malformed, Wire, choice, message, v1};
use crate::{
    id::ResultId,
    ledger::{
        processes::Process,
        programme::{
            AdoptRules, Binding, FoundingOffice, FoundingPart, MigrateProcess, NationalPartFormed,
            OpenProgramme, PassDeadlines, PolicyAdopted, PolicySuperseded, ProgrammeOpened,
            Purpose, RecordAccession, RecordSuspension, RecordWithdrawal, ResumeState,
            StateAcceded, StateResumed, StateSuspended, StateWithdrew, SupersedePolicy, Treaty,
            TreatyNamed,
        },
    },
};

choice! {
    Purpose = Purpose { Production, Development }
}

message! {
    Treaty = Treaty { treaty, title, bindings }
    TreatyNamed = TreatyNamed { treaty, title }
    Binding = Binding { state, from }
    FoundingPart = FoundingPart { state, head }
    FoundingOffice = FoundingOffice { name, key }
    OpenProgramme = OpenProgramme {
        purpose, instrument, rules, treaties, parts, threshold, secretary, due_clerk, state_clerk,
        gateway, policy,
    }
    ProgrammeOpened = ProgrammeOpened { purpose, instrument, rules, threshold, treaties }
    NationalPartFormed = NationalPartFormed { state }
    StateAcceded = StateAcceded { treaty, state, from }
    PolicyAdopted = PolicyAdopted { version, entries }
    AdoptRules = AdoptRules { rules }
    SupersedePolicy = SupersedePolicy { replaces, from, entries }
    PolicySuperseded = PolicySuperseded { version, by }
    MigrateProcess = MigrateProcess { process, to }
    RecordAccession = RecordAccession { treaty, state, notice, from }
    RecordSuspension = RecordSuspension { state, act, from }
    StateSuspended = StateSuspended { state, from }
    ResumeState = ResumeState { state, act, from }
    StateResumed = StateResumed { state, from }
    RecordWithdrawal = RecordWithdrawal { treaty, state, notice, delivered, from, duties }
    StateWithdrew = StateWithdrew { treaty, state, from, duties }
}

impl Wire for Process {
    type Proto = v1::ProcessName;

    fn read(proto: v1::ProcessName) -> Result<Process, Malformed> {
        match proto.name.ok_or(Malformed::at("process"))? {
            v1::process_name::Name::Registration(result) => {
                ResultId::read_field(result, "registration").map(Process::Registration)
            }
            v1::process_name::Name::Compromise(declaration) => Ok(Process::Compromise(declaration)),
        }
    }

    fn write(&self) -> v1::ProcessName {
        let name = match self {
            Process::Registration(result) => {
                v1::process_name::Name::Registration(result.write_field())
            }
            Process::Compromise(declaration) => v1::process_name::Name::Compromise(*declaration),
        };
        v1::ProcessName { name: Some(name) }
    }
}

impl Wire for PassDeadlines {
    type Proto = v1::PassDeadlines;

    fn read(proto: Self::Proto) -> Result<PassDeadlines, Malformed> {
        Ok(PassDeadlines { until: crate::time::Instant::from_micros(proto.until_us) })
    }

    fn write(&self) -> Self::Proto {
        v1::PassDeadlines { until_us: self.until.micros() }
    }
}
