//! Commands and events of `ledger::party`, field by field.

use super::{choice, message};
use crate::ledger::party::{AccreditParty, Controller, PartyAccredited, PartyKind, ProposeParty};

choice! {
    PartyKind = PartyKind { StateBody, Enterprise, Association, Organisation }
}

message! {
    ProposeParty = ProposeParty { party, seat, kind, name, identifiers }
    Controller = Controller { name, state }
    AccreditParty = AccreditParty { party, treaty, right, from, until, controllers }
    PartyAccredited = PartyAccredited { party, treaty, from, until, controllers }
}
