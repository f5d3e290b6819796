//! What views are like, for whoever looks after them: seen without creating or changing anything.

use crate::Position;

/// Views as they are found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examined {
    /// Whether what is served has the tables that this program reads and stores.
    pub served_is_known: bool,
    /// What is served reflects so much; none before the first frame.
    pub served: Option<Position>,
    /// What is being filled beside it; none if nothing is.
    pub beside: Option<Beside>,
    pub access: Access,
}

/// A set of tables that is not served yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    pub position: Option<Position>,
}

/// What whoever looks may do with the views.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Read, store, and make new tables: a file's owner, or a database's.
    Everything,
    /// Read and store: a projector, until its release has other tables.
    Store,
    /// Read alone: a gateway.
    Read,
    /// Not even read.
    Nothing,
}
