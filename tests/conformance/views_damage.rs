//! What changed behind the views' back is a difference or a typed error; crashes leave neither.

use std::sync::LazyLock;

use proptest::prelude::*;
use rights_views::embedded::{Embedded, FILE_NAME};
use rights_views::{Error, Line, Place, Views, all_rows};

use crate::views_promises::{Did, batch, dump, filled, position, snapshot, store};
use crate::{Backend, copied};

fn rows(views: &dyn Views) -> Result<Vec<Line>, Error> {
    all_rows(&*views.snapshot()?).collect()
}

#[test]
fn a_value_that_we_cannot_have_written_is_told_by_its_column() {
    for (set, column) in [
        ("identifiers = '[1]'", Some("identifiers")),
        ("identifiers = '[ ]'", Some("identifiers")),
        ("name = CAST(x'ff' AS TEXT)", Some("name")),
        ("revision = -1", Some("revision")),
        ("sequence = -1", None),
    ] {
        let backend = Backend::new();
        filled(&*backend.views());
        let changed = backend.sql().execute(&format!("UPDATE parties SET {set}"), []);
        assert_eq!(changed.expect("the file can be changed"), 1);
        let read = rows(&*backend.views());
        let Err(Error::Damaged { place, .. }) = read else { panic!("{set}: {read:?}") };
        assert_eq!(place, Place::Table("parties", column));
    }
}

#[test]
fn two_versions_that_hold_at_once_are_damage() {
    let backend = Backend::new();
    filled(&*backend.views());
    let late = "UPDATE parties_history SET until_sequence = 3";
    backend.sql().execute(late, []).expect("the file can be changed");
    let (table, key) = (&rights::row::TABLES[0], [rights::table::Cell::Text("NA".into())]);
    let got = snapshot(&*backend.views()).get(table, &key, Some(1));
    assert!(matches!(got, Err(Error::Damaged { .. })), "{got:?}");
}

#[test]
fn a_flipped_byte_of_a_name_is_a_difference() {
    let backend = Backend::new();
    filled(&*backend.views());
    let before = rows(&*backend.views()).expect("the views are whole");
    let backend = backend.reopened();
    let mut bytes = std::fs::read(backend.path()).expect("it is there");
    let places: Vec<usize> =
        (0..bytes.len()).filter(|at| bytes[*at..].starts_with(b"Nadir II")).collect();
    assert!(!places.is_empty(), "the name is stored as it is");
    for at in places {
        bytes[at] ^= 0x20;
    }
    let copy = copied(backend.directory.path());
    std::fs::write(copy.path().join(FILE_NAME), bytes).expect("it can be written");
    let views = Embedded::open(copy.path()).expect("it is still a database");
    assert_ne!(rows(&views).expect("the row can be read"), before);
}

#[test]
fn views_torn_anywhere_in_their_last_writes_hold_whole_batches_only() {
    let backend = Backend::new();
    let views = backend.views();
    let mut states = vec![dump(&*views)];
    let mut filler = views.filler().expect("the views can be filled");
    let renamed: [Did<'_>; 2] = [&[("BV", Some("Bovar")), ("NA", Some("N"))], &[("BV", None)]];
    let batches = [batch(0, &[&[("NA", Some("Nadir"))]]), batch(1, &renamed)];
    for batch in &batches {
        store(&mut *filler, batch);
        states.push(dump(&*views));
    }
    let wal = std::fs::read(backend.directory.path().join("views.db-wal")).expect("it is in use");
    let mut held = Vec::new();
    for length in (0..wal.len()).step_by(2_003).chain([wal.len()]) {
        let copy = copied(backend.directory.path());
        std::fs::write(copy.path().join("views.db-wal"), &wal[..length]).expect("it can be cut");
        let torn = Embedded::open(copy.path()).expect("what is there is whole");
        let state = dump(&torn);
        let whole = states.iter().position(|whole| *whole == state);
        held.push(whole.expect("rows and position belong together"));
        let mut filler = torn.filler().expect("the views can be filled");
        let rest = batches.iter().skip_while(|batch| batch.extends != filler.position());
        for batch in rest.collect::<Vec<_>>() {
            store(&mut *filler, batch);
        }
        assert_eq!(dump(&torn), states[2], "storing goes on where the position says");
    }
    held.dedup();
    assert_eq!(held, [0, 1, 2], "each batch comes in at one length, as a whole");
    assert_eq!(filler.position(), position(3));
}

/// The bytes of a file with three records in it, made once for all cases.
static FILE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let backend = Backend::new();
    filled(&*backend.views());
    std::fs::read(backend.reopened().path()).expect("it is there")
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_flipped_byte_makes_the_reader_panic(at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let mut bytes = FILE.clone();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join(FILE_NAME), bytes).unwrap();
        let Ok(views) = Embedded::open(directory.path()) else { return Ok(()) };
        let _ = rows(&views);
        let _ = views.filler().map(|mut filler| filler.store(&batch(3, &[&[("NA", None)]])));
    }
}
