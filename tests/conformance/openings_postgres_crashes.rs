//! Openings in Postgres when the connection is lost, or the server dies.

use rights_openings::{Error, Kept, Openings as _};
use tests::servers::postgres::Postgres;

use crate::openings_promises::{kept, opening, record, texts};
use crate::{Backend, LEDGER, get};

#[test]
fn a_lost_connection_is_unavailable_once_and_then_made_anew() {
    let backend = Backend::new();
    record(&backend, &["title"]);
    assert_eq!(kept(backend.openings(), "title"), Kept::Opening(opening("title")));
    backend.disconnect();
    let lost = get(backend.openings(), "title");
    assert!(matches!(lost, Err(Error::Unavailable(_))), "{lost:?}");
    let lost = backend.openings().store(&[opening("price")]);
    assert!(matches!(lost, Err(Error::Unavailable(_))), "{lost:?}");
    assert_eq!(kept(backend.openings(), "title"), Kept::Opening(opening("title")));
    record(&backend, &["price"]);
    assert_eq!(texts(backend.openings()), ["title", "price"]);
}

#[test]
fn what_was_stored_survives_a_crash_of_the_server() {
    let server = Postgres::start();
    let backend = Backend::on(&server);
    // Even where the database is told not to wait for the disk.
    backend.edit("ALTER DATABASE fresh_0 SET synchronous_commit = off");
    let backend = backend.reopened();
    record(&backend, &["title", "name"]);
    backend.openings().erase(&[opening("name").commitment()]).expect("the server is up");
    server.restart();
    let backend = backend.reopened();
    assert_eq!(kept(backend.openings(), "title"), Kept::Opening(opening("title")));
    assert_eq!(kept(backend.openings(), "name"), Kept::Erased);
}

#[test]
fn every_store_until_the_crash_that_was_answered_is_there_afterwards() {
    let server = Postgres::start();
    let backend = Backend::on(&server);
    // Even where the database is told not to wait for the disk.
    backend.edit("ALTER DATABASE fresh_0 SET synchronous_commit = off");
    let backend = backend.reopened();
    let text = |n: u32| format!("the title of result {n}");
    let storing = || {
        let stored = (0..).take_while(|n| {
            let batch = [opening(&text(2 * n)), opening(&text(2 * n + 1))];
            backend.openings.store(&batch).is_ok()
        });
        stored.count()
    };
    let answered = std::thread::scope(|scope| {
        let storing = scope.spawn(storing);
        // Something was stored before the crash, and more is being stored in it.
        while texts(&backend.openings).len() < 20 {}
        server.restart();
        storing.join().expect("it stops where it is refused")
    });
    let there = texts(&backend.openings);
    // The batch that was not answered is there whole, or not at all.
    assert!([2 * answered, 2 * answered + 2].contains(&there.len()), "{}", there.len());
    let expected: Vec<String> = (0..).take(there.len()).map(text).collect();
    assert_eq!(there, expected);
}

#[test]
fn a_sweep_cut_off_in_its_middle_removed_nothing_and_may_be_done_again() {
    let backend = Backend::new();
    record(&backend, &["title", "orphan"]);
    let cut = backend.openings().sweep(2, &mut |_| {
        backend.disconnect();
        false
    });
    assert!(matches!(cut, Err(Error::Unavailable(_))), "{cut:?}");
    assert_eq!(texts(backend.openings()), ["title", "orphan"]);
    let title = opening("title").commitment();
    let swept = backend.openings().sweep(2, &mut |commitment| *commitment == title);
    assert_eq!(swept.expect("nobody swept in this term"), 1);
}

#[test]
fn a_database_that_became_another_ledgers_is_refused_when_connecting_again() {
    let backend = Backend::new();
    record(&backend, &["title"]);
    backend.edit("UPDATE openings.ledger SET identity = sha256('another')");
    backend.disconnect();
    drop(backend.openings().store(&[opening("price")]));
    let stored = backend.openings().store(&[opening("price")]);
    assert!(matches!(stored, Err(Error::OtherLedger { asked: LEDGER, .. })), "{stored:?}");
}

#[test]
fn what_was_never_stored_is_known_without_asking_the_server() {
    let server = Postgres::start();
    let backend = Backend::on(&server);
    record(&backend, &["title"]);
    drop(server);
    assert_eq!(kept(backend.openings(), "price"), Kept::Absent);
    let asked = get(backend.openings(), "title");
    assert!(matches!(asked, Err(Error::Unavailable(_))), "{asked:?}");
}

#[tokio::test]
async fn the_last_handle_may_be_dropped_in_an_asynchronous_task() {
    let backend = tokio::task::spawn_blocking(Backend::new).await.expect("it is opened");
    drop(backend);
}
