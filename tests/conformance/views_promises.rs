//! The promises of all views, one test each; the target that includes this names the backend.

use rights::id::{CommandId, KeyId, PartyId};
use rights::row::{Row, RowKey};
use rights::table::Cell;
use rights::time::Instant;
use rights::wire::v1::PartyRow;
use rights_views::{
    Batch, Became, Change, Error, Filler, Line, Position, Reader, Record, Selection, Stored,
    Version, Views, all_rows,
};
use tlog::hash::leaf;
use tlog::head::Head;

use crate::Backend;

/// What one record did: each party named, with its new name or gone.
pub(crate) type Did<'a> = &'a [(&'a str, Option<&'a str>)];

/// The position behind the frame that ends with `size` records.
pub(crate) fn position(size: u64) -> Option<Position> {
    let root = leaf(&size.to_be_bytes());
    let head = Head { size, root, term: 1, writer: [3; 16] };
    (size != 0).then_some(Position { head, frame: size + 1 })
}

pub(crate) fn party(id: &str, name: &str) -> Row {
    Row::Party(PartyRow {
        party: id.into(),
        seat: "RU".into(),
        name: name.into(),
        identifiers: ["a, \"b\"".into(), "\u{43e}".into()].into(),
        state: "PROPOSED".into(),
        revision: 1,
        ..PartyRow::default()
    })
}

pub(crate) fn key_of(id: &str) -> Vec<Cell> {
    [Cell::Text(id.into())].into()
}

fn id(number: u64) -> CommandId {
    let mut bytes = [0x70; 16];
    bytes[..8].copy_from_slice(&(number | 0x7000).to_be_bytes());
    bytes[8] = 0x80;
    CommandId::from_bytes(bytes).expect("version and variant are right")
}

/// What is known of the record `sequence`: two records in each second.
fn record(sequence: u64) -> Record {
    let author = KeyId([9; 32]);
    Record {
        sequence,
        recorded_at: Instant::from_micros(sequence / 2 * 1_000_000),
        command: "ProposeParty".into(),
        author,
        author_role: "NP_SEC/RU".into(),
        id: id(sequence),
        signers: [KeyId([8; 32]), author].into(),
        leaf: leaf(&sequence.to_be_bytes()),
    }
}

/// The batch behind `from` records, one for each of `did`.
pub(crate) fn batch(from: u64, did: &[Did<'_>]) -> Batch {
    let sequences = from..from + did.len() as u64;
    let change = |sequence, (id, name): &(&str, Option<&str>)| {
        let key = RowKey::Party(PartyId::parse(id).expect("it is an id"));
        Change::of(sequence, key, name.map(|name| party(id, name)))
    };
    let of = |(sequence, did): (u64, &Did<'_>)| {
        did.iter().map(|did| change(sequence, did)).collect::<Vec<_>>()
    };
    Batch {
        extends: position(from),
        to: position(sequences.end).expect("there is a record"),
        changes: sequences.clone().zip(did).flat_map(of).collect(),
        records: sequences.map(record).collect(),
    }
}

pub(crate) fn store(filler: &mut dyn Filler, batch: &Batch) {
    assert_eq!(filler.store(batch).expect("it can be stored"), Stored::Now);
    assert_eq!(filler.position(), Some(batch.to));
}

/// Views with three records in two frames: NA appears, BV appears and NA is renamed, BV goes.
pub(crate) fn filled(views: &dyn Views) -> Box<dyn Filler> {
    let mut filler = views.filler().expect("the views can be filled");
    store(&mut *filler, &batch(0, &[&[("NA", Some("Nadir"))]]));
    let more: [Did<'_>; 2] = [&[("BV", Some("Bovar")), ("NA", Some("Nadir II"))], &[("BV", None)]];
    store(&mut *filler, &batch(1, &more));
    filler
}

pub(crate) fn snapshot(views: &dyn Views) -> Box<dyn Reader> {
    views.snapshot().expect("the views can be read")
}

/// Everything that the views say, about now and about the past.
pub(crate) fn dump(views: &dyn Views) -> (Option<Position>, Vec<Line>, Vec<Vec<Version>>) {
    let reader = snapshot(views);
    let rows = all_rows(&*reader).collect::<Result<Vec<_>, _>>().expect("the views are whole");
    let history = |id: &str| {
        reader.history(party("x", "").table(), &key_of(id)).expect("the views are whole")
    };
    (reader.position(), rows, ["NA", "BV"].map(history).into())
}

pub(crate) fn line(id: &str, name: &str, sequence: u64) -> Line {
    Line { row: party(id, name), sequence }
}

pub(crate) fn get(reader: &dyn Reader, id: &str, as_of: Option<u64>) -> Option<Line> {
    reader.get(party("x", "").table(), &key_of(id), as_of).expect("the views are whole")
}

pub(crate) fn list(reader: &dyn Reader, asked: &Selection<'_>) -> Vec<Line> {
    reader.list(party("x", "").table(), asked).expect("the views are whole")
}

#[test]
fn new_views_reflect_nothing() {
    let backend = Backend::new();
    let views = backend.views();
    assert_eq!(dump(&*views), (None, Vec::new(), vec![Vec::new(); 2]));
    assert_eq!(snapshot(&*views).record(0).expect("the views are whole"), None);
    assert_eq!(views.remembered().expect("the views are whole"), []);
}

#[test]
fn rows_and_position_are_stored_together() {
    let backend = Backend::new();
    let views = backend.views();
    filled(&*views);
    let reader = snapshot(&*views);
    assert_eq!(reader.position(), position(3));
    assert_eq!(list(&*reader, &Selection::ALL), [line("NA", "Nadir II", 1)]);
    assert_eq!(
        views.remembered().expect("they are there"),
        position(3).map(|p| p.head.seen()).as_slice()
    );
}

#[test]
fn a_batch_that_cannot_be_stored_whole_is_not_stored_at_all() {
    let backend = Backend::new();
    let views = backend.views();
    let mut filler = filled(&*views);
    let before = dump(&*views);
    let mut batch = batch(3, &[&[("AS", Some("Astra")), ("NA", Some("Nadir III"))]]);
    if let Became::Row(Row::Party(row)) = &mut batch.changes[1].became {
        row.revision = u64::MAX;
    }
    let stored = filler.store(&batch);
    assert!(matches!(stored, Err(Error::Unstorable { table: "parties", .. })), "{stored:?}");
    assert_eq!((dump(&*views), filler.position()), (before, position(3)));
}

#[test]
fn storing_a_position_twice_changes_nothing() {
    let backend = Backend::new();
    let views = backend.views();
    let mut filler = filled(&*views);
    let next = batch(3, &[&[("SO", Some("Soyuz"))], &[("NA", None)]]);
    store(&mut *filler, &next);
    let before = dump(&*views);
    assert_eq!(filler.store(&next).expect("it is stored"), Stored::Already);
    assert_eq!(dump(&*views), before);
    let mut another = views.filler().expect("the views can be filled");
    assert_eq!(another.store(&next).expect("it is stored"), Stored::Already);
    assert_eq!(dump(&*views), before);
}

#[test]
fn a_stale_projector_changes_nothing() {
    let backend = Backend::new();
    let views = backend.views();
    let mut stale = filled(&*views);
    let mut other = views.filler().expect("the views can be filled");
    store(&mut *other, &batch(3, &[&[("SO", Some("Soyuz"))]]));
    let before = dump(&*views);
    // It goes on where it believes to be, elsewhere, from the beginning.
    let longer: [Did<'_>; 2] = [&[("AS", Some("Astra"))], &[]];
    for late in [batch(3, &longer), batch(7, &longer), batch(0, &longer)] {
        let Err(Error::Stale(stale)) = stale.store(&late) else { panic!("it was not stale") };
        assert_eq!((stale.stored, stale.expected), (position(4), late.extends));
    }
    assert_eq!(dump(&*views), before);
}

#[test]
fn a_reader_sees_all_rows_as_of_one_position() {
    let backend = Backend::new();
    let views = backend.views();
    let mut filler = filled(&*views);
    let reader = snapshot(&*views);
    store(&mut *filler, &batch(3, &[&[("NA", None), ("SO", Some("Soyuz"))]]));
    assert_eq!(reader.position(), position(3));
    assert_eq!(list(&*reader, &Selection::ALL), [line("NA", "Nadir II", 1)]);
    assert_eq!(get(&*reader, "SO", None), None);
    assert_eq!(reader.record(3).expect("the views are whole"), None);
    assert_eq!(list(&*snapshot(&*views), &Selection::ALL), [line("SO", "Soyuz", 3)]);
}

#[test]
fn new_tables_are_filled_beside_and_switched_to_at_once() {
    let backend = Backend::new();
    let views = backend.views();
    let mut old = filled(&*views);
    let before = dump(&*views);
    let mut beside = views.filler_beside().expect("there is room beside");
    assert_eq!(beside.position(), None);
    let again: [Did<'_>; 4] =
        [&[("NA", Some("Nadir"))], &[], &[("NA", None)], &[("BV", Some("B"))]];
    store(&mut *beside, &batch(0, &again));
    assert_eq!(dump(&*views), before, "what is served is untouched");
    let reader = snapshot(&*views);

    beside.serve().expect("it can be switched to");
    let rows = [line("BV", "B", 3)];
    let now = dump(&*views);
    assert_eq!((now.0, now.1.as_slice()), (position(4), rows.as_slice()));
    assert_eq!(
        list(&*reader, &Selection::ALL),
        [line("NA", "Nadir II", 1)],
        "an old snapshot stays"
    );
    drop(reader);
    let late = old.store(&batch(3, &[&[("SO", Some("Soyuz"))]]));
    assert!(matches!(late, Err(Error::Stale(_))), "{late:?}");
    assert_eq!(dump(&*views), now);
    beside.serve().expect("serving twice changes nothing");
    store(&mut *beside, &batch(4, &[&[("SO", Some("Soyuz"))]]));
    assert_eq!(views.filler().expect("the views can be filled").position(), position(5));
}

#[test]
fn whoever_begins_beside_makes_an_earlier_one_stale() {
    let backend = Backend::new();
    let views = backend.views();
    filled(&*views);
    let mut earlier = views.filler_beside().expect("there is room beside");
    store(&mut *earlier, &batch(0, &[&[("NA", Some("Nadir"))]]));
    let mut later = views.filler_beside().expect("there is room beside");
    assert!(matches!(earlier.store(&batch(1, &[&[]])), Err(Error::Stale(_))));
    assert!(matches!(earlier.serve(), Err(Error::Stale(_))));
    store(&mut *later, &batch(0, &[&[("NA", Some("Nadir"))]]));
    let mut seen = views.remembered().expect("the views are whole");
    seen.sort();
    let both = [1, 3].map(|size| position(size).expect("there is a record").head.seen());
    assert_eq!(seen, both, "what was seen beside counts too");
}

#[test]
fn whoever_is_stale_can_go_on_with_what_is_served_now() {
    let backend = Backend::new();
    let views = backend.views();
    let mut old = filled(&*views);
    let mut beside = views.filler_beside().expect("there is room beside");
    store(&mut *beside, &batch(0, &[&[("NA", Some("Nadir"))]]));
    beside.serve().expect("it can be switched to");
    assert!(matches!(old.store(&batch(3, &[&[]])), Err(Error::Stale(_))));
    old.renew().expect("they are served");
    assert_eq!((old.position(), old.is_served()), (position(1), true));
    store(&mut *old, &batch(1, &[&[("NA", Some("Nadir II"))]]));
    assert_eq!(list(&*snapshot(&*views), &Selection::ALL), [line("NA", "Nadir II", 1)]);
}

#[test]
fn every_row_is_known_as_it_was_after_any_record() {
    let backend = Backend::new();
    let views = backend.views();
    filled(&*views);
    let reader = snapshot(&*views);
    let at = |as_of| list(&*reader, &Selection { as_of: Some(as_of), ..Selection::ALL });
    assert_eq!(at(0), [line("NA", "Nadir", 0)]);
    assert_eq!(at(1), [line("BV", "Bovar", 1), line("NA", "Nadir II", 1)]);
    assert_eq!(at(2), [line("NA", "Nadir II", 1)]);
    assert_eq!(get(&*reader, "BV", Some(0)), None);
    assert_eq!(get(&*reader, "BV", Some(1)), Some(line("BV", "Bovar", 1)));
    assert_eq!(get(&*reader, "BV", Some(2)), None);
    let history = reader.history(party("x", "").table(), &key_of("BV"));
    let version = |sequence, row| Version { sequence, row };
    let expected = [version(1, Some(party("BV", "Bovar"))), version(2, None)];
    assert_eq!(history.expect("the views are whole"), expected);
}

#[test]
fn what_is_not_reflected_yet_is_not_guessed() {
    let backend = Backend::new();
    let views = backend.views();
    filled(&*views);
    let reader = snapshot(&*views);
    let table = party("x", "").table();
    let ahead = Selection { as_of: Some(3), ..Selection::ALL };
    assert!(matches!(reader.list(table, &ahead), Err(Error::Ahead { asked: 3, size: 3 })));
    let got = reader.get(table, &key_of("NA"), Some(u64::MAX));
    assert!(matches!(got, Err(Error::Ahead { asked: u64::MAX, size: 3 })));
}

#[test]
fn a_row_that_was_touched_and_is_the_same_keeps_its_sequence() {
    let backend = Backend::new();
    let views = backend.views();
    let mut filler = filled(&*views);
    let (_, rows, history) = dump(&*views);
    store(&mut *filler, &batch(3, &[&[("NA", Some("Nadir II")), ("BV", None)]]));
    assert_eq!(dump(&*views), (position(4), rows, history));
}

#[test]
fn a_list_is_filtered_by_columns_and_goes_on_behind_a_key() {
    let backend = Backend::new();
    let views = backend.views();
    let mut filler = views.filler().expect("the views can be filled");
    let names = [("A", Some("x")), ("AA", Some("y")), ("B", Some("x")), ("a", Some("x"))];
    store(&mut *filler, &batch(0, &[&names, &[("AA", Some("x"))]]));
    let reader = snapshot(&*views);
    let ids = |asked: &Selection<'_>| {
        let id = |line: Line| {
            let Cell::Text(id) = line.row.cells().swap_remove(0) else { panic!("{line:?}") };
            id
        };
        list(&*reader, asked).into_iter().map(id).collect::<Vec<_>>()
    };
    let x = [("seat", Cell::Text("RU".into())), ("name", Cell::Text("x".into()))];
    assert_eq!(ids(&Selection { filter: &x, ..Selection::ALL }), ["A", "AA", "B", "a"]);
    let past = Selection { filter: &x, as_of: Some(0), ..Selection::ALL };
    assert_eq!(ids(&past), ["A", "B", "a"]);
    assert_eq!(ids(&Selection { limit: 1, ..past }), ["A"]);
    let after = key_of("A");
    assert_eq!(ids(&Selection { after: Some(&after), limit: 1, ..past }), ["B"]);
    assert_eq!(ids(&Selection { after: Some(&key_of("a")), ..Selection::ALL }), [""; 0]);
}

#[test]
fn a_question_that_does_not_fit_the_table_is_answered_with_what_does() {
    let backend = Backend::new();
    let views = backend.views();
    filled(&*views);
    let reader = snapshot(&*views);
    let table = party("x", "").table();
    let asked = |column, cell| {
        reader.list(table, &Selection { filter: &[(column, cell)], ..Selection::ALL })
    };
    let unknown = asked("stte", Cell::Text("PROPOSED".into())).expect_err("no such column");
    let text = "table parties has no column stte: did you mean state?";
    assert_eq!(unknown.to_string(), text);
    let wrong = asked("revision", Cell::Text("1".into()));
    assert!(matches!(wrong, Err(Error::WrongCell { column: "revision", .. })), "{wrong:?}");
    let beyond = asked("revision", Cell::Whole(u64::MAX));
    assert!(matches!(beyond, Err(Error::WrongCell { column: "revision", .. })), "{beyond:?}");
    let short = reader.get(table, &[], None);
    assert!(matches!(short, Err(Error::WrongKey { columns: 1, cells: 0, .. })), "{short:?}");
    let history = reader.history(table, &[Cell::Whole(1)]);
    assert!(matches!(history, Err(Error::WrongCell { column: "party", .. })), "{history:?}");
}

#[test]
fn a_record_is_found_by_its_sequence_its_command_and_its_time() {
    let backend = Backend::new();
    let views = backend.views();
    filled(&*views);
    let reader = snapshot(&*views);
    for sequence in 0..3 {
        let found = reader.record(sequence).expect("the views are whole");
        assert_eq!(found, Some(record(sequence)));
        let found = reader.record_by_command(&KeyId([9; 32]), &id(sequence));
        assert_eq!(found.expect("the views are whole"), Some(record(sequence)));
    }
    let at = |micros| reader.sequence_at(Instant::from_micros(micros)).expect("they are whole");
    // Records 0 and 1 share an instant; record 2 follows a second later.
    assert_eq!([0, 999_999, 1_000_000, u64::MAX].map(at), [Some(1), Some(1), Some(2), Some(2)]);
    for nothing in [
        reader.record(3),
        reader.record(u64::MAX),
        reader.record_by_command(&KeyId([8; 32]), &id(0)),
        reader.record_by_command(&KeyId([9; 32]), &id(3)),
    ] {
        assert_eq!(nothing.expect("the views are whole"), None);
    }
}

#[test]
fn an_id_used_again_after_it_expired_is_answered_by_its_last_record() {
    let backend = Backend::new();
    let views = backend.views();
    let mut filler = filled(&*views);
    let mut again = batch(3, &[&[]]);
    again.records[0].id = id(0);
    store(&mut *filler, &again);
    let found = snapshot(&*views).record_by_command(&KeyId([9; 32]), &id(0));
    assert_eq!(found.expect("the views are whole"), Some(again.records.swap_remove(0)));
}

#[test]
fn views_outlive_every_handle() {
    let backend = Backend::new();
    filled(&*backend.views());
    let before = dump(&*backend.views());
    let backend = backend.reopened();
    let views = backend.views();
    assert_eq!(dump(&*views), before);
    assert_eq!(views.filler().expect("the views can be filled").position(), position(3));
}

#[test]
fn a_long_table_comes_out_whole_and_in_order() {
    let backend = Backend::new();
    let views = backend.views();
    let mut filler = views.filler().expect("the views can be filled");
    let ids: Vec<String> = (0..1_100).map(|number| format!("P{number:04}")).collect();
    let did: Vec<_> = ids.iter().rev().map(|id| (id.as_str(), Some("x"))).collect();
    store(&mut *filler, &batch(0, &[&did]));
    let reader = snapshot(&*views);
    let rows: Result<Vec<_>, _> = all_rows(&*reader).collect();
    let expected: Vec<_> = ids.iter().map(|id| line(id, "x", 0)).collect();
    assert!(rows.expect("the views are whole") == expected);
}
