//! What every command must satisfy before its own rule is asked: the right ledger, a fresh id, a
//! life that is not over, and keys that were active for their role when it is recorded.

use alloc::vec::Vec;

use super::{
    Asked, Command, Context, Header, Ledger, Reason, Recorded, Refusal, context::Signer, programme,
};
use crate::time::Instant;

/// How far ahead of the recording time a command may claim to have been issued.
const AHEAD_SECONDS_MAX: u64 = 120;

pub(super) fn admit(ledger: &Ledger, at: Instant, asked: &Asked) -> Result<Context, Refusal> {
    let header = &asked.header;
    let founding =
        matches!(&asked.command, Command::Programme(programme::Command::OpenProgramme(_)));
    match &ledger.origin {
        Some(origin) if *origin != header.ledger => {
            return Err(Refusal::new(Reason::WrongLedger, "XCH-9").fact("ledger", &header.ledger));
        }
        None if !founding => return Err(Refusal::not_authorised()),
        Some(_) | None => {}
    }
    fits_in_time(ledger, at, header)?;
    if ledger.acts.id_is_used(header.signers.author(), header.id) {
        return Err(Refusal::new(Reason::CommandIdReused, "GEN-2").fact("id", header.id));
    }
    let today = ledger.zone(at).date_of(at);
    let signers = match ledger.origin {
        Some(_) => signers(ledger, at, header)?,
        None => Vec::new(),
    };
    Ok(Context {
        ledger: header.ledger.clone(),
        sequence: ledger.acts.next_sequence(),
        at,
        today,
        policy_version: ledger.policies.in_force_at(at),
        signers,
        keys: header.signers.iter().copied().collect(),
        author: header.signers.author(),
        command: asked.command.name(),
        cited: header.cited,
        expected_revision: header.expected_revision,
    })
}

fn fits_in_time(ledger: &Ledger, at: Instant, header: &Header) -> Result<(), Refusal> {
    let (issued, expires) = (header.issued_at, header.expires_at);
    if expires <= issued {
        return Err(
            Refusal::new(Reason::Malformed, "GEN-2").fact("expires_at_us", expires.micros())
        );
    }
    if at > expires {
        return Err(Refusal::new(Reason::CommandExpired, "GEN-2")
            .fact("expires_at_us", expires.micros())
            .fact("recorded_at_us", at.micros()));
    }
    if issued > at.plus_seconds(AHEAD_SECONDS_MAX) {
        return Err(Refusal::new(Reason::CommandFromFuture, "GEN-2")
            .fact("issued_at_us", issued.micros())
            .fact("recorded_at_us", at.micros()));
    }
    let Some(policy) = ledger.policies.get(ledger.policies.in_force_at(at)) else {
        return Ok(());
    };
    if expires > policy.command_max_lifetime.span().after_instant(issued, policy.clock_zone) {
        return Err(
            Refusal::new(Reason::LifetimeTooLong, "GEN-2").fact("expires_at_us", expires.micros())
        );
    }
    Ok(())
}

/// Every listed key must be active now (KEY-1); which roles are needed is the command's own rule.
fn signers(ledger: &Ledger, at: Instant, header: &Header) -> Result<Vec<Signer>, Refusal> {
    let today = ledger.zone(at).date_of(at);
    let signer = |id| {
        let key = ledger.keys.active(id, today).ok_or_else(Refusal::not_authorised)?;
        Ok(Signer { key: *id, role: key.role, holder: key.holder })
    };
    header.signers.iter().map(signer).collect()
}

/// What a record leaves behind whatever its events are: its id is used, its order is used up, and it
/// is an act of its signers.
pub(super) fn note(ledger: &mut Ledger, recorded: &Recorded) {
    if ledger.origin.is_none() {
        ledger.origin = Some(recorded.header.ledger.clone());
    }
    if let Some(cited) = recorded.header.cited {
        ledger.use_up(cited);
    }
    ledger.acts.note(recorded);
}
