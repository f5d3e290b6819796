//! Signing keys in files: PKCS#8 PEM, encrypted unless asked otherwise, readable by their owner
//! alone.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use ed25519_dalek::{Signer as _, SigningKey};
use pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, LineEnding};
use rights::{
    envelope::{key_id, possession},
    id::{HolderId, KeyId, Origin},
    ledger::KeyOffer,
    role::Role,
    time::Date,
};

/// What can be wrong with a key file; every message says which file.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("{path}: {source}")]
    Io { path: PathBuf, source: io::Error },
    #[error("{0} already exists: keys are never overwritten; choose another name")]
    Exists(PathBuf),
    #[error("{path} can be read by others (mode {mode:o}): run `chmod 600 {path}`")]
    Lax { path: PathBuf, mode: u32 },
    #[error("{0} is encrypted: give its passphrase")]
    Encrypted(PathBuf),
    #[error("{0} does not open with this passphrase")]
    WrongPassphrase(PathBuf),
    #[error("{0} is not an Ed25519 key in PKCS#8 PEM")]
    NotAKey(PathBuf),
    #[error("the system gives no random bytes: {0}")]
    NoRandomness(getrandom::Error),
}

/// A new key from the system's random bytes.
///
/// # Errors
/// [`KeyError::NoRandomness`].
pub fn generate() -> Result<SigningKey, KeyError> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(KeyError::NoRandomness)?;
    Ok(SigningKey::from_bytes(&seed))
}

/// The id of `key`'s public half.
#[must_use]
pub fn id_of(key: &SigningKey) -> KeyId {
    key_id(key.verifying_key().as_bytes())
}

/// A key id in groups of four hex digits, for people who compare.
#[must_use]
pub fn fingerprint(key: &KeyId) -> String {
    let hex = key.to_string();
    let groups: Vec<&str> = (0..hex.len()).step_by(4).map(|at| &hex[at..at + 4]).collect();
    groups.join(" ")
}

/// Writes `key` to a new file that only its owner can read; encrypted (PBES2) under `passphrase`,
/// in clear without one.
///
/// # Errors
/// [`KeyError::Exists`], [`KeyError::Io`].
pub fn save(path: &Path, key: &SigningKey, passphrase: Option<&str>) -> Result<(), KeyError> {
    let pem = match passphrase {
        Some(passphrase) => key.to_pkcs8_encrypted_pem(passphrase, LineEnding::LF),
        None => key.to_pkcs8_pem(LineEnding::LF),
    };
    let pem = pem.map_err(|error| io_error(path, io::Error::other(error.to_string())))?;
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|error| io_error(path, error))?;
    }
    let mut file = match private(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(KeyError::Exists(path.into()));
        }
        opened => opened.map_err(|error| io_error(path, error))?,
    };
    let written = file.write_all(pem.as_bytes()).and_then(|()| file.sync_all());
    written.map_err(|error| io_error(path, error))
}

/// Reads the key in `path`.
///
/// # Errors
/// [`KeyError`]; a file that others can read is refused before it is read.
pub fn load(path: &Path, passphrase: Option<&str>) -> Result<SigningKey, KeyError> {
    strict(path)?;
    let pem = fs::read_to_string(path).map_err(|error| io_error(path, error))?;
    if pem.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----") {
        let passphrase = passphrase.ok_or_else(|| KeyError::Encrypted(path.into()))?;
        return SigningKey::from_pkcs8_encrypted_pem(&pem, passphrase)
            .map_err(|_| KeyError::WrongPassphrase(path.into()));
    }
    SigningKey::from_pkcs8_pem(&pem).map_err(|_| KeyError::NotAKey(path.into()))
}

/// `key` offered for `role`, valid from the first to the last day, with the proof that `holder` has
/// it (KEY-8).
#[must_use]
pub fn offer(
    key: &SigningKey,
    ledger: &Origin,
    role: Role,
    holder: HolderId,
    (from, until): (Date, Date),
) -> KeyOffer {
    let public_key = key.verifying_key().to_bytes();
    let statement = possession(ledger, role, &holder, &public_key);
    let possession = key.sign(&statement).to_bytes();
    KeyOffer { public_key, holder, from, until, possession }
}

fn io_error(path: &Path, source: io::Error) -> KeyError {
    KeyError::Io { path: path.into(), source }
}

#[cfg(unix)]
fn private(path: &Path) -> io::Result<fs::File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn private(path: &Path) -> io::Result<fs::File> {
    fs::OpenOptions::new().write(true).create_new(true).open(path)
}

#[cfg(unix)]
fn strict(path: &Path) -> Result<(), KeyError> {
    use std::os::unix::fs::PermissionsExt as _;
    let metadata = fs::metadata(path).map_err(|error| io_error(path, error))?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(KeyError::Lax { path: path.into(), mode }) }
}

#[cfg(not(unix))]
fn strict(_path: &Path) -> Result<(), KeyError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_back_from_its_file_with_its_passphrase_alone() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("na.pem");
        let key = generate().unwrap();
        save(&path, &key, Some("four words make one")).unwrap();
        assert_eq!(load(&path, Some("four words make one")).unwrap(), key);
        assert!(matches!(load(&path, None), Err(KeyError::Encrypted(_))));
        assert!(matches!(load(&path, Some("other")), Err(KeyError::WrongPassphrase(_))));
        assert!(matches!(save(&path, &key, None), Err(KeyError::Exists(_))));
    }

    #[cfg(unix)]
    #[test]
    fn a_key_file_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("na.pem");
        save(&path, &generate().unwrap(), None).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(load(&path, None), Err(KeyError::Lax { mode: 0o644, .. })));
    }

    #[test]
    fn what_is_no_key_is_said_to_be_none() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("na.pem");
        private(&path).unwrap().write_all(b"not a key").unwrap();
        assert!(matches!(load(&path, None), Err(KeyError::NotAKey(_))));
    }
}
