//! Offices and who holds them; councils and what they decided; notices (bodies.md section 3).

mod adopt_unanimously;
mod appoint_commission_secretary;
mod appoint_council_chair;
mod appoint_delegate;
mod appoint_head;
mod appoint_secretary;
mod appointment;
mod constitute_council;
mod designate_authorised_body;
mod end_appointment;
mod record_chair;
mod record_delivery;

use alloc::{collections::BTreeMap, vec::Vec};

pub use self::{
    adopt_unanimously::{AdoptUnanimously, Decision, Order},
    appoint_commission_secretary::AppointCommissionSecretary,
    appoint_council_chair::AppointCouncilChair,
    appoint_delegate::AppointDelegate,
    appoint_head::AppointHead,
    appoint_secretary::AppointSecretary,
    appointment::{Appointment, Tenure},
    constitute_council::{ConstituteCouncil, Constituted},
    designate_authorised_body::{DesignateAuthorisedBody, Designation, Power},
    end_appointment::EndAppointment,
    record_chair::{ChairMode, ChairRecorded, RecordChair},
    record_delivery::{AcknowledgeNotice, NoticeDelivered, RecordNoticeDelivery},
};
use super::{Cause, Change, Cited, Context, Events, Ledger, Refusal};
use crate::{
    id::{HolderId, TreatyId},
    role::{Body, Council, Role},
    row::RowKey,
    territory::State,
    time::Date,
};

#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    AppointHead(AppointHead),
    AppointSecretary(AppointSecretary),
    DesignateAuthorisedBody(DesignateAuthorisedBody),
    AppointDelegate(AppointDelegate),
    EndAppointment(EndAppointment),
    RecordChair(RecordChair),
    AppointCommissionSecretary(AppointCommissionSecretary),
    ConstituteCouncil(ConstituteCouncil),
    AppointCouncilChair(AppointCouncilChair),
    AdoptUnanimously(AdoptUnanimously),
    AcknowledgeNotice(AcknowledgeNotice),
    RecordNoticeDelivery(RecordNoticeDelivery),
}

#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    HeadAppointed(Appointment),
    CommissionSecretaryAppointed(Appointment),
    SecretaryAppointed(Appointment),
    AuthorisedBodyDesignated(DesignateAuthorisedBody),
    DelegateAppointed(Appointment),
    AppointmentEnded(EndAppointment),
    ChairRecorded(ChairRecorded),
    CouncilConstituted(ConstituteCouncil),
    CouncilChairAppointed(Appointment),
    DecisionAdopted(AdoptUnanimously),
    NoticeDelivered(NoticeDelivered),
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

/// Who holds or held which office, and what the bodies decided.
#[derive(Clone, Debug, Default)]
pub struct Offices {
    /// Every appointment ever made to each office, in order of recording.
    pub(super) appointments: BTreeMap<Role, Vec<Tenure>>,
    /// Every designation ever made for each power, in order of recording.
    pub(super) designations: BTreeMap<(State, TreatyId, Power), Vec<Designation>>,
    /// The councils constituted.
    pub(super) councils: BTreeMap<Council, Constituted>,
    /// Decisions by the sequence of the record that adopted them.
    pub(super) decisions: BTreeMap<u64, Decision>,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &Command,
) -> Result<Events, Refusal> {
    match asked {
        Command::AppointHead(asked) => appoint_head::decide(ledger, context, asked),
        Command::AppointSecretary(asked) => appoint_secretary::decide(ledger, context, asked),
        Command::DesignateAuthorisedBody(asked) => {
            designate_authorised_body::decide(ledger, context, asked)
        }
        Command::AppointDelegate(asked) => appoint_delegate::decide(ledger, context, asked),
        Command::EndAppointment(asked) => end_appointment::decide(ledger, context, asked),
        Command::RecordChair(asked) => record_chair::decide(ledger, context, asked),
        Command::AppointCommissionSecretary(asked) => {
            appoint_commission_secretary::decide(ledger, context, asked)
        }
        Command::ConstituteCouncil(asked) => constitute_council::decide(ledger, context, asked),
        Command::AppointCouncilChair(asked) => {
            appoint_council_chair::decide(ledger, context, asked)
        }
        Command::AdoptUnanimously(asked) => adopt_unanimously::decide(ledger, context, asked),
        Command::AcknowledgeNotice(asked) => record_delivery::acknowledge(ledger, context, asked),
        Command::RecordNoticeDelivery(asked) => record_delivery::decide(ledger, context, asked),
    }
}

pub(super) fn evolve(ledger: &mut Ledger, cause: &Cause, happened: &Event) {
    match happened {
        Event::HeadAppointed(happened)
        | Event::CommissionSecretaryAppointed(happened)
        | Event::SecretaryAppointed(happened)
        | Event::DelegateAppointed(happened)
        | Event::CouncilChairAppointed(happened) => {
            appointment::evolve(ledger, cause, happened, None);
        }
        Event::ChairRecorded(happened) => record_chair::evolve(ledger, cause, happened),
        Event::AuthorisedBodyDesignated(happened) => {
            designate_authorised_body::evolve(ledger, cause, happened);
        }
        Event::AppointmentEnded(happened) => end_appointment::evolve(ledger, happened),
        Event::CouncilConstituted(happened) => {
            constitute_council::evolve(ledger, cause, happened);
        }
        Event::DecisionAdopted(happened) => adopt_unanimously::evolve(ledger, cause, happened),
        Event::NoticeDelivered(happened) => record_delivery::evolve(ledger, happened),
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
            Role::AuthorisedBody(state, body) => self.is_designated(state, body, day),
            Role::Party(_)
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
        held.iter().find(|tenure| tenure.holds(day)).map(|tenure| &tenure.appointment)
    }

    /// The appointment to `office` that the record of this sequence made.
    #[must_use]
    pub fn tenure(&self, office: Role, record: u64) -> Option<&Tenure> {
        self.appointments.get(&office)?.iter().find(|tenure| tenure.record == record)
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
        let mut in_force = designated.filter(|body| body.holds(day));
        match in_force.next() {
            Some(body) => Role::AuthorisedBody(state, body.body),
            None => Role::Head(state),
        }
    }

    /// The council, once it is constituted.
    #[must_use]
    pub fn council(&self, council: Council) -> Option<&Constituted> {
        self.councils.get(&council)
    }

    /// The decision that the record of this sequence adopted.
    #[must_use]
    pub fn decision(&self, record: u64) -> Option<&Decision> {
        self.decisions.get(&record)
    }

    /// Whether a decision of the body in whose name `role` acts orders the operation `cited`, which
    /// is a `command`, the order is not used up (GEN-15), and a council decided within its competence
    /// (BDY-5).
    #[must_use]
    pub fn is_ordered(&self, role: Role, command: &str, cited: Cited) -> bool {
        role.acts_for().is_some_and(|body| self.has_ordered(body, command, cited))
    }

    /// Whether a decision of `body` orders the operation `cited`, which is a `command`.
    #[must_use]
    pub fn has_ordered(&self, body: Body, command: &str, cited: Cited) -> bool {
        let decided = self.decisions.get(&cited.decision).filter(|decided| decided.body == body);
        let open = decided.and_then(|decided| decided.orders.get(&cited.order));
        open.is_some_and(|order| order.left > 0) && self.is_competent(body, command)
    }

    fn is_competent(&self, body: Body, command: &str) -> bool {
        match body {
            Body::Commission => true,
            Body::Council(council) => self.councils.get(&council).is_some_and(|constituted| {
                constituted.competence.iter().any(|name| name.as_str() == command)
            }),
        }
    }
}

impl Ledger {
    /// Uses up one order of the decision that a recorded command cites; nothing if it needed none.
    pub(super) fn use_up(&mut self, cited: Cited) {
        let decision = self.offices.decisions.get_mut(&cited.decision);
        if let Some(order) = decision.and_then(|decision| decision.orders.get_mut(&cited.order)) {
            order.left = order.left.saturating_sub(1);
            self.touch(RowKey::Decision(cited.decision));
        }
    }
}
