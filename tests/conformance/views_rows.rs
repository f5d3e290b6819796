//! Rows as any text, any number and any order of changes make them.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rights::row::{Row, TABLES};
use rights::table::{Cell, Kind, Table};
use rights::time::Date;
use rights_views::{Became, Change, Line, Reader, Selection, Version};

use crate::Backend;
use crate::views_promises::{Did, batch, get, key_of, list, party, snapshot, store};

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[\"\\[\\],\\\\{} ]{0,6}", Just("\0\u{202e}".to_string())]
}

fn cells(kind: Kind) -> BoxedStrategy<Cell> {
    let day =
        |days| Date::from_days(days).expect("every day between the first and the last is one");
    let days = (Date::MIN.days()..=Date::MAX.days()).prop_map(day);
    match kind {
        Kind::Text => texts().prop_map(Cell::Text).boxed(),
        Kind::Whole => (0..=u64::MAX / 2).prop_map(Cell::Whole).boxed(),
        Kind::Time => (0..=u64::MAX / 2).prop_map(Cell::Time).boxed(),
        Kind::Bytes => prop::collection::vec(any::<u8>(), 0..40).prop_map(Cell::Bytes).boxed(),
        Kind::Day => prop::option::of(days).prop_map(Cell::Day).boxed(),
        Kind::List => prop::collection::vec(texts(), 0..4).prop_map(Cell::List).boxed(),
    }
}

/// Two versions of one row of every table.
fn rows() -> impl Strategy<Value = Vec<(Row, Row)>> {
    let row = |table: &'static Table| {
        let columns = || table.columns.iter().map(|column| cells(column.kind)).collect::<Vec<_>>();
        (columns(), columns()).prop_map(move |(first, mut second)| {
            second[..table.key].clone_from_slice(&first[..table.key]);
            let row = |cells| Row::from_cells(table, cells).expect("each cell is of its column");
            (row(first), row(second))
        })
    };
    TABLES.iter().map(row).collect::<Vec<_>>()
}

/// What each record did to the parties A and B.
fn deeds() -> impl Strategy<Value = Vec<Vec<(String, Option<String>)>>> {
    let deed = prop::collection::btree_map("[AB]", prop::option::of("[xy]"), 0..3);
    prop::collection::vec(deed.prop_map(|deed| deed.into_iter().collect()), 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_row_comes_back_with_exactly_its_bytes(rows in rows()) {
        let backend = Backend::new();
        let views = backend.views();
        let mut filler = views.filler().unwrap();
        let mut batch = batch(0, &[&[], &[], &[]]);
        let becoming = |sequence| move |row: Row| Change { sequence, became: Became::Row(row) };
        let (first, second): (Vec<Row>, Vec<Row>) = rows.iter().cloned().unzip();
        batch.changes = first.into_iter().map(becoming(0)).collect();
        batch.changes.extend(second.into_iter().map(becoming(2)));
        store(&mut *filler, &batch);
        let reader = snapshot(&*views);
        for (first, second) in rows {
            let table = first.table();
            let key = first.cells()[..table.key].to_vec();
            let before = reader.get(table, &key, Some(1)).unwrap().unwrap();
            prop_assert_eq!((before.row.bytes(), before.sequence), (first.bytes(), 0));
            let line = reader.get(table, &key, None).unwrap().unwrap();
            prop_assert_eq!(line.row.bytes(), second.bytes());
            let columns = table.columns.iter().map(|column| column.name);
            let filter: Vec<_> = columns.zip(second.cells()).collect();
            let found = reader.list(table, &Selection { filter: &filter, ..Selection::ALL });
            prop_assert_eq!(found.unwrap(), vec![line]);
        }
    }

    #[test]
    fn the_past_is_what_it_was_when_it_was_now(deeds in deeds(), frame in 1usize..5) {
        let backend = Backend::new();
        let views = backend.views();
        let mut filler = views.filler().unwrap();
        let deeds: Vec<Vec<(&str, Option<&str>)>> = deeds
            .iter()
            .map(|deed| deed.iter().map(|(id, name)| (id.as_str(), name.as_deref())).collect())
            .collect();
        let records: Vec<Did<'_>> = deeds.iter().map(Vec::as_slice).collect();
        for (count, records) in records.chunks(frame).enumerate() {
            store(&mut *filler, &batch((count * frame) as u64, records));
        }
        check_every_past(&*snapshot(&*views), &records);
    }
}

/// Compares what the views say about every record with what was so after it.
fn check_every_past(reader: &dyn Reader, records: &[Did<'_>]) {
    let mut now: BTreeMap<&str, Line> = BTreeMap::new();
    let mut versions: BTreeMap<&str, Vec<Version>> = BTreeMap::new();
    for (sequence, did) in (0..).zip(records) {
        for (id, name) in *did {
            let row = name.map(|name| party(id, name));
            if now.get(id).map(|line| &line.row) == row.as_ref() {
                continue;
            }
            versions.entry(id).or_default().push(Version { sequence, row: row.clone() });
            match row {
                Some(row) => drop(now.insert(id, Line { row, sequence })),
                None => drop(now.remove(id)),
            }
        }
        let as_of = Some(sequence);
        let expected: Vec<Line> = now.values().cloned().collect();
        assert_eq!(list(reader, &Selection { as_of, ..Selection::ALL }), expected);
        for id in ["A", "B"] {
            assert_eq!(get(reader, id, as_of), now.get(id).cloned());
        }
    }
    assert_eq!(list(reader, &Selection::ALL), now.into_values().collect::<Vec<_>>());
    for id in ["A", "B"] {
        let history = reader.history(party("x", "").table(), &key_of(id));
        let history = history.expect("the views are whole");
        assert_eq!(history, versions.remove(id).unwrap_or_default());
    }
}
