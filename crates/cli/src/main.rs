//! The command `rights`.
fn main() {}
