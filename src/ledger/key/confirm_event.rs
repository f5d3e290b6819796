//! A contestable record is confirmed by its holder, or contested by whoever it affects (KEY-5, KEY-6).

use super::{
    super::{
        Cause, Context, Events, Ledger, Reason, Refusal, context::Signer, deadlines::Deadline,
    },
    Contest, Contestable, Event,
};
use crate::{
    id::KeyId,
    role::Role,
    row::RowKey,
    sealed::Sealed,
    time::{Date, Days},
};

/// Within how many days a contester files a dispute; otherwise the contest lapses (KEY-6).
const FILING: Days = Days::Calendar(30);

#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ConfirmEvent {
    /// The sequence of the contestable record.
    pub record: u64,
}

#[derive(Clone, PartialEq, Debug)]
pub struct ContestEvent {
    /// The sequence of the contestable record.
    pub record: u64,
    pub reasons: Sealed,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub struct EventConfirmed {
    /// The sequence of the record that stands.
    pub record: u64,
}

#[derive(Clone, PartialEq, Debug)]
pub struct EventContested {
    /// The sequence of the contested record.
    pub record: u64,
    pub by: Role,
    pub reasons: Sealed,
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: ConfirmEvent,
) -> Result<Events, Refusal> {
    let contestables = &ledger.keys.contestables;
    let marked = contestables.record(asked.record).ok_or_else(Refusal::not_authorised)?;
    let declaration = &contestables.declarations[&marked.declaration];
    require_confirmer(ledger, context, declaration.key)?;
    context.check_revision(marked.revision)?;
    match marked.state {
        Contest::Contestable => {}
        Contest::Contested(_) | Contest::Confirmed => return Err(settled(context, marked)),
    }
    Ok(context.events(Event::EventConfirmed(EventConfirmed { record: asked.record })))
}

/// The holder, by another of its keys for the role (the compromised one is not active); or, for a
/// role that signs by threshold, as many others as it needs. None of these keys may itself have been
/// enrolled by a record that is not settled: a thief who rotated the key would confirm himself.
fn require_confirmer(
    ledger: &Ledger,
    context: &Context,
    compromised: KeyId,
) -> Result<(), Refusal> {
    let key = ledger.keys.get(&compromised).ok_or_else(Refusal::not_authorised)?;
    let by_threshold = || ledger.keys.threshold(key.role) > 1 && context.acts_as(ledger, key.role);
    let sound = |signer: &Signer| {
        let enrolled = ledger.keys.get(&signer.key).map(|key| key.since);
        enrolled.is_some_and(|record| !ledger.keys.contestables.is_open(record))
    };
    let holder_or_group = key.holder_signed(context) || by_threshold();
    if holder_or_group && context.signers.iter().all(sound) {
        return Ok(());
    }
    Err(Refusal::not_authorised())
}

pub(super) fn contest(
    ledger: &Ledger,
    context: &Context,
    asked: &ContestEvent,
) -> Result<Events, Refusal> {
    let contestables = &ledger.keys.contestables;
    let marked = contestables.record(asked.record).ok_or_else(Refusal::not_authorised)?;
    let by = context.author_role().ok_or_else(Refusal::not_authorised)?;
    context.require(ledger, by)?;
    if !is_affected(ledger, marked, by) {
        return Err(Refusal::not_authorised());
    }
    context.check_revision(marked.revision)?;
    let declaration = &contestables.declarations[&marked.declaration];
    if let Some(last) = ledger.last_day_for(declaration, by).filter(|last| *last < context.today) {
        return Err(late(last));
    }
    match marked.state {
        Contest::Contestable => {}
        Contest::Contested(_) | Contest::Confirmed => return Err(settled(context, marked)),
    }
    let contested = EventContested { record: asked.record, by, reasons: asked.reasons };
    Ok(context.events(Event::EventContested(contested)))
}

/// Those to whom a notice went or who succeeded them, and the heads of their states; where it
/// concerns none of them, the head of every member state.
fn is_affected(ledger: &Ledger, marked: &Contestable, by: Role) -> bool {
    if marked.addressees.iter().any(|role| ledger.place_of(*role) == by) {
        return true;
    }
    let Role::Head(state) = by else { return false };
    let mut seats = marked.addressees.iter().map(|role| ledger.seat_of(*role));
    marked.addressees.is_empty() || seats.any(|seat| seat == Some(state))
}

/// What is over by time is late, whatever state that brought (GEN-10).
fn settled(context: &Context, marked: &Contestable) -> Refusal {
    match (marked.state, marked.closes) {
        (Contest::Confirmed, Some(closes)) if closes <= context.at => {
            Refusal::new(Reason::DeadlinePassed, "KEY-5").fact("closed_us", closes.micros())
        }
        (state, _) => Refusal::wrong_state("KEY-6", state.as_str()),
    }
}

fn late(last: Date) -> Refusal {
    Refusal::new(Reason::DeadlinePassed, "KEY-5").fact("last_day", last)
}

pub(super) fn confirmed(ledger: &mut Ledger, cause: &Cause, happened: EventConfirmed) {
    ledger.settle(cause, happened.record);
}

pub(super) fn contested(ledger: &mut Ledger, cause: &Cause, happened: &EventContested) {
    let EventContested { record, by, reasons: _ } = *happened;
    let declaration = ledger.keys.contestables.records[&record].declaration;
    let policy = ledger.keys.contestables.declarations[&declaration].policy;
    let last_day = ledger.last_day(policy, cause.effective_on, FILING, Some(by));
    let lapses = ledger.calendar(policy).closes_at(last_day);
    ledger.deadlines.open(lapses, Deadline::Confirmation(record));
    let marked = ledger.keys.contestables.records.get_mut(&record);
    let marked = marked.expect("decide admits contestable records");
    marked.state = Contest::Contested(by);
    marked.closes = Some(lapses);
    marked.since = cause.sequence;
    marked.revision += 1;
    ledger.touch(RowKey::ContestableRecord(record));
}
