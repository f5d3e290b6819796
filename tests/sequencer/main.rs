//! The sequencer's promises, on the embedded log and openings: real files, threads and faults.

#[cfg(test)]
mod bench;
#[cfg(test)]
mod deadlines;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod founding;
#[cfg(test)]
mod grpc;
#[cfg(test)]
mod openings;
#[cfg(test)]
mod repeats;
#[cfg(test)]
mod standby;
#[cfg(test)]
mod time;
