//! A national part proposes an enterprise of its state.

use alloc::vec::Vec;

use super::{
    super::{Cause, Context, Events, Ledger, Reason, Refusal},
    Event, Party, Standing,
};
use crate::{id::PartyId, role::Role, row::RowKey, territory::State, text::Text};

/// What a party is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PartyKind {
    StateBody,
    Enterprise,
    Association,
    Organisation,
}

#[derive(Clone, PartialEq, Debug)]
pub struct ProposeParty {
    pub party: PartyId,
    pub seat: State,
    pub kind: PartyKind,
    pub name: Text,
    pub identifiers: Vec<Text>,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &ProposeParty,
) -> Result<Events, Refusal> {
    if !asked.identifiers.is_sorted_by(|a, b| a < b) {
        return Err(Refusal::new(Reason::Malformed, "PTY-8").fact("place", "identifiers"));
    }
    context.require(ledger, Role::PartSecretary(asked.seat))?;
    if ledger.parties.contains_key(&asked.party) {
        return Err(Refusal::new(Reason::PartyExists, "PTY-8").fact("party", asked.party));
    }
    Ok(context.events(Event::PartyProposed(asked.clone())))
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &ProposeParty) {
    let ProposeParty { party, seat, kind, name, identifiers } = happened.clone();
    let proposed = Party {
        seat,
        kind,
        name,
        identifiers,
        standings: [(cause.effective_on, Standing::Proposed)].into(),
        treaty: None,
        right: None,
        controllers: Vec::new(),
        insolvency: None,
        successor: None,
        proposed: cause.sequence,
        since: cause.sequence,
        revision: 1,
    };
    ledger.parties.insert(party, proposed);
    ledger.touch(RowKey::Party(party));
}
