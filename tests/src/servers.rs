//! Real servers for the tests that need some: started for one test binary, gone with it.

pub mod postgres;
