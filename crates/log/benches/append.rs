//! How many records a second the embedded log makes durable and reads back, by records a frame.

use std::hint::black_box;
use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rights_log::embedded::Embedded;
use rights_log::{Log as _, Reading as _};
use tlog::frame::Batch;
use tlog::hash::Hash;

/// As large as a command of some 340 bytes with its signature.
const RECORD: [u8; 400] = [7; 400];

/// The directory of the measured log; the default may be a file system in memory.
const DIRECTORY: &str = "RIGHTS_BENCH_DIR";

fn batch(records: usize) -> Batch {
    let mut batch = Batch::default();
    for _ in 0..records {
        batch.push(&RECORD).expect("512 records of 400 bytes fit a frame");
    }
    batch
}

fn appending(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("append");
    for records in [1, 64, 512] {
        let within = std::env::var_os(DIRECTORY).unwrap_or_else(|| std::env::temp_dir().into());
        let directory = tempfile::tempdir_in(Path::new(&within)).expect("there is room for it");
        let log = Embedded::create(directory.path(), Hash::new([7; 32]));
        let log = log.expect("the directory is empty");
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
    let directory = tempfile::tempdir().expect("there is room for it");
    let log = Embedded::create(directory.path(), Hash::new([7; 32]));
    let log = log.expect("the directory is empty");
    let mut writer = log.found(&[]).expect("an empty log can be founded");
    let (frames, records) = (500, 64);
    for _ in 0..frames {
        writer.append(&batch(records)).expect("there is room for it");
    }
    group.throughput(Throughput::Elements((frames * records) as u64));
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

criterion_group!(benches, appending, replaying);
criterion_main!(benches);
