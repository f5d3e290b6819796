//! What the databases hold, and the log does not explain.

use std::fs;

use tests::servers::{
    kafka::Kafka,
    postgres::{answer, connect},
};

use crate::{
    LOG, Ledger, OPENINGS, VIEWS,
    place::{FOUNDING, texts},
};

fn change(ledger: &Ledger, statement: &str) {
    answer(&mut connect(&ledger.stores[VIEWS].1), statement);
}

#[test]
fn rows_that_the_log_does_not_explain_are_named_and_never_served() {
    let forged = [
        ("UPDATE ledger.keys SET holder = 'MALLORY' WHERE role = 'NP_HEAD/RU'", " of keys "),
        ("DELETE FROM ledger.national_parts WHERE state = 'BY'", "BY"),
        (
            "UPDATE ledger.national_parts SET state = 'KZ' WHERE state = 'RU'",
            "KZ of national_parts does not follow from the log",
        ),
        ("UPDATE ledger.programme SET sequence = 7", "PROGRAMME of programme"),
    ];
    for (statement, named) in forged {
        let ledger = Ledger::founded();
        change(&ledger, statement);
        ledger.not_served(25, "VIEWS_DAMAGED", named);
        ledger.not_verified(25, "error[");
    }
}

#[test]
fn views_that_were_changed_are_filled_anew_in_an_empty_database() {
    let ledger = Ledger::founded();
    change(&ledger, "UPDATE ledger.keys SET holder = 'MALLORY'");
    ledger.not_served(25, "VIEWS_DAMAGED", " of keys ");
    let [log, _, openings] = ledger.stores.clone();
    let [_, views, _] = tests::servers::variables();
    let stores = [log, views, openings];
    Ledger { place: ledger.place.elsewhere(&stores), stores }.served();
}

#[test]
fn views_and_openings_of_another_ledger_are_not_taken() {
    let (one, other) = (Ledger::founded(), Ledger::founded());
    let [log, views, openings] = one.stores.clone();
    let stores = [log.clone(), other.stores[VIEWS].clone(), openings];
    let crossed = Ledger { place: one.place.elsewhere(&stores), stores };
    let before = answer(&mut connect(&crossed.stores[VIEWS].1), "SELECT * FROM api.records");
    crossed.not_served(21, "ROLLBACK_DETECTED", "");
    let after = answer(&mut connect(&crossed.stores[VIEWS].1), "SELECT * FROM api.records");
    assert_eq!(before, after);
    let stores = [log, views, other.stores[OPENINGS].clone()];
    let crossed = Ledger { place: one.place.elsewhere(&stores), stores };
    crossed.not_served(78, "OTHER_LEDGERS_OPENINGS", "");
    crossed.not_verified(78, "OTHER_LEDGERS_OPENINGS");
    one.served();
    other.served();
}

#[test]
fn founding_beside_openings_of_another_ledger_changes_nothing_and_can_be_repeated() {
    let taken = Ledger::founded();
    let mut stores = tests::servers::variables();
    let free = stores[OPENINGS].clone();
    stores[OPENINGS] = taken.stores[OPENINGS].clone();
    let ledger = Ledger::at(stores);
    fs::write(ledger.place.path("founding.toml"), FOUNDING).unwrap();
    let found = ["found", "founding.toml", "--development", "--generate-keys", "keys"];
    let found = [&found[..], &["--no-passphrase"]].concat();
    let (code, said) = ledger.place.refused(&found);
    assert!(code == 78 && said.contains("error[OTHER_LEDGERS_OPENINGS]"), "{code} {said}");
    assert!(said.contains("may have an empty one"), "{said}");
    let topics = Kafka::shared().admin();
    let topics = topics.inner().fetch_metadata(None, tests::servers::kafka::PATIENCE).unwrap();
    assert!(topics.topics().iter().all(|topic| topic.name() != ledger.topic()), "no topic is made");
    let again = [&found[..], &["--openings", &free.1, "--log", &ledger.stores[LOG].1]].concat();
    let output = ledger.place.run(&again);
    assert!(output.status.success(), "{}", texts(&output).1);
    taken.served();
}
