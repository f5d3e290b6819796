//! What lies in the topic, or no longer does.

use tests::servers::kafka::Kafka;
use tlog::{
    frame::{Batch, HEADER_BYTES, claim},
    hash::Hash,
    head::Head,
};

use crate::{LANGS, LOG, Ledger};

/// A setting of a topic that keeps a log on one broker.
const SETTINGS: [(&str, &str); 6] = [
    ("min.insync.replicas", "1"),
    ("unclean.leader.election.enable", "false"),
    ("retention.ms", "-1"),
    ("retention.bytes", "-1"),
    ("cleanup.policy", "delete"),
    ("max.message.bytes", "2000000"),
];

fn after(ledger: &Hash, head: &Head, record: &[u8]) -> Vec<u8> {
    let mut batch = Batch::default();
    batch.push(record).unwrap();
    batch.frame(ledger, head).unwrap()
}

/// What nobody at the end of that log can have sent, one of each kind.
fn impossible(ledger: &Hash, head: &Head) -> [(&'static str, Option<Vec<u8>>); 10] {
    let other = Hash::new([8; 32]);
    let whole = after(ledger, head, b"x");
    let with = |place: usize, number: u32, more: usize| {
        let mut frame = whole.clone();
        frame[place..place + 4].copy_from_slice(&number.to_be_bytes());
        frame.extend(std::iter::repeat_n(7, more));
        Some(frame)
    };
    [
        ("no frame", Some(b"a letter to a friend".to_vec())),
        ("nothing", Some(Vec::new())),
        ("no value", None),
        ("half a frame", Some(whole[..whole.len() - 1].to_vec())),
        ("more records than a frame takes", with(HEADER_BYTES - 4, 513, 512 * 5)),
        ("a record longer than any", with(HEADER_BYTES, 65_536, 65_535)),
        ("another ledger's", Some(after(&other, head, b"x"))),
        ("ahead", Some(after(ledger, &Head { size: head.size + 1, ..*head }, b"x"))),
        ("another tree's", Some(after(ledger, &Head { root: other, ..*head }, b"x"))),
        ("a term nobody claimed", Some(claim(ledger, head.term + 2, &[3; 16]))),
    ]
}

#[test]
fn what_no_honest_writer_can_have_sent_is_named_by_its_position_and_stops_all() {
    let cases = impossible(&Hash::new([0; 32]), &Head::START).len();
    for case in 0..cases {
        let ledger = Ledger::founded();
        let end = ledger.frames().last().unwrap().after;
        let (what, bytes) = &impossible(&ledger.log_ledger(), &end)[case];
        ledger.put(bytes.as_deref());
        let marks = Kafka::shared().marks(ledger.topic());
        let place = format!(" {}: ", marks.0 - 1);
        ledger.not_served_in(LANGS[case % LANGS.len()], 21, "LOG_DAMAGED", &place);
        ledger.not_verified(21, "frame");
        assert_eq!(Kafka::shared().marks(ledger.topic()), marks, "{what}: nothing was added");
    }
}

#[test]
fn what_comes_late_or_twice_changes_nothing() {
    let ledger = Ledger::founded();
    let frames = ledger.frames();
    let deposed = frames.iter().find(|frame| frame.after.size == 1).unwrap().after;
    for frame in &frames {
        ledger.put(Some(frame.bytes()));
    }
    ledger.put(Some(&after(&ledger.log_ledger(), &deposed, b"late")));
    let last = frames.last().unwrap().after;
    ledger.put(Some(&claim(&ledger.log_ledger(), last.term, &[3; 16])));
    ledger.served();
    assert_eq!(ledger.frames().last().unwrap().after.size, 1, "no record came of it");
}

#[test]
fn a_message_that_only_another_topic_would_take_and_that_holds_no_records_stops_all() {
    let ledger = Ledger::founded();
    let end = ledger.frames().last().unwrap().after;
    Kafka::shared().set(ledger.topic(), &SETTINGS);
    let mut large = Batch::of_frame_bytes(1 << 20);
    while large.push(&vec![7; 60_000]).is_ok() {}
    ledger.put(large.frame(&ledger.log_ledger(), &end).as_deref());
    ledger.not_served(25, "LEDGER_CONTRADICTED", "record 1");
    ledger.not_verified(26, "record 1");
}

#[test]
fn a_topic_whose_first_messages_are_gone_is_named_as_damaged() {
    let ledger = Ledger::founded();
    Kafka::shared().delete_before(ledger.topic(), 1);
    ledger.not_served(21, "LOG_DAMAGED", " 1: ");
    ledger.not_verified(21, "LOG_DAMAGED");
}

#[test]
fn a_topic_that_is_gone_or_empty_is_no_ledger() {
    let ledger = Ledger::founded();
    Kafka::shared().delete(ledger.topic());
    ledger.not_served(78, "LEDGER_NOT_FOUNDED", ledger.topic());
    Kafka::shared().create(ledger.topic(), 1, &SETTINGS);
    ledger.not_served(78, "LEDGER_NOT_FOUNDED", "");
    ledger.not_verified(78, "LEDGER_NOT_FOUNDED");
    assert_eq!(Kafka::shared().marks(ledger.topic()), (0, 0));
}

#[test]
fn a_topic_that_would_lose_records_is_named_with_what_to_change() {
    let ledger = Ledger::founded();
    let short = SETTINGS.map(|(name, value)| match name {
        "retention.ms" => (name, "604800000"),
        _ => (name, value),
    });
    Kafka::shared().set(ledger.topic(), &short);
    ledger.not_served(78, "TOPIC_UNFIT", "retention.ms=604800000 → -1");
}

#[test]
fn a_log_behind_its_views_is_a_rollback() {
    let longer = Ledger::founded();
    longer.place.appoint("RU", "secretary");
    let (mut serving, _) = longer.place.serve();
    serving.kill().unwrap();
    serving.wait().unwrap();
    let mut stores = tests::servers::variables();
    let [_, views, openings] = &longer.stores;
    let shorter = stores[LOG].clone();
    stores = [shorter, views.clone(), openings.clone()];
    let copy = Ledger { place: longer.place.elsewhere(&stores), stores };
    Kafka::shared().create(copy.topic(), 1, &SETTINGS);
    let frames = longer.frames();
    for frame in frames.iter().take_while(|frame| frame.after.size < 2) {
        copy.put(Some(frame.bytes()));
    }
    let marks = Kafka::shared().marks(copy.topic());
    copy.not_served(21, "ROLLBACK_DETECTED", "2 records");
    copy.not_verified(21, "");
    assert_eq!(Kafka::shared().marks(copy.topic()), marks, "nobody claimed it");
    longer.served();
}
