//! The authorised body of the seat state accredits a party, within the dates of its foreign-trade
//! right, or refuses to; later it renews the dates as the right is renewed (PTY-1, PTY-2).

use alloc::vec::Vec;

use super::{
    super::{Cause, ContentDigest, Context, Events, Ledger, Reason, Refusal, office::Power},
    Event, Party, Standing,
};
use crate::{
    id::{PartyId, TreatyId},
    row::RowKey,
    sealed::Sealed,
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

#[derive(Clone, PartialEq, Debug)]
pub struct RefuseAccreditation {
    pub party: PartyId,
    /// The treaty for which the state named the body that refuses.
    pub treaty: TreatyId,
    /// None is refused.
    pub reasons: Option<Sealed>,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &AccreditParty,
) -> Result<Events, Refusal> {
    let party = ledger.parties.get(&asked.party).ok_or_else(Refusal::not_authorised)?;
    context.require_power(ledger, party.seat, &asked.treaty, Power::Accreditation)?;
    if !ledger.programme.treaties.contains_key(&asked.treaty) {
        return Err(Refusal::new(Reason::TreatyUnknown, "STM-1").fact("treaty", asked.treaty));
    }
    context.check_revision(party.revision)?;
    if !ledger.programme.binds(&asked.treaty, party.seat, context.today) {
        return Err(Refusal::new(Reason::StateNotBound, "STM-1")
            .fact("treaty", asked.treaty)
            .fact("state", party.seat));
    }
    match party.standing() {
        (_, Standing::Proposed) => {}
        (_, Standing::Accredited | Standing::Suspended) if renews(party, asked) => {}
        (_, standing) => return Err(Refusal::wrong_state("PTY-1", standing.as_str())),
    }
    if asked.right.is_none() {
        return Err(Refusal::new(Reason::RightNotShown, "PTY-2").fact("party", asked.party));
    }
    if asked.until < asked.from || asked.until < context.today {
        return Err(Refusal::new(Reason::RightExpired, "PTY-2").fact("until", asked.until));
    }
    Ok(context.events(Event::PartyAccredited(accredited(party, asked))))
}

/// Whether the right was renewed under the same treaty: it now ends later, and begins no later than
/// the day after its recorded end, so that no day of it is lost or invented.
fn renews(party: &Party, asked: &AccreditParty) -> bool {
    let follows =
        |(_, until): (Date, Date)| until < asked.until && asked.from <= until.plus_days(1);
    party.treaty == Some(asked.treaty) && party.right.is_some_and(follows)
}

fn accredited(party: &Party, asked: &AccreditParty) -> PartyAccredited {
    let AccreditParty { party: id, treaty, right: _, from, until, controllers } = asked.clone();
    let from = party.right.map_or(from, |(first, _)| first.min(from));
    PartyAccredited { party: id, treaty, from, until, controllers }
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &PartyAccredited) {
    let party = ledger.party_changed(cause, happened.party);
    // A renewed right lifts no suspension.
    if party.standing().1 == Standing::Proposed {
        party.standings.push((cause.effective_on, Standing::Accredited));
    }
    party.treaty = Some(happened.treaty);
    party.right = Some((happened.from, happened.until));
    let before = party.controllers.len();
    party.controllers.clone_from(&happened.controllers);
    for position in 0..before.max(happened.controllers.len()) {
        ledger.touch(RowKey::Controller(happened.party, position as u64));
    }
}

pub(super) fn refuse(
    ledger: &Ledger,
    context: &Context,
    asked: &RefuseAccreditation,
) -> Result<Events, Refusal> {
    let party = ledger.parties.get(&asked.party).ok_or_else(Refusal::not_authorised)?;
    context.require_power(ledger, party.seat, &asked.treaty, Power::Accreditation)?;
    if !ledger.programme.treaties.contains_key(&asked.treaty) {
        return Err(Refusal::new(Reason::TreatyUnknown, "STM-1").fact("treaty", asked.treaty));
    }
    context.check_revision(party.revision)?;
    party.require_standing("PTY-1", &[Standing::Proposed])?;
    if asked.reasons.is_none() {
        return Err(Refusal::new(Reason::ReasonMissing, "PTY-1").fact("party", asked.party));
    }
    Ok(context.events(Event::AccreditationRefused(asked.clone())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ledger::{
            party::{ChangeStanding, Command},
            scenario::*,
        },
        role::Role,
    };

    fn right(from: &str, until: &str) -> AccreditParty {
        AccreditParty {
            party: party("NA"),
            treaty: treaty(),
            right: Some(file("foreign-trade right")),
            from: date(from),
            until: date(until),
            controllers: [Controller { name: text("Rosimushchestvo"), state: state("RU") }].into(),
        }
    }

    fn by_its_state(asked: AccreditParty) -> Ask {
        ask(Role::Head(state("RU")), Command::AccreditParty(asked))
    }

    fn refusal(reasons: Option<Sealed>) -> Ask {
        let asked = RefuseAccreditation { party: party("NA"), treaty: treaty(), reasons };
        ask(Role::Head(state("RU")), Command::RefuseAccreditation(asked))
    }

    fn proposed() -> World {
        World::founded().given(appoint_secretary("RU")).given(propose("NA", "RU"))
    }

    #[test]
    fn a_party_is_accredited_once() {
        let world = World::cast();
        world.when(accredit("NA", "RU")).then_refused(Reason::WrongState);
    }

    #[test]
    fn only_the_seat_state_accredits() {
        // PTY-1
        let foreign = accredit("NA", "RU").by(Role::Head(state("BY")));
        let world = proposed();
        let world = world.when(foreign).then_refused(Reason::NotAuthorised);
        world.when(accredit("NA", "RU")).then(["PartyAccredited"]);
    }

    #[test]
    fn accreditation_holds_within_the_dates_of_the_right_alone() {
        // PTY-2
        let world = proposed().given(by_its_state(right("2026-02-01", "2027-01-31")));
        let party = &world.ledger.parties[&party("NA")];
        assert!(!party.is_accredited(date("2026-01-31")));
        assert!(party.is_accredited(date("2026-02-01")));
        assert!(party.is_accredited(date("2027-01-31")));
        assert!(!party.is_accredited(date("2027-02-01")));
    }

    #[test]
    fn a_right_is_shown_and_not_over() {
        // PTY-2
        let unshown = AccreditParty { right: None, ..right("2026-01-01", "2027-01-31") };
        let world = proposed();
        let world = world.when(by_its_state(unshown)).then_refused(Reason::RightNotShown);
        let over = by_its_state(right("2025-01-01", "2026-01-09"));
        world.when(over).then_refused(Reason::RightExpired);
    }

    #[test]
    fn a_treaty_that_the_programme_does_not_have_accredits_nobody() {
        let unknown = TreatyId::parse("mtc").unwrap();
        let asked = AccreditParty { treaty: unknown, ..right("2026-01-01", "2027-01-31") };
        proposed().when(by_its_state(asked)).then_refused(Reason::TreatyUnknown);
    }

    #[test]
    fn a_renewed_right_leaves_no_gap_and_no_earlier_end() {
        // PTY-2
        let world = proposed().given(by_its_state(right("2026-01-01", "2026-12-31")));
        let gap = by_its_state(right("2027-01-02", "2028-12-31"));
        let world = world.when(gap).then_refused(Reason::WrongState);
        let renewed = by_its_state(right("2027-01-01", "2028-12-31"));
        let world = world.when(renewed).then(["PartyAccredited"]);
        let party = &world.ledger.parties[&party("NA")];
        assert_eq!(party.right, Some((date("2026-01-01"), date("2028-12-31"))));
        assert_eq!(party.revision, 3);
    }

    #[test]
    fn a_renewed_right_lifts_no_suspension() {
        // PTY-3
        let world = proposed().given(by_its_state(right("2026-01-01", "2026-12-31")));
        let reasons = Some(Sealed { commitment: digest("why") });
        let suspended = ChangeStanding { party: party("NA"), from: date("2026-01-10"), reasons };
        let suspended = ask(Role::Head(state("RU")), Command::SuspendParty(suspended));
        let renewed = by_its_state(right("2027-01-01", "2028-12-31"));
        let world = world.given(suspended).when(renewed).then(["PartyAccredited"]);
        assert!(!world.ledger.parties[&party("NA")].is_accredited(date("2026-02-01")));
    }

    #[test]
    fn whoever_is_refused_learns_why_and_stays_refused() {
        let reasons = Some(Sealed { commitment: digest("why") });
        let world = proposed();
        let world = world.when(refusal(None)).then_refused(Reason::ReasonMissing);
        let world = world.when(refusal(reasons)).then(["AccreditationRefused"]);
        let world = world.when(accredit("NA", "RU")).then_refused(Reason::WrongState);
        world.when(refusal(reasons)).then_refused(Reason::WrongState);
    }
}
