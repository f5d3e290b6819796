//! Whatever else lies in the topic: stale frames are skipped, and what cannot be stops everyone.

use rights_log::kafka::Kafka as KafkaLog;
use rights_log::{Accepted, Damage, Error, Log, Reading as _, Stop};
use tests::servers::kafka::Kafka;
use tlog::frame::{Batch, claim as claim_frame};
use tlog::hash::Hash;
use tlog::head::Head;

use crate::log_promises::{batch, claim, founded, frames, records};
use crate::{Backend, LEDGER, address, stopped};

/// Where a founded log ends: its claim and three frames are at 0 to 3.
const END: u64 = 4;

fn put(topic: &str, bytes: Option<&[u8]>) {
    Kafka::shared().put(topic, bytes);
}

fn records_after(head: &Head, records: &[&str]) -> Vec<u8> {
    batch(records).frame(&LEDGER, head).expect("the batch has records")
}

/// Readers and claimers give out what is before the end of a founded log, and stop there.
#[track_caller]
fn stops_everyone(backend: &Backend, before: &[Accepted]) -> Damage {
    let mut reader = backend.log.read(None).expect("the log can be read");
    for frame in before {
        assert_eq!(reader.read_next().expect("it is whole up to here").as_ref(), Some(frame));
    }
    for _ in 0..3 {
        let stop = stopped(reader.read_next());
        assert!(matches!(stop, Stop::Damaged { position: END, .. }), "{stop}");
        let place = reader.bookmark().expect("frames were read").head();
        assert_eq!(Some(place), before.last().map(|frame| frame.after));
    }
    let mut replayed = Vec::new();
    let claimed = backend.log.claim(None, &[], &mut |frame| replayed.push(frame.clone()));
    assert_eq!(replayed, before);
    let stop = stopped(claimed);
    let Stop::Damaged { position: END, why } = stop else { panic!("{stop}") };
    why
}

/// What nobody at `head` can have sent; none is a message without a value.
fn impossible(head: &Head) -> [Option<Vec<u8>>; 9] {
    let other = Hash::new([8; 32]);
    let whole = records_after(head, &["x"]);
    [
        Some(b"a letter to a friend".to_vec()),
        Some(Vec::new()),
        None,
        Some(whole[..whole.len() - 1].to_vec()),
        batch(&["x"]).frame(&other, head),
        Some(records_after(&Head { size: head.size + 1, ..*head }, &["x"])),
        Some(records_after(&Head { root: other, ..*head }, &["x"])),
        Some(records_after(&Head { term: head.term + 1, ..*head }, &["x"])),
        Some(claim_frame(&LEDGER, head.term + 2, &[3; 16])),
    ]
}

#[test]
fn what_no_honest_writer_can_have_sent_stops_readers_and_claimers_there() {
    for case in 0..impossible(&Head::START).len() {
        let backend = Backend::new();
        let founder = founded(&backend.log).head();
        let before = frames(&backend.log);
        put(&backend.topic, impossible(&founder)[case].as_deref());
        let why = stops_everyone(&backend, &before);
        assert!(matches!(why, Damage::Impossible(_)), "{why}");
    }
}

#[test]
fn a_writer_stops_at_damage_instead_of_writing_behind_it() {
    let backend = Backend::new();
    let mut writer = founded(&backend.log);
    put(&backend.topic, Some(b"a letter to a friend"));
    let stop = stopped(writer.append(&batch(&["e"])));
    assert!(matches!(stop, Stop::Damaged { position: END, .. }), "{stop}");
    let appended = writer.append(&batch(&["e"]));
    assert!(matches!(appended, Err(Error::Unavailable(_))), "it is spent");
}

#[test]
fn a_topic_that_does_not_begin_with_a_frame_is_not_opened() {
    let backend = Backend::new();
    put(&backend.topic, Some(b"a letter to a friend"));
    let stop = stopped(KafkaLog::open(address(&backend.topic, "")));
    assert!(matches!(stop, Stop::Damaged { position: 0, why: Damage::Impossible(_) }), "{stop}");
}

#[test]
fn doubled_and_late_frames_are_skipped_counted_and_change_nothing() {
    let backend = Backend::new();
    let deposed = founded(&backend.log).head();
    let written = frames(&backend.log);
    for frame in &written {
        put(&backend.topic, Some(frame.bytes()));
    }
    let mut writer = claim(&backend.log);
    put(&backend.topic, Some(&records_after(&deposed, &["late"])));
    // The claim of the same term, which came second.
    put(&backend.topic, Some(&claim_frame(&LEDGER, writer.head().term, &[3; 16])));
    let unknown = Head { writer: [3; 16], ..writer.head() };
    put(&backend.topic, Some(&records_after(&unknown, &["never claimed"])));
    writer.append(&batch(&["e"])).expect("the last claimer may append");

    let mut reader = backend.log.read(None).expect("the log can be read");
    let mut read = Vec::new();
    while let Some(frame) = reader.read_next().expect("the log is whole") {
        read.push(frame);
    }
    assert_eq!(reader.skipped(), written.len() as u64 + 3);
    assert_eq!(read[..written.len()], written);
    let last: Vec<_> = records(&backend.log).into_iter().map(|(_, record)| record).collect();
    assert_eq!(last, [b"a", b"b", b"c", b"d", b"e"]);

    let bookmark = reader.bookmark().expect("frames were read");
    writer.append(&batch(&["f"])).expect("the last claimer may append");
    let mut resumed = backend.log.read(Some(&bookmark)).expect("the log can be read");
    let next = resumed.read_next().expect("the log is whole").expect("a frame was appended");
    assert_eq!(next.after, writer.head());
}

#[test]
fn a_frame_that_kafka_does_not_take_is_absent_and_its_writer_spent() {
    let backend = Backend::new();
    let mut writer = founded(&backend.log);
    let mut large = Batch::of_frame_bytes(1 << 20);
    while large.push(&vec![7; 60_000]).is_ok() {}
    assert!(matches!(writer.append(&large), Err(Error::Unavailable(_))));
    assert!(matches!(writer.append(&batch(&["e"])), Err(Error::Unavailable(_))));
    assert_eq!(records(&backend.log).len(), 4);
    claim(&backend.log).append(&batch(&["e"])).expect("the next claimer may append");
}

/// Each writer claims whenever it was deposed, until it has appended its share.
fn compete(log: &KafkaLog, name: usize) -> Vec<String> {
    let mut acknowledged = Vec::new();
    let mut writer = None;
    for turn in 0..10 {
        let record = format!("{name}-{turn}");
        loop {
            let claimed = writer.take().map_or_else(|| log.claim(None, &[], &mut |_| {}), Ok);
            let appended = claimed.and_then(|mut claimed| {
                claimed.append(&batch(&[&record]))?;
                Ok(claimed)
            });
            match appended {
                Ok(claimed) => break writer = Some(claimed),
                Err(Error::Stop(Stop::Deposed { .. })) => {}
                Err(error) => panic!("{error:?}"),
            }
        }
        acknowledged.push(record);
    }
    acknowledged
}

#[test]
fn writers_that_compete_leave_one_history_with_all_that_was_acknowledged() {
    let backend = Backend::new();
    founded(&backend.log);
    let log = &backend.log;
    let acknowledged: Vec<Vec<String>> = std::thread::scope(|scope| {
        let writers = [0, 1, 2].map(|name| scope.spawn(move || compete(log, name)));
        writers.map(|writer| writer.join().expect("it appends its share")).into()
    });
    let all = records(log);
    let text = |record: &[u8]| String::from_utf8(record.to_vec()).expect("records are names");
    let recorded: Vec<String> = all.iter().skip(4).map(|(_, record)| text(record)).collect();
    assert_eq!(recorded.len(), 30, "nothing twice, and nothing that was not acknowledged");
    for one in acknowledged {
        let mut left = one.iter();
        let mut next = left.next();
        for record in &recorded {
            next = if Some(record) == next { left.next() } else { next };
        }
        assert_eq!(next, None, "each writer's records are there in its order");
    }
}
