//! The views' promises kept by Postgres, and those that only a server can break.

mod views_promises;
mod views_published;
mod views_rows;
mod views_switch;

use postgres::{Client, NoTls};
use rights_views::Views;
use rights_views::postgres::Postgres;
use tests::servers::postgres::Postgres as Server;

/// A database of its own on the shared server.
pub(crate) struct Backend {
    views: Postgres,
    pub(crate) url: String,
}

impl Backend {
    pub(crate) fn new() -> Self {
        let url = Server::shared().database();
        let views = Postgres::open(&url).expect("the database is empty");
        Self { views, url }
    }

    /// A handle to the views.
    pub(crate) fn views(&self) -> Box<dyn Views> {
        Box::new(self.views.clone())
    }

    /// The same views, after every handle was dropped.
    pub(crate) fn reopened(self) -> Self {
        let Self { views, url } = self;
        drop(views);
        let views = Postgres::open(&url).expect("the database holds views");
        Self { views, url }
    }

    /// Whoever has the database may ask it, and may change it behind our back.
    pub(crate) fn sql(&self) -> Client {
        Client::connect(&self.url, NoTls).expect("the server is there")
    }
}
