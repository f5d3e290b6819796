//! The keys of the ledger's own services, in its data directory: they sign unattended, so nobody is
//! asked for a passphrase unless the environment has one.

use std::{
    env,
    path::{Path, PathBuf},
};

use ed25519_dalek::SigningKey;
use rights::role::{ClerkDuty, Role};
use rights_client::keys::{KeyError, generate, load, save};

use crate::failure::Failure;

/// The roles of the ledger's own keys.
pub const ROLES: [Role; 3] =
    [Role::Clerk(ClerkDuty::Deadlines), Role::Clerk(ClerkDuty::State), Role::Gateway];

/// The key in `path`, with which the sequencer signs what time alone demands.
///
/// # Errors
/// What its file is wrong with.
pub fn due_clerk(path: &Path) -> Result<SigningKey, Failure> {
    match load(path, None) {
        Err(KeyError::Encrypted(_)) => {
            let passphrase = env::var("RIGHTS_PASSPHRASE").ok();
            Ok(load(path, passphrase.as_deref())?)
        }
        loaded => Ok(loaded?),
    }
}

/// A key for `role`: the one that a founding which stopped in the middle has left, or a new one.
///
/// # Errors
/// What its file is wrong with.
pub fn found(data_dir: &Path, role: Role) -> Result<SigningKey, Failure> {
    let path = path(data_dir, role);
    if path.exists() {
        return Ok(load(&path, None)?);
    }
    let key = generate()?;
    save(&path, &key, None)?;
    Ok(key)
}

/// What to do about a key file that exists where a new one is to be made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Existing {
    /// It may be anybody's.
    Refused,
    /// It is what a founding that stopped in the middle has left.
    TakenUp,
}

/// Whether a founding has stopped here, if `data_dir` holds no ledger: its keys are there already.
#[must_use]
pub fn left_behind(data_dir: &Path) -> Existing {
    let left = ROLES.iter().any(|role| path(data_dir, *role).exists());
    if left { Existing::TakenUp } else { Existing::Refused }
}

/// The file of the key of `role`: its text form in lower case, with dashes.
#[must_use]
pub fn path(data_dir: &Path, role: Role) -> PathBuf {
    data_dir.join("keys").join(file_name(role))
}

/// The name of a file that holds a key of `role`, for example `np_head-ru.pem`.
#[must_use]
pub fn file_name(role: Role) -> String {
    format!("{}.pem", role.to_string().to_lowercase().replace('/', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clerk_s_key_is_where_the_configuration_looks_for_it() {
        let clerk = path(Path::new("data"), Role::Clerk(ClerkDuty::Deadlines));
        assert_eq!(clerk, Path::new("data").join(rights_config::load::CLERK_KEY));
    }
}
