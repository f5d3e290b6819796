//! Stores on Kafka and in Postgres.

use std::sync::Arc;

use rights_config::url::{kafka::KafkaUrl, postgres::PostgresUrl};
use rights_log::{Condition, Log, Tail, kafka};
use rights_openings::{Openings, postgres as openings};
use rights_views::{Examined, Views, postgres as views};
use tlog::{hash::Hash, head::Seen};

use crate::{Error, examine::Server};

mod server;

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

pub(crate) fn tail(url: &KafkaUrl) -> Result<Tail, Error> {
    Ok(kafka::tail(address(url)?)?)
}

pub(crate) fn condition(url: &KafkaUrl) -> Result<Condition, Error> {
    Ok(kafka::condition(address(url)?)?)
}

pub(crate) fn floor(url: &KafkaUrl, ledger: Hash) -> Result<Option<Seen>, Error> {
    Ok(kafka::floor(address(url)?, ledger)?)
}

pub(crate) fn examine_views(url: &PostgresUrl) -> Result<Option<Examined>, Error> {
    Ok(views::examine(&url.connection())?)
}

pub(crate) fn openings_access(url: &PostgresUrl) -> Result<Option<rights_openings::Access>, Error> {
    Ok(openings::access(&url.connection())?)
}

pub(crate) fn openings_server(url: &PostgresUrl) -> Result<Server, Error> {
    let mut client = openings::connect(&url.connection())?;
    server::ask(&mut client).map_err(|why| rights_openings::Error::Unavailable(why.into()).into())
}

pub(crate) fn views_server(url: &PostgresUrl) -> Result<Server, Error> {
    let mut client = views::connect(&url.connection())?;
    server::ask(&mut client).map_err(|why| rights_views::Error::Unavailable(why.into()).into())
}
