//! What whoever looks after openings in a database may do with them.

/// What a role of the database may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Read, store, erase and sweep: the log's owner.
    Store,
    /// Read alone: a gateway.
    Read,
    /// Not even read.
    Nothing,
}
