//! What stands in the place of clients that this build does not have: every URL of theirs is refused.

use std::sync::Arc;

use rights_config::url::{kafka::KafkaUrl, postgres::PostgresUrl};
use rights_log::{Condition, Log, Tail, pulse::Pulse};
use rights_openings::Openings;
use rights_views::{Examined, Views};
use tlog::{hash::Hash, head::Seen};

use crate::{Error, examine::Server};

fn not_built(key: &'static str, url: &dyn std::fmt::Display) -> Error {
    Error::NotBuilt { key, url: url.to_string() }
}

pub(crate) fn create_log(url: &KafkaUrl, _: Hash) -> Result<Arc<dyn Log>, Error> {
    Err(not_built("log", url))
}

pub(crate) fn log_vacant(url: &KafkaUrl) -> Result<(), Error> {
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

pub(crate) fn openings_vacant(url: &PostgresUrl, _: Hash) -> Result<(), Error> {
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

pub(crate) fn tail(url: &KafkaUrl) -> Result<Tail, Error> {
    Err(not_built("log", url))
}

pub(crate) fn examine_views(url: &PostgresUrl) -> Result<Option<Examined>, Error> {
    Err(not_built("views", url))
}

pub(crate) fn floor(url: &KafkaUrl, _: Hash) -> Result<Option<Seen>, Error> {
    Err(not_built("log", url))
}

pub(crate) fn condition(url: &KafkaUrl) -> Result<Condition, Error> {
    Err(not_built("log", url))
}

pub(crate) fn openings_access(url: &PostgresUrl) -> Result<Option<rights_openings::Access>, Error> {
    Err(not_built("openings", url))
}

pub(crate) fn openings_server(url: &PostgresUrl) -> Result<Server, Error> {
    Err(not_built("openings", url))
}

pub(crate) fn views_server(url: &PostgresUrl) -> Result<Server, Error> {
    Err(not_built("views", url))
}
