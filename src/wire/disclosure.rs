//! Commands and events of `ledger::disclosure`, field by field.
