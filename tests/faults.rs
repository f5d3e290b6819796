//! Faults under load, as many as a build server has time for; `rights-faults` runs them for hours.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tests::faults::fault::Kind;
use tests::faults::run::{Plan, run};

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
