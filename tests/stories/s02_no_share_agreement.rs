//! S-2, first part: no share agreement yet.

use rights::{
    ledger::Reason,
    row::{Row, RowKey},
};
use tests::{
    cast::party_id,
    k17::{acknowledge, disclose, held, of, register, result_id, result_row, surrender, system},
};

#[test]
fn without_a_share_agreement_a_joint_result_has_holders_and_no_shares() {
    // S-2, SHA-15, SHA-16
    let mut system = system().on("2026-03-02");
    system.given(disclose("R-2", "NA"));
    let registered = system.given(register("R-2", "NA", &["NA", "BV", "SO"]));
    acknowledge(&mut system, registered, of("BV"));
    acknowledge(&mut system, registered, of("SO"));
    // Long after the windows have ended.
    let mut system = system.on("2026-05-19");
    let refusal = system.refused(surrender("R-2", "BV"), Reason::NoShareAgreement);
    assert_eq!((refusal.rule, refusal.policy), (Some("SHA-16"), Some(1)));
    assert_eq!(result_row(&system, "R-2").state, "REGISTERED_PROVISIONAL");
    for id in ["NA", "BV", "SO"] {
        let key = RowKey::ResultHolder(result_id("R-2"), party_id(id));
        assert!(matches!(system.row(key), Some(Row::ResultHolder(_))), "{id}");
        assert_eq!(held(&system, "R-2", id), None);
    }
    assert!(system.ledger().holdings(&result_id("R-2")).is_none());
    system.verified();
}
