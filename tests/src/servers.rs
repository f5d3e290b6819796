//! Real servers for the tests that need some: started for one test binary, gone with it.

pub mod child;
pub mod cluster;
pub mod kafka;
pub mod postgres;
pub mod proxy;

use rights_config::{
    settings::Settings,
    url::{LogUrl, OpeningsUrl, ViewsUrl},
};

/// `settings`, with a new topic for the log and a new database for openings and views.
#[must_use]
pub fn placed(settings: Settings) -> Settings {
    let (kafka, postgres) = (kafka::Kafka::shared(), postgres::Postgres::shared());
    let (bootstrap, topic, database) = (kafka.bootstrap(), kafka.topic(), postgres.database());
    let log = format!("kafka://{bootstrap}/{topic}?replication=1&development=true");
    Settings {
        log: LogUrl::parse(&log).expect("the broker's address is one"),
        views: ViewsUrl::parse(&database).expect("the database's URL is one"),
        openings: OpeningsUrl::parse(&database).expect("the database's URL is one"),
        ..settings
    }
}
