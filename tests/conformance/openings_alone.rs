//! The promises of openings kept by a SQLite file of their own, and what only a file can break.

mod openings_promises;

use std::path::Path;

use openings_promises::{kept, opening, record, texts};
use rights_openings::embedded::Embedded;
use rights_openings::{Error, Kept, Opening, Openings, Reading as _};
use rusqlite::Connection;
use tempfile::TempDir;

/// A directory of its own, gone with the value.
pub(crate) struct Backend {
    openings: Embedded,
    directory: TempDir,
}

impl Backend {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().expect("there is room for a directory");
        let openings = open(directory.path());
        Self { openings, directory }
    }

    pub(crate) fn openings(&self) -> &dyn Openings {
        &self.openings
    }

    /// A record follows what was stored. Here, it is durable already.
    #[expect(clippy::unused_self, reason = "other backends need a record for it")]
    pub(crate) fn append(&self) {}

    pub(crate) fn reopened(self) -> Self {
        let Self { openings, directory } = self;
        drop(openings);
        Self { openings: open(directory.path()), directory }
    }

    fn edit(&self, sql: &str) {
        let file = Connection::open(self.directory.path().join("openings.db"));
        file.and_then(|file| file.execute_batch(sql)).expect("the database can be edited");
    }
}

fn open(directory: &Path) -> Embedded {
    Embedded::alone(&directory.join("openings.db")).expect("the file can be opened")
}

#[test]
fn a_changed_byte_of_a_text_or_a_salt_is_damage_to_whoever_asks_and_enumerates() {
    for spoil in [
        "UPDATE openings SET text = 'titlE' WHERE id = 1",
        "UPDATE openings SET text = x'ff' WHERE id = 1",
        "UPDATE openings SET salt = x'03030303030303030303030303030302' WHERE id = 1",
        "UPDATE openings SET salt = x'03' WHERE id = 1",
        "UPDATE openings SET salt = NULL WHERE id = 1",
    ] {
        let backend = Backend::new();
        record(&backend, &["title", "price"]);
        backend.edit(spoil);
        let title = opening("title").commitment();
        let got = backend.openings().get(&title);
        let told = match got {
            Err(Error::Damaged(commitment)) => commitment == title,
            Err(Error::Unreadable(_)) => true,
            other => panic!("{spoil}: {other:?}"),
        };
        assert!(told);
        assert!(!all_open(backend.openings()), "{spoil}");
        assert_eq!(kept(backend.openings(), "price"), Kept::Opening(opening("price")));
    }
}

#[test]
fn a_changed_commitment_is_damage_to_whoever_enumerates() {
    let backend = Backend::new();
    record(&backend, &["title"]);
    backend.edit("UPDATE openings SET commitment = zeroblob(32)");
    let backend = backend.reopened();
    assert_eq!(kept(backend.openings(), "title"), Kept::Absent);
    assert!(!all_open(backend.openings()));
}

fn all_open(openings: &dyn Openings) -> bool {
    let mut all = true;
    let each = openings.each(&mut |stored| all &= stored.opened().is_some());
    each.is_ok() && all
}

#[test]
fn a_damaged_file_never_gives_out_another_text() {
    let backend = Backend::new();
    record(&backend, &["title", "a price", "the name of a person"]);
    backend.edit("PRAGMA wal_checkpoint(TRUNCATE)");
    let name = "openings.db";
    let whole = std::fs::read(backend.directory.path().join(name)).expect("the file is there");
    for byte in (0..whole.len()).step_by(53) {
        let directory = tempfile::tempdir().expect("there is room for a directory");
        let mut spoilt = whole.clone();
        spoilt[byte] ^= 0x55;
        std::fs::write(directory.path().join(name), spoilt).expect("there is room for a file");
        let Ok(openings) = Embedded::alone(&directory.path().join(name)) else { continue };
        for text in ["title", "a price", "the name of a person"] {
            if let Ok(Kept::Opening(got)) = openings.get(&opening(text).commitment()) {
                assert_eq!(got, opening(text));
            }
        }
    }
}

#[test]
fn an_erased_text_is_in_no_file_any_more() {
    let backend = Backend::new();
    let name = |n: usize| format!("a person called {}", format!("{n:03}-").repeat(1 + n * 37));
    for n in 0..50 {
        record(&backend, &[&name(n)]);
    }
    let erased = (0..50).filter(|n| n % 3 == 0);
    let commitments: Vec<_> = erased.clone().map(|n| opening(&name(n)).commitment()).collect();
    assert!(in_a_file(&backend, &name(0)), "this test can find a text");
    backend.openings().erase(&commitments).expect("nobody reads meanwhile");
    for n in erased {
        let start: String = name(n).chars().take(24).collect();
        assert!(!in_a_file(&backend, &start), "{start} is still there");
    }
    assert_eq!(texts(backend.openings()).len(), 33);
    assert!(in_a_file(&backend, &name(1)));
}

fn in_a_file(backend: &Backend, text: &str) -> bool {
    let files = std::fs::read_dir(backend.directory.path()).expect("the directory is there");
    files.into_iter().any(|file| {
        let path = file.expect("the directory can be read").path();
        let bytes = std::fs::read(path).expect("the file can be read");
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

#[test]
fn commitments_that_begin_alike_are_told_apart() {
    let backend = Backend::new();
    record(&backend, &["title"]);
    backend.edit(
        "INSERT INTO openings (commitment, salt, text)
         SELECT CAST(substr(commitment, 1, 8) || zeroblob(24) AS BLOB), salt, text FROM openings",
    );
    assert_eq!(kept(backend.openings(), "title"), Kept::Opening(opening("title")));
    erase_title(&backend);
    assert_eq!(kept(backend.openings(), "title"), Kept::Erased);
}

#[test]
fn a_text_stored_in_two_rows_is_erased_from_both() {
    let backend = Backend::new();
    record(&backend, &["title"]);
    backend.edit(
        "INSERT INTO openings (commitment, salt, text)
         SELECT commitment, salt, text FROM openings",
    );
    erase_title(&backend);
    assert_eq!(texts(backend.openings()), Vec::<String>::new());
}

fn erase_title(backend: &Backend) {
    let erased = backend.openings().erase(&[opening("title").commitment()]);
    erased.expect("nobody reads meanwhile");
}

#[test]
fn what_another_handle_erased_is_refused_here() {
    let backend = Backend::new();
    record(&backend, &["title"]);
    let other = open(backend.directory.path());
    other.erase(&[opening("title").commitment()]).expect("nobody reads meanwhile");
    let again: Result<(), Error> = backend.openings().store(&[opening("title")] as &[Opening]);
    assert!(matches!(again, Err(Error::Erased(_))), "{again:?}");
}
