//! Stores on Kafka and in Postgres.

use std::sync::Arc;

use rights_config::url::{kafka::KafkaUrl, postgres::PostgresUrl};
use rights_log::{Condition, Log, Tail, kafka, pulse::Pulse};
use rights_openings::{Openings, postgres as openings};
use rights_postgres::Address;
use rights_views::{Examined, Views, postgres as views};
use tlog::{hash::Hash, head::Seen};

use crate::{Error, examine::Server};

mod server;

fn address(url: &KafkaUrl) -> Result<kafka::Address, Error> {
    kafka::Address::parse(&url.connection())
        .map_err(|why| Error::Url { key: "log", why: why.to_string() })
}

fn database(key: &'static str, url: &PostgresUrl) -> Result<Address, Error> {
    Address::parse(&url.connection()).map_err(|why| Error::Url { key, why: why.to_string() })
}

pub(crate) fn create_log(url: &KafkaUrl, ledger: Hash) -> Result<Arc<dyn Log>, Error> {
    Ok(Arc::new(kafka::Kafka::create(address(url)?, ledger)?))
}

pub(crate) fn log_vacant(url: &KafkaUrl) -> Result<(), Error> {
    Ok(kafka::vacant(address(url)?)?)
}

pub(crate) fn log(url: &KafkaUrl) -> Result<Arc<dyn Log>, Error> {
    Ok(Arc::new(kafka::Kafka::open(address(url)?)?))
}

pub(crate) fn pulse(url: &KafkaUrl) -> Result<Arc<dyn Pulse>, Error> {
    let pulse = kafka::Pulse::of(&address(url)?).map_err(rights_log::Error::from)?;
    Ok(Arc::new(pulse))
}

pub(crate) fn openings(url: &PostgresUrl, ledger: Hash) -> Result<Arc<dyn Openings>, Error> {
    Ok(Arc::new(openings::Postgres::at(&database("openings", url)?, ledger)?))
}

pub(crate) fn openings_vacant(url: &PostgresUrl, ledger: Hash) -> Result<(), Error> {
    Ok(openings::vacant(&database("openings", url)?, ledger)?)
}

pub(crate) fn openings_to_read(
    url: &PostgresUrl,
    ledger: Hash,
) -> Result<Arc<dyn rights_openings::Reading>, Error> {
    Ok(Arc::new(openings::Onlooker::at(&database("openings", url)?, ledger)?))
}

pub(crate) fn views(url: &PostgresUrl) -> Result<Arc<dyn Views>, Error> {
    Ok(Arc::new(views::Postgres::at(&database("views", url)?)?))
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
    Ok(views::examine(&database("views", url)?)?)
}

pub(crate) fn openings_access(url: &PostgresUrl) -> Result<Option<rights_openings::Access>, Error> {
    Ok(openings::access(&database("openings", url)?)?)
}

pub(crate) fn openings_server(url: &PostgresUrl) -> Result<Server, Error> {
    server(&database("openings", url)?)
        .map_err(|why| rights_openings::Error::Unavailable(why.into()).into())
}

pub(crate) fn views_server(url: &PostgresUrl) -> Result<Server, Error> {
    server(&database("views", url)?)
        .map_err(|why| rights_views::Error::Unavailable(why.into()).into())
}

fn server(address: &Address) -> Result<Server, rights_postgres::Error> {
    let mut client = address.clone().asked_by(server::NAME).connect()?;
    Ok(server::ask(&mut client)?)
}
