//! What a compromise made contestable: each record until it is confirmed, by its holder or by time
//! (KEY-4 to KEY-7).

use alloc::{
    boxed::Box,
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};

use super::{
    super::{Cause, Ledger, deadlines::Deadline, events::Event as Happened, processes::Running},
    Event, EventConfirmed,
};
use crate::{
    id::{KeyId, ResultId},
    role::Role,
    row::RowKey,
    territory::State,
    time::{Date, Days, Instant},
};

/// Every declaration that marked records, every record that was marked, and which results wait.
#[derive(Clone, Debug, Default)]
pub struct Contestables {
    /// By the sequence of the declaring record.
    pub(super) declarations: BTreeMap<u64, Declaration>,
    /// By the sequence of the marked record.
    pub(super) records: BTreeMap<u64, Contestable>,
    /// The unsettled records that raised or lowered a share, by result (KEY-7).
    pub(super) blocking: BTreeSet<(ResultId, u64)>,
}

/// One declaration of compromise: a process of its own, under the policy of its day.
#[derive(Clone, PartialEq, Debug)]
pub struct Declaration {
    /// The compromised key.
    pub key: KeyId,
    /// The version of the policy by which its windows run.
    pub policy: u32,
    /// The day of the declaration.
    pub on: Date,
    /// To whom a notice was sent, with the day of its delivery.
    pub delivered: BTreeMap<Role, Option<Date>>,
    /// The records it marked that are not settled.
    pub open: BTreeSet<u64>,
}

/// One marked record.
#[derive(Clone, PartialEq, Debug)]
pub struct Contestable {
    /// The sequence of the declaration that marked it last.
    pub declaration: u64,
    /// The version of the policy by which its window runs, or ran.
    pub policy: u32,
    /// Who may contest it: holders of what it touched, and its co-signers; ascending.
    pub addressees: Box<[Role]>,
    pub state: Contest,
    /// When time confirms it, or confirmed it; none while a notice is undelivered, and none where
    /// its holder confirmed it.
    pub closes: Option<Instant>,
    /// The record that last changed this.
    pub since: u64,
    pub revision: u64,
}

/// Where a marked record stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Contest {
    Contestable,
    /// By whom.
    Contested(Role),
    Confirmed,
}

impl Contest {
    /// The name in rows and refusals, for example `CONTESTED`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Contest::Contestable => "CONTESTABLE",
            Contest::Contested(_) => "CONTESTED",
            Contest::Confirmed => "CONFIRMED",
        }
    }
}

impl Contestables {
    /// The record of this sequence, if it was ever marked.
    #[must_use]
    pub fn record(&self, sequence: u64) -> Option<&Contestable> {
        self.records.get(&sequence)
    }

    /// The declaration of this sequence, if it marked anything.
    #[must_use]
    pub fn declaration(&self, sequence: u64) -> Option<&Declaration> {
        self.declarations.get(&sequence)
    }

    /// Whether the record of this sequence was marked and is not settled.
    #[must_use]
    pub fn is_open(&self, sequence: u64) -> bool {
        self.records.get(&sequence).is_some_and(|marked| marked.state != Contest::Confirmed)
    }

    /// The first unsettled record that raised or lowered a share of `result` (KEY-7).
    #[must_use]
    pub fn blocks(&self, result: &ResultId) -> Option<u64> {
        let (first, last) = ((*result, 0), (*result, u64::MAX));
        self.blocking.range(first..=last).next().map(|(_, record)| *record)
    }
}

impl Ledger {
    /// `record` is contestable from now on, whatever it was before.
    pub(super) fn mark(&mut self, record: u64, mut contestable: Contestable) {
        let moved = self.acts.get(record).map(|act| act.shares_moved.clone()).unwrap_or_default();
        let contestables = &mut self.keys.contestables;
        contestables.blocking.extend(moved.into_iter().map(|result| (result, record)));
        if let Some(before) = contestables.records.get(&record) {
            contestable.revision = before.revision + 1;
            let earlier = contestables.declarations.get_mut(&before.declaration);
            earlier.expect("what is marked was declared").open.remove(&record);
        }
        contestables.records.insert(record, contestable);
        self.touch(RowKey::ContestableRecord(record));
    }

    /// `record` is settled: it stands, and nothing waits for it any more.
    pub(super) fn settle(&mut self, cause: &Cause, record: u64) {
        let moved = self.acts.get(record).map(|act| act.shares_moved.clone()).unwrap_or_default();
        let contestables = &mut self.keys.contestables;
        for result in moved {
            contestables.blocking.remove(&(result, record));
        }
        let settled = contestables.records.get_mut(&record).expect("decide admits marked records");
        settled.state = Contest::Confirmed;
        settled.closes = settled.closes.filter(|closes| *closes <= cause.recorded_at);
        settled.since = cause.sequence;
        settled.revision += 1;
        let declaration = contestables.declarations.get_mut(&settled.declaration);
        declaration.expect("what is marked was declared").open.remove(&record);
        self.deadlines.close(Deadline::Confirmation(record));
        self.touch(RowKey::ContestableRecord(record));
    }

    /// Counts again until when `record` may be contested, while nobody contested it.
    pub(super) fn count_window(&mut self, record: u64) {
        let marked = &self.keys.contestables.records[&record];
        if marked.state != Contest::Contestable {
            return;
        }
        let closes = self.window_closes(marked);
        match closes {
            Some(at) => self.deadlines.open(at, Deadline::Confirmation(record)),
            None => self.deadlines.close(Deadline::Confirmation(record)),
        }
        let marked = self.keys.contestables.records.get_mut(&record);
        marked.expect("it was there a moment ago").closes = closes;
        self.touch(RowKey::ContestableRecord(record));
    }

    /// When the window of the last addressee is over; none while a notice is undelivered. A record
    /// that concerns no addressee waits from the declaration on, for whoever else is affected.
    fn window_closes(&self, marked: &Contestable) -> Option<Instant> {
        let declaration = &self.keys.contestables.declarations[&marked.declaration];
        let last_day = if marked.addressees.is_empty() {
            let window = self.policy(declaration.policy).keys_contest_window.days();
            self.last_day(declaration.policy, declaration.on, window, None)
        } else {
            let days = marked.addressees.iter().map(|role| self.last_day_of(declaration, role));
            days.collect::<Option<Vec<Date>>>()?.into_iter().max()?
        };
        Some(self.calendar(declaration.policy).closes_at(last_day))
    }

    /// The last day on which `addressee` may contest; none while its notice is undelivered.
    fn last_day_of(&self, declaration: &Declaration, addressee: &Role) -> Option<Date> {
        let delivered = declaration.delivered.get(addressee).copied().flatten()?;
        let window = self.policy(declaration.policy).keys_contest_window.days();
        Some(self.last_day(declaration.policy, delivered, window, Some(*addressee)))
    }

    /// The last day on which `by` may contest, for itself or for those whom it succeeded; none while
    /// no notice reached it.
    pub(super) fn last_day_for(&self, declaration: &Declaration, by: Role) -> Option<Date> {
        let told = declaration.delivered.keys().filter(|role| self.place_of(**role) == by);
        let days = told.map(|role| self.last_day_of(declaration, role));
        days.collect::<Option<Vec<Date>>>()?.into_iter().max()
    }

    /// Who acts now where `role` acted: the last successor of a party (PTY-6), and otherwise itself.
    pub(in super::super) fn place_of(&self, role: Role) -> Role {
        let Role::Party(mut party) = role else { return role };
        while let Some(successor) = self.parties.get(&party).and_then(|party| party.successor) {
            party = successor;
        }
        Role::Party(party)
    }

    /// The last day of a period of `days` for `whom`, by the calendar of its state (GEN-8); for
    /// whoever has no state, a day that is the last for every member state.
    pub(super) fn last_day(&self, policy: u32, from: Date, days: Days, whom: Option<Role>) -> Date {
        let calendar = self.calendar(policy);
        if let Some(state) = whom.and_then(|role| self.seat_of(role)) {
            return calendar.last_day(from, days, state);
        }
        let everywhere = self.programme.states_bound(from);
        everywhere.map(|state| calendar.last_day(from, days, state)).max().unwrap_or(from)
    }

    /// The state to which whoever acts in `role` belongs.
    pub(super) fn seat_of(&self, role: Role) -> Option<State> {
        match role {
            Role::Party(party) => Some(self.parties.get(&party)?.seat),
            Role::Head(state)
            | Role::PartSecretary(state)
            | Role::AuthorisedBody(state, _)
            | Role::Delegate(_, state)
            | Role::IpOffice(state)
            | Role::Witness(state) => Some(state),
            Role::CatalogueCentre(state) => state,
            Role::CommissionChair
            | Role::Secretary
            | Role::CouncilChair(_)
            | Role::BusinessChair
            | Role::WorkingGroupHead
            | Role::PanelChair
            | Role::Expert
            | Role::Auditor(_)
            | Role::Gateway
            | Role::Clerk(_) => None,
        }
    }
}

/// What happens when nobody contested the record `sequence` in time (KEY-5), or the contester filed
/// no dispute in time (KEY-6).
pub(in super::super) fn confirmed(ledger: &Ledger, at: Instant, sequence: u64) -> Happened {
    let contestables = &ledger.keys.contestables;
    let marked = contestables.records.get(&sequence).expect("a deadline is of a marked record");
    let policy = contestables.declarations[&marked.declaration].policy;
    Happened {
        effective_on: ledger.calendar(policy).zone.date_of(at),
        policy,
        change: Event::EventConfirmed(EventConfirmed { record: sequence }).into(),
    }
}

/// The notice of a compromise reached `addressee` on `day`: its window runs from there (KEY-5).
pub(in super::super) fn notice_delivered(
    ledger: &mut Ledger,
    declaration: u64,
    addressee: Role,
    day: Date,
) {
    let known = ledger.keys.contestables.declarations.get_mut(&declaration);
    let known = known.expect("a declaration that marked records sent the notice");
    known.delivered.insert(addressee, Some(day));
    for record in known.open.clone() {
        if ledger.keys.contestables.records[&record].addressees.contains(&addressee) {
            ledger.count_window(record);
        }
    }
}

/// The contest window of what `declaration` marked, as a process, while it runs.
pub(in super::super) fn running(ledger: &Ledger, declaration: u64) -> Option<Running> {
    let declared = ledger.keys.contestables.declarations.get(&declaration)?;
    let affected: BTreeSet<Role> =
        declared.delivered.keys().map(|role| ledger.place_of(*role)).collect();
    let running = Running { policy: declared.policy, affected: affected.into_iter().collect() };
    if declared.open.is_empty() { None } else { Some(running) }
}

/// The contest window of what `declaration` marked keeps `policy` from now on.
pub(in super::super) fn migrate(ledger: &mut Ledger, declaration: u64, policy: u32) {
    let declared = ledger.keys.contestables.declarations.get_mut(&declaration);
    let declared = declared.expect("decide admits running processes");
    declared.policy = policy;
    for record in declared.open.clone() {
        let marked = ledger.keys.contestables.records.get_mut(&record);
        marked.expect("what is open was marked").policy = policy;
        ledger.touch(RowKey::ContestableRecord(record));
        ledger.count_window(record);
    }
}
