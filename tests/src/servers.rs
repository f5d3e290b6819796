//! Real servers for tests, on free ports and in temporary directories.

pub mod kafka;
