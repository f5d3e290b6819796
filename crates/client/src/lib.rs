//! What an enterprise links: keys in files, commands composed and signed, openings beside them.

pub mod draft;
pub mod keys;
pub mod sealed;
