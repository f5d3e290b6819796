//! Tests: the Commission and its councils, what they decide, and the membership of states.

use alloc::vec::Vec;

use super::{
    Ask, Digest, Instant, Role, STATES, World, ask, date, digest, file, holder_of, offer, state,
    text, treaty,
};
use crate::{
    ledger::{
        Context, admission,
        office::{
            AdoptUnanimously, AppointCouncilChair, AppointDelegate, ChairMode, Command,
            ConstituteCouncil, EndAppointment, RecordChair,
        },
        programme::{
            self, PassDeadlines, RecordAccession, RecordSuspension, RecordWithdrawal, ResumeState,
            SupersedePolicy,
        },
    },
    policy::{list::CommandName, value::Value as _},
    role::{Body, ClerkDuty, Council},
    sealed::Sealed,
    wire,
};

impl World {
    /// The Chairman of the Commission is in office, and with a decision may sign what is marked †.
    pub(crate) fn with_chair(self) -> World {
        self.given(record_chair())
    }

    /// The Commission constituted `council`, competent for `COMPETENCE`; nobody sits in it yet.
    pub(crate) fn with_council(self, council: Council) -> World {
        let (world, asked) = self.ordering(constitute_council(council));
        world.given(asked)
    }

    /// The Commission decides that `asked` be carried out once: the world after the decision, and
    /// `asked` citing it.
    pub(crate) fn ordering(self, asked: Ask) -> (World, Ask) {
        let decision = decides(Body::Commission, &[asked.order()]);
        let world = self.given(decision);
        let cited = asked.citing(world.last());
        (world, cited)
    }

    /// The Commission decides that `asked` be carried out; it is, and must be accepted.
    pub(crate) fn decided(self, asked: Ask) -> World {
        let (world, cited) = self.ordering(asked);
        world.given(cited)
    }

    /// The Commission orders all of `asked` in one decision; its sequence is what they cite.
    pub(crate) fn decision(self, asked: &[Ask]) -> (World, u64) {
        let orders: Vec<Digest> = asked.iter().map(Ask::order).collect();
        let decision = decides(Body::Commission, &orders);
        let world = self.given(decision);
        let sequence = world.last();
        (world, sequence)
    }

    /// What surrounds `asked` when it is decided now.
    pub(crate) fn context_of(&self, asked: &Ask) -> Context {
        let asked = self.signed(asked.clone());
        admission::admit(&self.ledger, self.at, &asked).unwrap()
    }

    /// How many states are the base of quorum on `day` (STM-2).
    pub(crate) fn quorum_base(&self, day: &str) -> usize {
        self.ledger.programme.states_bound(date(day)).count()
    }
}

impl Ask {
    /// The hash under which a decision orders this command.
    pub(crate) fn order(&self) -> Digest {
        wire::command::order_of(&self.command)
    }

    /// The command's name in the rulebook.
    pub(crate) fn name(&self) -> &'static str {
        self.command.name()
    }

    /// Signed by whoever signs `other`.
    pub(crate) fn signed_like(mut self, other: &Ask) -> Ask {
        self.signers.clone_from(&other.signers);
        self
    }
}

/// `body` decides that `orders` be carried out, signed for the seat of every state of the cast.
pub(crate) fn decides(body: Body, orders: &[Digest]) -> Ask {
    let seat = |of: &&str| match body {
        Body::Commission => Role::Head(state(of)),
        Body::Council(council) => Role::Delegate(council, state(of)),
    };
    let mut orders: Vec<Digest> = orders.into();
    orders.sort_unstable();
    let text = Sealed { commitment: digest("text of the decision") };
    let asked = Command::AdoptUnanimously(AdoptUnanimously { body, orders, text });
    ask_all(STATES.iter().map(seat), asked)
}

/// What the chairs of councils may be ordered to do in tests.
const COMPETENCE: [&str; 3] = ["DeclareDefaulting", "GrantAccess", "RevokeAccess"];

fn ask_all(signers: impl Iterator<Item = Role>, command: impl Into<crate::ledger::Command>) -> Ask {
    let mut signers = signers;
    let first = ask(signers.next().unwrap(), command);
    signers.fold(first, Ask::and)
}

/// `command`, signed by the heads of all six states, who are ROOT together.
pub(crate) fn root(command: impl Into<crate::ledger::Command>) -> Ask {
    ask_all(STATES.iter().map(|of| Role::Head(state(of))), command)
}

pub(crate) fn record_chair() -> Ask {
    let asked = RecordChair {
        act: file("act of the council"),
        mode: ChairMode::AppointedByCouncil,
        name: None,
        offer: offer(Role::CommissionChair, 0),
    };
    root(Command::RecordChair(asked))
}

pub(crate) fn command_name(name: &str) -> CommandName {
    CommandName::read(name).unwrap()
}

pub(crate) fn constitute_council(council: Council) -> Ask {
    let asked = ConstituteCouncil {
        council,
        regulation: text("Regulation on the council, 2026-01-01"),
        competence: COMPETENCE.map(command_name).into(),
    };
    ask(Role::CommissionChair, Command::ConstituteCouncil(asked))
}

pub(crate) fn appoint_council_chair(council: Council) -> Ask {
    let asked = AppointCouncilChair {
        council,
        holder: holder_of(Role::CouncilChair(council)),
        name: None,
        from: date("2026-01-01"),
        until: date("2040-12-31"),
    };
    ask(Role::CommissionChair, Command::AppointCouncilChair(asked))
}

pub(crate) fn appoint_delegate(council: Council, of: &str) -> Ask {
    let offer = offer(Role::Delegate(council, state(of)), 0);
    let asked = AppointDelegate { council, state: state(of), name: None, offer };
    ask(Role::Head(state(of)), Command::AppointDelegate(asked))
}

/// The end of an appointment, signed by whoever is responsible for the office.
pub(crate) fn end_appointment(office: Role, record: u64, from: &str) -> Ask {
    let asked = Command::EndAppointment(EndAppointment { office, record, from: date(from) });
    match (office, office.state()) {
        (Role::Head(_), _) | (Role::CommissionChair | Role::Secretary, None) => root(asked),
        (_, None) => ask(Role::CommissionChair, asked),
        (_, Some(state)) => ask(Role::Head(state), asked),
    }
}

pub(crate) fn accession(of: &str, from: &str) -> Ask {
    let asked = RecordAccession {
        treaty: treaty(),
        state: state(of),
        notice: file("notice of accession"),
        from: date(from),
    };
    ask(Role::Secretary, programme::Command::RecordAccession(asked))
}

/// The withdrawal of a state by a notice delivered on one day, effective from another.
pub(crate) fn withdrawal(of: &str, delivered: &str, from: &str) -> Ask {
    let asked = RecordWithdrawal {
        treaty: treaty(),
        state: state(of),
        notice: file("notice of withdrawal"),
        delivered: date(delivered),
        from: date(from),
        duties: Sealed { commitment: digest("duties") },
    };
    ask(Role::Secretary, programme::Command::RecordWithdrawal(asked))
}

pub(crate) fn suspension(of: &str, from: &str) -> Ask {
    let (state, act, from) = (state(of), file("act on the suspension"), date(from));
    let asked = RecordSuspension { state, act, from };
    ask(Role::Secretary, programme::Command::RecordSuspension(asked))
}

pub(crate) fn resumption(of: &str, from: &str) -> Ask {
    let (state, act, from) = (state(of), file("act on the resumption"), date(from));
    ask(Role::Secretary, programme::Command::ResumeState(ResumeState { state, act, from }))
}

/// The policy of the cast, differing in these values, in the place of version `replaces` from the
/// day `from`.
pub(crate) fn supersede(replaces: u32, from: &str, differing: &[(&str, &str)]) -> Ask {
    let mut entries = World::founding_terms().policy;
    for (key, value) in differing {
        let stated = entries.iter_mut().find(|entry| entry.key == *key).unwrap();
        stated.value = (*value).into();
    }
    let asked = SupersedePolicy { replaces, from: date(from), entries };
    ask(Role::CommissionChair, programme::Command::SupersedePolicy(asked))
}

pub(crate) fn pass_deadlines(until: Instant) -> Ask {
    let asked = programme::Command::PassDeadlines(PassDeadlines { until });
    ask(Role::Clerk(ClerkDuty::Deadlines), asked)
}
