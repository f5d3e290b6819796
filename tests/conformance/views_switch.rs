//! Readers, a switch and a lost server at the same time.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use rights::row::Row;
use rights_views::postgres::Postgres;
use rights_views::{Became, Error, Place, Selection, Stored, Views, all_rows};
use tests::servers::postgres::Postgres as Server;

use crate::Backend;
use crate::views_promises::{batch, dump, filled, line, list, position, snapshot, store};

#[test]
fn readers_see_one_set_of_tables_or_the_other_while_these_are_switched() {
    let backend = Backend::new();
    let views = backend.views();
    filled(&*views);
    let (over, reading) = (AtomicBool::new(false), &backend);
    thread::scope(|scope| {
        let readers: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    let mut seen = 0;
                    while !over.load(Ordering::Relaxed) {
                        let reader = snapshot(&*reading.views());
                        let rows = list(&*reader, &Selection::ALL);
                        let expected = match reader.position() {
                            at if at == position(3) => [line("NA", "Nadir II", 1)],
                            at if at == position(1) => [line("NA", "anew", 0)],
                            other => panic!("{other:?}"),
                        };
                        assert_eq!(rows, expected);
                        seen += 1;
                    }
                    seen
                })
            })
            .collect();
        for _ in 0..6 {
            let mut beside = views.filler_beside().expect("there is room beside");
            store(&mut *beside, &batch(0, &[&[("NA", Some("anew"))]]));
            beside.serve().expect("it can be switched to");
        }
        over.store(true, Ordering::Relaxed);
        for reader in readers {
            assert!(reader.join().expect("it met nothing else") > 0);
        }
    });
    drop(views.filler_beside().expect("whoever begins sweeps"));
    let left = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'rows\\_%'";
    let left: i64 = backend.sql().query_one(left, &[]).expect("it can be asked").get(0);
    assert_eq!(left, 2, "what is served, and what is filled beside");
}

#[test]
fn rows_that_are_copied_beside_are_those_that_are_stored_where_all_is_served() {
    let batches = [
        batch(0, &[&[("NA", Some("a")), ("BV", Some("a"))], &[("NA", Some("b"))]]),
        // Changed once more, touched without a change, gone within the batch and behind an earlier.
        batch(2, &[&[("NA", Some("c")), ("BV", Some("a"))], &[("SO", Some("a"))], &[("SO", None)]]),
        batch(5, &[&[("BV", None), ("NA", Some("c"))], &[("SO", Some("b"))]]),
        batch(7, &[&[("BV", Some("b"))], &[("SO", Some("c")), ("NA", None)]]),
    ];
    let backend = Backend::new();
    let views = backend.views();
    let mut served = views.filler().expect("the views can be filled");
    for batch in &batches {
        store(&mut *served, batch);
    }
    let expected = dump(&*views);
    let indexes = || -> Vec<String> {
        let of = "SELECT replace(indexdef, schemaname, '') FROM pg_indexes
            WHERE schemaname IN (SELECT 'rows_' || generation FROM rights.slots WHERE served)
            ORDER BY 1";
        let rows = backend.sql().query(of, &[]).expect("it can be asked");
        rows.iter().map(|row| row.get(0)).collect()
    };
    let expected_indexes = indexes();
    for prepared_after in [batches.len(), 2] {
        let mut beside = views.filler_beside().expect("there is room beside");
        let (copied, rest) = batches.split_at(prepared_after);
        for batch in copied {
            store(&mut *beside, batch);
        }
        beside.prepare().expect("it can be indexed");
        beside.prepare().expect("and is then");
        for batch in rest {
            store(&mut *beside, batch);
        }
        beside.serve().expect("it can be switched to");
        assert_eq!(dump(&*views), expected);
        assert_eq!(indexes(), expected_indexes);
    }
}

#[test]
fn a_copy_is_stored_whole_once_and_by_nobody_who_is_stale() {
    let backend = Backend::new();
    let views = backend.views();
    filled(&*views);
    let mut beside = views.filler_beside().expect("there is room beside");
    let good = batch(0, &[&[("NA", Some("Nadir"))]]);
    let mut bad = good.clone();
    if let Became::Row(Row::Party(row)) = &mut bad.changes[0].became {
        row.revision = u64::MAX;
    }
    assert!(matches!(beside.store(&bad), Err(Error::Unstorable { table: "parties", .. })));
    assert_eq!(beside.position(), None);
    store(&mut *beside, &good);
    assert_eq!(beside.store(&good).expect("it is stored"), Stored::Already);
    let stale = beside.store(&batch(4, &[&[]]));
    assert!(matches!(stale, Err(Error::Stale(_))), "{stale:?}");
    let later = views.filler_beside().expect("there is room beside");
    assert!(matches!(beside.prepare(), Err(Error::Stale(_))), "whoever began later has them");
    drop(later);
}

#[test]
fn tables_that_somebody_reads_outlive_their_switch_and_are_dropped_afterwards() {
    let backend = Backend::new();
    let views = backend.views();
    filled(&*views);
    let retired = || -> i64 {
        let count = "SELECT count(*) FROM rights.retired";
        backend.sql().query_one(count, &[]).expect("it can be asked").get(0)
    };
    // Somebody with `psql`, in the middle of a long question.
    let mut analyst = backend.sql();
    let mut question = analyst.transaction().expect("the server is there");
    let count = "SELECT count(*) FROM ledger.parties";
    assert_eq!(question.query_one(count, &[]).expect("it is there").get::<_, i64>(0), 1);
    views.filler_beside().expect("there is room").serve().expect("nobody is waited for");
    assert_eq!(retired(), 1);
    assert_eq!(snapshot(&*views).position(), None);
    question.commit().expect("nothing was changed");
    drop(views.filler_beside().expect("whoever begins sweeps"));
    assert_eq!(retired(), 0);
}

#[test]
fn a_lost_connection_is_unavailable_once_and_the_next_call_connects_again() {
    let server = Server::start();
    let views = Postgres::open(&server.database()).expect("the database is empty");
    let mut filler = filled(&views);
    let reader = snapshot(&views);
    let before = dump(&views);
    server.restart();
    let lost = all_rows(&*reader).collect::<Result<Vec<_>, _>>();
    assert!(matches!(lost, Err(Error::Unavailable(_))), "{lost:?}");
    drop(reader);
    let next = batch(3, &[&[("SO", Some("Soyuz"))]]);
    let lost = filler.store(&next);
    assert!(matches!(lost, Err(Error::Unavailable(_))), "{lost:?}");
    assert_eq!(dump(&views), before, "the crash lost nothing that was stored");
    assert_eq!(filler.store(&next).expect("the server is back"), Stored::Now);
    assert_eq!(filler.store(&next).expect("the server is back"), Stored::Already);
    drop(server);
    assert!(matches!(views.snapshot(), Err(Error::Unavailable(_))));
}

#[test]
fn a_value_that_we_cannot_have_written_is_told_by_its_column() {
    for (set, column) in [
        ("name = E'\\x01'", Some("name")),
        ("identifiers = ARRAY[NULL]", Some("identifiers")),
        ("identifiers = '{{a},{b}}'", Some("identifiers")),
        ("revision = -1", Some("revision")),
        ("state_from = 'infinity'", Some("state_from")),
        ("sequence = -1", None),
    ] {
        let backend = Backend::new();
        filled(&*backend.views());
        let changed = backend.sql().execute(&format!("UPDATE ledger.parties SET {set}"), &[]);
        assert_eq!(changed.expect("the owner can change the tables"), 1, "{set}");
        let read: Result<Vec<_>, _> = all_rows(&*snapshot(&*backend.views())).collect();
        let Err(Error::Damaged { place, .. }) = read else { panic!("{set}: {read:?}") };
        assert_eq!(place, Place::Table("parties", column), "{set}");
    }
}

#[test]
fn tables_of_another_schema_are_left_alone_until_new_ones_take_their_place() {
    let backend = Backend::new();
    filled(&*backend.views());
    let older = "UPDATE rights.slots SET schema = sha256(''); DROP TABLE rows_1.keys CASCADE;
        ALTER TABLE rows_1.parties RENAME COLUMN state TO standing";
    backend.sql().batch_execute(older).expect("the owner can change the tables");
    let backend = backend.reopened();
    let views = backend.views();
    assert!(matches!(views.snapshot(), Err(Error::NotServed)));
    assert_eq!(views.remembered().expect("the slots are known").len(), 1);
    let mut filler = views.filler().expect("there is room beside");
    assert_eq!((filler.position(), filler.is_served()), (None, false));
    store(&mut *filler, &batch(0, &[&[("NA", Some("Nadir"))]]));
    drop(filler);
    let mut filler = views.filler().expect("the views can be filled");
    assert_eq!(filler.position(), position(1), "filling goes on where it was");
    let old = "SELECT name FROM ledger.parties WHERE party = 'NA'";
    let old: String = backend.sql().query_one(old, &[]).expect("it is untouched").get(0);
    assert_eq!(old, "Nadir II");
    filler.serve().expect("it can be switched to");
    assert_eq!(list(&*snapshot(&*views), &Selection::ALL), [line("NA", "Nadir", 0)]);
}

#[test]
fn two_fillers_never_store_the_same_position_differently() {
    let backend = Backend::new();
    let views = backend.views();
    filled(&*views);
    let names = ["one", "two", "three", "four"];
    let stored: Vec<Result<Stored, Error>> = thread::scope(|scope| {
        let started: Vec<_> = names
            .iter()
            .map(|name| {
                let mut filler = views.filler().expect("the views can be filled");
                let mut next = batch(3, &[&[("SO", Some(*name))]]);
                next.to.frame += u64::try_from(name.len()).expect("names are short");
                scope.spawn(move || filler.store(&next))
            })
            .collect();
        started.into_iter().map(|one| one.join().expect("it does not panic")).collect()
    });
    // "one" and "two" end at the same position: whoever is later finds it stored already.
    let now = stored.iter().filter(|stored| matches!(stored, Ok(Stored::Now))).count();
    assert_eq!(now, 1, "{stored:?}");
    let others = stored.iter().all(|stored| matches!(stored, Ok(_) | Err(Error::Stale(_))));
    assert!(others, "{stored:?}");
    assert_eq!(list(&*snapshot(&*views), &Selection::ALL).len(), 2);
}
