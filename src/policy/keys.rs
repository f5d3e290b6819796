//! The keys of a policy, each stated once: meaning, field, type, default, name and rules.

use super::bounds::{
    CalendarDays, CommandLifetime, Count, OddCount, RequestWindow, ShareAbove, ShareFrom,
    WorkingDays,
};
use super::choice::{
    AccessKind, Accrual, DefaultSplit, Dimension, ExitOfParent, FirstFiling, FreezeLevel,
    GoodFaithLicences, IncomeBasis, JointRegime, LateRecord, ObjectionGround, OnTransfer,
    OwnUsePayment, Ownership, Preemption, ProtocolSigners, Recusal, Silence, Sublicensing,
    SuspensionDisposals, ThirdStateConsent, ThirdStateTest, VetoGround, WhoFiles, WrittenSilence,
};
use super::list::{Clearance, CommandName, KeyPattern, Levels, Lists, Marks, RoleName, Set};
use super::value::{
    Consent, NonUse, OwnUseConsent, ReportPeriod, Retention, SubstantiveRule, ThirdStateSilence,
    Value,
};
use super::{PolicyFault, value_of};
use crate::share::{RemainderOrder, Share};
use crate::territory::State;
use crate::time::{Date, Shift, Weekend, Zone};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// One key of a policy, for listing and explaining; a policy's values are the fields of
/// [`Policy`].
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The key's name, as in `contest.window`.
    pub name: &'static str,
    /// The value of the reference programme.
    pub default: &'static str,
    /// The ids of the rules that read it, separated by blanks.
    pub rules: &'static str,
    meaning: &'static str,
    allowed: fn() -> String,
}

impl Key {
    /// What the key decides, in one sentence.
    #[must_use]
    pub fn meaning(&self) -> &'static str {
        self.meaning.trim_start()
    }

    /// Which values the key allows, in words.
    #[must_use]
    pub fn allowed(&self) -> String {
        (self.allowed)()
    }
}

/// Makes the struct, its reading and its writing, and the list of keys from the one table.
macro_rules! keys {
    ($($(#[doc = $meaning:literal])+
        $field:ident: $type:ty = $default:literal [$name:literal: $rules:literal];)+) => {
        /// A complete policy: one value for every key (POL-5).
        ///
        /// Every combination of values is a policy; which act needs which value is for the
        /// rules named at each field.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Policy {
            $($(#[doc = $meaning])+ #[doc = concat!("\n\n`", $name, "` (", $rules, ")")]
            pub $field: $type,)+
        }

        /// Every key, in the order of the rulebook's tables.
        pub const KEYS: &[Key] = &[$(Key {
            name: $name,
            meaning: concat!($($meaning),+),
            default: $default,
            rules: $rules,
            allowed: <$type as Value>::allowed,
        }),+];

        /// The policy that `stated` spells, which is ascending by key.
        pub(super) fn read(stated: &[(&str, &str)]) -> Result<Policy, PolicyFault> {
            Ok(Policy { $($field: value_of($name, stated)?,)+ })
        }

        /// Every key with the spelling of its value, in the order of the table.
        pub(super) fn written(policy: &Policy) -> Vec<(&'static str, String)> {
            alloc::vec![$(($name, policy.$field.to_string())),+]
        }

        /// For each key the texts at the ends of what it allows, and those just outside.
        #[cfg(test)]
        pub(super) fn edges() -> Vec<(&'static str, super::edges::Texts)> {
            alloc::vec![$(($name, <$type as super::edges::Edges>::edges())),+]
        }
    };
}

keys! {
    // Ownership, shares, money
    /// Who owns a result where its contract is silent.
    ownership_default: Ownership = "BY_CONTRIBUTION" ["ownership.default": "CTR-4"];
    /// How shares are computed while there is no share agreement.
    shares_default_split: DefaultSplit = "BY_CONTRIBUTION" ["shares.defaultSplit": "SHA-11 SHA-15"];
    /// The smallest share that may be held.
    shares_min_fraction: Share = "1/1000000" ["shares.minFraction": "SHA-14"];
    /// How many holders a result may have.
    shares_max_holders: Count<1, 64> = "32" ["shares.maxHolders": "SHA-14"];
    /// To whom a surrendered share accrues.
    shares_surrender_accrual: Accrual = "PRO_RATA" ["shares.surrenderAccrual": "SHA-8"];
    /// What joint owners may do before a written share agreement.
    joint_regime_until_agreed: JointRegime = "NO_DISPOSAL"
        ["jointRegime.untilAgreed": "SHA-16 LIC-15"];
    /// What income is divided by.
    income_split_basis: IncomeBasis = "SEPARATE" ["income.splitBasis": "SHA-6 MON-4"];
    /// Who gets the units that remain after rounding down.
    income_remainder_order: RemainderOrder = "LARGEST_FRACTION_THEN_ID"
        ["income.remainderOrder": "MON-2"];
    /// Within how many days a statement of income may be contested.
    income_contest_days: CalendarDays<0, 365> = "30cd" ["income.contestDays": "MON-6"];
    /// Whose agreement an owner's own use needs.
    use_own_consent: OwnUseConsent = "NONE" ["use.own.consent": "RCK-6"];
    /// What an owner pays the others for its own use.
    use_own_payment: OwnUsePayment = "NONE" ["use.own.payment": "RCK-6"];
    // Registration, protection, publication
    /// Within how many days a registration or a contribution may be contested.
    contest_window: CalendarDays<0, 365> = "30cd" ["contest.window": "REG-3 REG-5"];
    /// In which state the first application is filed.
    filing_first_filing_state: FirstFiling = "STATE_OF_CREATION"
        ["filing.firstFilingState": "PRT-2"];
    /// Who may file an application.
    filing_who_may: WhoFiles = "LEAD_WITH_CONSENT" ["filing.whoMay": "PRT-11"];
    /// Whose agreement filing or secrecy needs.
    filing_consent: Consent = "ALL" ["filing.consent": "PRT-1"];
    /// Whether a result may be kept secret instead of filed.
    filing_secrecy_alternative: bool = "true" ["filing.secrecyAlternative": "PRT-1"];
    /// For how many days a title is offered to co-owners before it is abandoned.
    abandonment_offer_to_co_owners: CalendarDays<0, 365> = "60cd"
        ["abandonment.offerToCoOwners": "PRT-8"];
    /// How many days before it a publication is announced.
    publication_notice: CalendarDays<0, 180> = "60cd" ["publication.notice": "PUB-1"];
    /// Within how many days a publication may be objected to.
    publication_objection: CalendarDays<0, 180> = "30cd" ["publication.objection": "PUB-1"];
    /// The levels of confidentiality in use.
    confidentiality_levels: Levels = "L0,L1,L2,L3,L4,LX" ["confidentiality.levels": "CFD-2"];
    /// Which level a mark on a document means.
    confidentiality_marks: Marks =
        "*:confidential=L3;*:Коммерческая тайна=L2;*:Конфиденциально=L3;\
        RU:Для служебного пользования=L3"
        ["confidentiality.marks": "CFD-7"];
    /// How long what may be shredded is kept.
    retention: Retention = "LIFE+P10Y" ["retention": "AUD-6"];
    // Consents, licences, access
    /// Within how many days an elector answers.
    consent_window: CalendarDays<1, 365> = "30cd" ["consent.window": "CON-8"];
    /// For how many days a reached consent may be used.
    consent_validity: CalendarDays<1, 730> = "180cd" ["consent.validity": "CON-9"];
    /// What an elector's silence means.
    consent_silence: Silence = "REFUSAL" ["consent.silence": "CON-4"];
    /// Whose agreement a non-exclusive licence needs.
    licence_non_exclusive_consent: Consent = "ALL" ["licence.nonExclusive.consent": "LIC-10"];
    /// For how many days the other joint owners are told before a licence without agreement.
    licence_non_exclusive_notice_days: CalendarDays<0, 180> = "45cd"
        ["licence.nonExclusive.noticeDays": "LIC-15"];
    /// Whose agreement an exclusive licence needs.
    licence_exclusive_consent: Consent = "ALL" ["licence.exclusive.consent": "LIC-10"];
    /// Whether a licensee may grant sublicences.
    licence_sublicence: Sublicensing = "CONSENT" ["licence.sublicence": "LIC-4 LIC-5 LIC-6 LIC-7"];
    /// How deep sublicences may go, the head licence being 0.
    licence_sublicence_max_depth: Count<0, 8> = "2" ["licence.sublicence.maxDepth": "LIC-6"];
    /// What becomes of sublicences when their parent ends.
    licence_on_parent_end: ExitOfParent = "CASCADE" ["licence.onParentEnd": "LIC-5 LIC-14"];
    /// For which purposes access is owed without agreement.
    licence_compulsory_internal: Set<AccessKind> = "EMPTY"
        ["licence.compulsoryInternal": "ACC-1 ACC-3"];
    /// Within how many days a breach is cured.
    licence_cure_days: CalendarDays<0, 365> = "60cd" ["licence.cureDays": "LIC-16 PRT-10"];
    /// When an unused exclusive licence may be turned non-exclusive.
    licence_non_use_reversion: NonUse = "OFF" ["licence.nonUse.reversion": "LIC-17"];
    /// Until how long after a contract's end access may be requested.
    access_request_window: RequestWindow = "P1Y" ["access.requestWindow": "ACC-2"];
    /// Within how many days a request for access is answered.
    access_answer_days: CalendarDays<1, 180> = "30cd" ["access.answerDays": "ACC-1"];
    /// In which dimensions exclusive scopes are kept apart.
    exclusivity_dimensions: Set<Dimension> = "TERRITORY,FIELD,ACTION,TIME"
        ["exclusivity.dimensions": "EXC-1"];
    /// What happens to a licence recorded late with an earlier effective date.
    exclusivity_late_record: LateRecord = "REFUSE" ["exclusivity.lateRecord": "EXC-4"];
    // Transfers, encumbrances, third states
    /// How many days before it a transfer is announced.
    transfer_notice: CalendarDays<0, 180> = "45cd" ["transfer.notice": "TRF-1"];
    /// Within how many days a transfer may be objected to.
    transfer_objection_window: CalendarDays<0, 180> = "30cd"
        ["transfer.objection.window": "TRF-1 TRF-7"];
    /// On which ground a transfer may be objected to.
    transfer_objection_ground: ObjectionGround = "ANY_REASONED"
        ["transfer.objection.ground": "TRF-7"];
    /// Whether co-owners may take an offered share themselves.
    transfer_preemption: Preemption = "PRO_RATA" ["transfer.preemption": "TRF-2"];
    /// Within how many days co-owners may pre-empt.
    transfer_preemption_window: CalendarDays<0, 180> = "60cd"
        ["transfer.preemption.window": "TRF-1"];
    /// Whether pre-emption also covers transfers between co-owners.
    transfer_preemption_among_co_owners: bool = "false"
        ["transfer.preemption.amongCoOwners": "TRF-12"];
    /// Whose agreement a transfer outside the holders needs.
    transfer_consent: Consent = "ALL" ["transfer.consent": "TRF-14"];
    /// Whether the seller's own share counts towards that agreement.
    transfer_seller_consent_counts: bool = "false" ["transfer.sellerConsentCounts": "CON-6"];
    /// After how many days a proposal not executed lapses.
    transfer_validity: CalendarDays<30, 730> = "180cd" ["transfer.validity": "TRF-6"];
    /// Whether obligations attached to a result pass to later holders.
    transfer_obligations_run_with_title: bool = "true"
        ["transfer.obligationsRunWithTitle": "OBL-1"];
    /// Whose agreement an encumbrance needs.
    encumbrance_consent: Consent = "ALL" ["encumbrance.consent": "ENC-2"];
    /// How an encumbered share is transferred.
    encumbrance_on_transfer: OnTransfer = "CONSENT" ["encumbrance.onTransfer": "ENC-2"];
    /// What makes a party one of a third state.
    third_state_definition: ThirdStateTest = "SEAT_AND_CONTROL" ["thirdState.definition": "TRF-5"];
    /// Whose agreement a dealing with a third state needs.
    third_state_consent: ThirdStateConsent = "OTHER_STATES_ALL"
        ["thirdState.consent": "THD-1 THD-8"];
    /// What a required state's silence means.
    third_state_silence: ThirdStateSilence = "REFUSAL" ["thirdState.silence": "THD-7"];
    /// Within how many days a required state answers.
    third_state_answer_days: CalendarDays<1, 365> = "60cd" ["thirdState.answerDays": "THD-7"];
    /// Whose export clearances a delivery needs.
    export_clearance_required: Set<Clearance> = "HOLDERS,BACKGROUND"
        ["exportClearance.required": "THD-2 THD-10"];
    // Council, appeals, freezes, review
    /// Which part of the seats in force makes a quorum.
    council_quorum: ShareAbove<1, 2> = "2/3" ["council.quorum": "CNC-1 CNC-2"];
    /// How substantive questions are decided.
    council_rule_substantive: SubstantiveRule = "CONSENSUS"
        ["council.rule.substantive": "CNC-3 CNC-12"];
    /// More than which part of the votes present decides procedural questions.
    council_rule_procedural: ShareFrom<1, 2> = "1/2" ["council.rule.procedural": "CNC-12"];
    /// Whether decisions may be vetoed.
    council_veto: bool = "false" ["council.veto": "CNC-9"];
    /// Within how many days a decision may be vetoed.
    council_veto_window: CalendarDays<1, 60> = "15cd" ["council.veto.window": "CNC-9 CNC-10"];
    /// On which grounds a decision may be vetoed.
    council_veto_grounds: Set<VetoGround> = "WORK,COST,LIABILITY,IP_RIGHTS,LEGITIMATE_INTEREST"
        ["council.veto.grounds": "CNC-9"];
    /// Within how many days seats answer in a written procedure.
    council_written_procedure_days: CalendarDays<5, 90> = "30cd"
        ["council.writtenProcedure.days": "CNC-16"];
    /// What a seat's silence means in a written procedure.
    council_written_procedure_silence: WrittenSilence = "NO_OBJECTION"
        ["council.writtenProcedure.silence": "CNC-16"];
    /// Whether a second call of the same session needs a smaller quorum.
    council_reduced_quorum_second_call: bool = "false"
        ["council.reducedQuorumSecondCall": "CNC-13"];
    /// Which seats are recused from their own parties' disputes.
    council_recusal: Recusal = "PARTY_STATES_VOTE" ["council.recusal": "CNC-4"];
    /// Whether a recused seat still counts for the quorum.
    council_recused_counts_for_quorum: bool = "true" ["council.recusedCountsForQuorum": "CNC-4"];
    /// How many days before a session its agenda is closed.
    council_agenda_days: CalendarDays<0, 90> = "15cd" ["council.agenda.days": "CNC-6"];
    /// How many days before it a session is called.
    council_call_days: CalendarDays<0, 180> = "30cd" ["council.call.days": "CNC-15"];
    /// How many days before it a session may be moved.
    council_date_change_days: CalendarDays<0, 90> = "15cd" ["council.dateChange.days": "CNC-14"];
    /// Within how many days a protocol is signed.
    council_protocol_days: WorkingDays<1, 60> = "10wd" ["council.protocol.days": "CNC-19"];
    /// Who signs a protocol.
    council_protocol_signers: ProtocolSigners = "CHAIR_SECRETARY_DELEGATIONS"
        ["council.protocol.signers": "CNC-19"];
    /// Within how many days a decision is notified.
    decision_notify_days: WorkingDays<1, 60> = "10wd" ["decision.notify.days": "CNC-10"];
    /// Within how many days an appeal is registered.
    appeal_register_days: WorkingDays<1, 30> = "3wd" ["appeal.register.days": "DSP-12"];
    /// Within how many days an appeal is admitted, returned or rejected.
    appeal_admissibility_days: WorkingDays<1, 60> = "10wd" ["appeal.admissibility.days": "DSP-12"];
    /// Within how many days a returned appeal may be filed again.
    appeal_refile_days: CalendarDays<1, 180> = "30cd" ["appeal.refile.days": "DSP-3 DSP-4"];
    /// Within how many days the respondent is notified.
    appeal_notify_days: WorkingDays<1, 30> = "3wd" ["appeal.notify.days": "DSP-10"];
    /// Within how many days the respondent answers.
    appeal_answer_days: CalendarDays<1, 180> = "30cd" ["appeal.answer.days": "DSP-10"];
    /// How many members a panel has.
    appeal_panel_size: OddCount<1, 9> = "3" ["appeal.panel.size": "DSP-7"];
    /// Within how many days a panel reports.
    appeal_panel_days: CalendarDays<1, 365> = "60cd" ["appeal.panel.days": "DSP-7"];
    /// How often a panel's time may be extended.
    appeal_panel_extensions: Count<0, 5> = "1" ["appeal.panel.extensions": "DSP-7"];
    /// Whether admitting an appeal freezes what it is about.
    freeze_on_admission: bool = "true" ["freeze.onAdmission": "FRZ-1"];
    /// What such a freeze blocks.
    freeze_level: FreezeLevel = "DISPOSALS" ["freeze.level": "FRZ-1 FRZ-2"];
    /// Within how many days an interim freeze is confirmed or ends.
    freeze_interim_decide_days: WorkingDays<1, 30> = "5wd" ["freeze.interim.decideDays": "FRZ-6"];
    /// For how many days an interim freeze lasts at most.
    freeze_interim_max_days: CalendarDays<1, 365> = "90cd" ["freeze.interim.maxDays": "FRZ-6"];
    /// For how many days a freeze on admission lasts at most.
    freeze_admitted_max_days: CalendarDays<1, 730> = "180cd" ["freeze.admitted.maxDays": "FRZ-3"];
    /// Whether a freeze stops the clocks of running processes.
    freeze_stops_clocks: bool = "false" ["freeze.stopsClocks": "FRZ-10"];
    /// Within how many days a review may be requested.
    review_days: CalendarDays<1, 180> = "30cd" ["review.days": "REV-1"];
    /// What becomes of licences taken in good faith.
    review_good_faith_licences: GoodFaithLicences = "SURVIVE" ["review.goodFaithLicences": "REV-2"];
    // States, parties, keys, reports, clock
    /// What parties of a suspended state may dispose of.
    state_suspension_disposals: SuspensionDisposals = "BLOCK"
        ["stateSuspension.disposals": "STM-4"];
    /// How many days before it a state announces its withdrawal.
    state_withdrawal_notice_days: CalendarDays<0, 730> = "180cd"
        ["state.withdrawal.noticeDays": "STM-6"];
    /// How many days before it a member announces its exit from an association.
    association_exit_notice_days: CalendarDays<0, 730> = "90cd"
        ["association.exit.noticeDays": "ASC-3"];
    /// For how many days execution waits for the states concerned by a specialisation.
    specialisation_wait_days: CalendarDays<0, 365> = "60cd" ["specialisation.waitDays": "LST-3"];
    /// Within how many days a party declares a change of control.
    party_control_notice_days: CalendarDays<1, 180> = "30cd" ["party.controlNoticeDays": "PTY-4"];
    /// Within how many days a party remedies a breach before it is defaulting.
    party_default_remedy_days: CalendarDays<1, 180> = "30cd" ["party.default.remedyDays": "PTY-5"];
    /// Within how many days a contestable command may be contested.
    keys_contest_window: CalendarDays<1, 365> = "60cd" ["keys.contestWindow": "KEY-5"];
    /// Which part of the national parts' witnesses makes a checkpoint final.
    witness_quorum: ShareAbove<1, 2> = "2/3" ["witness.quorum": "AUD-8"];
    /// Within how many days an audit finding is answered.
    audit_reply_days: CalendarDays<1, 180> = "30cd" ["audit.replyDays": "AUD-9"];
    /// How many plenaries the Commission holds in a year at least.
    plenary_min_per_year: Count<0, 12> = "2" ["plenary.minPerYear": "BDY-4"];
    /// How often a report is due.
    report_period: ReportPeriod = "P1Y+PLENARY" ["report.period": "RPT-1 RPT-5"];
    /// Which sections of the report may not be empty without a reason.
    report_sections: Set<Count<1, 14>> = "1,2,3,4,5,6,7,8,9,10,11,12,13,14"
        ["report.sections": "RPT-3"];
    /// The zone in whose days periods are counted.
    clock_zone: Zone = "+03:00" ["clock.zone": "GEN-7"];
    /// The days of the week on which nobody works.
    clock_weekend: Weekend = "SATURDAY,SUNDAY" ["clock.weekend": "GEN-8"];
    /// The other days off, by state.
    clock_holidays: Lists<State, Date> = "EMPTY" ["clock.holidays": "GEN-8"];
    /// Where a period's end moves off a non-working day.
    clock_non_working_shift: Shift = "NEXT_WORKING_DAY" ["clock.nonWorkingShift": "GEN-8"];
    /// Which roles may sign a command instead of those the rulebook names.
    authority: Lists<CommandName, RoleName> = "EMPTY" ["authority": "GEN-15"];
    /// How long after issuing a command may expire.
    command_max_lifetime: CommandLifetime = "P7D" ["command.maxLifetime": "GEN-2"];
    /// Which keys a contract may set for its own results.
    policy_contract_may: Set<KeyPattern> = "access.*,income.*,licence.*"
        ["policy.contractMay": "POL-6"];
}
