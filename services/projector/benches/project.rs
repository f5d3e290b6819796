//! How many records a second go from the log into the views: read, evolved and stored.

#[path = "../../../tests/conformance/views_founding.rs"]
mod views_founding;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rights_log::{Log, embedded::Embedded as EmbeddedLog};
use rights_projector::Projector;
use rights_views::embedded::Embedded as EmbeddedViews;
use tlog::frame::Batch;
use views_founding::{Founded, ledger};

/// Enough that opening the views costs little for each.
const PARTIES: usize = 10_000;

fn projecting(criterion: &mut Criterion) {
    let mut founded = Founded::new();
    (0..PARTIES).for_each(|number| founded.propose(&format!("P{number}")));
    let mut group = criterion.benchmark_group("project");
    group.throughput(Throughput::Elements(founded.records.len() as u64));
    for records in [16, 128] {
        let directory = tempfile::tempdir().expect("there is room for it");
        let log = EmbeddedLog::create(directory.path(), ledger()).expect("it is empty");
        let mut writer = log.found(&[]).expect("an empty log can be founded");
        for records in founded.records.chunks(records) {
            let mut batch = Batch::default();
            for record in records {
                batch.push(record).expect("the batch has room");
            }
            writer.append(&batch).expect("the founder may append");
        }
        group.bench_function(BenchmarkId::from_parameter(records), |bencher| {
            let empty = || tempfile::tempdir().expect("there is room for it");
            let project = |directory: tempfile::TempDir| {
                let views = EmbeddedViews::open(directory.path()).expect("it is empty");
                let mut projector = Projector::start(&log, &views).expect("both can be opened");
                projector.catch_up().expect("the log is whole");
                directory
            };
            bencher.iter_batched(empty, project, BatchSize::PerIteration);
        });
    }
    group.finish();
}

criterion_group!(benches, projecting);
criterion_main!(benches);
