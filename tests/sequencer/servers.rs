//! The sequencer's promises where several of them share nothing but servers.

#[cfg(test)]
mod standby_servers;
