//! Commands and events of `ledger::party`, field by field.

use super::{choice, message};
use crate::ledger::party::{
    AccreditParty, ChangeStanding, Controller, PartyAccredited, PartyKind, PartySucceeded,
    ProposeParty, RecordDissolution, RecordInsolvency, RecordSuccession, RefuseAccreditation,
    SharePassed, TitleTransmittedByLaw,
};

choice! {
    PartyKind = PartyKind { StateBody, Enterprise, Association, Organisation }
}

message! {
    ProposeParty = ProposeParty { party, seat, kind, name, identifiers }
    Controller = Controller { name, state }
    AccreditParty = AccreditParty { party, treaty, right, from, until, controllers }
    PartyAccredited = PartyAccredited { party, treaty, from, until, controllers }
    RefuseAccreditation = RefuseAccreditation { party, treaty, reasons }
    ChangeStanding = ChangeStanding { party, from, reasons }
    SharePassed = SharePassed { result, share }
    RecordSuccession = RecordSuccession { party, successor, act, passes }
    PartySucceeded = PartySucceeded { party, successor, act }
    TitleTransmittedByLaw = TitleTransmittedByLaw { from, to }
    RecordInsolvency = RecordInsolvency { party, act }
    RecordDissolution = RecordDissolution { party, act }
}
