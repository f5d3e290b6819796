//! The clerk's key: its file, and whether the ledger knows it.

use rights::{
    id::KeyId,
    ledger::key::KeyState,
    role::{ClerkDuty, Role},
    table::Cell,
};
use rights_client::keys::{fingerprint, id_of};
use rights_config::settings::Settings as Serving;
use rights_views::{Line, Reader};

use super::{
    finding::{Area, Finding, fail, ok, refused, skip, warn},
    views::{cell, row, text},
};
use crate::{configuration::no_data_directory, service_keys, time};

/// Time enough to enrol another key.
const NOTICE_DAYS: i32 = 30;

/// `views` are those of the ledger, if they can be read.
pub(super) fn check(serving: &Serving, views: Option<&dyn Reader>) -> Area {
    let Some(path) = &serving.clerk_key_file else {
        return Area::new("doctor-area-keys", vec![refused(no_data_directory())]);
    };
    let findings = match service_keys::due_clerk(path) {
        Err(failure) => vec![refused(failure), skip("doctor-key-unchecked", "doctor-why-key")],
        Ok(key) => {
            let id = id_of(&key);
            let file = ok("doctor-key-file").fact("path", path.display());
            vec![file.fact("key", fingerprint(&id)), known(&id, views)]
        }
    };
    Area::new("doctor-area-keys", findings)
}

/// Whether the ledger has enrolled the key for the duty that it is to serve (GEN-17).
fn known(id: &KeyId, views: Option<&dyn Reader>) -> Finding {
    let Some(views) = views else { return skip("doctor-key-unchecked", "doctor-why-views") };
    let role = Role::Clerk(ClerkDuty::Deadlines).to_string();
    let finding = match row(views, "keys", &[Cell::Bytes(id.0.to_vec())]) {
        Err(failure) => return refused(failure),
        Ok(Some(line)) if text(&line, "role") == role => enrolled(&line),
        Ok(Some(line)) => fail("doctor-key-of-another-role").fact("found", text(&line, "role")),
        Ok(None) => fail("doctor-key-unknown"),
    };
    finding.fact("role", role)
}

fn enrolled(line: &Line) -> Finding {
    let state = text(line, "state");
    if state != KeyState::Enrolled.as_str() {
        return fail("doctor-key-ended").fact("state", state);
    }
    let Some(Cell::Day(Some(until))) = cell(line, "until") else { return ok("doctor-key-known") };
    let left = until.days().saturating_sub(today());
    let finding = match left {
        ..0 => fail("doctor-key-expired"),
        0..NOTICE_DAYS => warn("doctor-key-expires"),
        NOTICE_DAYS.. => ok("doctor-key-known"),
    };
    finding.fact("until", until)
}

/// Days since 1970-01-01, in UTC: near enough to an end that is told thirty days before.
fn today() -> i32 {
    const DAY_MICROS: u64 = 86_400_000_000;
    i32::try_from(time::now().micros() / DAY_MICROS).unwrap_or(i32::MAX)
}
