//! Whether the openings can be read, and are those of this ledger.

use rights_config::settings::Settings as Serving;
use rights_openings::{Access, Reading};
use rights_stores::examine;

use super::{
    Depth,
    databases::Databases,
    finding::{Area, Finding, fail, ok, refused, skip, warn},
    log::Known,
};
use crate::failure::Failure;

pub(super) fn check(
    serving: &Serving,
    log: Option<&Known>,
    databases: &Databases,
    depth: Depth,
) -> Area {
    let findings = if databases.answers("openings") {
        looked_at(serving, log, depth)
    } else {
        vec![skip("doctor-unchecked", "doctor-why-database")]
    };
    Area::new("doctor-area-openings", findings)
}

fn looked_at(serving: &Serving, log: Option<&Known>, depth: Depth) -> Vec<Finding> {
    let (access, may) = match examine::openings_access(serving) {
        Err(why) => return vec![refused(why)],
        Ok(None) => return vec![none(serving)],
        Ok(Some(access)) => (access, allowed(access)),
    };
    let mut findings = vec![may];
    match log {
        None => findings.push(skip("doctor-unchecked", "doctor-why-log")),
        Some(_) if access == Access::Nothing => {}
        Some(log) => findings.extend(of_ledger(serving, log, depth)),
    }
    findings
}

fn none(serving: &Serving) -> Finding {
    warn("doctor-openings-none").fact("openings", &serving.openings)
}

fn allowed(access: Access) -> Finding {
    match access {
        Access::Store => ok("doctor-openings-access-store"),
        Access::Read => warn("doctor-openings-access-read"),
        Access::Nothing => fail("doctor-openings-access-none"),
    }
}

fn of_ledger(serving: &Serving, log: &Known, depth: Depth) -> Vec<Finding> {
    match examine::openings(serving, log.ledger()) {
        Err(why) => vec![refused(why)],
        Ok(None) => vec![none(serving)],
        Ok(Some(openings)) => {
            let reached = ok("doctor-openings-reached").fact("openings", &serving.openings);
            vec![reached, kept(&*openings, depth)]
        }
    }
}

/// Whether every opening that is kept opens its commitment.
fn kept(openings: &dyn Reading, depth: Depth) -> Finding {
    if depth == Depth::Quick {
        return skip("doctor-unchecked-openings", "doctor-why-quick");
    }
    let (mut kept, mut damaged) = (0_u64, 0_u64);
    let counted = openings.each(&mut |stored| {
        kept += 1;
        damaged += u64::from(stored.opened().is_none());
    });
    match counted {
        Err(why) => refused(Failure::from(why)),
        Ok(()) if damaged == 0 => ok("doctor-openings-kept").fact("kept", kept),
        Ok(()) => fail("doctor-openings-damaged").fact("kept", kept).fact("damaged", damaged),
    }
}
