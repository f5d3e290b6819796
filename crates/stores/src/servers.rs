//! Stores on Kafka and in Postgres.

use std::sync::Arc;

use rights_config::url::{kafka::KafkaUrl, postgres::PostgresUrl};
use rights_log::{Log, kafka, pulse::Pulse};
use rights_openings::{Openings, postgres as openings};
use rights_views::{Views, postgres as views};
use tlog::hash::Hash;

use crate::Error;

fn address(url: &KafkaUrl) -> Result<kafka::Address, Error> {
    kafka::Address::parse(&url.connection())
        .map_err(|why| Error::Url { key: "log", why: why.to_string() })
}

pub(crate) fn create_log(url: &KafkaUrl, ledger: Hash) -> Result<Arc<dyn Log>, Error> {
    Ok(Arc::new(kafka::Kafka::create(address(url)?, ledger)?))
}

pub(crate) fn log(url: &KafkaUrl) -> Result<Arc<dyn Log>, Error> {
    Ok(Arc::new(kafka::Kafka::open(address(url)?)?))
}

pub(crate) fn pulse(url: &KafkaUrl) -> Result<Arc<dyn Pulse>, Error> {
    let pulse = kafka::Pulse::of(&address(url)?).map_err(rights_log::Error::from)?;
    Ok(Arc::new(pulse))
}

pub(crate) fn openings(url: &PostgresUrl, ledger: Hash) -> Result<Arc<dyn Openings>, Error> {
    Ok(Arc::new(openings::Postgres::open(&url.connection(), ledger)?))
}

pub(crate) fn openings_to_read(
    url: &PostgresUrl,
    ledger: Hash,
) -> Result<Arc<dyn rights_openings::Reading>, Error> {
    Ok(Arc::new(openings::Onlooker::open(&url.connection(), ledger)?))
}

pub(crate) fn views(url: &PostgresUrl) -> Result<Arc<dyn Views>, Error> {
    Ok(Arc::new(views::Postgres::open(&url.connection())?))
}
