//! Faults under load, as many as a build server has time for; `rights-faults` runs them for hours.

use std::time::Duration;

use tests::faults::run::{Plan, run};

/// As long as nobody would wait for.
const AT_MOST: Duration = Duration::from_mins(30);

#[test]
fn whatever_fails_what_was_acknowledged_is_kept_and_service_resumes_by_itself() {
    let plan = Plan { seed: 1, faults: 12, round: 12, at_most: AT_MOST, brokers: 1 };
    let ran = run(plan, &mut std::io::stderr());
    eprintln!("{}", ran.unwrap_or_else(|what| panic!("{what}")));
}
