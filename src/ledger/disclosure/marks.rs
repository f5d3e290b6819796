//! What a mark on a document means, and which levels are in use (CFD-2, CFD-4, CFD-7).

use super::super::{Ledger, Level, Reason, Refusal};
use crate::{
    id::PartyId,
    policy::{Policy, choice},
    text::Text,
};

/// What `mark` means among `parties`: the strictest of what it means in their states. Where it is
/// not mapped it is treated as its stricter neighbour: as the strictest that the same mark means
/// elsewhere, or that any mark means if it is mapped nowhere (CFD-7).
///
/// # Errors
/// `LEVEL_TOO_LOW` if it means a state secret: no level of the ledger is high enough (CFD-4).
pub(super) fn meaning(
    ledger: &Ledger,
    policy: u32,
    mark: &Text,
    parties: &[PartyId],
) -> Result<Level, Refusal> {
    let policy = ledger.policy(policy);
    let seats = parties.iter().filter_map(|party| ledger.parties.get(party).map(|of| of.seat));
    let meant = seats.map(|seat| policy.confidentiality_marks.level_of(seat, mark.as_str()));
    let strictest = meant.map(|level| level.unwrap_or_else(|| neighbour(policy, mark))).max();
    let level = strictest.unwrap_or_else(|| neighbour(policy, mark));
    of_policy(level).ok_or_else(|| {
        Refusal::new(Reason::LevelTooLow, "CFD-4").fact("mark", mark).fact("means", level)
    })
}

fn neighbour(policy: &Policy, mark: &Text) -> choice::Level {
    let marks = || policy.confidentiality_marks.iter();
    let elsewhere = marks().filter(|(_, other, _)| *other == mark.as_str());
    let of_any = || marks().map(|(_, _, level)| level).max();
    elsewhere.map(|(_, _, level)| level).max().or_else(of_any).unwrap_or(choice::Level::L4)
}

/// The ledger's level for a policy's; none for a state secret, which is never in the ledger.
fn of_policy(level: choice::Level) -> Option<Level> {
    match level {
        choice::Level::L0 => Some(Level::Public),
        choice::Level::L1 => Some(Level::Programme),
        choice::Level::L2 => Some(Level::Contract),
        choice::Level::L3 => Some(Level::Restricted),
        choice::Level::L4 => Some(Level::Sealed),
        choice::Level::LX => None,
    }
}

/// # Errors
/// `LEVEL_MISSING` unless the policy has `level` in use (CFD-2).
pub(in super::super) fn require_in_use(
    ledger: &Ledger,
    policy: u32,
    level: Level,
) -> Result<(), Refusal> {
    let mut in_use = ledger.policy(policy).confidentiality_levels.iter().filter_map(of_policy);
    if in_use.any(|used| used == level) {
        return Ok(());
    }
    Err(Refusal::new(Reason::LevelMissing, "CFD-2").fact("level", level.as_str()))
}
