//! In which capacity a key signs: one key, one role (KEY-3).

use alloc::{string::ToString, vec::Vec};
use core::fmt;

use crate::{
    id::{BodyId, HolderId, PartyId},
    territory::State,
};

/// A council of the Commission.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Council {
    /// The Coordinating Council on results of intellectual activity.
    Ria,
    /// The council on standardisation.
    Standardisation,
    /// The council on advertising and exhibitions.
    Advertising,
}

/// A body that decides.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Body {
    /// The Commission; its seats are those of the heads of the national parts.
    Commission,
    /// A council; its seats are those of the delegates.
    Council(Council),
}

/// What the clerk's key is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ClerkDuty {
    /// Records what time alone demands.
    Deadlines,
    /// Commits to the state.
    State,
}

/// A role together with its seat: who acts, and for whom. Its text form, for example `PARTY/NA`,
/// `DELEGATE/RIA/BY` or `SECRETARY`, is the same in commands, rows and on screen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// An enterprise or organisation.
    Party(PartyId),
    /// Head of a national part; the heads in office together are ROOT.
    Head(State),
    /// Secretary of a national part.
    PartSecretary(State),
    /// A body that a state authorised.
    AuthorisedBody(State, BodyId),
    /// The holder of a state's seat in a council.
    Delegate(Council, State),
    /// Chairman of the Commission.
    CommissionChair,
    /// Secretary of the Commission.
    Secretary,
    /// Chairman of a council.
    CouncilChair(Council),
    /// Chairman of the Business Council.
    BusinessChair,
    /// Head of the Working Group.
    WorkingGroupHead,
    /// Chairman of a panel.
    PanelChair,
    /// An expert.
    Expert,
    /// The interstate cataloguing centre, or a state's.
    CatalogueCentre(Option<State>),
    /// A state's office for intellectual property.
    IpOffice(State),
    /// Verifies from exports.
    Auditor(HolderId),
    /// Cosigns checkpoints for a state.
    Witness(State),
    /// Answers readers.
    Gateway,
    /// The ledger's own key.
    Clerk(ClerkDuty),
}

/// Not a role in its text form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a role: for example PARTY/NA, NP_HEAD/RU, DELEGATE/RIA/BY, SECRETARY")]
pub struct InvalidRole;

impl Council {
    /// The text form, for example `RIA`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Council::Ria => "RIA",
            Council::Standardisation => "STD",
            Council::Advertising => "ADV",
        }
    }

    /// # Errors
    /// [`InvalidRole`]: no such council.
    pub fn parse(text: &str) -> Result<Council, InvalidRole> {
        let all = [Council::Ria, Council::Standardisation, Council::Advertising];
        all.into_iter().find(|council| council.as_str() == text).ok_or(InvalidRole)
    }
}

impl Body {
    /// The text form, for example `COMMISSION` or `RIA`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Body::Commission => "COMMISSION",
            Body::Council(council) => council.as_str(),
        }
    }

    /// # Errors
    /// [`InvalidRole`]: no such body.
    pub fn parse(text: &str) -> Result<Body, InvalidRole> {
        if text == Body::Commission.as_str() {
            return Ok(Body::Commission);
        }
        Council::parse(text).map(Body::Council)
    }
}

impl Role {
    /// The state for which whoever has this role acts; none for what is no state's, and for parties,
    /// whose seat the ledger knows.
    #[must_use]
    pub fn state(self) -> Option<State> {
        match self {
            Role::Head(of)
            | Role::PartSecretary(of)
            | Role::AuthorisedBody(of, _)
            | Role::Delegate(_, of)
            | Role::IpOffice(of)
            | Role::Witness(of) => Some(of),
            Role::CatalogueCentre(of) => of,
            Role::Party(_)
            | Role::CommissionChair
            | Role::Secretary
            | Role::CouncilChair(_)
            | Role::BusinessChair
            | Role::WorkingGroupHead
            | Role::PanelChair
            | Role::Expert
            | Role::Auditor(_)
            | Role::Gateway
            | Role::Clerk(_) => None,
        }
    }

    /// The code of the role in the rulebook's authority matrix, for example `NP_SEC` or `RIA_CHAIR`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Role::Party(_) => "PARTY",
            Role::Head(_) => "NP_HEAD",
            Role::PartSecretary(_) => "NP_SEC",
            Role::AuthorisedBody(..) => "AUTH_BODY",
            Role::Delegate(..) => "DELEGATE",
            Role::CommissionChair => "COM_CHAIR",
            Role::Secretary => "SECRETARY",
            Role::CouncilChair(Council::Ria) => "RIA_CHAIR",
            Role::CouncilChair(Council::Standardisation) => "STD_CHAIR",
            Role::CouncilChair(Council::Advertising) => "ADV_CHAIR",
            Role::BusinessChair => "BC_CHAIR",
            Role::WorkingGroupHead => "WG_HEAD",
            Role::PanelChair => "PANEL_CHAIR",
            Role::Expert => "EXPERT",
            Role::CatalogueCentre(_) => "CAT_CENTRE",
            Role::IpOffice(_) => "IP_OFFICE",
            Role::Auditor(_) => "AUDITOR",
            Role::Witness(_) => "WITNESS",
            Role::Gateway => "GATEWAY",
            Role::Clerk(_) => "CLERK",
        }
    }

    /// The body in whose name the role acts where its commands need a decision (GEN-15); none where
    /// they never do.
    #[must_use]
    pub fn acts_for(self) -> Option<Body> {
        match self {
            Role::CommissionChair | Role::Secretary => Some(Body::Commission),
            Role::CouncilChair(council) => Some(Body::Council(council)),
            Role::Party(_)
            | Role::Head(_)
            | Role::PartSecretary(_)
            | Role::AuthorisedBody(..)
            | Role::Delegate(..)
            | Role::BusinessChair
            | Role::WorkingGroupHead
            | Role::PanelChair
            | Role::Expert
            | Role::CatalogueCentre(_)
            | Role::IpOffice(_)
            | Role::Auditor(_)
            | Role::Witness(_)
            | Role::Gateway
            | Role::Clerk(_) => None,
        }
    }

    /// # Errors
    /// [`InvalidRole`]: the text is not exactly what `Display` would give.
    pub fn parse(text: &str) -> Result<Role, InvalidRole> {
        let parts: Vec<&str> = text.split('/').collect();
        let state = |text: &str| State::parse(text).map_err(|_| InvalidRole);
        let role = match parts.as_slice() {
            ["PARTY", id] => Role::Party(PartyId::parse(id).map_err(|_| InvalidRole)?),
            ["NP_HEAD", of] => Role::Head(state(of)?),
            ["NP_SEC", of] => Role::PartSecretary(state(of)?),
            ["AUTH_BODY", of, body] => {
                Role::AuthorisedBody(state(of)?, BodyId::parse(body).map_err(|_| InvalidRole)?)
            }
            ["DELEGATE", council, of] => Role::Delegate(Council::parse(council)?, state(of)?),
            ["COM_CHAIR"] => Role::CommissionChair,
            ["SECRETARY"] => Role::Secretary,
            ["CHAIR", council] => Role::CouncilChair(Council::parse(council)?),
            ["BC_CHAIR"] => Role::BusinessChair,
            ["WG_HEAD"] => Role::WorkingGroupHead,
            ["PANEL_CHAIR"] => Role::PanelChair,
            ["EXPERT"] => Role::Expert,
            ["CAT_CENTRE"] => Role::CatalogueCentre(None),
            ["CAT_CENTRE", of] => Role::CatalogueCentre(Some(state(of)?)),
            ["IP_OFFICE", of] => Role::IpOffice(state(of)?),
            ["AUDITOR", id] => Role::Auditor(HolderId::parse(id).map_err(|_| InvalidRole)?),
            ["WITNESS", of] => Role::Witness(state(of)?),
            ["GATEWAY"] => Role::Gateway,
            ["CLERK", "DUE"] => Role::Clerk(ClerkDuty::Deadlines),
            ["CLERK", "STATE"] => Role::Clerk(ClerkDuty::State),
            [..] => return Err(InvalidRole),
        };
        if role.to_string() == text { Ok(role) } else { Err(InvalidRole) }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Role::Party(id) => write!(f, "PARTY/{id}"),
            Role::Head(of) => write!(f, "NP_HEAD/{of}"),
            Role::PartSecretary(of) => write!(f, "NP_SEC/{of}"),
            Role::AuthorisedBody(of, body) => write!(f, "AUTH_BODY/{of}/{body}"),
            Role::Delegate(council, of) => write!(f, "DELEGATE/{}/{of}", council.as_str()),
            Role::CommissionChair => f.write_str("COM_CHAIR"),
            Role::Secretary => f.write_str("SECRETARY"),
            Role::CouncilChair(council) => write!(f, "CHAIR/{}", council.as_str()),
            Role::BusinessChair => f.write_str("BC_CHAIR"),
            Role::WorkingGroupHead => f.write_str("WG_HEAD"),
            Role::PanelChair => f.write_str("PANEL_CHAIR"),
            Role::Expert => f.write_str("EXPERT"),
            Role::CatalogueCentre(None) => f.write_str("CAT_CENTRE"),
            Role::CatalogueCentre(Some(of)) => write!(f, "CAT_CENTRE/{of}"),
            Role::IpOffice(of) => write!(f, "IP_OFFICE/{of}"),
            Role::Auditor(id) => write!(f, "AUDITOR/{id}"),
            Role::Witness(of) => write!(f, "WITNESS/{of}"),
            Role::Gateway => f.write_str("GATEWAY"),
            Role::Clerk(ClerkDuty::Deadlines) => f.write_str("CLERK/DUE"),
            Role::Clerk(ClerkDuty::State) => f.write_str("CLERK/STATE"),
        }
    }
}

impl fmt::Debug for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_has_one_text_form() {
        for text in ["PARTY/NA", "NP_HEAD/RU", "DELEGATE/RIA/BY", "SECRETARY", "CLERK/DUE"] {
            assert_eq!(Role::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "PARTY", "PARTY/", "NP_HEAD/Ru", "SECRETARY/RU", "CLERK/X", "party/NA"] {
            assert_eq!(Role::parse(text), Err(InvalidRole), "{text}");
        }
    }
}
