//! Notices: who says that they arrived, and when.

use rights::{
    ledger::{
        Reason,
        office::{self, AcknowledgeNotice, RecordNoticeDelivery},
    },
    role::Role,
    row::{Row, RowKey},
};
use tests::{
    cast::{Ask, date, file, party_id, state},
    k17::{disclose, notice_to, of, register, result_id, signed_by, system},
    system::System,
};

fn delivered(system: &System, sent: u64, to: &str, day: &str, by: Role, proof: bool) -> Ask {
    let asked = RecordNoticeDelivery {
        notice: notice_to(system, sent, of(to)),
        delivered: date(day),
        proof: proof.then(|| file("an advice of delivery")),
    };
    signed_by(&[by], office::Command::RecordNoticeDelivery(asked))
}

#[test]
fn a_notice_is_delivered_when_its_addressee_its_part_or_the_secretary_with_proof_says_so() {
    // GEN-20, GEN-7
    let mut system = system().on("2026-03-09");
    system.given(disclose("R-1", "NA"));
    let sent = system.given(register("R-1", "NA", &["NA", "BV", "SO"]));
    let mut system = system.on("2026-03-16");
    let by_part = Role::PartSecretary(state("BY"));

    let asked = |day, by, proof| delivered(&system, sent, "BV", day, by, proof);
    let other_part = asked("2026-03-10", Role::PartSecretary(state("RU")), false);
    let without_proof = asked("2026-03-10", Role::Secretary, false);
    let too_early = asked("2026-03-08", by_part, false);
    let to_come = asked("2026-03-17", by_part, false);
    let in_time = asked("2026-03-10", by_part, false);
    let again = asked("2026-03-11", Role::Secretary, true);
    let notice = notice_to(&system, sent, of("SO"));
    let acknowledged = office::Command::AcknowledgeNotice(AcknowledgeNotice { notice });

    system.refused(other_part, Reason::NotAuthorised);
    system.refused(without_proof, Reason::NotAuthorised);
    system.refused(too_early, Reason::DateInvalid);
    system.refused(to_come, Reason::DateInvalid);
    system.given(in_time);
    system.refused(again, Reason::AlreadyDelivered);
    system.refused(signed_by(&[of("BV")], acknowledged.clone()), Reason::NotAuthorised);
    system.given(signed_by(&[of("SO")], acknowledged));

    for (id, last_day) in [("BV", "2026-04-09"), ("SO", "2026-04-15")] {
        let key = RowKey::RegistrationWindow(result_id("R-1"), party_id(id));
        let Some(Row::RegistrationWindow(row)) = system.row(key) else { panic!("no window") };
        assert_eq!(row.last_day.unwrap().days, date(last_day).days(), "{id}");
    }
    system.verified();
}
