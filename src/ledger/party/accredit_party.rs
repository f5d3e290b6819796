//! The authorised body of the seat state accredits a party, within the dates of its foreign-trade
//! right (PTY-1, PTY-2).

use alloc::vec::Vec;

use super::{
    super::{Cause, ContentDigest, Context, Events, Ledger, Reason, Refusal, office::Power},
    Event, Standing,
};
use crate::{
    id::{PartyId, TreatyId},
    row::RowKey,
    territory::State,
    text::Text,
    time::Date,
};

/// A person or state that controls a party (PTY-4).
#[derive(Clone, PartialEq, Debug)]
pub struct Controller {
    pub name: Text,
    pub state: State,
}

#[derive(Clone, PartialEq, Debug)]
pub struct AccreditParty {
    pub party: PartyId,
    /// The treaty for which the state named the body that accredits.
    pub treaty: TreatyId,
    /// The document that shows the foreign-trade right; none is refused.
    pub right: Option<ContentDigest>,
    /// The first day of the right.
    pub from: Date,
    /// The last day of the right.
    pub until: Date,
    pub controllers: Vec<Controller>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct PartyAccredited {
    pub party: PartyId,
    pub treaty: TreatyId,
    pub from: Date,
    pub until: Date,
    pub controllers: Vec<Controller>,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &AccreditParty,
) -> Result<Events, Refusal> {
    let party = ledger.parties.get(&asked.party).ok_or_else(Refusal::not_authorised)?;
    context.require_power(ledger, party.seat, &asked.treaty, Power::Accreditation)?;
    match party.standing {
        Standing::Proposed => {}
        Standing::Accredited => return Err(Refusal::wrong_state("PTY-1", "ACCREDITED")),
    }
    if asked.right.is_none() {
        return Err(Refusal::new(Reason::RightNotShown, "PTY-2").fact("party", asked.party));
    }
    if asked.until < asked.from || asked.until < context.today {
        return Err(Refusal::new(Reason::RightExpired, "PTY-2").fact("until", asked.until));
    }
    let AccreditParty { party, treaty, right: _, from, until, controllers } = asked.clone();
    let accredited = PartyAccredited { party, treaty, from, until, controllers };
    Ok(context.events(Event::PartyAccredited(accredited)))
}

pub(super) fn evolve(ledger: &mut Ledger, _cause: &Cause, happened: &PartyAccredited) {
    let party = ledger.parties.get_mut(&happened.party).expect("decide admits proposed parties");
    party.standing = Standing::Accredited;
    party.right = Some((happened.from, happened.until));
    party.controllers.clone_from(&happened.controllers);
    party.revision += 1;
    ledger.touch(RowKey::Party(happened.party));
}

#[cfg(test)]
mod tests {
    use crate::{
        ledger::{Reason, scenario::*},
        role::Role,
    };

    #[test]
    fn a_party_is_accredited_once() {
        let world = World::cast();
        world.when(accredit("NA", "RU")).then_refused(Reason::WrongState);
    }

    #[test]
    fn only_the_seat_state_accredits() {
        // PTY-1
        let world = World::founded().given(appoint_secretary("RU")).given(propose("NA", "RU"));
        let foreign = accredit("NA", "RU").by(Role::Head(state("BY")));
        world.clone().when(foreign).then_refused(Reason::NotAuthorised);
        world.when(accredit("NA", "RU")).then(["PartyAccredited"]);
    }
}
