//! Who signs each command and which keys of the policy bear on it, as the rulebook's tables say.

use super::Kind::{self, Consent, Default, Freeze, Limit, Notice, Window};

/// What a command meets, whatever its subject is.
pub(super) struct Planned {
    pub(super) command: &'static str,
    /// Who signs: ` / ` between ways, `+` between signatures together, `†` where a decision is cited.
    pub(super) signed: &'static str,
    /// Who must sign together, where that depends on the subject.
    pub(super) together: Option<&'static str>,
    /// The keys that bear on it and the rules that apply them, in the order of passing.
    pub(super) settings: &'static [Setting],
}

/// How a key of the policy bears on a command, and by which rule.
pub(super) type Setting = (Kind, &'static str, &'static str);

/// What every command meets.
pub(super) const EVERY_COMMAND: &[Setting] = &[(Limit, "command.maxLifetime", "GEN-2")];

const SHARES: &[Setting] =
    &[(Limit, "shares.minFraction", "SHA-14"), (Limit, "shares.maxHolders", "SHA-14")];

const fn planned(command: &'static str, signed: &'static str) -> Planned {
    Planned { command, signed, together: None, settings: &[] }
}

impl Planned {
    const fn together(self, whom: &'static str) -> Planned {
        Planned { together: Some(whom), ..self }
    }

    const fn meeting(self, settings: &'static [Setting]) -> Planned {
        Planned { settings, ..self }
    }
}

const HOLDERS: &str = "every holder";
const CONTRACT: &str = "every party of the contract";

pub(super) const PLANNED: &[Planned] = &[
    // Programme and states.
    planned("OpenProgramme", "ROOT").together("every head named"),
    planned("AdoptRules", "ROOT"),
    planned("SupersedePolicy", "COM_CHAIR†"),
    planned("MigrateProcess", "COM_CHAIR†").together("everybody whom the process affects"),
    planned("RecordAccession", "SECRETARY"),
    planned("RecordSuspension", "SECRETARY"),
    planned("ResumeState", "SECRETARY"),
    planned("RecordWithdrawal", "SECRETARY").meeting(&[(
        Notice,
        "state.withdrawal.noticeDays",
        "STM-6",
    )]),
    planned("PassDeadlines", "CLERK"),
    // Offices, decisions, notices.
    planned("AppointHead", "ROOT"),
    planned("AppointSecretary", "NP_HEAD"),
    planned("DesignateAuthorisedBody", "NP_HEAD"),
    planned("AppointDelegate", "NP_HEAD"),
    planned("EndAppointment", "NP_HEAD / ROOT / COM_CHAIR†"),
    planned("RecordChair", "ROOT"),
    planned("AppointCommissionSecretary", "ROOT"),
    planned("ConstituteCouncil", "COM_CHAIR†"),
    planned("AppointCouncilChair", "COM_CHAIR†"),
    planned("AdoptUnanimously", "NP_HEAD / DELEGATE").together("every seat in force"),
    planned("AcknowledgeNotice", "the addressee"),
    planned("RecordNoticeDelivery", "NP_SEC / SECRETARY"),
    // Parties.
    planned("ProposeParty", "NP_SEC"),
    planned("AccreditParty", "AUTH_BODY"),
    planned("RefuseAccreditation", "AUTH_BODY"),
    planned("SuspendParty", "AUTH_BODY"),
    planned("ReinstateParty", "AUTH_BODY"),
    planned("WithdrawAccreditation", "AUTH_BODY"),
    planned("RecordSuccession", "AUTH_BODY"),
    planned("RecordInsolvency", "AUTH_BODY"),
    planned("RecordDissolution", "AUTH_BODY"),
    // Keys.
    planned("EnrolKey", "AUTH_BODY / NP_HEAD / ROOT / SECRETARY"),
    planned("RotateKey", "the holder"),
    planned("RevokeKey", "the holder / the enroller"),
    planned("DeclareCompromise", "the holder / the enroller").meeting(&[(
        Window,
        "keys.contestWindow",
        "KEY-5",
    )]),
    planned("ConfirmEvent", "the holder / the threshold's co-signers"),
    planned("ContestEvent", "PARTY / NP_HEAD").meeting(&[(Window, "keys.contestWindow", "KEY-5")]),
    planned("SetThreshold", "ROOT / NP_HEAD / SECRETARY"),
    // Contracts and shares.
    planned("RegisterContract", "PARTY").together(CONTRACT).meeting(&[
        (Limit, "policy.contractMay", "POL-6"),
        (Default, "ownership.default", "CTR-4"),
    ]),
    planned("ListBackground", "PARTY"),
    planned("RecordContribution", "PARTY").meeting(&[(Window, "contest.window", "SHA-12")]),
    planned("ContestContribution", "PARTY").meeting(&[(Window, "contest.window", "SHA-12")]),
    planned("ProposeShares", "PARTY").meeting(SHARES),
    planned("AgreeShares", "PARTY").together(HOLDERS).meeting(SHARES),
    planned("AmendContract", "PARTY").together(CONTRACT),
    planned("CompleteContract", "PARTY").together(CONTRACT),
    planned("TerminateContract", "PARTY")
        .together("every party of the contract, or one that cites its right to terminate"),
    // Results.
    planned("DiscloseResult", "PARTY").meeting(&[(Limit, "confidentiality.levels", "CFD-2")]),
    planned("RegisterResult", "PARTY").meeting(&[
        (Window, "contest.window", "REG-5"),
        (Default, "shares.defaultSplit", "SHA-15"),
        (Limit, "shares.maxHolders", "SHA-14"),
    ]),
    planned("ContestRegistration", "PARTY / AUTH_BODY").meeting(&[(
        Window,
        "contest.window",
        "REG-5",
    )]),
    planned("SettleContest", "PARTY").together("the contester and every holder"),
    planned("WithdrawContest", "the contester"),
    planned("RecordVersion", "PARTY"),
    planned("RecordOwnership", "PARTY").meeting(SHARES),
    planned("RecordDerivation", "PARTY"),
    planned("SurrenderShare", "PARTY").meeting(&[
        (Freeze, "stateSuspension.disposals", "STM-4"),
        (Consent, "jointRegime.untilAgreed", "SHA-16"),
        (Default, "shares.surrenderAccrual", "SHA-8"),
    ]),
    planned("ArchiveResult", "PARTY").together(HOLDERS),
    planned("CorrectRecord", "SECRETARY+PARTY / SECRETARY†"),
    // Confidentiality and access.
    planned("ReclassifyConfidentiality", "PARTY").meeting(&[
        (Limit, "confidentiality.levels", "CFD-2"),
        (Limit, "confidentiality.marks", "CFD-7"),
    ]),
    planned("RequestDeclassification", "PARTY / NP_SEC"),
    planned("DecideDeclassification", "PARTY"),
    planned("RecordHandover", "PARTY").together("the giver and the receiver").meeting(&[(
        Limit,
        "confidentiality.marks",
        "CFD-7",
    )]),
    planned("GrantAccess", "PARTY / CHAIR").meeting(&[
        (Limit, "confidentiality.levels", "CFD-2"),
        (Limit, "confidentiality.marks", "CFD-7"),
    ]),
    planned("RevokeAccess", "PARTY / CHAIR"),
    planned("ShredPersonalData", "SECRETARY").meeting(&[(Limit, "retention", "AUD-6")]),
];
