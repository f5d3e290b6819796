//! The sequencer's promises, on the embedded log and openings: real files, real threads, real faults.

#[cfg(test)]
mod bench;

mod deadlines;
mod faults;
mod founding;
mod grpc;
mod openings;
mod repeats;
mod time;
