//! How many rows a second views store, and how long a reader waits for one: the embedded views, or
//! with the feature `servers` those in the empty database that `RIGHTS_BENCH_POSTGRES` names.
//!
//! Each record makes three rows: a new party, a new key with a random id, and a change of a party
//! that has been there for long. Such a record is also what the views know about it, three more
//! entries: by its sequence, its command and its time.

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant as Clock};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rights::id::{CommandId, KeyId};
use rights::row::Row;
use rights::time::Instant;
use rights::wire::v1::{Date, KeyRow, PartyRow};
use rights_views::embedded::Embedded;
use rights_views::{Batch, Became, Change, Position, Record, Selection, Views};
use tlog::hash::{Hash, leaf};
use tlog::head::Head;

/// The directory of the measured views; the default may be a file system in memory.
const DIRECTORY: &str = "RIGHTS_BENCH_DIR";
/// The URL of a database of Postgres to measure instead.
#[cfg(feature = "servers")]
const POSTGRES: &str = "RIGHTS_BENCH_POSTGRES";
/// How many rows each record changes.
const ROWS: u64 = 3;

fn position(size: u64) -> Option<Position> {
    let head = Head { size, root: Hash::ZERO, term: 1, writer: [3; 16] };
    (size != 0).then_some(Position { head, frame: size })
}

fn scattered(number: u64) -> [u8; 32] {
    *leaf(&number.to_be_bytes()).bytes()
}

fn party(number: u64, revision: u64) -> Row {
    Row::Party(PartyRow {
        party: format!("P{number:09}"),
        seat: "RU".into(),
        kind: "ENTERPRISE".into(),
        name: "Scientific Production Association Nadir".into(),
        identifiers: ["LEI 253400XK1N9RQFZ8S441".into()].into(),
        state: "ACCREDITED".into(),
        revision,
        ..PartyRow::default()
    })
}

fn key(number: u64) -> Row {
    Row::Key(KeyRow {
        key: scattered(number).into(),
        public_key: scattered(number + 1).into(),
        role: format!("PARTY/P{number:09}"),
        holder: "ivanova".into(),
        from: Some(Date { days: 20_000 }),
        until: Some(Date { days: 21_000 }),
        state: "ENROLLED".into(),
        ..KeyRow::default()
    })
}

fn record(sequence: u64) -> Record {
    let mut id = [0x70; 16];
    id[..6].copy_from_slice(&sequence.to_be_bytes()[2..]);
    id[8] = 0x80;
    let author = KeyId(scattered(sequence % 100));
    Record {
        sequence,
        recorded_at: Instant::from_micros(1_768_000_000_000_000 + sequence * 50),
        command: "EnrolKey".into(),
        author,
        author_role: "NP_HEAD/RU".into(),
        id: CommandId::from_bytes(id).expect("version and variant are right"),
        signers: [author].into(),
        leaf: leaf(&sequence.to_be_bytes()),
    }
}

fn batch(from: u64, records: u64) -> Batch {
    let to = position(from + records).expect("there is a record");
    let mut batch = Batch { extends: position(from), to, records: vec![], changes: vec![] };
    for sequence in from..from + records {
        batch.records.push(record(sequence));
        // Somewhere in what is there; before the first record there is nothing.
        let earlier = (sequence != 0)
            .then(|| party(sequence * 7_919 * 104_729 % 1_299_709 % sequence, sequence));
        for row in [Some(party(sequence, 1)), Some(key(sequence)), earlier].into_iter().flatten() {
            batch.changes.push(Change { sequence, became: Became::Row(row) });
        }
    }
    batch
}

/// Empty views, and the directory that goes with them.
fn views() -> (tempfile::TempDir, Box<dyn Views>) {
    let within = std::env::var_os(DIRECTORY).unwrap_or_else(|| std::env::temp_dir().into());
    let directory = tempfile::tempdir_in(Path::new(&within)).expect("there is room for it");
    #[cfg(feature = "servers")]
    if let Ok(url) = std::env::var(POSTGRES) {
        let views = rights_views::postgres::Postgres::open(&url).expect("it is there");
        let beside = views.filler_beside();
        beside.and_then(|mut beside| beside.serve()).expect("nobody else uses it");
        return (directory, Box::new(views));
    }
    let views = Embedded::open(directory.path()).expect("the directory is empty");
    (directory, Box::new(views))
}

fn storing(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("store");
    for records in [1, 64, 512, 1_024] {
        let (_directory, views) = views();
        let mut filler = views.filler().expect("the views can be filled");
        let mut size = 0;
        group.throughput(Throughput::Elements(records * ROWS));
        group.bench_function(BenchmarkId::from_parameter(records), |bencher| {
            bencher.iter_custom(|rounds| {
                let mut spent = Duration::ZERO;
                for _ in 0..rounds {
                    let batch = batch(size, records);
                    let begun = Clock::now();
                    filler.store(black_box(&batch)).expect("there is room for it");
                    spent += begun.elapsed();
                    size += records;
                }
                spent
            });
        });
    }
    group.finish();
}

fn reading(criterion: &mut Criterion) {
    let (_directory, views) = views();
    let mut filler = views.filler().expect("the views can be filled");
    let (batches, records) = (100, 512);
    for count in 0..batches {
        filler.store(&batch(count * records, records)).expect("there is room for it");
    }
    let table = party(0, 1).table();
    let of = |number| party(number, 1).cells()[..1].to_vec();
    let mut group = criterion.benchmark_group("read");
    group.bench_function("snapshot", |bencher| bencher.iter(|| views.snapshot().map(drop)));
    let reader = views.snapshot().expect("the views are served");
    let mut number = 0;
    for (name, as_of) in [("get", None), ("get as of", Some(batches * records / 2))] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                number = (number + 7_919) % (batches * records);
                reader.get(table, &of(number), as_of).expect("they are whole")
            });
        });
        group.bench_function(name.replace("get", "list 100"), |bencher| {
            bencher.iter(|| {
                number = (number + 7_919) % (batches * records);
                let (limit, after) = (100, of(number));
                let asked = Selection { as_of, limit, after: Some(&after), ..Selection::ALL };
                reader.list(table, &asked).expect("they are whole")
            });
        });
    }
    group.finish();
}

criterion_group!(benches, storing, reading);
criterion_main!(benches);
