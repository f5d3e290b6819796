//! Faults under load, as many as a build server has time for; `rights-faults` runs them for hours.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rights_config::settings::Settings;
use rights_projector::Projector;
use tests::cast::{command_id, key_of};
use tests::faults::check::Check;
use tests::faults::fault::Kind;
use tests::faults::journal::{Journal, Outcome, Promised, Told};
use tests::faults::run::{Plan, run};
use tests::faults::world::founded;
use tests::k17::of;
use tlog::hash::Hash;
use tlog::head::Head;

/// Longer than any run that ends.
const AT_MOST: Duration = Duration::from_mins(30);

/// Runs `plan`; one at a time, because each has servers and processes of its own.
fn runs(plan: Plan) {
    static ONE: Mutex<()> = Mutex::new(());
    let one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let ran = run(plan, &mut std::io::stderr());
    drop(one);
    eprintln!("{}", ran.unwrap_or_else(|what| panic!("{what}")));
}

/// Ten faults are one of each kind.
#[test]
fn what_was_acknowledged_is_kept_and_service_resumes_by_itself() {
    runs(Plan { seed: 1, faults: 12, round: 12, at_most: AT_MOST, brokers: 1, only: None });
}

#[test]
fn a_cluster_serves_on_without_the_broker_that_led() {
    let only = Some(Kind::KillBroker);
    runs(Plan { seed: 1, faults: 2, round: 2, at_most: AT_MOST, brokers: 3, only });
}

/// What the check says of a founded ledger if a client was told this of the contract, which NA
/// registers last.
fn said_of_the_contract(outcome: Outcome) -> Result<(), String> {
    let directory = tempfile::tempdir().expect("there is room for a directory");
    let stores = Settings::embedded(directory.path());
    let size = founded(&stores);
    let log = rights_stores::log(&stores).expect("it was just founded");
    let views = rights_stores::views(&stores).expect("there is room for views");
    let projected = Projector::start(&*log, &*views);
    projected.and_then(|mut projector| projector.catch_up()).expect("the log is whole");
    let journal = Journal::of(1);
    let name = (key_of(of("NA")), command_id(size - 1));
    journal.tells(0, std::time::Instant::now(), Told { name, outcome });
    Check::of(&stores, size).all(&journal, Duration::from_mins(1))
}

#[test]
fn a_receipt_of_another_record_is_found() {
    let promised = Promised { sequence: 1, leaf: Hash::of(&[]), head: Head::START.seen() };
    let found = said_of_the_contract(Outcome::Recorded(promised)).expect_err("it is elsewhere");
    assert!(found.contains("was acknowledged at 1, the log has"), "{found}");
}

#[test]
fn a_refusal_of_what_is_recorded_is_found() {
    let told = Outcome::Refused("NOT_AUTHORISED".into());
    let found = said_of_the_contract(told).expect_err("it is recorded");
    assert!(found.contains("was refused (NOT_AUTHORISED), and is recorded at"), "{found}");
}
