//! Which result was made from which: a directed graph without cycles (REG-4), in which nothing is
//! less confidential than what it was made from (CFD-2).

use alloc::{collections::BTreeSet, vec::Vec};

use super::{
    super::{Cause, Ledger, Level, Reason, Refusal},
    may_read,
};
use crate::{
    id::{PartyId, ResultId},
    row::RowKey,
    text::Text,
    time::Date,
};

/// Whether `author` may make something from `source`. What the author may not read and what does
/// not exist give the same answer (GEN-11).
///
/// # Errors
/// `NO_RIGHT_TO_DERIVE` (REG-4).
pub(super) fn require_right(
    ledger: &Ledger,
    day: Date,
    author: &PartyId,
    source: &ResultId,
) -> Result<(), Refusal> {
    if may_read(ledger, day, author, source) {
        return Ok(());
    }
    Err(Refusal::new(Reason::NoRightToDerive, "REG-4").fact("parent", source))
}

/// Whether something of `level` may have been made from `source`.
///
/// # Errors
/// `BELOW_SOURCE` (CFD-2).
pub(super) fn require_level(
    ledger: &Ledger,
    source: &ResultId,
    level: Level,
) -> Result<(), Refusal> {
    match ledger.results.get(source).map(|source| source.level) {
        Some(above) if level < above => Err(Refusal::new(Reason::BelowSource, "CFD-2")
            .fact("source", source)
            .fact("level", above.as_str())),
        Some(_) | None => Ok(()),
    }
}

/// Whether `result` is `origin`, or was made from it at any remove.
pub(super) fn comes_from(ledger: &Ledger, result: ResultId, origin: ResultId) -> bool {
    let (mut open, mut seen) = (Vec::from([result]), BTreeSet::new());
    while let Some(next) = open.pop() {
        if next == origin {
            return true;
        }
        if seen.insert(next) {
            let sources =
                ledger.results.get(&next).into_iter().flat_map(|next| next.sources.keys());
            open.extend(sources);
        }
    }
    false
}

/// `derived` was made from `source`.
pub(super) fn join(ledger: &mut Ledger, cause: &Cause, source: ResultId, derived: ResultId) {
    ledger.results.known(&derived).sources.insert(source, cause.sequence);
    ledger.results.known(&source).derived.insert(derived);
    ledger.act_on(source);
    ledger.touch(RowKey::Derivation(derived, source));
}

/// Whether `result` may have `level`: at least the highest of what it was made from (CFD-2).
///
/// # Errors
/// `BELOW_SOURCE`.
pub(in super::super) fn require_above_sources(
    ledger: &Ledger,
    result: &ResultId,
    level: Level,
) -> Result<(), Refusal> {
    let sources = ledger.results.get(result).into_iter().flat_map(|found| found.sources.keys());
    sources.into_iter().try_for_each(|source| require_level(ledger, source, level))
}

/// `result` has `level` and `mark` from now on; what was made from it follows upwards (CFD-2).
pub(in super::super) fn reclassify(
    ledger: &mut Ledger,
    result: ResultId,
    level: Level,
    mark: Option<Text>,
) {
    let found = ledger.results.known(&result);
    let derived: Vec<ResultId> = found.derived.iter().copied().collect();
    found.level = level;
    found.mark = mark;
    found.revision += 1;
    ledger.act_on(result);
    ledger.touch(RowKey::Result(result));
    for derived in derived {
        raise(ledger, derived, level);
    }
}

/// `result`, and all that was made from it, has at least `level` from now on (CFD-2, CFD-5).
pub(in super::super) fn raise(ledger: &mut Ledger, result: ResultId, level: Level) {
    let mut open = Vec::from([result]);
    while let Some(next) = open.pop() {
        let found = ledger.results.known(&next);
        // What is high enough already has nothing below it either.
        if found.level >= level {
            continue;
        }
        found.level = level;
        found.revision += 1;
        open.extend(found.derived.iter().copied());
        ledger.act_on(next);
        ledger.touch(RowKey::Result(next));
    }
}
