//! Whether this machine's clock agrees with the log.

use std::time::Duration;

use rights::{ledger::programme::Purpose, time::Instant};
use rights_config::settings::Settings as Serving;

use super::{
    amount,
    databases::Databases,
    finding::{Area, Finding, fail, ok, skip, warn},
    log::Known,
};
use crate::time;

/// Clocks that are kept agree to a fraction of this.
const APART_MAX: Duration = Duration::from_secs(1);

pub(super) fn check(serving: &Serving, log: Option<&Known>, databases: &Databases) -> Area {
    let now = time::now();
    let last = log.and_then(|log| Some((log.last?, log.purpose?)));
    let finding = match last {
        None => skip("doctor-unchecked-clock", "doctor-why-log"),
        Some((last, purpose)) => {
            after_last(now, last, purpose, serving.sequencer.silence_max).fact("now", iso(now))
        }
    };
    let mut findings = vec![finding];
    findings.extend(log.and_then(|log| log.tail.stamped_ms).map(|stamped| writer(now, stamped)));
    let servers = databases.servers.iter();
    findings.extend(servers.map(|(key, server)| database(key, server.clock_ahead_us)));
    Area::new("doctor-area-clock", findings)
}

/// The last message of the topic was stamped by the machine that wrote it, at some time before now.
fn writer(now: Instant, stamped_ms: u64) -> Finding {
    let ahead = Duration::from_millis(stamped_ms.saturating_sub(now.micros() / 1_000));
    let finding = if ahead > APART_MAX {
        warn("doctor-clock-topic-ahead").fact("apart", amount::duration(ahead))
    } else {
        ok("doctor-clock-topic")
    };
    finding.fact("stamped", time::iso(stamped_ms.saturating_mul(1_000)))
}

fn database(key: &str, ahead_us: i64) -> Finding {
    let apart = Duration::from_micros(ahead_us.unsigned_abs());
    let finding = match (apart > APART_MAX, ahead_us > 0) {
        (false, _) => ok("doctor-clock-database"),
        (true, true) => warn("doctor-clock-database-ahead"),
        (true, false) => warn("doctor-clock-database-behind"),
    };
    finding.fact("key", key).fact("apart", amount::duration(apart))
}

/// As the sequencer judges it at its start: a production ledger is silent for so long only if
/// somebody confirms it, and a clock that is behind stamps records with the time of the last one.
fn after_last(now: Instant, last: Instant, purpose: Purpose, silence_max: Duration) -> Finding {
    let apart = Duration::from_micros(now.micros().abs_diff(last.micros()));
    let (behind, production) = (now < last, purpose == Purpose::Production);
    let finding = match (behind, production && apart > silence_max) {
        (true, true) => fail("doctor-clock-far-behind"),
        (false, true) => fail("doctor-clock-silence"),
        (true, false) if apart > APART_MAX => warn("doctor-clock-behind"),
        (_, false) => ok("doctor-clock-last"),
    };
    let hours = apart.as_secs().div_ceil(3_600);
    let finding = finding.fact("apart", amount::duration(apart)).fact("hours", hours);
    finding.fact("last", iso(last)).fact("silence_max", amount::duration(silence_max))
}

fn iso(instant: Instant) -> String {
    time::iso(instant.micros())
}

#[cfg(test)]
mod tests {
    use super::{super::finding::State, *};

    const SILENCE_MAX: Duration = Duration::from_hours(30 * 24);

    fn state(now: u64, last: u64, purpose: Purpose) -> State {
        let at = |seconds| Instant::EPOCH.plus_seconds(seconds);
        after_last(at(now), at(last), purpose, SILENCE_MAX).state
    }

    #[test]
    fn a_production_ledger_is_not_started_after_a_silence_that_nobody_confirmed() {
        const DAY: u64 = 86_400;
        assert_eq!(state(31 * DAY, DAY, Purpose::Production), State::Fine);
        assert_eq!(state(31 * DAY + 1, DAY, Purpose::Production), State::Failed);
        assert_eq!(state(31 * DAY + 1, DAY, Purpose::Development), State::Fine);
        assert_eq!(state(DAY, 32 * DAY, Purpose::Production), State::Failed);
    }

    #[test]
    fn clocks_of_servers_may_differ_by_a_second_and_no_more() {
        assert_eq!(database("views", -1_000_000).state, State::Fine);
        assert_eq!(database("views", 1_000_001).state, State::Warning);
        let now = Instant::EPOCH.plus_seconds(100);
        assert_eq!(writer(now, 90_000).state, State::Fine);
        assert_eq!(writer(now, 101_001).state, State::Warning);
    }

    #[test]
    fn a_clock_behind_the_last_record_is_told_before_it_is_refused() {
        assert_eq!(state(100, 101, Purpose::Production), State::Fine);
        assert_eq!(state(100, 102, Purpose::Production), State::Warning);
        assert_eq!(state(100, 102, Purpose::Development), State::Warning);
    }
}
