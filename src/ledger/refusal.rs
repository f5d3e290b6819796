//! Why a command was not accepted: data, from which prose is made where people read.

use alloc::{
    string::{String, ToString as _},
    vec::Vec,
};
use core::fmt;

/// Why a command was refused. The same command on the same ledger at the same instant is always
/// refused for the same reason: the first that applies in the order form, authority, existence,
/// state, arithmetic or scope (GEN-10).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    pub reason: Reason,
    /// The rule that the command broke; none where saying it would reveal what the author may not
    /// know (GEN-11).
    pub rule: Option<&'static str>,
    /// The version of the policy under which it was decided.
    pub policy: Option<u32>,
    /// The facts that failed, in the order in which they are worth reading (GEN-12).
    pub facts: Vec<Fact>,
}

/// One fact of a refusal, for example `held` = `1/2`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fact {
    pub name: &'static str,
    pub value: String,
}

impl Refusal {
    /// A refusal under `rule`.
    #[must_use]
    pub fn new(reason: Reason, rule: &'static str) -> Refusal {
        Refusal { reason, rule: Some(rule), policy: None, facts: Vec::new() }
    }

    /// The answer to whoever has no authority: the same bytes whatever exists (GEN-11).
    #[must_use]
    pub fn not_authorised() -> Refusal {
        Refusal { reason: Reason::NotAuthorised, rule: None, policy: None, facts: Vec::new() }
    }

    /// The subject does not exist, and the author was entitled to know.
    #[must_use]
    pub fn not_found(what: impl fmt::Display) -> Refusal {
        Refusal::new(Reason::NotFound, "GEN-10").fact("subject", what)
    }

    /// The subject exists and its state does not admit the command.
    #[must_use]
    pub fn wrong_state(rule: &'static str, state: impl fmt::Display) -> Refusal {
        Refusal::new(Reason::WrongState, rule).fact("state", state)
    }

    /// With one more fact.
    #[must_use]
    pub fn fact(mut self, name: &'static str, value: impl fmt::Display) -> Refusal {
        self.facts.push(Fact { name, value: value.to_string() });
        self
    }

    /// Decided under this version of the policy. What a stranger gets names none.
    pub(super) fn under(mut self, policy: u32) -> Refusal {
        if self.reason != Reason::NotAuthorised && policy > 0 {
            self.policy = Some(policy);
        }
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.reason)?;
        if let Some(rule) = self.rule {
            write!(f, " ({rule})")?;
        }
        self.facts.iter().try_for_each(|fact| write!(f, ", {} {}", fact.name, fact.value))
    }
}

macro_rules! reasons {
    ($($name:ident = $text:literal,)*) => {
        /// The stable names of reasons; never renamed, never used again for something else.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Reason { $($name,)* }

        impl Reason {
            /// All reasons, in the order of this list.
            pub const ALL: &[Reason] = &[$(Reason::$name,)*];

            /// The name that machines read, for example `SHARES_NOT_ONE`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Reason::$name => $text,)* }
            }
        }
    };
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

reasons! {
    // Form.
    Malformed = "MALFORMED",
    CommandTooLarge = "COMMAND_TOO_LARGE",
    WrongLedger = "WRONG_LEDGER",
    CommandExpired = "COMMAND_EXPIRED",
    CommandFromFuture = "COMMAND_FROM_FUTURE",
    LifetimeTooLong = "LIFETIME_TOO_LONG",
    CommandIdReused = "COMMAND_ID_REUSED",
    SeenUnknown = "SEEN_UNKNOWN",
    OpeningMismatch = "OPENING_MISMATCH",
    OpeningMissing = "OPENING_MISSING",
    OpeningErased = "OPENING_ERASED",
    // Authority.
    NotAuthorised = "NOT_AUTHORISED",
    // Existence.
    NotFound = "NOT_FOUND",
    RevisionConflict = "REVISION_CONFLICT",
    IdTaken = "ID_TAKEN",
    // State.
    WrongState = "WRONG_STATE",
    StateNotBound = "STATE_NOT_BOUND",
    PartyNotAccredited = "PARTY_NOT_ACCREDITED",
    Frozen = "FROZEN",
    TooEarly = "TOO_EARLY",
    DeadlinePassed = "DEADLINE_PASSED",
    // Arithmetic.
    Overflow = "OVERFLOW",
    // Programme and states.
    ProgrammeExists = "PROGRAMME_EXISTS",
    ProofMissing = "PROOF_MISSING",
    PolicyIncomplete = "POLICY_INCOMPLETE",
    PolicyValueInvalid = "POLICY_VALUE_INVALID",
    PolicyNotCurrent = "POLICY_NOT_CURRENT",
    EffectiveInPast = "EFFECTIVE_IN_PAST",
    RulesNotNext = "RULES_NOT_NEXT",
    RulesUnknown = "RULES_UNKNOWN",
    VersionNotNewer = "VERSION_NOT_NEWER",
    TreatyUnknown = "TREATY_UNKNOWN",
    AlreadyBound = "ALREADY_BOUND",
    NoticeTooShort = "NOTICE_TOO_SHORT",
    NotDue = "NOT_DUE",
    // Offices and notices.
    OfficeOccupied = "OFFICE_OCCUPIED",
    SeatOccupied = "SEAT_OCCUPIED",
    PowerTaken = "POWER_TAKEN",
    CouncilExists = "COUNCIL_EXISTS",
    SeatEmpty = "SEAT_EMPTY",
    AlreadyDelivered = "ALREADY_DELIVERED",
    DateInvalid = "DATE_INVALID",
    // Parties.
    PartyExists = "PARTY_EXISTS",
    RightNotShown = "RIGHT_NOT_SHOWN",
    RightExpired = "RIGHT_EXPIRED",
    ReasonMissing = "REASON_MISSING",
    SuccessorNotEligible = "SUCCESSOR_NOT_ELIGIBLE",
    ListIncomplete = "LIST_INCOMPLETE",
    SharesLeft = "SHARES_LEFT",
    // Keys.
    KeyReused = "KEY_REUSED",
    KeyWeak = "KEY_WEAK",
    SinceInFuture = "SINCE_IN_FUTURE",
    ThresholdInvalid = "THRESHOLD_INVALID",
    // Contracts and shares.
    TermsIncomplete = "TERMS_INCOMPLETE",
    TreatyNotBinding = "TREATY_NOT_BINDING",
    AfterCompletion = "AFTER_COMPLETION",
    AlreadyListed = "ALREADY_LISTED",
    OwnerDisputed = "OWNER_DISPUTED",
    WeightNotPositive = "WEIGHT_NOT_POSITIVE",
    SharesNotOne = "SHARES_NOT_ONE",
    ShareTooSmall = "SHARE_TOO_SMALL",
    ShareTooFine = "SHARE_TOO_FINE",
    TooManyHolders = "TOO_MANY_HOLDERS",
    HashMismatch = "HASH_MISMATCH",
    ContributionContested = "CONTRIBUTION_CONTESTED",
    NoTerminationRight = "NO_TERMINATION_RIGHT",
    NoShareAgreement = "NO_SHARE_AGREEMENT",
    // Results.
    KindUnknown = "KIND_UNKNOWN",
    DuplicateContent = "DUPLICATE_CONTENT",
    LevelMissing = "LEVEL_MISSING",
    IncompleteDisclosure = "INCOMPLETE_DISCLOSURE",
    GroundUnknown = "GROUND_UNKNOWN",
    Cycle = "CYCLE",
    NoRightToDerive = "NO_RIGHT_TO_DERIVE",
    Encumbered = "ENCUMBERED",
    TitleWouldEnd = "TITLE_WOULD_END",
    StillInUse = "STILL_IN_USE",
    NotAnError = "NOT_AN_ERROR",
    ChangesTitle = "CHANGES_TITLE",
    NotCoOwnable = "NOT_CO_OWNABLE",
    // Confidentiality and access.
    OriginatorConsent = "ORIGINATOR_CONSENT",
    BelowSource = "BELOW_SOURCE",
    MarkMissing = "MARK_MISSING",
    MarkUnrecognised = "MARK_UNRECOGNISED",
    LevelTooLow = "LEVEL_TOO_LOW",
    RetentionRunning = "RETENTION_RUNNING",
}
