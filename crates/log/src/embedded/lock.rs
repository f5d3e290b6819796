//! Exclusive use of a data directory by one process.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use super::fault;
use crate::error::{Error, Stop};

const FILE_NAME: &str = "in-use";

/// Held while it lives; the operating system lets go of it when the process ends, however.
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes `directory`, and leaves the process id there for whoever comes second.
    pub(super) fn take(directory: &Path) -> Result<Self, Error> {
        let path = directory.join(FILE_NAME);
        let mut options = OpenOptions::new();
        let mut file = options
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(fault::io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::Error(error)) => return Err(fault::io(error)),
            Err(TryLockError::WouldBlock) => {
                let path = directory.to_owned();
                return Err(Stop::InUse { path, holder: holder(&mut file) }.into());
            }
        }
        file.set_len(0).map_err(fault::io)?;
        file.rewind().map_err(fault::io)?;
        write!(file, "{}", std::process::id()).map_err(fault::io)?;
        Ok(Self { _file: file })
    }
}

/// The id that the holder left; it may be about to write it.
fn holder(file: &mut File) -> String {
    let mut text = String::new();
    match file.read_to_string(&mut text) {
        Ok(0) | Err(_) => "(unknown)".into(),
        Ok(_) => text,
    }
}
