//! What must hold after every step.

use std::collections::{BTreeMap, BTreeSet};

use rights::{
    envelope,
    ledger::{due, rows},
    row::RowKey,
    verify::{Auditor, examine},
    wire::record,
};
use rights_log::Log as _;
use rights_openings::Kept;
use tests::cast;
use tlog::hash::{Hash, leaf};

use crate::world::World;

impl World {
    pub(crate) fn check(&mut self) {
        let (auditor, touched, records) = self.audited();
        self.receipts_are_kept(&records);
        self.openings_are_there(&records);
        let ledger = self.desk.state().ledger();
        let last = self.desk.state().last_recorded_at();
        assert!(due(ledger, last).is_none(), "what was due was passed by");
        if self.is_durable() {
            let ledger = self.desk.state().ledger();
            for key in touched {
                assert_eq!(key.row(ledger), key.row(auditor.ledger()), "{key:?}");
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
                auditor.record(&examine(sequence, bytes).unwrap()).unwrap();
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

    /// No record lacks the text behind a commitment.
    fn openings_are_there(&self, records: &[Vec<u8>]) {
        for bytes in records {
            let opened = envelope::open(&record::read(bytes).unwrap().envelope).unwrap();
            for commitment in rights::wire::commitments::of(opened.payload()).unwrap() {
                let kept = self.files.openings.get(&Hash::new(commitment.0)).unwrap();
                assert!(matches!(kept, Kept::Opening(_)), "{commitment}");
            }
        }
    }
}
