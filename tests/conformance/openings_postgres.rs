//! The promises of openings kept by Postgres, and what only a server can break.

mod openings_postgres_crashes;
mod openings_promises;

use std::cell::RefCell;

use openings_promises::{kept, opening, record, texts};
use postgres::{Client, NoTls};
use rights_openings::postgres::{Onlooker, Postgres};
use rights_openings::{Error, Kept, Opening, Openings, Reading as _};
use tests::servers;
use tlog::hash::Hash;

const LEDGER: Hash = Hash::new([7; 32]);

/// A database of its own.
pub(crate) struct Backend {
    openings: Postgres,
    url: String,
}

impl Backend {
    pub(crate) fn new() -> Self {
        Self::on(servers::postgres::Postgres::shared())
    }

    fn on(server: &servers::postgres::Postgres) -> Self {
        let url = server.database();
        Self { openings: open(&url), url }
    }

    pub(crate) fn openings(&self) -> &dyn Openings {
        &self.openings
    }

    /// A record follows what was stored. Here, it is durable already.
    #[expect(clippy::unused_self, reason = "other backends need a record for it")]
    pub(crate) fn append(&self) {}

    pub(crate) fn reopened(self) -> Self {
        let Self { openings, url } = self;
        drop(openings);
        Self { openings: open(&url), url }
    }

    /// Somebody with the right to changes the database behind our back.
    fn edit(&self, sql: &str) {
        self.client().batch_execute(sql).expect("the database can be edited");
    }

    fn client(&self) -> Client {
        Client::connect(&self.url, NoTls).expect("the server accepts connections")
    }

    /// Ends our connections at the server, and returns once they are gone.
    fn disconnect(&self) {
        self.edit(
            "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
             WHERE application_name = 'rights-openings' AND datname = current_database()",
        );
    }
}

fn open(url: &str) -> Postgres {
    Postgres::open(url, LEDGER).expect("the database is empty or this ledger's")
}

fn get(openings: &dyn Openings, text: &str) -> Result<Kept, Error> {
    openings.get(&opening(text).commitment())
}

fn told(error: &Error) -> String {
    std::error::Error::source(error).map(ToString::to_string).unwrap_or_default()
}

#[test]
fn what_is_stored_during_a_sweep_is_left_to_the_next_one() {
    let backend = Backend::new();
    record(&backend, &["title"]);
    let deposed = open(&backend.url);
    let mut locks = backend.client();
    let mut waits = || {
        let waiting = "SELECT EXISTS (SELECT FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock')";
        locks.query_one(waiting, &[]).expect("the server is up").get::<_, bool>(0)
    };
    std::thread::scope(|scope| {
        let swept = backend.openings().sweep(2, &mut |_| {
            let late = scope.spawn(|| deposed.store(&[opening("late")]));
            while !late.is_finished() && !waits() {}
            true
        });
        assert_eq!(swept.expect("nobody swept yet"), 0);
    });
    let swept = backend.openings().sweep(3, &mut |_| false);
    assert_eq!(swept.expect("the term is new"), 1, "the late one, and only that");
    assert_eq!(texts(backend.openings()), ["title"]);
}

#[test]
fn a_database_of_another_ledger_is_refused_with_what_to_do() {
    let backend = Backend::new();
    record(&backend, &["title"]);
    let other = Hash::new([8; 32]);
    let opened = Postgres::open(&backend.url, other).err().expect("it is another ledger's");
    let is_named = |error: &Error| matches!(error, Error::OtherLedger { found: LEDGER, asked } if *asked == other);
    assert!(is_named(&opened), "{opened:?}");
    assert!(opened.to_string().contains("give the URL of this ledger's database"), "{opened}");
    let looked = Onlooker::open(&backend.url, other).err().expect("it is another ledger's");
    assert!(is_named(&looked), "{looked:?}");
}

#[test]
fn a_schema_made_by_other_files_is_refused_with_what_to_do() {
    for (spoil, advice) in [
        ("INSERT INTO openings.schema_file VALUES ('0002_x.sql', sha256(''))", "a later one"),
        ("UPDATE openings.schema_file SET sha256 = sha256('')", "the release that made it"),
    ] {
        let backend = Backend::new();
        backend.edit(spoil);
        let opened = Postgres::open(&backend.url, LEDGER).err().expect("it is not this release's");
        assert!(matches!(opened, Error::Unreadable(_)), "{opened:?}");
        assert!(told(&opened).contains(advice), "{opened:?}");
    }
}

#[test]
fn two_that_open_an_empty_database_at_once_create_one_schema() {
    let url = servers::postgres::Postgres::shared().database();
    std::thread::scope(|scope| {
        let opening = [(); 4].map(|()| scope.spawn(|| open(&url)));
        for opened in opening {
            drop(opened.join().expect("it is opened"));
        }
    });
    assert_eq!(texts(&open(&url)), Vec::<String>::new());
}

#[test]
fn whoever_opens_what_is_whole_needs_no_right_to_create() {
    let backend = Backend::new();
    let role = format!("keeper_{}", std::process::id());
    backend.edit(&format!(
        "CREATE ROLE {role} LOGIN;
         GRANT USAGE ON SCHEMA openings TO {role};
         GRANT SELECT ON openings.schema_file TO {role};
         GRANT SELECT, UPDATE ON openings.ledger TO {role};
         GRANT SELECT, INSERT, UPDATE, DELETE ON openings.opening TO {role}"
    ));
    let url = backend.url.replace("rights@", &format!("{role}@"));
    let keeper = Backend { openings: open(&url), url };
    record(&keeper, &["title", "name", "orphan"]);
    keeper.openings().erase(&[opening("name").commitment()]).expect("it may");
    let title = opening("title").commitment();
    let swept = keeper.openings().sweep(1, &mut |commitment| *commitment == title);
    assert_eq!(swept.expect("it may"), 1);
    assert_eq!(texts(keeper.openings()), ["title"]);
}

#[test]
fn an_onlooker_sees_what_is_stored_at_once_and_changes_nothing() {
    let url = servers::postgres::Postgres::shared().database();
    let early = Onlooker::open(&url, LEDGER).err().expect("nobody created them");
    assert!(matches!(early, Error::Unavailable(_)), "{early:?}");
    let backend = Backend { openings: open(&url), url };
    let onlooker = Onlooker::open(&backend.url, LEDGER).expect("they were created");
    let seen = |text| onlooker.get(&opening(text).commitment()).expect("the openings are whole");
    assert_eq!(seen("title"), Kept::Absent);
    record(&backend, &["title"]);
    assert_eq!(seen("title"), Kept::Opening(opening("title")));
    backend.openings().erase(&[opening("title").commitment()]).expect("the server is up");
    assert_eq!(seen("title"), Kept::Erased);
}

#[test]
fn an_owner_knows_what_the_owners_before_it_stored_once_it_has_swept() {
    let standby = Backend::new();
    let before = open(&standby.url);
    before.store(&[opening("title")]).expect("nothing was erased");
    before.erase(&[opening("name").commitment()]).expect("the server is up");
    assert_eq!(standby.openings().sweep(2, &mut |_| true).expect("nobody swept yet"), 0);
    assert_eq!(kept(standby.openings(), "title"), Kept::Opening(opening("title")));
    assert_eq!(kept(standby.openings(), "name"), Kept::Erased);
}

#[test]
fn what_another_handle_erased_is_refused_here() {
    let backend = Backend::new();
    open(&backend.url).erase(&[opening("title").commitment()]).expect("the server is up");
    let again = backend.openings().store(&[opening("price"), opening("title")]);
    assert!(matches!(again, Err(Error::Erased(_))), "{again:?}");
    assert_eq!(texts(backend.openings()), Vec::<String>::new());
}

#[test]
fn a_changed_byte_of_a_text_or_a_salt_is_damage_to_whoever_asks_stores_and_enumerates() {
    for spoil in ["text = 'titlE'", "text = '\\xff'", "salt = sha224('')::bytea"] {
        let backend = Backend::new();
        record(&backend, &["title", "price"]);
        backend.edit(&format!(
            "ALTER TABLE openings.opening DROP CONSTRAINT opening_salt_check;
             UPDATE openings.opening SET {spoil} WHERE id = 1"
        ));
        let title = opening("title").commitment();
        let damaged = |error| matches!(error, Error::Damaged(commitment) if commitment == title);
        assert!(get(backend.openings(), "title").is_err_and(damaged), "{spoil}");
        let stored = backend.openings().store(&[opening("name"), opening("title")]);
        assert!(stored.is_err_and(damaged), "{spoil}");
        assert!(!all_open(backend.openings()), "{spoil}");
        assert_eq!(kept(backend.openings(), "price"), Kept::Opening(opening("price")));
        assert_eq!(kept(backend.openings(), "name"), Kept::Absent);
    }
}

#[test]
fn a_changed_commitment_is_damage_to_whoever_enumerates() {
    let backend = Backend::new();
    record(&backend, &["title"]);
    backend.edit("UPDATE openings.opening SET commitment = sha256('another')");
    let backend = backend.reopened();
    assert_eq!(kept(backend.openings(), "title"), Kept::Absent);
    assert!(!all_open(backend.openings()));
}

fn all_open(openings: &dyn Openings) -> bool {
    let all = RefCell::new(true);
    let each = openings.each(&mut |stored| {
        all.replace_with(|all| *all && stored.opened().is_some());
    });
    each.is_ok() && all.into_inner()
}

#[test]
fn an_erased_text_is_in_no_row_any_more() {
    let backend = Backend::new();
    // Long enough to be kept beside the row, in pieces.
    let long: Vec<Opening> =
        (0..20).map(|n| opening(&format!("{n} {}", "Аврора ".repeat(500)))).collect();
    backend.openings().store(&long).expect("nothing was erased");
    let commitments: Vec<Hash> = long.iter().map(Opening::commitment).collect();
    backend.openings().erase(&commitments).expect("the server is up");
    let count = "SELECT count(*) FROM openings.opening WHERE text IS NOT NULL OR salt IS NOT NULL";
    let row = backend.client().query_one(count, &[]).expect("the table is there");
    assert_eq!(row.get::<_, i64>(0), 0);
}

#[test]
fn every_table_and_column_says_what_it_is() {
    let silent = "SELECT c.relname || '.' || coalesce(a.attname, '')
        FROM pg_class AS c LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
        WHERE c.relnamespace = 'openings'::regnamespace AND c.relkind = 'r'
        AND (obj_description(c.oid) IS NULL OR col_description(c.oid, a.attnum) IS NULL)";
    let rows = Backend::new().client().query(silent, &[]).expect("the schema is there");
    let silent: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(silent, Vec::<String>::new());
}

#[test]
fn what_is_no_url_is_refused() {
    for url in ["", "postgres://host:port/database", "openings.db"] {
        let opened = Postgres::open(url, LEDGER).err().expect("it leads nowhere");
        assert!(matches!(opened, Error::Unreadable(_)), "{url}: {opened:?}");
    }
}
