//! Room and permissions where files are kept.

use std::path::Path;

use rights_config::{
    settings::Settings as Serving,
    url::{LogUrl, OpeningsUrl, ViewsUrl},
};
use rustix::fs::{Access, access, statvfs};

use super::{
    amount::{self, GIB, MIB},
    configuration::mode,
    finding::{Area, Finding, fail, ok, refused, warn},
};
use crate::configuration::no_data_directory;

/// A day of a busy ledger needs less.
const ROOM_WARNS_BELOW: u64 = 5 * GIB;
/// What is stored next may not fit.
const ROOM_FAILS_BELOW: u64 = 500 * MIB;

pub(super) fn check(serving: &Serving) -> Area {
    let mut findings = match &serving.data_dir {
        None => vec![refused(no_data_directory())],
        Some(directory) => data(serving, directory),
    };
    findings.extend(floor(serving));
    Area::new("doctor-area-disk", findings)
}

fn data(serving: &Serving, directory: &Path) -> Vec<Finding> {
    if !directory.is_dir() {
        let missing = if keeps_something(serving) { fail } else { warn };
        return vec![missing("doctor-disk-missing").fact("path", directory.display())];
    }
    vec![room(directory), writable(directory), modes(directory)]
}

/// Whether the ledger lies in the data directory, or some of it.
fn keeps_something(serving: &Serving) -> bool {
    serving.log == LogUrl::Embedded
        || serving.openings == OpeningsUrl::Embedded
        || serving.views == ViewsUrl::Embedded
}

fn room(directory: &Path) -> Finding {
    let free = match statvfs(directory) {
        Ok(found) => found.f_bavail.saturating_mul(found.f_frsize),
        Err(why) => {
            let finding = warn("doctor-disk-unknown").fact("path", directory.display());
            return finding.fact("why", why);
        }
    };
    let finding = if free < ROOM_FAILS_BELOW {
        fail("doctor-disk-full").fact("least", amount::bytes(ROOM_FAILS_BELOW))
    } else if free < ROOM_WARNS_BELOW {
        warn("doctor-disk-low").fact("least", amount::bytes(ROOM_WARNS_BELOW))
    } else {
        ok("doctor-disk-room")
    };
    finding.fact("free", amount::bytes(free)).fact("path", directory.display())
}

fn writable(directory: &Path) -> Finding {
    let finding = match access(directory, Access::WRITE_OK | Access::EXEC_OK) {
        Ok(()) => ok("doctor-disk-writable"),
        Err(why) => fail("doctor-disk-read-only").fact("why", why),
    };
    finding.fact("path", directory.display())
}

/// Whoever can write into the directory can put another ledger in the place of this one.
fn modes(directory: &Path) -> Finding {
    let mode = mode(directory).unwrap_or_default();
    let finding = if mode & 0o002 != 0 {
        fail("doctor-disk-anybody")
    } else if mode & 0o020 != 0 {
        warn("doctor-disk-group")
    } else {
        ok("doctor-disk-modes")
    };
    finding.fact("mode", format!("{mode:03o}")).fact("path", directory.display())
}

/// Where the owner of a log on Kafka remembers how far it was.
fn floor(serving: &Serving) -> Option<Finding> {
    let LogUrl::Kafka(url) = &serving.log else { return None };
    let Some((_, path)) = url.options().find(|(name, _)| *name == "floor") else {
        return Some(warn("doctor-floor-none"));
    };
    let path = Path::new(path);
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        Some(_) | None => Path::new("."),
    };
    let finding = match access(directory, Access::WRITE_OK | Access::EXEC_OK) {
        Err(why) => fail("doctor-floor-unwritable").fact("why", why),
        Ok(()) if path.exists() => ok("doctor-floor-there"),
        Ok(()) => ok("doctor-floor-to-come"),
    };
    Some(finding.fact("path", path.display()))
}
