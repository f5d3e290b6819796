//! The programme, its member states, its policies and rules (bodies.md sections 1 and 2).

mod open_programme;
mod pass_deadlines;

use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};

pub use self::{
    open_programme::{
        Binding, FoundingOffice, FoundingPart, NationalPartFormed, OpenProgramme, PolicyAdopted,
        ProgrammeOpened, Purpose, StateAcceded, Treaty, TreatyNamed,
    },
    pass_deadlines::PassDeadlines,
};
use super::{Cause, Change, Context, Events, Ledger, Refusal};
use crate::{id::TreatyId, territory::State, text::Text, time::Date};

#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    OpenProgramme(OpenProgramme),
    PassDeadlines(PassDeadlines),
}

#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    ProgrammeOpened(ProgrammeOpened),
    NationalPartFormed(NationalPartFormed),
    StateAcceded(StateAcceded),
    PolicyAdopted(PolicyAdopted),
}

impl From<Command> for super::Command {
    fn from(command: Command) -> super::Command {
        super::Command::Programme(command)
    }
}

impl From<Event> for Change {
    fn from(event: Event) -> Change {
        Change::Programme(event)
    }
}

/// What the ledger knows of the programme as such.
#[derive(Clone, Debug, Default)]
pub struct Programme {
    pub purpose: Option<Purpose>,
    pub instrument: Option<Text>,
    /// The version of the rules in force (GEN-23).
    pub rules: u32,
    pub root_threshold: u32,
    /// The treaties and their titles.
    pub treaties: BTreeMap<TreatyId, Text>,
    /// The states that have a national part (NAT-1).
    pub parts: BTreeSet<State>,
    /// How each treaty binds each state through time (STM-1).
    pub bindings: BTreeMap<(TreatyId, State), Vec<Bound>>,
}

/// One period in which a treaty binds a state, unless suspended in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bound {
    /// The first day.
    pub from: Date,
    /// The suspensions: the first day of each, and the first day after it where one is known.
    pub suspended: Vec<(Date, Option<Date>)>,
    /// The first day on which the state no longer belongs; none while no withdrawal is recorded.
    pub withdrawn: Option<Date>,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &Command,
) -> Result<Events, Refusal> {
    match asked {
        Command::OpenProgramme(asked) => open_programme::decide(ledger, context, asked),
        Command::PassDeadlines(asked) => pass_deadlines::decide(ledger, context, asked),
    }
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &Event) {
    match happened {
        Event::ProgrammeOpened(happened) => open_programme::opened(ledger, happened),
        Event::NationalPartFormed(happened) => open_programme::part_formed(ledger, happened),
        Event::StateAcceded(happened) => open_programme::acceded(ledger, happened),
        Event::PolicyAdopted(happened) => open_programme::policy_adopted(ledger, cause, happened),
    }
}

impl Bound {
    /// Whether the treaty binds on `day`, not suspended and not withdrawn (STM-1, STM-2).
    #[must_use]
    pub fn holds(&self, day: Date) -> bool {
        let belongs = self.from <= day && self.withdrawn.is_none_or(|end| day < end);
        belongs && !self.is_suspended(day)
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
        let of_state = self.bindings.iter().filter(|((_, bound), _)| *bound == state);
        of_state.flat_map(|(_, periods)| periods).any(|bound| bound.is_suspended(day))
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
        self.parts.iter().copied().filter(move |state| self.is_bound(*state, day))
    }
}
