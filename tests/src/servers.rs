//! Real servers for the tests that need some: started for one test binary, gone with it.

pub mod certificates;
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
    let database = postgres::Postgres::shared().database();
    Settings {
        log: LogUrl::parse(&new_log()).expect("the broker's address is one"),
        views: ViewsUrl::parse(&database).expect("the database's URL is one"),
        openings: OpeningsUrl::parse(&database).expect("the database's URL is one"),
        ..settings
    }
}

/// The variables that place a process's ledger on a new topic, and its views and its openings in a
/// new database each.
#[must_use]
pub fn variables() -> [(&'static str, String); 3] {
    let database = || postgres::Postgres::shared().database();
    [("RIGHTS_LOG", new_log()), ("RIGHTS_VIEWS", database()), ("RIGHTS_OPENINGS", database())]
}

/// The URL of a log whose topic nobody has created yet.
fn new_log() -> String {
    let kafka = kafka::Kafka::shared();
    let (bootstrap, topic) = (kafka.bootstrap(), kafka.topic());
    format!("kafka://{bootstrap}/{topic}?replication=1&development=true")
}
