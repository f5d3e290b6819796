//! Whether the configuration loads, and whether the files of passwords can be read, by us alone.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use rights_config::{
    load::{Configuration, Setting},
    origin::Origin,
    problem::Problem,
    settings::Settings as Serving,
    value::Value,
};

use super::finding::{Area, Finding, fail, ok, warn};
use crate::{
    configuration::{Asked, placed},
    lang::Lang,
    settings::Settings,
};

/// What holds, if the configuration loads; with passwords as far as they can be read.
pub(super) fn check(settings: &Settings, asked: &Asked) -> (Area, Option<Serving>) {
    let (findings, serving) = match settings.loaded(asked) {
        Err(problems) => (told(&problems, settings.lang), None),
        Ok(configuration) => {
            let mut findings = vec![loaded(&configuration)];
            findings.extend(configuration.settings().iter().filter_map(secret_file));
            let serving = match configuration.with_secrets() {
                Ok(serving) => serving,
                Err(problems) => {
                    findings.extend(told(&problems, settings.lang));
                    configuration.without_secrets()
                }
            };
            (findings, Some(serving))
        }
    };
    (Area::new("doctor-area-configuration", findings), serving)
}

fn told(problems: &[Problem], lang: Lang) -> Vec<Finding> {
    let problem =
        |problem| fail("doctor-configuration-problem").fact("problem", placed(problem, lang));
    problems.iter().map(problem).collect()
}

fn loaded(configuration: &Configuration) -> Finding {
    let settings = configuration.settings();
    let chosen = settings.iter().filter(|setting| setting.origin != Origin::Default).count();
    ok("doctor-configuration-loads").fact("settings", settings.len()).fact("chosen", chosen)
}

/// A password that others can read is no secret.
fn secret_file(setting: &Setting) -> Option<Finding> {
    let Some(Value::Path(path)) = &setting.value else { return None };
    let name = setting.key.name;
    if !name.ends_with("_password_file") {
        return None;
    }
    // What cannot be looked at cannot be read either, and is told with its place.
    let mode = mode(path)?;
    let finding = if mode & 0o077 == 0 {
        ok("doctor-configuration-secret")
    } else {
        warn("doctor-configuration-secret-lax").fact("mode", format!("{mode:03o}"))
    };
    Some(finding.fact("key", name).fact("path", path.display()))
}

/// Who may do what with it, as `chmod` takes it.
pub(super) fn mode(path: &Path) -> Option<u32> {
    fs::metadata(path).ok().map(|metadata| metadata.permissions().mode() & 0o7777)
}
