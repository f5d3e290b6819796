//! Commands and events of `ledger::result`, field by field.
