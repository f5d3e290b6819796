//! Policy values that are one word out of a few.

use super::value::Value;
use crate::share::RemainderOrder;
use crate::time::{Shift, Weekday};
use alloc::string::String;
use core::fmt;

/// How an enum's variants are spelled: reading, showing and listing them.
macro_rules! spelled {
    ($name:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        impl $name {
            /// Every value with its spelling, in order.
            pub(in crate::policy) const SPELLINGS: &'static [(&'static str, Self)] =
                &[$(($text, Self::$variant)),+];
        }

        impl Value for $name {
            fn read(text: &str) -> Option<Self> {
                spelled_as(Self::SPELLINGS, text)
            }

            fn allowed() -> String {
                names(Self::SPELLINGS.iter().map(|(name, _)| *name))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$variant => $text),+ })
            }
        }
    };
}

pub(super) use spelled;

/// An enum whose values are spelled as words.
macro_rules! choice {
    ($(#[$doc:meta])* $name:ident {
        $($(#[$about:meta])* $variant:ident = $text:literal),+ $(,)?
    }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$about])* $variant),+
        }

        spelled!($name { $($variant = $text),+ });
    };
}

pub(super) use choice;

choice! {
    /// Who owns a result where its contract is silent (CTR-4).
    Ownership {
        /// Whoever generated it.
        Generator = "GENERATOR",
        /// Those who contributed, by their contributions.
        ByContribution = "BY_CONTRIBUTION",
        /// Nobody but those whom the contract names.
        ContractOnly = "CONTRACT_ONLY",
        /// The state that ordered it.
        State = "STATE",
        /// The employer of its creators.
        Employer = "EMPLOYER",
    }
}

choice! {
    /// How shares are computed while no share agreement exists (SHA-15).
    DefaultSplit {
        /// Not at all.
        None = "NONE",
        /// Equally.
        Equal = "EQUAL",
        /// By the recorded weights of contributions (SHA-11).
        ByContribution = "BY_CONTRIBUTION",
    }
}

choice! {
    /// To whom a surrendered share accrues (SHA-8).
    Accrual {
        /// To the remaining holders, in proportion to their shares.
        ProRata = "PRO_RATA",
        /// To the remaining holders equally.
        Equal = "EQUAL",
        /// To the state.
        ToState = "TO_STATE",
    }
}

choice! {
    /// What joint owners may do before a written share agreement (SHA-16).
    JointRegime {
        /// Dispose of nothing.
        NoDisposal = "NO_DISPOSAL",
        /// Grant non-exclusive licences by notice and against compensation (LIC-15).
        DefaultJoint = "DEFAULT_JOINT",
    }
}

choice! {
    /// What income is divided by (MON-4).
    IncomeBasis {
        /// Title shares.
        Title = "TITLE",
        /// Income shares of their own, where they are agreed.
        Separate = "SEPARATE",
        /// Equal parts.
        Equal = "EQUAL",
    }
}

choice! {
    /// What an owner pays the others for its own use (RCK-6).
    OwnUsePayment {
        /// Nothing.
        None = "NONE",
        /// A fair compensation.
        Fair = "FAIR",
        /// What a formula says.
        Formula = "FORMULA",
    }
}

choice! {
    /// Where the first application is filed (PRT-2).
    FirstFiling {
        /// In the state where the result was created.
        StateOfCreation = "STATE_OF_CREATION",
        /// Where the holders agree.
        Agreed = "AGREED",
    }
}

choice! {
    /// Who may file an application (PRT-11).
    WhoFiles {
        /// All holders together.
        AllJointly = "ALL_JOINTLY",
        /// Any holder, in the name of all.
        AnyInNameOfAll = "ANY_IN_NAME_OF_ALL",
        /// The lead, with the consent that is required.
        LeadWithConsent = "LEAD_WITH_CONSENT",
    }
}

choice! {
    /// What silence means (CON-4).
    Silence {
        /// No.
        Refusal = "REFUSAL",
        /// Yes.
        Consent = "CONSENT",
    }
}

choice! {
    /// Whether a licensee may grant sublicences (LIC-4 to LIC-7).
    Sublicensing {
        /// It may not.
        Forbidden = "FORBIDDEN",
        /// It may, within its own licence.
        Inherit = "INHERIT",
        /// It may with the licensors' consent.
        Consent = "CONSENT",
    }
}

choice! {
    /// What becomes of sublicences when the licence they rest on ends (LIC-5, LIC-14).
    ExitOfParent {
        /// They end with it.
        Cascade = "CASCADE",
        /// They go on.
        Survive = "SURVIVE",
        /// They go on, with the licensors in the place of the licensee.
        StepIn = "STEP_IN",
    }
}

choice! {
    /// A purpose for which access is owed (ACC-1, ACC-3).
    AccessKind {
        /// To carry out the joint work.
        Implementation = "IMPLEMENTATION",
        /// To exploit one's own results.
        Exploitation = "EXPLOITATION",
    }
}

choice! {
    /// A dimension in which exclusive scopes are kept apart (EXC-1).
    Dimension {
        /// Where.
        Territory = "TERRITORY",
        /// In which field of use.
        Field = "FIELD",
        /// By which actions.
        Action = "ACTION",
        /// When.
        Time = "TIME",
    }
}

choice! {
    /// What happens to a licence recorded late with an earlier effective date (EXC-4).
    LateRecord {
        /// It is refused.
        Refuse = "REFUSE",
        /// It goes to dispute.
        Dispute = "DISPUTE",
    }
}

choice! {
    /// On which ground a transfer may be objected to (TRF-7).
    ObjectionGround {
        /// Any, with reasons.
        AnyReasoned = "ANY_REASONED",
        /// An adverse effect on the objector's rights.
        AdverseEffect = "ADVERSE_EFFECT",
        /// The security of a state.
        Security = "SECURITY",
    }
}

choice! {
    /// Whether co-owners may take an offered share themselves (TRF-2).
    Preemption {
        /// They may not.
        None = "NONE",
        /// They may, in proportion to their shares.
        ProRata = "PRO_RATA",
    }
}

choice! {
    /// How an encumbered share is transferred (ENC-2).
    OnTransfer {
        /// With the consent of the encumbrance's holder.
        Consent = "CONSENT",
        /// With the encumbrance on it.
        CumOnere = "CUM_ONERE",
    }
}

choice! {
    /// What makes a party one of a third state (TRF-5).
    ThirdStateTest {
        /// Its seat.
        Seat = "SEAT",
        /// Its seat or the control over it.
        SeatAndControl = "SEAT_AND_CONTROL",
    }
}

choice! {
    /// Whose consent a dealing with a third state needs (THD-1, THD-8).
    ThirdStateConsent {
        /// Nobody's.
        None = "NONE",
        /// That of every other required state.
        OtherStatesAll = "OTHER_STATES_ALL",
        /// That of the authorised bodies.
        AuthorisedBodies = "AUTHORISED_BODIES",
        /// None for states on the approved list of the product.
        List = "LIST",
    }
}

choice! {
    /// On which ground a council's decision may be vetoed (CNC-9).
    VetoGround {
        /// The work of the vetoing side.
        Work = "WORK",
        /// Its cost.
        Cost = "COST",
        /// Its liability.
        Liability = "LIABILITY",
        /// Its rights to results.
        IpRights = "IP_RIGHTS",
        /// Another legitimate interest.
        LegitimateInterest = "LEGITIMATE_INTEREST",
    }
}

choice! {
    /// What silence means in a written procedure (CNC-16).
    WrittenSilence {
        /// The seat takes part and does not object.
        NoObjection = "NO_OBJECTION",
        /// The seat does not take part.
        Absent = "ABSENT",
    }
}

choice! {
    /// Who is recused when a party's dispute is decided (CNC-4).
    Recusal {
        /// Nobody.
        None = "NONE",
        /// The seats of the parties' states, from the vote.
        PartyStatesVote = "PARTY_STATES_VOTE",
        /// The seats of the parties' states, from discussion and vote.
        PartyStatesAll = "PARTY_STATES_ALL",
    }
}

choice! {
    /// Who signs a council's protocol (CNC-19).
    ProtocolSigners {
        /// The chair and the secretary.
        ChairSecretary = "CHAIR_SECRETARY",
        /// The chair, the secretary and the heads of the delegations.
        ChairSecretaryDelegations = "CHAIR_SECRETARY_DELEGATIONS",
    }
}

choice! {
    /// What a freeze on admission blocks (FRZ-1, FRZ-2).
    FreezeLevel {
        /// Disposals.
        Disposals = "DISPOSALS",
        /// Disposals and use that has not begun.
        DisposalsAndNewUse = "DISPOSALS_AND_NEW_USE",
        /// Everything.
        All = "ALL",
    }
}

choice! {
    /// What becomes of licences taken in good faith when a decision is reviewed (REV-2).
    GoodFaithLicences {
        /// They go on.
        Survive = "SURVIVE",
        /// They end.
        End = "END",
        /// They end against compensation.
        EndWithCompensation = "END_WITH_COMPENSATION",
    }
}

choice! {
    /// What parties of a suspended state may dispose of (STM-4).
    SuspensionDisposals {
        /// Nothing.
        Block = "BLOCK",
        /// What the Commission consents to.
        CommissionConsent = "COMMISSION_CONSENT",
        /// Everything, as before.
        Allow = "ALLOW",
    }
}

choice! {
    /// A level of confidentiality, the most open first (results.md §6, CFD-2).
    Level {
        /// Public.
        L0 = "L0",
        /// The programme's parties.
        L1 = "L1",
        /// The contract's parties.
        L2 = "L2",
        /// Named persons with need to know.
        L3 = "L3",
        /// Existence itself is hidden.
        L4 = "L4",
        /// State secret: never in the ledger (CFD-4).
        LX = "LX",
    }
}

spelled!(Shift { None = "NONE", NextWorkingDay = "NEXT_WORKING_DAY", Previous = "PREVIOUS" });

spelled!(RemainderOrder {
    LargestFractionThenId = "LARGEST_FRACTION_THEN_ID",
    IdOnly = "ID_ONLY",
});

impl Value for Weekday {
    fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|weekday| weekday.name() == text)
    }

    fn allowed() -> String {
        names(Self::ALL.iter().map(|weekday| weekday.name()))
    }
}

pub(super) fn spelled_as<T: Copy>(spellings: &[(&str, T)], text: &str) -> Option<T> {
    spellings.iter().find(|(spelling, _)| *spelling == text).map(|(_, value)| *value)
}

pub(super) fn names(all: impl Iterator<Item = &'static str>) -> String {
    let mut text = String::new();
    for name in all {
        if !text.is_empty() {
            text.push_str(" | ");
        }
        text.push_str(name);
    }
    text
}
