//! Which result was made from which: a directed graph without cycles (REG-4).

use super::super::{Cause, Ledger, Level, Reason, Refusal};
use super::may_read;
use crate::{
    id::{PartyId, ResultId},
    row::RowKey,
};

/// Whether `author` may make something of `level` from `source`. What the author may not read and
/// what does not exist give the same answer (GEN-11).
///
/// # Errors
/// `NO_RIGHT_TO_DERIVE` (REG-4); `BELOW_SOURCE` (CFD-2).
pub(super) fn require_source(
    ledger: &Ledger,
    author: &PartyId,
    source: &ResultId,
    level: Level,
) -> Result<(), Refusal> {
    let found = ledger.results.get(source).filter(|_| may_read(ledger, author, source));
    let Some(found) = found else {
        return Err(Refusal::new(Reason::NoRightToDerive, "REG-4").fact("parent", source));
    };
    if level < found.level {
        return Err(Refusal::new(Reason::BelowSource, "CFD-2")
            .fact("source", source)
            .fact("level", found.level.as_str()));
    }
    Ok(())
}

/// `derived` was made from `source`.
pub(super) fn join(ledger: &mut Ledger, cause: &Cause, source: ResultId, derived: ResultId) {
    ledger.results.known(&derived).sources.insert(source, cause.sequence);
    ledger.results.known(&source).derived.insert(derived);
    ledger.act_on(source);
    ledger.touch(RowKey::Derivation(derived, source));
}
