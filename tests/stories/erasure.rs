//! A person asks to be forgotten, and everything stays verifiable.

use rights::{
    ledger::Reason,
    role::Role,
    row::{Row, RowKey},
};
use rights_openings::Kept;
use rights_verifier::Check;
use tests::{
    cast::{ask, sealed},
    dealings::shred,
    k17::{disclose, result_id, system},
};

#[test]
fn an_erased_name_is_gone_for_ever_and_every_rule_stays_verifiable() {
    // AUD-6, CFD-9
    let mut system = system().on("2026-03-02");
    system.given(disclose("R-1", "NA"));
    let (name, opening) = sealed("who made R-1");
    let kept = system.openings().get(&opening.commitment()).unwrap();
    assert_eq!(kept, Kept::Opening(opening.clone()));
    let others = |system: &tests::system::System| {
        let mut count = 0;
        system.openings().each(&mut |_| count += 1).unwrap();
        count
    };
    let before: u64 = others(&system);

    let mut asked = shred(vec![name.commitment], system.now());
    let by_another =
        ask(Role::Party(tests::cast::party_id("NA")), asked.command.clone(), asked.issued_at);
    system.refused(by_another, Reason::NotAuthorised);
    asked.revision = 0;
    let erased = system.given(asked);
    assert_eq!(system.events(erased), ["PersonalDataShredded"]);
    assert_eq!(system.openings().get(&opening.commitment()).unwrap(), Kept::Erased);
    assert_eq!(others(&system), before - 1);
    // The commitment stays where it was; the same name under it is never taken again.
    let Some(Row::Creator(row)) = system.row(RowKey::Creator(result_id("R-1"), 0)) else {
        panic!("no creator")
    };
    assert_eq!(row.name, name.commitment.0);
    let mut again = disclose("R-3", "NA");
    again.openings.push(opening);
    system.refused(again, Reason::OpeningMismatch);
    system.restart();
    let report = system.verified();
    let openings = report.checks_made().find(|(check, _)| *check == Check::Openings);
    assert_eq!(openings, Some((Check::Openings, before - 1)));
}
