//! Whether the views, and whoever else remembers how far the log was, agree with the log; and how
//! far the views are behind it.

use std::time::Duration;

use rights_config::settings::Settings as Serving;
use rights_stores::examine;
use rights_views::{Examined, Reader};
use tlog::head::Seen;

use super::{
    Depth, amount,
    finding::{Area, Finding, fail, ok, refused, skip, warn},
    log::Known,
    views,
    walk::{Held, walk},
};

/// More than a projector leaves behind for longer than a moment.
const BEHIND_MAX: u64 = 10_000;

/// Who remembers a head.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Who {
    Views,
    /// The views that are being filled.
    Beside,
    Floor,
}

/// `views` as they were found, and their rows if those can be read.
pub(super) fn check(
    serving: &Serving,
    log: Option<&Known>,
    views: (Option<&Examined>, Option<&dyn Reader>),
    depth: Depth,
) -> Area {
    let findings = match log {
        None => vec![skip("doctor-unchecked", "doctor-why-log")],
        Some(log) => {
            let mut findings = vec![behind(log, views)];
            let (remembered, unread) = remembered(serving, log, views.0);
            findings.extend(unread);
            findings.extend(agreement(log, &remembered, depth));
            findings
        }
    };
    Area::new("doctor-area-heads", findings)
}

/// How far the views are behind the log.
fn behind(log: &Known, (views, rows): (Option<&Examined>, Option<&dyn Reader>)) -> Finding {
    let Some(views) = views else { return skip("doctor-unchecked-lag", "doctor-why-views") };
    let size = views::size(views.served.as_ref());
    let behind = log.tail.size.saturating_sub(size);
    let finding = match (behind, since(log, rows, size)) {
        (0, _) => ok("doctor-lag-none"),
        (..=BEHIND_MAX, None) => ok("doctor-lag"),
        (..=BEHIND_MAX, Some(since)) => ok("doctor-lag-since").fact("since", since),
        (_, None) => warn("doctor-lag-long"),
        (_, Some(since)) => warn("doctor-lag-long-since").fact("since", since),
    };
    finding.fact("records", behind)
}

/// From the last record that the views reflect to the last one of the log.
fn since(log: &Known, rows: Option<&dyn Reader>, size: u64) -> Option<String> {
    let reflected = rows?.record(size.checked_sub(1)?).ok()??;
    let micros = log.last?.micros().checked_sub(reflected.recorded_at.micros())?;
    Some(amount::duration(Duration::from_micros(micros)))
}

/// Every head that somebody remembers, and why one could not be read.
fn remembered(
    serving: &Serving,
    log: &Known,
    views: Option<&Examined>,
) -> (Vec<(Who, Seen)>, Option<Finding>) {
    let served = views.and_then(|views| views.served);
    let beside = views.and_then(|views| views.beside.as_ref()?.position);
    let mut remembered = Vec::new();
    remembered.extend(served.map(|position| (Who::Views, position.head.seen())));
    remembered.extend(beside.map(|position| (Who::Beside, position.head.seen())));
    match examine::floor(serving, log.ledger()) {
        Ok(floor) => {
            remembered.extend(floor.map(|seen| (Who::Floor, seen)));
            (remembered, None)
        }
        Err(why) => (remembered, Some(refused(why))),
    }
}

fn agreement(log: &Known, remembered: &[(Who, Seen)], depth: Depth) -> Vec<Finding> {
    let ahead = remembered.iter().filter(|(_, seen)| seen.size > log.tail.size);
    let mut findings: Vec<Finding> =
        ahead.map(|(who, seen)| told(*who, *seen, Held::Fewer, log.tail.size)).collect();
    if depth == Depth::Quick {
        findings.push(skip("doctor-unchecked-heads", "doctor-why-quick"));
        return findings;
    }
    let seen: Vec<Seen> = remembered.iter().map(|(_, seen)| *seen).collect();
    match walk(&*log.reading, log.tail.size, &seen) {
        Err(failure) => findings.push(refused(failure)),
        Ok(walked) => {
            let head = walked.head;
            let whole = ok("doctor-heads-log").fact("records", head.size).fact("root", head.root);
            let each = remembered.iter().zip(walked.held);
            findings = vec![whole.fact("stale", walked.stale)];
            findings.extend(each.map(|((who, seen), held)| told(*who, *seen, held, head.size)));
        }
    }
    findings
}

/// What it means that the log, of `size` records, has `held` where `who` remembers `seen`.
fn told(who: Who, seen: Seen, held: Held, size: u64) -> Finding {
    let finding = match (who, held) {
        (Who::Views, Held::Same) => ok("doctor-heads-views"),
        (Who::Beside, Held::Same) => ok("doctor-heads-beside"),
        (Who::Floor, Held::Same) => ok("doctor-heads-floor"),
        (Who::Views | Who::Beside, Held::Fewer) => fail("doctor-heads-views-ahead"),
        (Who::Floor, Held::Fewer) => fail("doctor-heads-floor-ahead"),
        (Who::Views | Who::Beside, Held::Another(root)) => {
            fail("doctor-heads-views-differ").fact("root", root)
        }
        (Who::Floor, Held::Another(root)) => fail("doctor-heads-floor-differs").fact("root", root),
        (Who::Views | Who::Beside, Held::Within) => fail("doctor-heads-views-within"),
        (Who::Floor, Held::Within) => fail("doctor-heads-floor-within"),
    };
    finding.fact("records", seen.size).fact("remembered", seen.root).fact("size", size)
}
