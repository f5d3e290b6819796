//! One party takes another's place by law, with its shares.

use rights::{
    ledger::{
        Reason,
        party::{self, RecordSuccession, SharePassed},
    },
    row::{Row, RowKey},
};
use tests::{
    cast::{Ask, file, party_id},
    k17::{S_1, agreed, head, held, result_id, share, signed_by, surrender},
};

fn succession(by: &str, passes: &[(u64, u64)]) -> Ask {
    let part = |(p, q): &(u64, u64)| SharePassed { result: result_id("R-1"), share: share(*p, *q) };
    let asked = RecordSuccession {
        party: party_id("SO"),
        successor: party_id("IM"),
        act: file("the act of merger"),
        passes: passes.iter().map(part).collect(),
    };
    signed_by(&[head(by)], party::Command::RecordSuccession(asked))
}

#[test]
fn a_successor_takes_every_share_at_once_and_the_history_stays_where_it_was() {
    // PTY-6, PTY-8, SHA-3, KEY-1
    let (system, _) = agreed(&S_1);
    let mut system = system.on("2026-05-04");
    system.refused(succession("KZ", &[]), Reason::ListIncomplete);
    system.refused(succession("KZ", &[(1, 5)]), Reason::ListIncomplete);
    system.refused(succession("RU", &[(7, 40)]), Reason::NotAuthorised);
    let passed = system.given(succession("KZ", &[(7, 40)]));
    assert_eq!(system.events(passed), ["PartySucceeded", "TitleTransmittedByLaw"]);
    assert_eq!(held(&system, "R-1", "IM"), Some(share(7, 40)));
    assert_eq!(held(&system, "R-1", "SO"), None);
    assert_eq!(held(&system, "R-1", "NA"), Some(share(3, 5)));
    let Some(Row::Party(gone)) = system.row(RowKey::Party(party_id("SO"))) else { panic!("gone") };
    assert_eq!(gone.successor, "IM");
    let before = system.row_as_of(RowKey::Holding(result_id("R-1"), party_id("SO")), passed - 1);
    assert!(matches!(before, Some(Row::Holding(_))), "what was known stays known");
    // The name that is no more disposes of nothing; its successor does.
    system.refused(surrender("R-1", "SO"), Reason::NotAuthorised);
    system.given(surrender("R-1", "IM"));
    // V6's rule: 7/40 accrues to NA and BV as 3/5 is to 9/40.
    assert_eq!(held(&system, "R-1", "NA"), Some(share(8, 11)));
    assert_eq!(held(&system, "R-1", "BV"), Some(share(3, 11)));
    system.verified();
}
