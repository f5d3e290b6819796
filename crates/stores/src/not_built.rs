//! What stands in the place of clients that this build does not have: every URL of theirs is refused.

use std::sync::Arc;

use rights_config::url::{kafka::KafkaUrl, postgres::PostgresUrl};
use rights_log::{Log, pulse::Pulse};
use rights_openings::Openings;
use rights_views::Views;
use tlog::hash::Hash;

use crate::Error;

fn not_built(key: &'static str, url: &dyn std::fmt::Display) -> Error {
    Error::NotBuilt { key, url: url.to_string() }
}

pub(crate) fn create_log(url: &KafkaUrl, _: Hash) -> Result<Arc<dyn Log>, Error> {
    Err(not_built("log", url))
}

pub(crate) fn log(url: &KafkaUrl) -> Result<Arc<dyn Log>, Error> {
    Err(not_built("log", url))
}

pub(crate) fn pulse(url: &KafkaUrl) -> Result<Arc<dyn Pulse>, Error> {
    Err(not_built("log", url))
}

pub(crate) fn openings(url: &PostgresUrl, _: Hash) -> Result<Arc<dyn Openings>, Error> {
    Err(not_built("openings", url))
}

pub(crate) fn openings_to_read(
    url: &PostgresUrl,
    _: Hash,
) -> Result<Arc<dyn rights_openings::Reading>, Error> {
    Err(not_built("openings", url))
}

pub(crate) fn views(url: &PostgresUrl) -> Result<Arc<dyn Views>, Error> {
    Err(not_built("views", url))
}
