//! All seats of a body adopt a decision without a meeting; what it orders may then be carried out in
//! the body's name (GEN-15, GEN-21).

use alloc::{collections::BTreeMap, vec::Vec};

use super::{
    super::{Cause, Context, Events, Ledger, Reason, Refusal},
    Event,
};
use crate::{
    id::Digest,
    role::{Body, Role},
    row::RowKey,
    sealed::Sealed,
    territory::State,
    time::Date,
};

#[derive(Clone, PartialEq, Debug)]
pub struct AdoptUnanimously {
    pub body: Body,
    /// The hashes of the operations ordered; ascending; one that is listed twice serves twice.
    pub orders: Vec<Digest>,
    pub text: Sealed,
}

/// What a body decided: which operations may be carried out in its name, and how often.
#[derive(Clone, PartialEq, Debug)]
pub struct Decision {
    pub body: Body,
    pub text: Sealed,
    /// The day on which it was adopted and took effect.
    pub adopted: Date,
    pub orders: BTreeMap<Digest, Order>,
}

/// One operation that a decision orders.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Order {
    /// How often it was ordered; at least once.
    pub times: u32,
    /// How often it may still be carried out.
    pub left: u32,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &AdoptUnanimously,
) -> Result<Events, Refusal> {
    if !asked.orders.is_sorted() {
        return Err(Refusal::new(Reason::Malformed, "GEN-21").fact("place", "orders"));
    }
    let base: Vec<State> = ledger.programme.states_bound(context.today).collect();
    let seats = base.into_iter().map(|state| seat(asked.body, state));
    let held = |seat: &Role| ledger.offices.holder_on(*seat, context.today).is_some();
    let (held, empty): (Vec<Role>, Vec<Role>) = seats.partition(held);
    // A body without anybody in it decides nothing.
    if held.is_empty() || !held.iter().all(|seat| context.signed_as(ledger, *seat)) {
        return Err(Refusal::not_authorised());
    }
    if let Some(seat) = empty.first() {
        return Err(Refusal::new(Reason::SeatEmpty, "GEN-21").fact("seat", seat));
    }
    Ok(context.events(Event::DecisionAdopted(asked.clone())))
}

/// Who holds the seat of `state` in `body`.
fn seat(body: Body, state: State) -> Role {
    match body {
        Body::Commission => Role::Head(state),
        Body::Council(council) => Role::Delegate(council, state),
    }
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &AdoptUnanimously) {
    let mut orders: BTreeMap<Digest, Order> = BTreeMap::new();
    for order in &happened.orders {
        let order = orders.entry(*order).or_insert(Order { times: 0, left: 0 });
        order.times += 1;
        order.left += 1;
    }
    let (body, text, adopted) = (happened.body, happened.text, cause.effective_on);
    let decision = Decision { body, text, adopted, orders };
    ledger.offices.decisions.insert(cause.sequence, decision);
    ledger.touch(RowKey::Decision(cause.sequence));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ledger::scenario::*,
        role::Council,
        row::{Row, RowKey},
    };

    fn ria() -> Body {
        Body::Council(Council::Ria)
    }

    fn seated() -> World {
        let world = World::founded().with_chair().with_council(Council::Ria);
        let seat = |world: World, of: &&str| world.given(appoint_delegate(Council::Ria, of));
        STATES.iter().fold(world, seat)
    }

    #[test]
    fn the_heads_of_all_bound_states_decide_as_the_commission() {
        // GEN-21
        let world = World::founded();
        let asked = decides(Body::Commission, &[]);
        let missing = asked.clone().without(Role::Head(state("TJ")));
        let world = world.when(missing).then_refused(Reason::NotAuthorised);
        world.when(asked).then(["DecisionAdopted"]);
    }

    #[test]
    fn all_delegates_decide_as_their_council() {
        // GEN-21
        let world = seated();
        let asked = decides(ria(), &[]);
        let missing = asked.clone().without(Role::Delegate(Council::Ria, state("TJ")));
        let world = world.when(missing).then_refused(Reason::NotAuthorised);
        world.when(asked).then(["DecisionAdopted"]);
    }

    #[test]
    fn an_empty_seat_prevents_a_decision() {
        // GEN-21
        let vacated = end_appointment(Role::Head(state("TJ")), 0, "2026-01-10");
        let world = World::founded().given(vacated);
        let asked = decides(Body::Commission, &[]);
        let asked = asked.without(Role::Head(state("TJ")));
        world.when(asked).then_refused(Reason::SeatEmpty);
    }

    #[test]
    fn a_council_without_delegates_decides_nothing() {
        let world = World::founded();
        let heads = decides(Body::Commission, &[]);
        let as_council = decides(ria(), &[]).signed_like(&heads);
        world.when(as_council).then_refused(Reason::NotAuthorised);
    }

    #[test]
    fn a_suspended_state_has_no_seat() {
        // STM-2, GEN-21
        let world = World::founded().given(suspension("TJ", "2026-01-20"));
        let all = decides(Body::Commission, &[]);
        let five = all.without(Role::Head(state("TJ")));
        let world = world.on("2026-01-19").when(five.clone()).then_refused(Reason::NotAuthorised);
        world.on("2026-01-20").when(five).then(["DecisionAdopted"]);
    }

    #[test]
    fn an_order_serves_as_often_as_it_is_listed() {
        // GEN-15
        let world = World::founded().with_chair();
        let asked = constitute_council(Council::Ria);
        let order = asked.order();
        let decision = decides(Body::Commission, &[order, order]);
        let world = world.given(decision);
        let (decision, key) = (world.last(), RowKey::Decision(world.last()));
        let unused = |world: &World| match key.row(&world.ledger) {
            Some(Row::Decision(row)) => row.unused.len(),
            other => panic!("no row: {other:?}"),
        };
        assert_eq!(unused(&world), 2);
        let world = world.given(asked.clone().citing(decision));
        assert_eq!(unused(&world), 1);
        // The second use is spent on what the council's existence refuses: refusals use up nothing.
        let world = world.when(asked.citing(decision)).then_refused(Reason::CouncilExists);
        assert_eq!(unused(&world), 1);
    }

    #[test]
    fn a_decision_orders_several_operations() {
        // GEN-21
        let councils = [Council::Standardisation, Council::Advertising].map(constitute_council);
        let (world, decision) = World::founded().with_chair().decision(&councils);
        let carried_out = |world: World, asked: Ask| world.given(asked.citing(decision));
        let world = councils.into_iter().fold(world, carried_out);
        assert_eq!(world.ledger.offices.councils.len(), 2);
    }

    #[test]
    fn an_order_used_up_serves_no_more() {
        // GEN-15
        let world = World::founded().with_chair().with_council(Council::Ria);
        let (world, appointed) = world.ordering(appoint_council_chair(Council::Ria));
        let world = world.given(appointed.clone());
        world.when(appointed).then_refused(Reason::NotAuthorised);
    }

    #[test]
    fn a_body_orders_only_in_its_own_name() {
        // GEN-15: COM_CHAIR acts in the Commission's name, so a council's decision does not serve.
        let world = seated();
        let asked = constitute_council(Council::Advertising);
        let decision = decides(ria(), &[asked.order()]);
        let world = world.given(decision);
        let decided = world.last();
        world.when(asked.citing(decided)).then_refused(Reason::NotAuthorised);
    }

    #[test]
    fn a_council_orders_only_within_its_competence() {
        // BDY-5, CNC-11
        let world = seated();
        let order = constitute_council(Council::Advertising).order();
        let decision = decides(ria(), &[order]);
        let world = world.given(decision);
        let cited = crate::ledger::Cited { decision: world.last(), order };
        let offices = &world.ledger.offices;
        assert!(offices.has_ordered(ria(), "DeclareDefaulting", cited));
        assert!(!offices.has_ordered(ria(), "ConstituteCouncil", cited));
    }
}
