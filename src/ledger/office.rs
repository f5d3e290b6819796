//! Offices and who holds them; councils and what they decided; notices (bodies.md section 3).

mod appoint_secretary;

use alloc::{collections::BTreeMap, vec::Vec};

pub use self::appoint_secretary::AppointSecretary;
use super::{Cause, Change, Cited, Context, Events, KeyOffer, Ledger, Reason, Refusal};
use crate::{
    id::{BodyId, Digest, HolderId, TreatyId},
    role::Role,
    sealed::Sealed,
    territory::State,
    time::Date,
};

#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    AppointSecretary(AppointSecretary),
}

#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    HeadAppointed(Appointment),
    CommissionSecretaryAppointed(Appointment),
    SecretaryAppointed(Appointment),
}

impl From<Command> for super::Command {
    fn from(command: Command) -> super::Command {
        super::Command::Office(command)
    }
}

impl From<Event> for Change {
    fn from(event: Event) -> Change {
        Change::Office(event)
    }
}

/// Somebody holds an office from a day to a day (NAT-3).
#[derive(Clone, PartialEq, Debug)]
pub struct Appointment {
    pub office: Role,
    pub holder: HolderId,
    pub name: Option<Sealed>,
    /// The first day in office.
    pub from: Date,
    /// The last day in office.
    pub until: Date,
}

/// A power of a state that one authorised body holds (NAT-5).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Power {
    Accreditation,
    Consent,
    ExportClearance,
}

/// Who holds or held which office, and what the bodies decided.
#[derive(Clone, Debug, Default)]
pub struct Offices {
    /// Every appointment ever made to each office, in order of recording.
    pub(super) appointments: BTreeMap<Role, Vec<Appointment>>,
    /// Every designation ever made for each power, in order of recording.
    pub(super) designations: BTreeMap<(State, TreatyId, Power), Vec<Designation>>,
    /// Decisions by the sequence of the record that adopted them.
    pub(super) decisions: BTreeMap<u64, Decision>,
}

/// A body that holds a power from a day to a day.
#[derive(Clone, PartialEq, Debug)]
pub struct Designation {
    pub body: BodyId,
    pub from: Date,
    pub until: Date,
}

/// What a body decided: which operations may be carried out in its name, and how often.
#[derive(Clone, PartialEq, Debug)]
pub struct Decision {
    pub orders: BTreeMap<Digest, u32>,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &Command,
) -> Result<Events, Refusal> {
    match asked {
        Command::AppointSecretary(asked) => appoint_secretary::decide(ledger, context, asked),
    }
}

pub(super) fn evolve(ledger: &mut Ledger, _cause: &Cause, happened: &Event) {
    match happened {
        Event::HeadAppointed(happened)
        | Event::CommissionSecretaryAppointed(happened)
        | Event::SecretaryAppointed(happened) => {
            let office = ledger.offices.appointments.entry(happened.office).or_default();
            office.push(happened.clone());
        }
    }
}

impl Appointment {
    /// Whoever holds `key` holds `office`, for as long as the key is valid.
    pub(super) fn with_key(office: Role, name: Option<Sealed>, key: &KeyOffer) -> Appointment {
        Appointment { office, holder: key.holder, name, from: key.from, until: key.until }
    }
}

impl Offices {
    /// Whether `holder` may sign in `role` on `day`: where the role is an office, only within an
    /// appointment (NAT-3).
    #[must_use]
    pub fn may_act(&self, role: Role, holder: HolderId, day: Date) -> bool {
        let appointed = || self.holder_on(role, day).is_some_and(|held| held.holder == holder);
        match role {
            Role::Head(_)
            | Role::PartSecretary(_)
            | Role::Delegate(..)
            | Role::CommissionChair
            | Role::Secretary
            | Role::CouncilChair(_) => appointed(),
            Role::Party(_)
            | Role::AuthorisedBody(..)
            | Role::BusinessChair
            | Role::WorkingGroupHead
            | Role::PanelChair
            | Role::Expert
            | Role::CatalogueCentre(_)
            | Role::IpOffice(_)
            | Role::Auditor(_)
            | Role::Witness(_)
            | Role::Gateway
            | Role::Clerk(_) => true,
        }
    }

    /// Who holds `office` on `day` (NAT-2: at most one).
    #[must_use]
    pub fn holder_on(&self, office: Role, day: Date) -> Option<&Appointment> {
        let held = self.appointments.get(&office)?;
        held.iter().find(|appointment| appointment.from <= day && day <= appointment.until)
    }

    /// # Errors
    /// `OFFICE_OCCUPIED` if somebody holds `office` on any day from `from` to `until` (NAT-2).
    pub fn require_free(&self, office: Role, from: Date, until: Date) -> Result<(), Refusal> {
        let held = self.appointments.get(&office);
        let clash =
            held.into_iter().flatten().find(|held| held.from <= until && from <= held.until);
        match clash {
            None => Ok(()),
            Some(held) => Err(Refusal::new(Reason::OfficeOccupied, "NAT-2")
                .fact("office", office)
                .fact("from", held.from)
                .fact("until", held.until)),
        }
    }

    /// Who holds `power` of `state` under `treaty` on `day`: the designated body, or the head of the
    /// national part where none is designated (NAT-5).
    #[must_use]
    pub fn holder_of_power(
        &self,
        state: State,
        treaty: &TreatyId,
        power: Power,
        day: Date,
    ) -> Role {
        let designated = self.designations.get(&(state, *treaty, power)).into_iter().flatten();
        let mut in_force = designated.filter(|body| body.from <= day && day <= body.until);
        match in_force.next() {
            Some(body) => Role::AuthorisedBody(state, body.body),
            None => Role::Head(state),
        }
    }

    /// Whether a decision of the body in whose name `role` acts orders this operation, and the order
    /// is not used up (GEN-15).
    #[must_use]
    pub fn is_ordered(&self, _role: Role, cited: Cited) -> bool {
        let decision = self.decisions.get(&cited.decision);
        decision.is_some_and(|decision| decision.orders.get(&cited.order).is_some_and(|n| *n > 0))
    }
}

impl Ledger {
    /// Uses up one order of the decision that a recorded command cites; nothing if it needed none.
    pub(super) fn use_up(&mut self, cited: Cited) {
        let decision = self.offices.decisions.get_mut(&cited.decision);
        if let Some(left) = decision.and_then(|decision| decision.orders.get_mut(&cited.order)) {
            *left = left.saturating_sub(1);
        }
    }
}
