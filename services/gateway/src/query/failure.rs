//! What a reader is told when views or openings cannot answer.

use rights_api::{status::Failure, v1::Reason};

/// A failure of the views. What a person has to look at is logged here, once.
pub(super) fn of(error: rights_views::Error) -> Failure {
    use rights_views::Error;
    let failure = |reason| Failure::new(reason).fact("why", &error);
    match &error {
        Error::NoSuchColumn { table, column, nearest } => Failure::new(Reason::FilterUnknown)
            .fact("field", column)
            .fact("table", table)
            .fact("nearest", nearest),
        Error::WrongCell { table, column } => {
            Failure::new(Reason::FilterUnknown).fact("field", column).fact("table", table)
        }
        Error::WrongKey { table, columns, cells } => Failure::new(Reason::FieldInvalid)
            .fact("field", "key")
            .fact("table", table)
            .fact("expected", columns)
            .fact("actual", cells),
        Error::Ahead { asked, size } => {
            Failure::new(Reason::AsOfUnknown).fact("sequence", asked).fact("size", size)
        }
        Error::NotServed => failure(Reason::Unavailable),
        Error::Unavailable(source) => {
            tracing::warn!(%source, "the views are unavailable");
            failure(Reason::Unavailable)
        }
        Error::Stale { .. }
        | Error::Unstorable { .. }
        | Error::Damaged { .. }
        | Error::NotViews(_)
        | Error::Unfit { .. } => {
            tracing::error!(%error, "the views cannot be read");
            failure(Reason::ViewsDamaged)
        }
    }
}

/// A failure of the openings.
pub(super) fn of_openings(error: &rights_openings::Error) -> Failure {
    use rights_openings::Error;
    let reason = match error {
        Error::Unavailable(_) => Reason::Unavailable,
        Error::Damaged(_) | Error::Unreadable(_) | Error::OtherLedger { .. } => {
            Reason::OpeningsDamaged
        }
        // Readers neither store nor sweep.
        Error::Erased(_) | Error::Deposed { .. } => Reason::Internal,
    };
    tracing::error!(%error, "a text cannot be read");
    Failure::new(reason).fact("why", error)
}

/// The field `field` of a request has no possible meaning.
pub(super) fn invalid(field: &str) -> Failure {
    Failure::new(Reason::FieldInvalid).fact("field", field)
}
