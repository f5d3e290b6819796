//! Which family a failure of Postgres or of the way to it belongs to.

use ::postgres::Error as Sql;

use crate::{Error, Place};

/// The classes of `SQLSTATE` that may be better the next time: the connection, a transaction rolled
/// back for another's sake, resources, a lock held too long, a rollback that follows another
/// failure, an operator who stops the server, its disk; and who may not do what.
/// See appendix A of the Postgres manual.
const PASSING: [&str; 10] = ["08", "25", "28", "3D", "40", "53", "54", "55", "57", "58"];
/// A role without the privilege: its grant may come.
const NOT_GRANTED: &str = "42501";

/// What a failed statement about `place` means.
///
/// Damage is what asking again cannot mend: missing tables, values of another type, pages that
/// are no pages. What has no `SQLSTATE` never reached the server, or its answer never came.
pub(super) fn sql(error: Sql, place: Place) -> Error {
    let passing = |state: &str| state == NOT_GRANTED || PASSING.contains(&&state[..2]);
    match error.code() {
        Some(state) if passing(state.code()) => Error::Unavailable(error.into()),
        Some(_) => Error::Damaged { place, source: Some(error.into()) },
        None => Error::Unavailable(error.into()),
    }
}

/// A failure where no table is in question.
pub(super) fn at_database(error: Sql) -> Error {
    sql(error, Place::Database)
}

/// Why there is no connection. What is said of TLS may be better once somebody turned it on, or
/// brought another certificate.
pub(super) fn connecting(error: rights_postgres::Error) -> Error {
    match error {
        rights_postgres::Error::Tls(why) => Error::Unavailable(why.into()),
        rights_postgres::Error::Sql(error) => at_database(error),
    }
}
