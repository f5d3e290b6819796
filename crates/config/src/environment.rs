//! What the environment asks for: `RIGHTS_…`, where two underscores lead into a table.

use std::ffi::{OsStr, OsString};

use crate::{
    key::{KEYS, Key},
    load::Asked,
    nearest::nearest,
    origin::Origin,
    problem::{Problem, Wrong},
};

const PREFIX: &str = "RIGHTS_";

/// Variables of the command `rights` that are no settings of services.
pub const OTHERS: [&str; 5] =
    ["RIGHTS_ADDRESS", "RIGHTS_BENCH_DIR", "RIGHTS_CONFIG", "RIGHTS_LANG", "RIGHTS_PASSPHRASE"];

/// What `variables` ask for, and which of them nobody knows. An empty one asks for nothing, as
/// `RIGHTS_VIEWS=${VIEWS:-}` does where nobody sets `VIEWS`.
pub(crate) fn read(variables: &[(OsString, OsString)]) -> (Vec<Asked>, Vec<Problem>) {
    let (mut asked, mut problems) = (Vec::new(), Vec::new());
    for (name, value) in variables {
        let Some(name) = name.to_str().filter(|name| name.starts_with(PREFIX)) else { continue };
        if value.is_empty() || OTHERS.contains(&name) {
            continue;
        }
        let place = Origin::Variable(name.into());
        match KEYS.iter().find(|key| key.variable() == name) {
            Some(key) => asked.push(Asked::text(key, name, value, place)),
            None => problems.push(unknown(name, place)),
        }
    }
    (asked, problems)
}

/// The value of the variable `name`, if it has one.
pub(crate) fn find<'a>(variables: &'a [(OsString, OsString)], name: &str) -> Option<&'a OsStr> {
    let found = variables.iter().find(|(known, value)| known == name && !value.is_empty());
    found.map(|(_, value)| value.as_os_str())
}

fn unknown(name: &str, place: Origin) -> Problem {
    let variables: Vec<String> = KEYS.iter().map(Key::variable).collect();
    let bare = |variable: &'static str| variable.strip_prefix(PREFIX).unwrap_or(variable);
    let known = variables.iter().map(|variable| variable.strip_prefix(PREFIX).unwrap_or(variable));
    let known = known.chain(OTHERS.into_iter().map(bare));
    let near = nearest(name.strip_prefix(PREFIX).unwrap_or(name), known);
    let wrong = Wrong::Unknown { nearest: near.map(|near| format!("{PREFIX}{near}")) };
    Problem { place, name: name.into(), wrong }
}
