//! How the topic of a log is kept, for whoever looks after its brokers.

use crate::error::Setting;

/// One topic as its brokers describe it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    pub topic: String,
    /// Every setting that would lose or refuse records, with the value to set.
    pub unfit: Vec<Setting>,
    /// How many brokers the cluster has now.
    pub brokers: usize,
    /// Whether the partition has a leader: without one nothing is read or written.
    pub has_leader: bool,
    /// On how many brokers the partition is to be.
    pub replicas: usize,
    /// How many of these have everything.
    pub in_sync: usize,
    /// With fewer nothing is appended; none if this client may not know (`min.insync.replicas`).
    pub in_sync_least: Option<usize>,
}
