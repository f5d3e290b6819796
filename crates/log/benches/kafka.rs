//! How many records a second a log on Kafka takes and reads back, and what a claim of it costs.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rights_log::kafka::{Address, Kafka};
use rights_log::{Log as _, Reading as _};
use tlog::frame::Batch;
use tlog::hash::Hash;

/// As large as a command of some 340 bytes with its signature.
const RECORD: [u8; 400] = [7; 400];

/// The brokers, and what topics are founded with:
/// `kafka://127.0.0.1:9092?replication=1&development=true`.
const ADDRESS: &str = "RIGHTS_BENCH_KAFKA";

fn batch(records: usize) -> Batch {
    let mut batch = Batch::default();
    for _ in 0..records {
        batch.push(&RECORD).expect("512 records of 400 bytes fit a frame");
    }
    batch
}

/// A log in a topic that was not there before.
fn log(name: &str) -> Kafka {
    let address = std::env::var(ADDRESS).expect("RIGHTS_BENCH_KAFKA says which brokers to use");
    let (brokers, options) = address.split_once('?').unwrap_or((&address, ""));
    let text = format!("{brokers}/bench-{name}-{}?{options}", std::process::id());
    let address = Address::parse(&text).expect("RIGHTS_BENCH_KAFKA is an address without a topic");
    Kafka::create(address, Hash::new([7; 32])).expect("the topic is new")
}

fn appending(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("append");
    for records in [1, 64, 512] {
        let log = log(&records.to_string());
        let mut writer = log.found(&[]).expect("an empty log can be founded");
        let batch = batch(records);
        group.throughput(Throughput::Elements(records as u64));
        group.bench_function(BenchmarkId::from_parameter(records), |bencher| {
            bencher.iter(|| writer.append(black_box(&batch)).expect("there is room for it"));
        });
    }
    group.finish();
}

fn replaying(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("replay");
    let log = log("replay");
    let mut writer = log.found(&[]).expect("an empty log can be founded");
    let (frames, records) = (500, 64);
    for _ in 0..frames {
        writer.append(&batch(records)).expect("there is room for it");
    }
    group.throughput(Throughput::Elements((frames * records) as u64)).sample_size(10);
    group.bench_function(BenchmarkId::from_parameter(records), |bencher| {
        bencher.iter(|| {
            let mut reader = log.read(None).expect("the log can be read");
            while let Some(frame) = reader.read_next().expect("the log is whole") {
                black_box(frame);
            }
        });
    });
    group.finish();
}

fn claiming(criterion: &mut Criterion) {
    let log = log("claim");
    let mut writer = log.found(&[]).expect("an empty log can be founded");
    writer.append(&batch(1)).expect("there is room for it");
    criterion.benchmark_group("claim").sample_size(10).bench_function("short", |bencher| {
        bencher.iter(|| log.claim(None, &[], &mut |_| {}).expect("a founded log can be claimed"));
    });
}

criterion_group!(benches, appending, replaying, claiming);
criterion_main!(benches);
