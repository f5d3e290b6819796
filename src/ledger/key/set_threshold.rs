//! How many distinct holders must sign together in a role, or the heads together as ROOT (KEY-2).

use alloc::{collections::BTreeSet, string::ToString as _};
use core::fmt;

use super::{
    super::{Cause, Context, Events, Ledger, Reason, Refusal, programme},
    Event, Key,
};
use crate::{role::Role, row::RowKey, time::Date};

/// Whose keys sign together. Its text form is `ROOT`, or the role's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Group {
    /// The heads of the national parts in office (KEY-3).
    Root,
    /// The holders of keys of one role.
    Role(Role),
}

/// Not a group in its text form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a group: ROOT, or a role such as PARTY/NA")]
pub struct InvalidGroup;

#[derive(Clone, Copy, PartialEq, Debug)]
pub struct SetThreshold {
    pub group: Group,
    /// From 1 to the number of distinct holders of active keys in the group.
    pub threshold: u32,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &SetThreshold,
) -> Result<Events, Refusal> {
    let holders = match asked.group {
        Group::Root => {
            context.require_root(ledger)?;
            heads(ledger, context.today)
        }
        Group::Role(role) => {
            context.require(ledger, keeper(ledger, role).ok_or_else(Refusal::not_authorised)?)?;
            holders(ledger, role, context.today)
        }
    };
    let threshold = usize::try_from(asked.threshold).unwrap_or(usize::MAX);
    if threshold == 0 || threshold > holders {
        return Err(Refusal::new(Reason::ThresholdInvalid, "KEY-2")
            .fact("threshold", asked.threshold)
            .fact("holders", holders));
    }
    Ok(context.events(Event::SigningThresholdSet(*asked)))
}

/// Who sets the threshold of the holders of `role`: the head for whoever acts in or from its state,
/// the Secretary for whoever it enrols and for its own office. Nobody for ROOT's other offices.
fn keeper(ledger: &Ledger, role: Role) -> Option<Role> {
    match role {
        Role::Party(party) => Some(Role::Head(ledger.parties.get(&party)?.seat)),
        Role::Head(state)
        | Role::PartSecretary(state)
        | Role::AuthorisedBody(state, _)
        | Role::Delegate(_, state)
        | Role::Witness(state) => Some(Role::Head(state)),
        Role::Secretary
        | Role::CouncilChair(_)
        | Role::BusinessChair
        | Role::WorkingGroupHead
        | Role::PanelChair
        | Role::Expert
        | Role::CatalogueCentre(_)
        | Role::IpOffice(_)
        | Role::Auditor(_) => Some(Role::Secretary),
        Role::CommissionChair | Role::Gateway | Role::Clerk(_) => None,
    }
}

/// How many heads could sign as ROOT on `day`.
fn heads(ledger: &Ledger, day: Date) -> usize {
    let head = |role| if let Role::Head(state) = role { Some(state) } else { None };
    let states = ledger.keys.iter().filter(|(_, key)| signs(ledger, key, day));
    states.filter_map(|(_, key)| head(key.role)).collect::<BTreeSet<_>>().len()
}

/// How many distinct holders could sign in `role` on `day`.
fn holders(ledger: &Ledger, role: Role, day: Date) -> usize {
    let keys = ledger.keys.iter().filter(|(_, key)| key.role == role && signs(ledger, key, day));
    keys.map(|(_, key)| key.holder).collect::<BTreeSet<_>>().len()
}

fn signs(ledger: &Ledger, key: &Key, day: Date) -> bool {
    key.is_active(day) && ledger.offices.may_act(key.role, key.holder, day)
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &SetThreshold) {
    let SetThreshold { group, threshold } = *happened;
    match group {
        Group::Root => {
            ledger.programme.root_threshold = threshold;
            ledger.keys.root_threshold_since = cause.sequence;
            ledger.touch(RowKey::Programme(programme::ROW));
        }
        Group::Role(role) => {
            ledger.keys.thresholds.insert(role, (threshold, cause.sequence));
        }
    }
    ledger.touch(RowKey::Threshold(group));
}

impl Group {
    /// # Errors
    /// [`InvalidGroup`]: the text is not exactly what `Display` would give.
    pub fn parse(text: &str) -> Result<Group, InvalidGroup> {
        if text == Group::Root.to_string() {
            return Ok(Group::Root);
        }
        Role::parse(text).map(Group::Role).map_err(|_| InvalidGroup)
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Group::Root => f.write_str("ROOT"),
            Group::Role(role) => write!(f, "{role}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{
        key::{Command, EnrolKey},
        scenario::*,
    };

    fn set(group: Group, threshold: u32, by: Role) -> Ask {
        ask(by, Command::SetThreshold(SetThreshold { group, threshold }))
    }

    fn by_heads(mut asked: Ask, of: &[&str]) -> Ask {
        for text in of {
            asked = asked.and(Role::Head(state(text)));
        }
        asked
    }

    fn second_holder() -> Ask {
        let offer = offer_to(of("NA"), 1, "second");
        let asked = EnrolKey { role: of("NA"), offer, administrator: None };
        ask(Role::Head(state("RU")), Command::EnrolKey(asked))
    }

    #[test]
    fn a_threshold_role_needs_distinct_holders() {
        // KEY-2
        let head = Role::Head(state("RU"));
        let na = Group::Role(of("NA"));
        let world = World::cast().when(set(na, 2, head)).then_refused(Reason::ThresholdInvalid);
        let world = world.given(second_holder());
        let world = world.when(set(na, 2, head)).then(["SigningThresholdSet"]);
        assert!(!world.context(of("NA")).acts_as(&world.ledger, of("NA")));
        let both = world.context_by(&[(of("NA"), 0), (of("NA"), 1)]);
        assert!(both.acts_as(&world.ledger, of("NA")));
    }

    #[test]
    fn a_threshold_lies_between_one_and_the_holders_there_are() {
        // KEY-2
        let (na, head) = (Group::Role(of("NA")), Role::Head(state("RU")));
        let world = World::cast();
        let world = world.when(set(na, 0, head)).then_refused(Reason::ThresholdInvalid);
        let root = by_heads(set(Group::Root, 7, head), &["AM", "BY", "KG"]);
        world.when(root).then_refused(Reason::ThresholdInvalid);
    }

    #[test]
    fn the_heads_together_set_how_many_of_them_are_root() {
        // KEY-3
        let head = Role::Head(state("RU"));
        let world = World::cast();
        let few = by_heads(set(Group::Root, 5, head), &["AM", "BY"]);
        let world = world.when(few).then_refused(Reason::NotAuthorised);
        let enough = by_heads(set(Group::Root, 5, head), &["AM", "BY", "KG"]);
        let world = world.when(enough).then(["SigningThresholdSet"]);
        let again = by_heads(set(Group::Root, 4, head), &["AM", "BY", "KG"]);
        world.when(again).then_refused(Reason::NotAuthorised);
    }

    #[test]
    fn nobody_sets_the_threshold_of_a_group_that_is_not_its_own() {
        let na = Group::Role(of("NA"));
        let world = World::cast();
        let foreign = set(na, 1, Role::Head(state("BY")));
        let world = world.when(foreign).then_refused(Reason::NotAuthorised);
        let world = world.when(set(na, 1, of("NA"))).then_refused(Reason::NotAuthorised);
        let gateway = set(Group::Role(Role::Gateway), 1, Role::Secretary);
        let world = world.when(gateway).then_refused(Reason::NotAuthorised);
        let own = set(Group::Role(Role::Secretary), 1, Role::Secretary);
        world.when(own).then(["SigningThresholdSet"]);
    }

    #[test]
    fn the_row_of_a_threshold_says_who_needs_how_many() {
        let na = Group::Role(of("NA"));
        let world = World::cast().given(second_holder());
        let world = world.given(set(na, 2, Role::Head(state("RU"))));
        let rows = crate::ledger::rows(&world.ledger);
        let [(RowKey::Threshold(group), Some(crate::row::Row::Threshold(row)))] = rows.as_slice()
        else {
            panic!("{rows:?}");
        };
        assert_eq!(*group, na);
        assert_eq!((row.role.as_str(), row.threshold), ("PARTY/NA", 2));
        assert_eq!(row.since, world.last());
    }

    #[test]
    fn a_group_has_one_text_form() {
        for text in ["ROOT", "PARTY/NA", "NP_HEAD/RU"] {
            assert_eq!(Group::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "root", "PARTY", "ROOT/RU"] {
            assert_eq!(Group::parse(text), Err(InvalidGroup), "{text}");
        }
    }
}
