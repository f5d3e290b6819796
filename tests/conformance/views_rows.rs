//! Rows as any text, any number and any order of changes make them.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rights::id::{KeyId, PartyId};
use rights::row::{Row, RowKey};
use rights::wire::v1::{self, KeyRow, PartyRow};
use rights_views::{Change, Line, Reader, Selection, Version};

use crate::Backend;
use crate::views_promises::{Did, batch, get, key_of, list, party, snapshot, store};

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[\"\\[\\],\\\\{} ]{0,6}", Just("\0\u{202e}".to_string())]
}

fn days() -> impl Strategy<Value = Option<v1::Date>> {
    prop_oneof![Just(None), (-62_091..=2_932_896).prop_map(|days| Some(v1::Date { days }))]
}

prop_compose! {
    fn key_rows()(
        key in prop::array::uniform32(any::<u8>()),
        public_key in prop::collection::vec(any::<u8>(), 0..40),
        (role, holder, state) in (texts(), texts(), texts()),
        (from, until) in (days(), days()),
    ) -> (KeyId, Row) {
        let row = KeyRow { key: key.into(), public_key, role, holder, from, until, state };
        (KeyId(key), Row::Key(row))
    }
}

prop_compose! {
    fn party_rows()(
        party in "[A-Z]{1,3}",
        (seat, kind, name, state) in (texts(), texts(), texts(), texts()),
        identifiers in prop::collection::vec(texts(), 0..4),
        revision in 0..=u64::MAX / 2,
    ) -> (PartyId, Row) {
        let id = PartyId::parse(&party).expect("three letters are an id");
        (id, Row::Party(PartyRow { party, seat, kind, name, identifiers, state, revision }))
    }
}

/// What each record did to the parties A and B.
fn deeds() -> impl Strategy<Value = Vec<Vec<(String, Option<String>)>>> {
    let deed = prop::collection::btree_map("[AB]", prop::option::of("[xy]"), 0..3);
    prop::collection::vec(deed.prop_map(|deed| deed.into_iter().collect()), 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_row_comes_back_with_exactly_its_bytes(
        (key, of_key) in key_rows(),
        (party, of_party) in party_rows(),
    ) {
        let backend = Backend::new();
        let views = backend.views();
        let mut filler = views.filler().unwrap();
        let mut batch = batch(0, &[&[]]);
        batch.changes = vec![
            Change { sequence: 0, key: RowKey::Party(party), row: Some(of_party.clone()) },
            Change { sequence: 0, key: RowKey::Key(key), row: Some(of_key.clone()) },
        ];
        store(&mut *filler, &batch);
        let reader = snapshot(&*views);
        for row in [of_party, of_key] {
            let key = row.cells()[..1].to_vec();
            let line = reader.get(row.table(), &key, None).unwrap().unwrap();
            prop_assert_eq!(line.row.bytes(), row.bytes());
            let columns = row.table().columns.iter().map(|column| column.name);
            let filter: Vec<_> = columns.zip(row.cells()).collect();
            let found = reader.list(row.table(), &Selection { filter: &filter, ..Selection::ALL });
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
