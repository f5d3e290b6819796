//! A party's place passes to another by law: everything it holds and every seat it has, at once
//! (PTY-6, PTY-8).

use alloc::vec::Vec;

use super::{
    super::{
        Cause, ContentDigest, Context, Events, Ledger, Reason, Refusal, contract, disclosure,
        result,
    },
    Event, Standing,
};
use crate::{
    id::{PartyId, ResultId},
    share::Share,
};

#[derive(Clone, PartialEq, Debug)]
pub struct RecordSuccession {
    pub party: PartyId,
    /// Accredited, and not the party itself.
    pub successor: PartyId,
    /// The act of reorganisation, merger or inheritance.
    pub act: ContentDigest,
    /// Exactly what the party holds, ascending by result.
    pub passes: Vec<SharePassed>,
}

/// One share that passes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SharePassed {
    pub result: ResultId,
    pub share: Share,
}

/// The successor took the party's place; the shares are those that it held.
#[derive(Clone, PartialEq, Debug)]
pub struct PartySucceeded {
    pub party: PartyId,
    pub successor: PartyId,
    pub act: ContentDigest,
}

/// Whatever title `from` had is `to`'s: its shares, and its place among holders who have not agreed
/// their shares yet.
#[derive(Clone, PartialEq, Debug)]
pub struct TitleTransmittedByLaw {
    pub from: PartyId,
    pub to: PartyId,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &RecordSuccession,
) -> Result<Events, Refusal> {
    if !asked.passes.is_sorted_by(|a, b| a.result < b.result) {
        return Err(Refusal::new(Reason::Malformed, "PTY-6").fact("place", "passes"));
    }
    let party = ledger.require_accreditor(context, &asked.party)?;
    context.check_revision(party.revision)?;
    let lives = [Standing::Accredited, Standing::Suspended, Standing::Withdrawn, Standing::Refused];
    party.require_standing("PTY-6", &lives)?;
    require_eligible(ledger, context, asked)?;
    require_complete(ledger, asked)?;
    let RecordSuccession { party, successor, act, passes: _ } = asked.clone();
    let succeeded = context.events(Event::PartySucceeded(PartySucceeded { party, successor, act }));
    let transmitted = TitleTransmittedByLaw { from: party, to: successor };
    Ok(succeeded.and(context.event(Event::TitleTransmittedByLaw(transmitted))))
}

/// Whoever takes over title must be able to acquire it (PTY-3).
fn require_eligible(
    ledger: &Ledger,
    context: &Context,
    asked: &RecordSuccession,
) -> Result<(), Refusal> {
    let accredited = ledger.require_accredited(&asked.successor, context.today).is_ok();
    if accredited && asked.successor != asked.party {
        return Ok(());
    }
    Err(Refusal::new(Reason::SuccessorNotEligible, "PTY-6").fact("successor", asked.successor))
}

/// The list says share by share what the party holds: whoever signs it knows what passes.
fn require_complete(ledger: &Ledger, asked: &RecordSuccession) -> Result<(), Refusal> {
    let held = ledger.shares_held_by(&asked.party);
    let mut listed = asked.passes.iter();
    for (result, share) in held {
        if listed.next() != Some(&SharePassed { result, share }) {
            return Err(incomplete(&result));
        }
    }
    match listed.next() {
        None => Ok(()),
        Some(surplus) => Err(incomplete(&surplus.result)),
    }
}

fn incomplete(result: &ResultId) -> Refusal {
    Refusal::new(Reason::ListIncomplete, "PTY-6").fact("result", result)
}

pub(super) fn succeeded(ledger: &mut Ledger, cause: &Cause, happened: &PartySucceeded) {
    let PartySucceeded { party, successor, act: _ } = happened;
    ledger.now_stands(cause, *party, Standing::Succeeded);
    ledger.parties.get_mut(party).expect("decide admits parties that live").successor =
        Some(*successor);
    // Without a share no title is transmitted: what else it was named as in results passes here.
    if ledger.shares_held_by(party).next().is_none() {
        result::succeed(ledger, *party, *successor);
    }
    contract::succeed(ledger, *party, *successor);
    disclosure::succeed(ledger, cause, *party, *successor);
}

pub(super) fn transmitted(ledger: &mut Ledger, happened: &TitleTransmittedByLaw) {
    let TitleTransmittedByLaw { from, to } = *happened;
    let moved: Vec<ResultId> = ledger.shares_held_by(&from).map(|(result, _)| result).collect();
    result::succeed(ledger, from, to);
    for result in moved {
        ledger.move_shares_of(result);
    }
}

impl Ledger {
    /// What `party` holds, ascending by result.
    pub fn shares_held_by(&self, party: &PartyId) -> impl Iterator<Item = (ResultId, Share)> {
        let results = self.results.by_holder.get(party).into_iter().flatten();
        results.filter_map(move |result| {
            let share = self.holdings(result)?.held_by(party)?;
            Some((*result, share))
        })
    }
}

#[cfg(test)]
mod tests;
