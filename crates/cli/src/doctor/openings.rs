//! Whether the openings can be read, and are those of this ledger.

use rights_config::settings::Settings as Serving;
use rights_openings::Reading;
use rights_stores::examine;

use super::{
    Depth,
    finding::{Area, Finding, fail, ok, refused, skip, warn},
    log::Known,
};
use crate::failure::Failure;

pub(super) fn check(serving: &Serving, log: Option<&Known>, depth: Depth) -> Area {
    let findings = match log {
        None => vec![skip("doctor-unchecked", "doctor-why-log")],
        Some(log) => match examine::openings(serving, log.ledger()) {
            Err(why) => vec![refused(why)],
            Ok(None) => vec![warn("doctor-openings-none").fact("openings", &serving.openings)],
            Ok(Some(openings)) => {
                let ledger = ok("doctor-openings-reached").fact("openings", &serving.openings);
                vec![ledger, kept(&*openings, depth)]
            }
        },
    };
    Area::new("doctor-area-openings", findings)
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
