//! What readers of the log may rely on.

mod world;

use std::time::Duration;

use rights_api::v1::{
    LogRecord, ReadRecordsRequest, Reason, WatchRequest, WatchResponse, audit_server::Audit as _,
    watch_response::Told,
};
use tokio_stream::StreamExt as _;
use tonic::{Request, Status, Streaming};
use world::{PATIENT, World, bytes, facts, reason};

fn record(sequence: u64) -> Told {
    Told::Record(LogRecord { sequence, record: bytes(sequence) })
}

async fn told(stream: &mut Streaming<WatchResponse>) -> Result<Told, Status> {
    let next = stream.next().await.expect("a watch does not end without a word");
    next.map(|response| response.told.expect("every message says something"))
}

async fn expect(stream: &mut Streaming<WatchResponse>, expected: impl IntoIterator<Item = Told>) {
    for expected in expected {
        assert_eq!(told(stream).await.expect("the watch goes on"), expected);
    }
}

/// The heartbeat after the record `sequence`.
fn heartbeat(sequence: u64) -> Told {
    Told::Heartbeat(rights_api::v1::Heartbeat { sequence })
}

fn caught_up() -> Told {
    Told::CaughtUp(rights_api::v1::CaughtUp {})
}

async fn watch(world: &World, from_sequence: u64) -> Streaming<WatchResponse> {
    let watch = world.auditing(PATIENT).await.watch(WatchRequest { from_sequence }).await;
    watch.expect("the log is there").into_inner()
}

#[tokio::test]
async fn a_watcher_gets_every_record_once_and_in_order_and_then_what_is_appended() {
    let mut world = World::founded();
    world.record_many(600);
    let mut stream = watch(&world, 0).await;
    expect(&mut stream, (0..=600).map(record)).await;
    expect(&mut stream, [heartbeat(600), caught_up()]).await;
    world.record_many(1);
    expect(&mut stream, [record(601), heartbeat(601)]).await;
    world.record_many(1);
    expect(&mut stream, [record(602), heartbeat(602)]).await;
}

#[tokio::test]
async fn a_watcher_begins_where_she_says() {
    let mut world = World::founded();
    world.record_many(5);
    let mut stream = watch(&world, 4).await;
    expect(&mut stream, [record(4), record(5), heartbeat(5), caught_up()]).await;
}

#[tokio::test]
async fn a_watcher_may_begin_beyond_the_end_and_hears_nothing_before_it() {
    let mut world = World::founded();
    let mut stream = watch(&world, 3).await;
    expect(&mut stream, [heartbeat(0), caught_up()]).await;
    world.record_many(3);
    let heard = loop {
        match told(&mut stream).await.expect("the watch goes on") {
            Told::Heartbeat(_) => {}
            told @ (Told::Record(_) | Told::CaughtUp(_)) => break told,
        }
    };
    assert_eq!(heard, record(3));
}

#[tokio::test]
async fn after_a_heartbeat_nothing_at_or_before_it_comes() {
    let mut world = World::founded();
    let mut stream = watch(&world, 0).await;
    let (mut promised, mut next) = (None, 0);
    while next < 40 {
        match told(&mut stream).await.expect("the watch goes on") {
            Told::Heartbeat(heartbeat) => {
                promised = Some(heartbeat.sequence);
                world.record_many(3);
            }
            Told::Record(record) => {
                assert_eq!(record.sequence, next);
                assert!(promised.is_none_or(|promised| record.sequence > promised));
                next += 1;
            }
            Told::CaughtUp(_) => {}
        }
    }
}

#[tokio::test]
async fn a_slow_reader_is_cut_off_and_told_where_to_resume() {
    let mut world = World::founded();
    world.record_many(300);
    let request = Request::new(WatchRequest { from_sequence: 0 });
    let stream = world.audit(Duration::ZERO).watch(request).await.expect("the log is there");
    let mut waiting = stream.into_inner().into_inner();
    while !waiting.is_closed() {
        // Nothing is read before the service has lost its patience.
        tokio::task::yield_now().await;
    }
    let mut got = 0;
    let cut = loop {
        match waiting.recv().await.expect("a watch does not end without a word") {
            Ok(response) => {
                assert_eq!(response.told, Some(record(got)));
                got += 1;
            }
            Err(cut) => break cut,
        }
    };
    assert_eq!(reason(&cut), Reason::SlowConsumer);
    assert_eq!(facts(&cut)["from_sequence"], got.to_string());
    let mut stream = watch(&world, got).await;
    expect(&mut stream, [record(got)]).await;
}

#[tokio::test]
async fn nothing_behind_damage_is_given_out() {
    let mut world = World::in_files();
    (0..4).for_each(|_| world.record_many(1));
    world.damage(2);
    let mut stream = watch(&world, 0).await;
    expect(&mut stream, [record(0), record(1)]).await;
    let ended = told(&mut stream).await.expect_err("record 2 is damaged");
    assert_eq!(reason(&ended), Reason::LogDamaged);
    assert_eq!(facts(&ended)["position"], "4");
    let mut tail = world.audit(PATIENT).tail();
    tail.broken().await;
    assert!(tail.ready().await.is_err());
}

#[tokio::test]
async fn a_watch_ends_with_a_word_when_the_service_stops() {
    let world = World::founded();
    let mut stream = watch(&world, 0).await;
    expect(&mut stream, [record(0), heartbeat(0), caught_up()]).await;
    world.stop.say();
    let ended = told(&mut stream).await.expect_err("the service stops");
    assert_eq!(reason(&ended), Reason::ShuttingDown);
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn reading_ends_where_the_log_ends_or_where_enough_was_read() {
    let mut world = World::founded();
    world.record_many(9);
    let mut client = world.auditing(PATIENT).await;
    for (from_sequence, count_max, expected) in
        [(0, 0, 0..10), (3, 0, 3..10), (3, 4, 3..7), (10, 0, 10..10)]
    {
        let request = ReadRecordsRequest { from_sequence, count_max };
        let stream = client.read_records(request).await.expect("the log is there").into_inner();
        let read: Result<Vec<_>, _> = stream.collect().await;
        let read = read.expect("the log is readable").into_iter().filter_map(|read| read.record);
        let expected = expected.map(|sequence| LogRecord { sequence, record: bytes(sequence) });
        assert_eq!(read.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn reading_from_the_middle_gives_the_same_records_as_reading_from_the_beginning() {
    // Enough records that a bookmark on the way is used.
    let mut world = World::founded();
    world.record_many(9_000);
    let mut client = world.auditing(PATIENT).await;
    let request = ReadRecordsRequest { from_sequence: 0, count_max: 0 };
    let all = client.read_records(request).await.expect("the log is there").into_inner();
    assert_eq!(all.filter_map(Result::ok).collect::<Vec<_>>().await.len(), 9_001);
    let mut stream = client
        .watch(WatchRequest { from_sequence: 8_999 })
        .await
        .expect("the log is there")
        .into_inner();
    expect(&mut stream, [record(8_999), record(9_000), heartbeat(9_000), caught_up()]).await;
}
