//! Somebody holds an office from a day to a day, unless the appointment is ended before.

use super::{
    super::{Cause, ContentDigest, KeyOffer, Ledger, Reason, Refusal},
    ChairMode, Offices,
};
use crate::{id::HolderId, role::Role, row::RowKey, sealed::Sealed, time::Date};

/// Somebody was appointed to an office from a day to a day (NAT-3).
#[derive(Clone, PartialEq, Debug)]
pub struct Appointment {
    pub office: Role,
    pub holder: HolderId,
    pub name: Option<Sealed>,
    /// The first day in office.
    pub from: Date,
    /// The last day in office.
    pub until: Date,
    /// The act of appointment; none where the command itself is the act.
    pub act: Option<ContentDigest>,
}

/// An appointment and what became of it: planned, in office or ended, as the day asked about says.
#[derive(Clone, PartialEq, Debug)]
pub struct Tenure {
    pub appointment: Appointment,
    /// The sequence of the record that made the appointment.
    pub record: u64,
    /// How a Chairman of the Commission came into office (BDY-1); none for other offices.
    pub mode: Option<ChairMode>,
    /// The first day on which it no longer holds because it was ended; none if it was not.
    pub ended: Option<Date>,
    pub revision: u64,
}

impl Appointment {
    /// Whoever holds `key` holds `office`, for as long as the key is valid.
    pub(in super::super) fn with_key(
        office: Role,
        name: Option<Sealed>,
        key: &KeyOffer,
    ) -> Appointment {
        let (holder, from, until) = (key.holder, key.from, key.until);
        Appointment { office, holder, name, from, until, act: None }
    }

    /// The same appointment, made by `act`.
    pub(super) fn by_act(mut self, act: &ContentDigest) -> Appointment {
        self.act = Some(act.clone());
        self
    }
}

impl Tenure {
    /// Whether the office is held by it on `day`.
    #[must_use]
    pub fn holds(&self, day: Date) -> bool {
        self.appointment.from <= day && day < self.over()
    }

    /// The first day on which it no longer holds.
    #[must_use]
    pub fn over(&self) -> Date {
        let planned = self.appointment.until.plus_days(1);
        self.ended.map_or(planned, |ended| ended.min(planned))
    }
}

impl Offices {
    /// # Errors
    /// `OFFICE_OCCUPIED`, or `SEAT_OCCUPIED` for a seat in a council, if somebody holds `office` on
    /// any day from `from` to `until` (NAT-2, NAT-4).
    pub fn require_free(&self, office: Role, from: Date, until: Date) -> Result<(), Refusal> {
        let held = self.appointments.get(&office).into_iter().flatten();
        let clashes = |tenure: &&Tenure| {
            let (first, over) = (tenure.appointment.from, tenure.over());
            first < over && first <= until && from < over
        };
        let Some(tenure) = held.into_iter().find(clashes) else {
            return Ok(());
        };
        let occupied = if let Role::Delegate(..) = office {
            Refusal::new(Reason::SeatOccupied, "NAT-4")
        } else {
            Refusal::new(Reason::OfficeOccupied, "NAT-2")
        };
        Err(occupied
            .fact("office", office)
            .fact("from", tenure.appointment.from)
            .fact("until", tenure.over().minus_days(1)))
    }
}

pub(super) fn evolve(
    ledger: &mut Ledger,
    cause: &Cause,
    happened: &Appointment,
    mode: Option<ChairMode>,
) {
    let (office, record) = (happened.office, cause.sequence);
    let tenure = Tenure { appointment: happened.clone(), record, mode, ended: None, revision: 1 };
    ledger.offices.appointments.entry(office).or_default().push(tenure);
    ledger.touch(RowKey::Appointment(office, record));
}
