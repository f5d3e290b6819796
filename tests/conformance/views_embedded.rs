//! The views' promises kept by SQLite, and those that only a file can break.

mod views_damage;
mod views_promises;
mod views_rows;

use std::path::{Path, PathBuf};

use rights_views::embedded::{Embedded, FILE_NAME};
use rights_views::{Error, Selection, Views};
use rusqlite::Connection;
use tempfile::TempDir;

use views_promises::{batch, dump, filled, position, snapshot, store};

/// A data directory of its own, gone with the value.
pub(crate) struct Backend {
    views: Embedded,
    directory: TempDir,
}

impl Backend {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().expect("there is room for a directory");
        let views = Embedded::open(directory.path()).expect("the directory is empty");
        Self { views, directory }
    }

    /// A handle to the views.
    pub(crate) fn views(&self) -> Box<dyn Views> {
        Box::new(self.views.clone())
    }

    /// The same views, after every handle was dropped.
    pub(crate) fn reopened(self) -> Self {
        let Self { views, directory } = self;
        drop(views);
        let views = Embedded::open(directory.path()).expect("the directory holds views");
        Self { views, directory }
    }

    fn path(&self) -> PathBuf {
        self.directory.path().join(FILE_NAME)
    }

    /// Whoever has the file may ask it, and may change it behind our back.
    fn sql(&self) -> Connection {
        Connection::open(self.path()).expect("the file is there")
    }
}

/// The files as they lie there now, which is what a crash would leave.
pub(crate) fn copied(from: &Path) -> TempDir {
    let to = tempfile::tempdir().expect("there is room for a directory");
    for name in ["views.db", "views.db-wal"] {
        // Without a connection there is no write-ahead log.
        if from.join(name).exists() {
            std::fs::copy(from.join(name), to.path().join(name)).expect("there is room for it");
        }
    }
    to
}

#[test]
fn a_file_of_another_program_is_not_taken_for_views() {
    let directory = tempfile::tempdir().expect("there is room for a directory");
    let path = directory.path().join(FILE_NAME);
    std::fs::write(&path, "a letter to a friend, of some length").expect("it can be written");
    assert!(matches!(Embedded::open(directory.path()), Err(Error::NotViews(_))));
    std::fs::remove_file(&path).expect("it is there");
    let other = Connection::open(&path);
    other.and_then(|other| other.execute_batch("CREATE TABLE songs (title)")).expect("it is new");
    assert!(matches!(Embedded::open(directory.path()), Err(Error::NotViews(_))));
}

#[test]
fn tables_of_another_schema_are_left_alone_until_new_ones_take_their_place() {
    let backend = Backend::new();
    filled(&*backend.views());
    let older = "UPDATE slots SET schema = zeroblob(32); DROP TABLE keys;
        ALTER TABLE parties DROP COLUMN state; CREATE TABLE songs (title)";
    backend.sql().execute_batch(older).expect("the file can be changed");
    let backend = backend.reopened();
    let views = backend.views();
    assert!(matches!(views.snapshot(), Err(Error::NotServed)));
    assert_eq!(views.remembered().expect("the slots are known").len(), 1);

    let mut filler = views.filler().expect("there is room beside");
    assert_eq!(filler.position(), None);
    store(&mut *filler, &batch(0, &[&[("NA", Some("Nadir"))]]));
    drop(filler);
    let mut filler = views.filler().expect("the views can be filled");
    assert_eq!(filler.position(), position(1), "filling goes on where it was");
    assert!(matches!(views.snapshot(), Err(Error::NotServed)));
    let old = "SELECT name FROM parties WHERE party = 'NA'";
    let old: String = backend.sql().query_row(old, [], |row| row.get(0)).expect("it is untouched");
    assert_eq!(old, "Nadir II");

    filler.serve().expect("it can be switched to");
    assert_eq!(snapshot(&*views).position(), position(1));
    assert_eq!(dump(&*views).1.len(), 1);
    let songs = "SELECT count(*) FROM sqlite_schema WHERE name = 'songs' OR name LIKE 'next%'";
    let left: u32 = backend.sql().query_row(songs, [], |row| row.get(0)).expect("it can be asked");
    assert_eq!(left, 0, "nothing of the older schema is left");
}

#[test]
fn tables_half_filled_under_another_schema_are_begun_anew() {
    let backend = Backend::new();
    let views = backend.views();
    filled(&*views);
    let mut beside = views.filler_beside().expect("there is room beside");
    store(&mut *beside, &batch(0, &[&[("NA", Some("Nadir"))]]));
    let older = "UPDATE slots SET schema = zeroblob(32)";
    backend.sql().execute_batch(older).expect("the file can be changed");
    assert_eq!(views.filler().expect("there is room beside").position(), None);
}

#[test]
fn the_file_answers_plain_sql_and_explains_itself() {
    let backend = Backend::new();
    let views = backend.views();
    filled(&*views);
    let since = "SELECT name, recorded_at_us, command FROM parties JOIN records USING (sequence)";
    let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let found: (String, u64, String) =
        backend.sql().query_row(since, [], row).expect("it can be asked");
    assert_eq!(found, ("Nadir II".into(), 0, "ProposeParty".into()));
    let explained = "SELECT sql FROM sqlite_schema WHERE name = 'parties'";
    let explained: String =
        backend.sql().query_row(explained, [], |row| row.get(0)).expect("it can be asked");
    assert!(explained.contains("-- Its registered name."), "{explained}");
}

#[test]
fn a_list_of_nothing_is_asked_for_in_one_page() {
    let backend = Backend::new();
    let views = backend.views();
    filled(&*views);
    let none = Selection { limit: 0, ..Selection::ALL };
    let table = &rights::row::TABLES[0];
    assert_eq!(snapshot(&*views).list(table, &none).expect("the views are whole"), []);
}
