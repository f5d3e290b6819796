//! Commands and events of `ledger::contract`, field by field.
