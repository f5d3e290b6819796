//! What whoever has the database sees of a real ledger: the README's questions, and the roles.

use postgres::{Client, NoTls};
use rights_log::Log;
use rights_projector::{Projector, rebuild};
use rights_views::embedded::Embedded;
use rights_views::postgres::Postgres;
use rights_views::{Line, Reader, Version, Views, all_rows};
use tests::k17::{S_1, agreed, surrender};
use tests::servers::postgres::{Postgres as Server, answer};
use tests::system::System;

use crate::Backend;

const README: &str = include_str!("../../crates/views/src/postgres/README.md");

const GUIDE: &str = include_str!("../../docs/operating.md");

/// The ledger of the scenario.
fn scenario() -> System {
    // S-1, and on 2026-05-04 SO gives up its share.
    let (system, _) = agreed(&S_1);
    let mut system = system.on("2026-05-04");
    system.given(surrender("R-1", "SO"));
    system
}

fn project(log: &dyn Log, views: &dyn Views) {
    let projected = Projector::start(log, views).and_then(|mut projector| projector.catch_up());
    projected.expect("the log is whole");
}

/// All rows, and all versions of each.
fn dump(views: &dyn Views) -> (Vec<Line>, Vec<Vec<Version>>) {
    let reader = views.snapshot().expect("the views are served");
    let rows: Vec<Line> = all_rows(&*reader).collect::<Result<_, _>>().expect("they are whole");
    let history = |line: &Line| {
        let (table, cells) = (line.row.table(), line.row.cells());
        Reader::history(&*reader, table, &cells[..table.key]).expect("they are whole")
    };
    let histories = rows.iter().map(history).collect();
    (rows, histories)
}

/// The blocks of that language in the README.
fn blocks(language: &str) -> Vec<&'static str> {
    let opening = format!("```{language}\n");
    let blocks = README.split(opening.as_str()).skip(1);
    blocks.map(|block| block.split("\n```").next().unwrap_or_default()).collect()
}

#[test]
fn the_readme_asks_what_the_views_answer() {
    let system = scenario();
    let backend = Backend::new();
    project(system.log(), &*backend.views());
    let mut sql = backend.sql();
    let (questions, answers) = (blocks("sql"), blocks("text"));
    assert_eq!((questions.len(), answers.len()), (6, 5));
    let given: Vec<String> =
        questions.iter().take(5).map(|question| answer(&mut sql, question)).collect();
    assert_eq!(given, answers, "\n{}\n", given.join("\n\n"));
    let before = "result | party | numerator | denominator
R-1 | BV | 9 | 40
R-1 | NA | 3 | 5
R-1 | SO | 7 | 40";
    assert_eq!(answer(&mut sql, questions[5]), before);
    // SHA-1: the last of the five finds nothing because there is nothing.
    let less = "UPDATE ledger.holdings SET numerator = numerator - 1 WHERE party = 'NA'";
    sql.batch_execute(less).expect("the owner can change the tables");
    assert_eq!(answer(&mut sql, questions[4]), "result\nR-1");
}

#[test]
fn the_operators_guide_shows_what_psql_answers() {
    let system = scenario();
    let backend = Backend::new();
    project(system.log(), &*backend.views());
    let block = GUIDE.split("```console\n$ ").nth(1).expect("the guide has a transcript");
    let block = block.split("```").next().unwrap_or_default();
    let (command, shown) = block.split_once('\n').expect("an answer follows the command");
    let mut shell = std::process::Command::new("sh");
    let asked = shell.args(["-c", command]).env("RIGHTS_VIEWS", &backend.url).output();
    let asked = asked.expect("there is a shell");
    let lines =
        |text: &str| text.trim_end().lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert_eq!(lines(&text(&asked.stdout)), lines(shown), "{}", text(&asked.stderr));
}

#[test]
fn both_backends_hold_the_same_rows_and_the_same_past() {
    let system = scenario();
    let backend = Backend::new();
    project(system.log(), &*backend.views());
    let directory = tempfile::tempdir().expect("there is room for a directory");
    let embedded = Embedded::open(directory.path()).expect("it is empty");
    project(system.log(), &embedded);
    assert_eq!(dump(&*backend.views()), dump(&embedded));
    assert_eq!(
        backend.views().remembered().expect("they are served"),
        embedded.remembered().expect("they are served")
    );
}

#[test]
fn rows_that_the_log_does_not_explain_are_found_and_mended_by_filling_beside() {
    let system = scenario();
    let backend = Backend::new();
    project(system.log(), &*backend.views());
    let expected = dump(&*backend.views());
    let forged = "UPDATE ledger.holdings SET party = 'QX' WHERE party = 'NA';
        INSERT INTO ledger.parties SELECT 'QY', seat, kind, name, identifiers, state, revision,
            state_from, treaty, right_from, right_until, successor, insolvency, administrator,
            since, sequence FROM ledger.parties LIMIT 1";
    backend.sql().batch_execute(forged).expect("the owner can change the tables");
    assert_ne!(dump(&*backend.views()), expected);
    rebuild(system.log(), &*backend.views()).expect("the log is whole");
    assert_eq!(dump(&*backend.views()), expected);
    let mut sql = backend.sql();
    assert_eq!(
        answer(&mut sql, "SELECT count(*) FROM api.ownership WHERE co_owner = 'QX'"),
        "count\n0"
    );
    assert_eq!(answer(&mut sql, "SELECT count(*) FROM rights.retired"), "count\n0");
}

#[test]
fn everything_that_can_be_read_says_what_it_means() {
    let backend = Backend::new();
    let silent = "SELECT n.nspname, c.relname, a.attname FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
        WHERE n.nspname IN ('rights', 'ledger', 'api', 'rows_1') AND c.relkind IN ('r', 'v')
            AND (obj_description(c.oid, 'pg_class') IS NULL
                OR col_description(c.oid, a.attnum) IS NULL)";
    assert_eq!(answer(&mut backend.sql(), silent), "nspname | relname | attname");
}

#[test]
fn each_role_may_do_its_work_and_no_more() {
    let system = scenario();
    let backend = Backend::new();
    let mut sql = backend.sql();
    sql.batch_execute("SELECT rights.create_roles(current_database())").expect("there are none");
    sql.batch_execute("SELECT rights.create_roles(current_database())").expect("they are there");
    let role = |role: &str| {
        let (_, database) = backend.url.rsplit_once('/').expect("a URL ends in a database");
        let url = format!("{}?options=-c%20role%3D{database}_{role}", backend.url);
        (Postgres::open(&url).expect("it needs no right to be opened"), url)
    };
    let (projector, url) = role("projector");
    project(system.log(), &projector);
    assert!(projector.filler_beside().is_err(), "filling beside is the owner's");
    let mut as_projector = Client::connect(&url, NoTls).expect("the server is there");
    assert!(as_projector.batch_execute("DELETE FROM rights.slots").is_err());

    let (gateway, _) = role("gateway");
    assert_eq!(dump(&gateway), dump(&projector));
    assert!(
        gateway
            .filler()
            .expect("it may look")
            .store(&crate::views_promises::batch(0, &[&[]]))
            .is_err()
    );

    // A new set of tables is granted as well.
    rebuild(system.log(), &*backend.views()).expect("the log is whole");
    assert_eq!(dump(&gateway), dump(&projector));
    let (_, url) = role("reader");
    let mut reader = Client::connect(&url, NoTls).expect("the server is there");
    assert_eq!(answer(&mut reader, "SELECT count(*) FROM api.ownership"), "count\n2");
    for forbidden in ["ledger.holdings", "rights.slots", "rows_2.holdings"] {
        assert!(reader.batch_execute(&format!("SELECT FROM {forbidden}")).is_err(), "{forbidden}");
    }
}

#[test]
fn a_database_that_is_not_for_views_is_refused_with_what_to_do() {
    let refused = |create: &str| {
        let url = Server::shared().database();
        let mut sql = Client::connect(&url, NoTls).expect("the server is there");
        sql.batch_execute(create).expect("the database is empty");
        Postgres::open(&url).err().expect("it is refused").to_string()
    };
    let songs = refused("CREATE SCHEMA ledger; CREATE TABLE ledger.songs (title text)");
    assert!(songs.ends_with("its schema ledger is another program's: name an empty database"));
    let later = refused(
        "CREATE SCHEMA rights; COMMENT ON SCHEMA rights IS 'Rights Ledger views, layout 9'",
    );
    assert!(later.contains("it says \"Rights Ledger views, layout 9\""), "{later}");
    let mut sql =
        Client::connect(&Server::shared().database(), NoTls).expect("the server is there");
    let latin =
        "CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0";
    sql.batch_execute(latin).expect("it may create databases");
    let url = Server::shared().database();
    let (server, _) = url.rsplit_once('/').expect("a URL ends in a database");
    let latin = Postgres::open(&format!("{server}/latin")).err().expect("it is refused");
    assert!(latin.to_string().contains("its encoding is LATIN1"), "{latin}");
    let none = Postgres::open("mysql://elsewhere").err().expect("it is refused").to_string();
    assert!(none.starts_with("the database that the URL names cannot hold the views"), "{none}");
}

#[test]
fn views_of_another_ledger_are_not_continued() {
    let (one, other) = (scenario(), tests::k17::cast());
    let backend = Backend::new();
    project(one.log(), &*backend.views());
    let before = dump(&*backend.views());
    let stopped = Projector::start(other.log(), &*backend.views());
    let stopped = stopped.and_then(|mut projector| projector.catch_up());
    assert!(matches!(stopped, Err(rights_projector::Error::Stop(_))), "{stopped:?}");
    assert_eq!(dump(&*backend.views()), before);
}
