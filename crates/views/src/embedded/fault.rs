//! Which family a failure of SQLite or of the file system belongs to.

use rusqlite::ErrorCode;

use crate::{Error, Place};

/// What a failed statement about `place` means.
///
/// Damage is what reading again cannot mend: pages that are no pages, missing tables, values of
/// another type. The rest is a disk, a lock or memory that may be better the next time.
pub(super) fn sql(error: rusqlite::Error, place: Place) -> Error {
    let passing = [
        ErrorCode::DiskFull,
        ErrorCode::SystemIoFailure,
        ErrorCode::DatabaseBusy,
        ErrorCode::DatabaseLocked,
        ErrorCode::FileLockingProtocolFailed,
        ErrorCode::OutOfMemory,
        ErrorCode::CannotOpen,
        ErrorCode::ReadOnly,
        ErrorCode::PermissionDenied,
        ErrorCode::OperationAborted,
        ErrorCode::OperationInterrupted,
        ErrorCode::TooBig,
    ];
    match error.sqlite_error_code() {
        Some(code) if passing.contains(&code) => Error::Unavailable(error.into()),
        Some(_) | None => Error::Damaged { place, source: Some(error.into()) },
    }
}

pub(super) fn io(error: std::io::Error) -> Error {
    Error::Unavailable(error.into())
}
