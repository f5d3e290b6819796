//! The nouns whose verbs follow from the proto files: which verb is which command of the rulebook,
//! and which tables each noun lists and shows.

use clap::{Arg, ArgAction, Args as _, Command};
use prost_reflect::{FieldDescriptor, Kind};

use crate::{
    lang::Lang,
    read::{ListOptions, ShowOptions},
    schema,
    write::WriteOptions,
};

/// One verb of one noun.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Verb {
    pub noun: &'static str,
    pub verb: &'static str,
    pub does: Does,
}

/// What a verb does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Does {
    /// Submits the command of this name.
    Write(&'static str),
    /// Lists the table of this name.
    List(&'static str),
    /// Shows one row of the table of this name.
    Show(&'static str),
}

use Does::{List, Show, Write};

macro_rules! verbs {
    ($($noun:literal { $($verb:literal $does:ident $what:literal,)* })*) => {
        /// All of them. A verb whose command or table the proto files do not have is not offered.
        pub const VERBS: &[Verb] =
            &[$($(Verb { noun: $noun, verb: $verb, does: $does($what) },)*)*];
    };
}

verbs! {
    "programme" {
        "show" List "programme",
        "treaties" List "treaties",
        "bindings" List "bindings",
        "parts" List "national_parts",
        "policies" List "policies",
        "policy" List "policy_values",
        "adopt-rules" Write "AdoptRules",
        "supersede-policy" Write "SupersedePolicy",
        "migrate" Write "MigrateProcess",
        "accede" Write "RecordAccession",
        "suspend" Write "RecordSuspension",
        "resume" Write "ResumeState",
        "withdraw" Write "RecordWithdrawal",
    }
    "office" {
        "list" List "appointments",
        "bodies" List "designations",
        "councils" List "councils",
        "decisions" List "decisions",
        "notices" List "notices",
        "appoint-head" Write "AppointHead",
        "appoint-secretary" Write "AppointSecretary",
        "designate-body" Write "DesignateAuthorisedBody",
        "appoint-delegate" Write "AppointDelegate",
        "end" Write "EndAppointment",
        "record-chair" Write "RecordChair",
        "appoint-commission-secretary" Write "AppointCommissionSecretary",
        "constitute-council" Write "ConstituteCouncil",
        "appoint-council-chair" Write "AppointCouncilChair",
        "adopt" Write "AdoptUnanimously",
        "acknowledge" Write "AcknowledgeNotice",
        "record-delivery" Write "RecordNoticeDelivery",
    }
    "party" {
        "list" List "parties",
        "show" Show "parties",
        "controllers" List "controllers",
        "propose" Write "ProposeParty",
        "accredit" Write "AccreditParty",
        "refuse" Write "RefuseAccreditation",
        "suspend" Write "SuspendParty",
        "reinstate" Write "ReinstateParty",
        "withdraw" Write "WithdrawAccreditation",
        "succeed" Write "RecordSuccession",
        "insolvency" Write "RecordInsolvency",
        "dissolve" Write "RecordDissolution",
    }
    "key" {
        "list" List "keys",
        "thresholds" List "thresholds",
        "contestable" List "contestable_records",
        "enrol" Write "EnrolKey",
        "rotate" Write "RotateKey",
        "revoke" Write "RevokeKey",
        "compromise" Write "DeclareCompromise",
        "confirm" Write "ConfirmEvent",
        "contest" Write "ContestEvent",
        "threshold" Write "SetThreshold",
    }
    "contract" {
        "list" List "contracts",
        "show" Show "contracts",
        "parties" List "contract_parties",
        "terms" List "contract_terms",
        "background" List "background",
        "contributions" List "contributions",
        "shares" List "share_proposals",
        "register" Write "RegisterContract",
        "list-background" Write "ListBackground",
        "contribute" Write "RecordContribution",
        "contest-contribution" Write "ContestContribution",
        "propose-shares" Write "ProposeShares",
        "agree-shares" Write "AgreeShares",
        "amend" Write "AmendContract",
        "complete" Write "CompleteContract",
        "terminate" Write "TerminateContract",
    }
    "result" {
        "list" List "results",
        "show" Show "results",
        "holdings" List "holdings",
        "ownership" List "ownership_changes",
        "holders" List "result_holders",
        "creators" List "creators",
        "derivations" List "derivations",
        "versions" List "versions",
        "windows" List "registration_windows",
        "contests" List "contests",
        "corrections" List "corrections",
        "disclose" Write "DiscloseResult",
        "register" Write "RegisterResult",
        "contest" Write "ContestRegistration",
        "settle" Write "SettleContest",
        "withdraw-contest" Write "WithdrawContest",
        "record-version" Write "RecordVersion",
        "record-ownership" Write "RecordOwnership",
        "derive" Write "RecordDerivation",
        "surrender" Write "SurrenderShare",
        "archive" Write "ArchiveResult",
        "correct" Write "CorrectRecord",
    }
    "disclosure" {
        "handovers" List "handovers",
        "requests" List "declassifications",
        "accesses" List "accesses",
        "shredded" List "shredded",
        "reclassify" Write "ReclassifyConfidentiality",
        "request-declassification" Write "RequestDeclassification",
        "decide-declassification" Write "DecideDeclassification",
        "hand-over" Write "RecordHandover",
        "grant-access" Write "GrantAccess",
        "revoke-access" Write "RevokeAccess",
        "shred" Write "ShredPersonalData",
    }
}

/// The verb of that noun and name, if it is offered.
#[must_use]
pub fn find(noun: &str, verb: &str) -> Option<Verb> {
    offered().find(|offered| offered.noun == noun && offered.verb == verb)
}

/// `command` with every noun and verb that is offered.
#[must_use]
pub fn add_to(mut command: Command) -> Command {
    for Verb { noun, verb, does } in offered() {
        if command.find_subcommand(noun).is_none() {
            let new = Command::new(noun).subcommand_required(true).arg_required_else_help(true);
            command = command.subcommand(new);
        }
        let verb = Command::new(verb);
        let verb = match does {
            Write(name) => WriteOptions::augment_args(with_fields(verb, name)),
            List(_) => ListOptions::augment_args(verb),
            Show(_) => ShowOptions::augment_args(verb),
        };
        command = command.mut_subcommand(noun, |noun| noun.subcommand(verb));
    }
    command
}

/// The flag of a field: its name, unless a flag of every command has that name.
#[must_use]
pub fn flag(field: &str) -> String {
    const TAKEN: [&str; 15] = [
        "key", "signer", "json", "set", "revision", "citing", "attach", "at", "draft", "order",
        "ledger", "lang", "output", "address", "help",
    ];
    let name = field.replace('_', "-");
    if TAKEN.contains(&name.as_str()) { format!("the-{name}") } else { name }
}

/// The id of the argument that holds a field.
#[must_use]
pub fn field_id(field: &str) -> String {
    format!("field:{field}")
}

/// The help of an argument that holds a field.
#[must_use]
pub fn field_help(id: &str, lang: Lang) -> Option<String> {
    id.strip_prefix("field:").map(|field| lang.word(field))
}

fn offered() -> impl Iterator<Item = Verb> {
    VERBS.iter().copied().filter(|verb| match verb.does {
        Write(name) => schema::operation(name).is_some(),
        List(table) => schema::list_of(table).is_some(),
        Show(table) => schema::get_of(table).is_some(),
    })
}

fn with_fields(command: Command, name: &str) -> Command {
    let Some(operation) = schema::operation(name) else {
        return command;
    };
    let argument = |field: FieldDescriptor| {
        let action = if field.is_list() { ArgAction::Append } else { ArgAction::Set };
        Arg::new(field_id(field.name()))
            .long(flag(field.name()))
            .value_name(placeholder(&field))
            .action(action)
    };
    command.args(schema::command_of(&operation).fields().map(argument))
}

/// What is written in place of a value in the help; the same in both languages, as types are.
fn placeholder(field: &FieldDescriptor) -> String {
    if let Some(message) = schema::nested(field) {
        return match message.name() {
            "Date" => "YYYY-MM-DD".into(),
            "Share" => "N/D".into(),
            "Sealed" => "TEXT".into(),
            "ContentDigest" => "FILE".into(),
            _ => "@JSON".into(),
        };
    }
    let kind = field.kind();
    if let Some(values) = kind.as_enum() {
        let names = values.values().skip(1);
        let short = names.map(|value| schema::short(field, value.name()).to_lowercase());
        return short.collect::<Vec<_>>().join("|");
    }
    if kind == Kind::Bytes {
        return "HEX".into();
    }
    if matches!(kind, Kind::Uint64 | Kind::Uint32) {
        "N".into()
    } else {
        field.name().to_uppercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_of_an_author_has_a_verb() {
        // Nobody sends these by hand: the first founds, the others are the ledger's own.
        let own = ["OpenProgramme", "PassDeadlines", "CommitState"];
        for operation in schema::operations() {
            let name = schema::name_of(&operation);
            let is = |verb: &Verb| matches!(verb.does, Write(written) if written == name);
            assert!(own.contains(&name.as_str()) || VERBS.iter().any(is), "{name}");
        }
    }

    #[test]
    fn every_verb_has_its_command_or_table_and_every_table_its_verb() {
        let names = |verb: &Verb| (verb.noun, verb.verb);
        let all: Vec<_> = VERBS.iter().map(names).collect();
        assert_eq!(offered().map(|verb| names(&verb)).collect::<Vec<_>>(), all);
        for table in rights::row::TABLES {
            let lists = |verb: &Verb| verb.does == List(table.name);
            assert!(VERBS.iter().any(lists), "{}", table.name);
        }
    }

    #[test]
    fn no_noun_has_two_verbs_of_one_name() {
        for (at, verb) in VERBS.iter().enumerate() {
            let same = |other: &Verb| (other.noun, other.verb) == (verb.noun, verb.verb);
            assert!(!VERBS[at + 1..].iter().any(same), "{verb:?}");
        }
    }
}
