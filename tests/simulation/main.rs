//! Random commands, crashes and faults, from a seed.

fn main() {}
