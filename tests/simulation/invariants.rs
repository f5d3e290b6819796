//! What must hold after every step.

use std::collections::{BTreeMap, BTreeSet};

use rights::{
    envelope,
    id::ResultId,
    ledger::{Ledger, due, rows},
    row::RowKey,
    verify::{Auditor, examine},
    wire::record,
};
use rights_log::Reading as _;
use rights_openings::Kept;
use tests::cast;
use tlog::hash::{Hash, leaf};

use crate::world::World;

impl World {
    pub(crate) fn check(&mut self) {
        let (auditor, touched, records) = self.audited();
        self.receipts_are_kept(&records);
        self.openings_are_there(&records, auditor.ledger());
        let ledger = self.desk.state().ledger();
        let last = self.desk.state().last_recorded_at();
        assert!(due(ledger, last).is_none(), "what was due was passed by");
        if self.is_durable() {
            let ledger = self.desk.state().ledger();
            for key in touched {
                assert_eq!(key.row(ledger), key.row(auditor.ledger()), "{key:?}");
                if let RowKey::Result(result) = key {
                    shares_are_whole(ledger, &result);
                }
            }
        }
    }

    /// The log as an auditor reads it: every decision made again, from the first record.
    fn audited(&self) -> (Auditor, BTreeSet<RowKey>, Vec<Vec<u8>>) {
        let mut auditor = Auditor::of(cast::ledger());
        let (mut touched, mut records) = (BTreeSet::new(), Vec::new());
        let mut reader = self.files.log.read(None).unwrap();
        while let Some(frame) = reader.read_next().unwrap() {
            auditor.frame(frame.bytes()).unwrap();
            for (sequence, bytes) in frame.records() {
                auditor.record(examine(sequence, bytes).unwrap()).unwrap();
                touched.extend(rows(auditor.ledger()).into_iter().map(|(key, _)| key));
                records.push(bytes.to_vec());
            }
        }
        (auditor, touched, records)
    }

    /// What a receipt promises is in the log where it says, and nowhere else.
    fn receipts_are_kept(&self, records: &[Vec<u8>]) {
        let mut by_envelope: BTreeMap<Vec<u8>, Vec<usize>> = BTreeMap::new();
        for (sequence, bytes) in records.iter().enumerate() {
            let envelope = record::read(bytes).unwrap().envelope;
            by_envelope.entry(envelope).or_default().push(sequence);
        }
        for (envelope, sequences) in &by_envelope {
            assert_eq!(sequences.len(), 1, "{:?}", envelope::open(envelope).unwrap().asked);
        }
        for (submission, receipt) in &self.receipts {
            let sequences = by_envelope.get(&self.submissions[*submission].envelope[..]);
            let sequence = usize::try_from(receipt.sequence).unwrap();
            assert_eq!(sequences, Some(&vec![sequence]));
            assert_eq!(leaf(&records[sequence]), receipt.record);
        }
    }

    /// No record lacks the text behind a commitment, unless the log says that it was erased.
    fn openings_are_there(&self, records: &[Vec<u8>], ledger: &Ledger) {
        for bytes in records {
            let opened = envelope::open(&record::read(bytes).unwrap().envelope).unwrap();
            for commitment in rights::wire::commitments::of(opened.payload()).unwrap() {
                let kept = self.files.openings.get(&Hash::new(commitment.0)).unwrap();
                match kept {
                    Kept::Opening(_) => {}
                    Kept::Erased => assert!(ledger.is_shredded(&commitment), "{commitment}"),
                    Kept::Absent => panic!("{commitment} is in a record and its text nowhere"),
                }
            }
        }
    }
}

/// SHA-1: whoever holds a result together holds all of it.
fn shares_are_whole(ledger: &Ledger, result: &ResultId) {
    let Some(held) = ledger.holdings(result) else { return };
    let shares = held.iter().map(|of| of.share);
    let sum = shares.reduce(|sum, share| sum.plus(share).expect("shares add up to at most one"));
    assert_eq!(sum.map(|sum| sum.to_string()).as_deref(), Some("1/1"), "{result}");
}
