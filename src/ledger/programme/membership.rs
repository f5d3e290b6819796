//! Which states belong to the programme on which day: the base of quorum, seats and standing
//! (STM-1, STM-2).

use alloc::vec::Vec;

use super::{super::Ledger, Programme};
use crate::{id::TreatyId, row::RowKey, sealed::Sealed, territory::State, time::Date};

/// One period in which a treaty binds a state, unless suspended in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bound {
    /// The first day.
    pub from: Date,
    /// The suspensions in order: the first day of each, and the first day after it where one is
    /// known.
    pub suspended: Vec<(Date, Option<Date>)>,
    /// The first day on which the state no longer belongs; none while no withdrawal is recorded.
    pub withdrawn: Option<Date>,
    /// The duties that outlast a withdrawal (STM-6); none where there is no withdrawal.
    pub duties: Option<Sealed>,
}

/// A national part (NAT-1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    pub formed: Date,
    /// The sequence of the record that formed it.
    pub record: u64,
}

impl Bound {
    /// Whether the treaty binds on `day`, not suspended and not withdrawn (STM-1, STM-2).
    #[must_use]
    pub fn holds(&self, day: Date) -> bool {
        self.covers(day) && !self.is_suspended(day)
    }

    /// Whether `day` lies in the period, suspended or not.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        self.from <= day && self.lasts(day)
    }

    /// Whether the state still belongs on `day` or later.
    #[must_use]
    pub fn lasts(&self, day: Date) -> bool {
        self.withdrawn.is_none_or(|end| day < end)
    }

    /// Whether `day` lies in a suspension.
    #[must_use]
    pub fn is_suspended(&self, day: Date) -> bool {
        let covers = |(from, until): &(Date, Option<Date>)| {
            *from <= day && until.is_none_or(|until| day < until)
        };
        self.suspended.iter().any(covers)
    }
}

impl Programme {
    /// Whether `state` is suspended under any treaty on `day` (STM-4).
    #[must_use]
    pub fn is_suspended(&self, state: State, day: Date) -> bool {
        self.periods(state).any(|bound| bound.covers(day) && bound.is_suspended(day))
    }

    /// How many heads act as ROOT together.
    #[must_use]
    pub fn root_threshold(&self) -> usize {
        usize::try_from(self.root_threshold).unwrap_or(usize::MAX)
    }

    /// Whether `treaty` binds `state` on `day` (STM-1).
    #[must_use]
    pub fn binds(&self, treaty: &TreatyId, state: State, day: Date) -> bool {
        let periods = self.bindings.get(&(*treaty, state));
        periods.is_some_and(|periods| periods.iter().any(|bound| bound.holds(day)))
    }

    /// Whether any treaty of the programme binds `state` on `day`: then it is a member state.
    #[must_use]
    pub fn is_bound(&self, state: State, day: Date) -> bool {
        self.treaties.keys().any(|treaty| self.binds(treaty, state, day))
    }

    /// The member states on `day`, ascending: the base of quorum and seats (STM-2).
    pub fn states_bound(&self, day: Date) -> impl Iterator<Item = State> {
        self.parts.keys().copied().filter(move |state| self.is_bound(*state, day))
    }

    /// Whether the state has its national part (NAT-1).
    #[must_use]
    pub fn has_part(&self, state: State) -> bool {
        self.parts.contains_key(&state)
    }

    /// Whether a treaty binds the state, or will, and no withdrawal from it is recorded.
    #[must_use]
    pub fn has_acceded(&self, state: State) -> bool {
        self.periods(state).any(|bound| bound.withdrawn.is_none())
    }

    /// How often the membership of `state` was changed; 0 while nothing is recorded.
    #[must_use]
    pub fn revision(&self, state: State) -> u64 {
        self.revisions.get(&state).copied().unwrap_or(0)
    }

    /// Every period in which a treaty binds `state`.
    pub fn periods(&self, state: State) -> impl Iterator<Item = &Bound> {
        let of_state = self.bindings.iter().filter(move |((_, bound), _)| *bound == state);
        of_state.flat_map(|(_, periods)| periods)
    }

    /// The same, to change them.
    pub(super) fn periods_mut(&mut self, state: State) -> impl Iterator<Item = &mut Bound> {
        let of_state = self.bindings.iter_mut().filter(move |((_, bound), _)| *bound == state);
        of_state.flat_map(|(_, periods)| periods)
    }
}

impl Ledger {
    /// The membership of `state` changed: so do the rows of all its bindings.
    pub(super) fn membership_changed(&mut self, state: State) {
        *self.programme.revisions.entry(state).or_insert(0) += 1;
        let of_state = self.programme.bindings.iter().filter(|((_, bound), _)| *bound == state);
        let rows: Vec<RowKey> = of_state
            .flat_map(|((treaty, _), periods)| {
                (1..=periods.len() as u64).map(|period| RowKey::Binding(*treaty, state, period))
            })
            .collect();
        for row in rows {
            self.touch(row);
        }
    }
}
