//! What an enterprise links: keys in files, commands composed and signed, openings beside them,
//! all of it submitted until its fate is known.

pub mod draft;
pub mod founding;
pub mod keys;
pub mod ring;
pub mod sealed;
pub mod submit;
