//! What a result is, and what follows from that (exchange.md section 4).

/// A kind of intellectual property (WIPO Convention Art. 2(viii); RF CC 1225).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    Invention,
    UtilityModel,
    IndustrialDesign,
    IcTopography,
    SelectionAchievement,
    ComputerProgram,
    Database,
    Work,
    DesignDocumentation,
    KnowHow,
    Trademark,
    TradeName,
    GeographicalIndication,
    Discovery,
    Other,
}

/// Whether a kind may be kept secret instead of filed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Secrecy {
    Never,
    BeforePublication,
    Always,
    /// It is nothing unless it is secret.
    Required,
    ByState,
}

/// Whether several may hold a kind together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CoOwnership {
    Yes,
    No,
    ByState,
    /// Several may be named; there is no exclusive right to divide (XCH-14).
    Attribution,
}

/// Whether an office must register a kind for a right to exist.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OfficeRegistration {
    Required,
    Optional,
    None,
    ByState,
}

/// Whether a right of a kind is kept up by renewals.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Renewals {
    Yes,
    No,
    ByState,
}

impl Kind {
    /// Whether it may be kept secret (results.md section 5, `DecideSecrecy`).
    #[must_use]
    pub fn secrecy(self) -> Secrecy {
        match self {
            Kind::Invention | Kind::UtilityModel | Kind::IndustrialDesign => {
                Secrecy::BeforePublication
            }
            Kind::IcTopography
            | Kind::ComputerProgram
            | Kind::Database
            | Kind::Work
            | Kind::DesignDocumentation => Secrecy::Always,
            Kind::KnowHow => Secrecy::Required,
            Kind::SelectionAchievement
            | Kind::Trademark
            | Kind::TradeName
            | Kind::GeographicalIndication
            | Kind::Discovery => Secrecy::Never,
            Kind::Other => Secrecy::ByState,
        }
    }

    /// Whether several may hold it together.
    #[must_use]
    pub fn co_ownership(self) -> CoOwnership {
        match self {
            Kind::Invention
            | Kind::UtilityModel
            | Kind::IndustrialDesign
            | Kind::IcTopography
            | Kind::SelectionAchievement
            | Kind::ComputerProgram
            | Kind::Database
            | Kind::Work
            | Kind::DesignDocumentation
            | Kind::KnowHow
            | Kind::Other => CoOwnership::Yes,
            Kind::Trademark => CoOwnership::ByState,
            Kind::TradeName | Kind::GeographicalIndication => CoOwnership::No,
            Kind::Discovery => CoOwnership::Attribution,
        }
    }

    /// Whether a second holder may be named (REG-11). Where it depends on a state, that state's
    /// office decides and not the ledger.
    #[must_use]
    pub fn admits_co_owners(self) -> bool {
        match self.co_ownership() {
            CoOwnership::Yes | CoOwnership::ByState | CoOwnership::Attribution => true,
            CoOwnership::No => false,
        }
    }

    /// Whether there is an exclusive right at all (XCH-14).
    #[must_use]
    pub fn is_exclusive(self) -> bool {
        match self.co_ownership() {
            CoOwnership::Yes | CoOwnership::ByState | CoOwnership::No => true,
            CoOwnership::Attribution => false,
        }
    }

    /// Whether an office must register it for a right to exist.
    #[must_use]
    pub fn office_registration(self) -> OfficeRegistration {
        match self {
            Kind::Invention
            | Kind::UtilityModel
            | Kind::IndustrialDesign
            | Kind::SelectionAchievement
            | Kind::Trademark
            | Kind::GeographicalIndication => OfficeRegistration::Required,
            Kind::IcTopography | Kind::ComputerProgram | Kind::Database => {
                OfficeRegistration::Optional
            }
            Kind::Work | Kind::DesignDocumentation | Kind::KnowHow | Kind::Discovery => {
                OfficeRegistration::None
            }
            Kind::TradeName | Kind::Other => OfficeRegistration::ByState,
        }
    }

    /// Whether its right is kept up by renewals.
    #[must_use]
    pub fn renewals(self) -> Renewals {
        match self {
            Kind::Invention
            | Kind::UtilityModel
            | Kind::IndustrialDesign
            | Kind::SelectionAchievement
            | Kind::Trademark
            | Kind::GeographicalIndication => Renewals::Yes,
            Kind::IcTopography
            | Kind::ComputerProgram
            | Kind::Database
            | Kind::Work
            | Kind::DesignDocumentation
            | Kind::KnowHow
            | Kind::TradeName
            | Kind::Discovery => Renewals::No,
            Kind::Other => Renewals::ByState,
        }
    }

    /// The code in the rulebook, for example `UTILITY_MODEL`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Invention => "INVENTION",
            Kind::UtilityModel => "UTILITY_MODEL",
            Kind::IndustrialDesign => "INDUSTRIAL_DESIGN",
            Kind::IcTopography => "IC_TOPOGRAPHY",
            Kind::SelectionAchievement => "SELECTION_ACHIEVEMENT",
            Kind::ComputerProgram => "COMPUTER_PROGRAM",
            Kind::Database => "DATABASE",
            Kind::Work => "WORK",
            Kind::DesignDocumentation => "DESIGN_DOCUMENTATION",
            Kind::KnowHow => "KNOW_HOW",
            Kind::Trademark => "TRADEMARK",
            Kind::TradeName => "TRADE_NAME",
            Kind::GeographicalIndication => "GEOGRAPHICAL_INDICATION",
            Kind::Discovery => "DISCOVERY",
            Kind::Other => "OTHER",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_discovery_gives_attribution_and_no_exclusive_right() {
        // XCH-14
        assert!(!Kind::Discovery.is_exclusive());
        assert!(Kind::Discovery.admits_co_owners());
        assert_eq!(Kind::Discovery.office_registration(), OfficeRegistration::None);
    }

    #[test]
    fn a_trade_name_and_a_geographical_indication_have_one_holder() {
        // REG-11 (RF CC 1229)
        assert!(!Kind::TradeName.admits_co_owners());
        assert!(!Kind::GeographicalIndication.admits_co_owners());
        assert!(Kind::Trademark.admits_co_owners());
    }

    #[test]
    fn know_how_is_nothing_unless_it_is_secret() {
        assert_eq!(Kind::KnowHow.secrecy(), Secrecy::Required);
        assert_eq!(Kind::Invention.secrecy(), Secrecy::BeforePublication);
        assert_eq!(Kind::Trademark.secrecy(), Secrecy::Never);
    }

    #[test]
    fn what_an_office_must_register_is_kept_up_by_renewals() {
        let kinds = [Kind::Invention, Kind::IndustrialDesign, Kind::Trademark];
        assert!(kinds.iter().all(|kind| kind.renewals() == Renewals::Yes));
        assert_eq!(Kind::ComputerProgram.renewals(), Renewals::No);
    }
}
