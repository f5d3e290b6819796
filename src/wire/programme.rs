//! Commands and events of `ledger::programme`, field by field.

use super::{choice, message};
use crate::ledger::programme::{
    Binding, FoundingOffice, FoundingPart, NationalPartFormed, OpenProgramme, PassDeadlines,
    PolicyAdopted, ProgrammeOpened, Purpose, StateAcceded, Treaty, TreatyNamed,
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
}

impl super::Wire for PassDeadlines {
    type Proto = super::v1::PassDeadlines;

    fn read(proto: Self::Proto) -> Result<PassDeadlines, super::Malformed> {
        Ok(PassDeadlines { until: crate::time::Instant::from_micros(proto.until_us) })
    }

    fn write(&self) -> Self::Proto {
        super::v1::PassDeadlines { until_us: self.until.micros() }
    }
}
