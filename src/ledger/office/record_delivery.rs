//! A notice is delivered: its addressee says so, or its national part, or the Secretary with proof
//! (GEN-20). Periods run from that day (GEN-7).

use super::{
    super::{
        ContentDigest, Context, Events, Ledger, Reason, Refusal,
        notices::{Notice, NoticeId},
    },
    Event,
};
use crate::{role::Role, time::Date};

#[derive(Clone, PartialEq, Debug)]
pub struct AcknowledgeNotice {
    pub notice: NoticeId,
}

#[derive(Clone, PartialEq, Debug)]
pub struct RecordNoticeDelivery {
    pub notice: NoticeId,
    /// The day of delivery.
    pub delivered: Date,
    /// Needed from the Secretary only.
    pub proof: Option<ContentDigest>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct NoticeDelivered {
    pub notice: NoticeId,
    pub delivered: Date,
}

pub(super) fn acknowledge(
    ledger: &Ledger,
    context: &Context,
    asked: &AcknowledgeNotice,
) -> Result<Events, Refusal> {
    let notice = ledger.notices.get(asked.notice).ok_or_else(Refusal::not_authorised)?;
    // Whoever succeeded the addressee has its mail (PTY-6).
    context.require(ledger, ledger.place_of(notice.addressee))?;
    delivered(context, asked.notice, notice, context.today)
}

pub(super) fn decide(
    ledger: &Ledger,
    context: &Context,
    asked: &RecordNoticeDelivery,
) -> Result<Events, Refusal> {
    let notice = ledger.notices.get(asked.notice);
    let by_part = notice
        .and_then(|notice| ledger.state_of(notice.addressee))
        .is_some_and(|state| context.acts_as(ledger, Role::PartSecretary(state)));
    let with_proof = asked.proof.is_some() && context.acts_as(ledger, Role::Secretary);
    if !by_part && !with_proof {
        return Err(Refusal::not_authorised());
    }
    let notice = notice.ok_or_else(|| Refusal::not_found(asked.notice.sequence))?;
    delivered(context, asked.notice, notice, asked.delivered)
}

fn delivered(
    context: &Context,
    id: NoticeId,
    notice: &Notice,
    day: Date,
) -> Result<Events, Refusal> {
    if let Some(already) = notice.delivered {
        return Err(Refusal::new(Reason::AlreadyDelivered, "GEN-20").fact("delivered", already));
    }
    if day < notice.sent || context.today < day {
        return Err(Refusal::new(Reason::DateInvalid, "GEN-20")
            .fact("delivered", day)
            .fact("sent", notice.sent)
            .fact("today", context.today));
    }
    let happened = NoticeDelivered { notice: id, delivered: day };
    let mut event = context.event(Event::NoticeDelivered(happened));
    event.effective_on = day;
    Ok(event.into())
}

pub(super) fn evolve(ledger: &mut Ledger, happened: &NoticeDelivered) {
    ledger.deliver(happened.notice, happened.delivered);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ledger::{office::Command, scenario::*},
        row::{Row, RowKey},
    };

    /// BV registered a result of K-17 on 2026-01-20, and the ledger sent NA a notice of it.
    fn notified() -> (World, NoticeId) {
        let world = results::k_17().given(results::disclose("R-1", "BV"));
        let world = world.given(results::register("R-1", "BV", &["BV", "NA", "SO"]));
        let notice = NoticeId { sequence: world.last(), index: 0 };
        assert_eq!(world.ledger.notices.get(notice).unwrap().addressee, of("NA"));
        (world, notice)
    }

    fn acknowledge(notice: NoticeId) -> Ask {
        ask(of("NA"), Command::AcknowledgeNotice(AcknowledgeNotice { notice }))
    }

    fn delivery(by: Role, notice: NoticeId, day: &str) -> Ask {
        let proof = Some(file("postal receipt"));
        let asked = RecordNoticeDelivery { notice, delivered: date(day), proof };
        ask(by, Command::RecordNoticeDelivery(asked))
    }

    #[test]
    fn the_addressee_acknowledges_once() {
        // GEN-20
        let (world, notice) = notified();
        let world = world.on("2026-01-23").when(acknowledge(notice)).then(["NoticeDelivered"]);
        let key = RowKey::Notice(of("NA"), notice.sequence, 0);
        let Some(Row::Notice(row)) = key.row(&world.ledger) else { panic!("no row") };
        assert_eq!(row.delivered.map(|day| day.days), Some(date("2026-01-23").days()));
        world.when(acknowledge(notice)).then_refused(Reason::AlreadyDelivered);
    }

    #[test]
    fn nobody_acknowledges_for_another() {
        // GEN-20, GEN-11: the same answer whether or not there is such a notice.
        let (world, notice) = notified();
        let world =
            world.when(acknowledge(notice).by(of("BV"))).then_refused(Reason::NotAuthorised);
        let unsent = NoticeId { sequence: 7_000, index: 0 };
        world.when(acknowledge(unsent)).then_refused(Reason::NotAuthorised);
    }

    #[test]
    fn the_national_part_of_the_addressee_records_delivery() {
        // GEN-20
        let (world, notice) = notified();
        let world = world.on("2026-01-28");
        let foreign = delivery(Role::PartSecretary(state("BY")), notice, "2026-01-23");
        let world = world.when(foreign).then_refused(Reason::NotAuthorised);
        let own = delivery(Role::PartSecretary(state("RU")), notice, "2026-01-23");
        world.when(own).then(["NoticeDelivered"]);
    }

    #[test]
    fn the_secretary_records_delivery_with_proof_only() {
        // GEN-20
        let (world, notice) = notified();
        let asked = RecordNoticeDelivery { notice, delivered: date("2026-01-20"), proof: None };
        let unproven = ask(Role::Secretary, Command::RecordNoticeDelivery(asked));
        let world = world.when(unproven).then_refused(Reason::NotAuthorised);
        world.when(delivery(Role::Secretary, notice, "2026-01-20")).then(["NoticeDelivered"]);
    }

    #[test]
    fn a_notice_is_delivered_between_its_record_and_today() {
        // GEN-20
        let (world, notice) = notified();
        for day in ["2026-01-19", "2026-01-21"] {
            let asked = delivery(Role::Secretary, notice, day);
            world.clone().when(asked).then_refused(Reason::DateInvalid);
        }
    }

    #[test]
    fn the_secretary_learns_that_a_notice_was_never_sent() {
        let unsent = NoticeId { sequence: 7_000, index: 0 };
        let asked = delivery(Role::Secretary, unsent, "2026-01-20");
        World::cast().when(asked).then_refused(Reason::NotFound);
    }
}
