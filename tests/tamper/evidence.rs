//! A small ledger's export, taken apart so that it can be changed and put together again.

use std::sync::LazyLock;

use rights::{
    ledger::party,
    wire::record::{self, Record},
};
use rights_verifier::{Report, export::verify_export};
use tests::{
    cast::{accredit, appoint_secretary, change_standing, enrol, propose, sealed},
    system::System,
};
use tlog::{
    frame::{Batch, Frame},
    hash::{Hash, leaf},
    head::{Head, Seen},
    tree::Tree,
};

/// How the parts of an export are marked (the specification of the file).
pub(crate) const FRAME: u8 = 1;
pub(crate) const HEAD: u8 = 2;
pub(crate) const OPENING: u8 = 3;
pub(crate) const VIEWS: u8 = 4;
pub(crate) const ROW: u8 = 5;
const END: u8 = 0;

/// An export in its parts, without its end, which follows from them.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) begin: Vec<u8>,
    pub(crate) parts: Vec<(u8, Vec<u8>)>,
}

/// The export of a ledger in which one of everything was recorded, in several frames and two terms.
pub(crate) static WHOLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut system = System::founded();
    let (name, opening) = sealed("the secretary's name");
    system.given(appoint_secretary("RU", Some(name), system.now()).opening(opening));
    system.given(propose("NA", "RU", system.now()));
    let mut system = system.on("2026-01-12");
    system.restart();
    system.given(accredit("NA", "RU", system.now()));
    system.given(enrol("NA", "RU", system.now()));
    let (reasons, opening) = sealed("why it was suspended");
    let suspend = party::Command::SuspendParty;
    let mut asked = change_standing(("NA", "RU"), suspend, Some(reasons), system.now());
    asked.revision = 2;
    system.given(asked.opening(opening));
    system.verified();
    system.export()
});

pub(crate) fn verdict(export: &[u8]) -> Report {
    verify_export(export, None)
}

impl Parts {
    pub(crate) fn whole() -> Parts {
        Parts::of(&WHOLE)
    }

    pub(crate) fn of(export: &[u8]) -> Parts {
        let (begin, mut rest) = export.split_at(36);
        let mut parts = Vec::new();
        while let Some((tag, after)) = rest.split_first() {
            let (length, after) = after.split_first_chunk().unwrap();
            let (bytes, after) = after.split_at(u32::from_be_bytes(*length) as usize);
            parts.push((*tag, bytes.to_vec()));
            rest = after;
        }
        let (tag, _) = parts.pop().unwrap();
        assert_eq!(tag, END);
        Parts { begin: begin.to_vec(), parts }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let count = (self.parts.len() as u64).to_be_bytes().to_vec();
        let mut bytes = self.begin.clone();
        for (tag, part) in self.parts.iter().chain([&(END, count)]) {
            bytes.push(*tag);
            bytes.extend(u32::try_from(part.len()).unwrap().to_be_bytes());
            bytes.extend(part);
        }
        bytes
    }

    /// What an auditor says to these parts; every check that it makes names its exit code.
    #[track_caller]
    pub(crate) fn exits(&self, code: u8) -> Report {
        let report = verdict(&self.bytes());
        assert_eq!(report.exit_code(), code, "{report}");
        report
    }

    /// The positions of the parts of one kind.
    pub(crate) fn positions(&self, kind: u8) -> Vec<usize> {
        let of_kind = self.parts.iter().enumerate().filter(|(_, (tag, _))| *tag == kind);
        of_kind.map(|(position, _)| position).collect()
    }

    /// The frame that holds the record `sequence`.
    pub(crate) fn frame_of(&mut self, sequence: u64) -> &mut Vec<u8> {
        let holds = |(tag, bytes): &&mut (u8, Vec<u8>)| {
            *tag == FRAME && records(bytes).iter().any(|record| record.sequence == sequence)
        };
        let frame = self.parts.iter_mut().find(holds);
        &mut frame.unwrap().1
    }

    /// Every frame as its records; a claim has none.
    pub(crate) fn log(&self) -> Vec<Written> {
        let frames = self.positions(FRAME).into_iter().map(|position| &self.parts[position].1);
        frames
            .map(|bytes| {
                let frame = Frame::parse(bytes).unwrap();
                let records = frame.records().map(<[u8]>::to_vec).collect();
                Written { term: frame.term, writer: frame.writer, records }
            })
            .collect()
    }

    /// The same export whose log is `log`, with every head computed anew, as an operator who
    /// tampers would: only the signatures and the decisions are left to tell.
    pub(crate) fn with_log(&self, log: &[Written]) -> Parts {
        let ledger = Hash::new(self.begin[4..].try_into().unwrap());
        let (frames, head) = rewritten(&ledger, log);
        let others = self.parts.iter().filter(|(tag, _)| *tag != FRAME && *tag != HEAD);
        let frames = frames.into_iter().map(|frame| (FRAME, frame));
        let Head { size, root, term, writer } = head;
        let head = [&size.to_be_bytes()[..], root.bytes(), &term.to_be_bytes(), &writer].concat();
        let head = (HEAD, head);
        let parts = frames.chain([head]).chain(others.cloned()).collect();
        Parts { begin: self.begin.clone(), parts }
    }
}

/// A frame before it is written.
#[derive(Clone)]
pub(crate) struct Written {
    pub(crate) term: u64,
    pub(crate) writer: [u8; 16],
    pub(crate) records: Vec<Vec<u8>>,
}

pub(crate) fn records(frame: &[u8]) -> Vec<Record> {
    let frame = Frame::parse(frame).unwrap();
    frame.records().map(|bytes| record::read(bytes).unwrap()).collect()
}

fn rewritten(ledger: &Hash, log: &[Written]) -> (Vec<Vec<u8>>, Head) {
    let mut tree = Tree::default();
    let frames = log.iter().map(|Written { term, writer, records }| {
        if records.is_empty() {
            return tlog::frame::claim(ledger, *term, writer);
        }
        let mut batch = Batch::default();
        let Seen { size, root } = tree.seen();
        for record in records {
            batch.push(record).unwrap();
            tree.append(leaf(record));
        }
        batch.frame(ledger, &Head { size, root, term: *term, writer: *writer }).unwrap()
    });
    let frames = frames.collect();
    let Written { term, writer, .. } = log.last().unwrap();
    let Seen { size, root } = tree.seen();
    (frames, Head { size, root, term: *term, writer: *writer })
}

/// Where `needle` begins in `bytes`, the only time that it is there.
pub(crate) fn place_of(bytes: &[u8], needle: &[u8]) -> usize {
    let mut places =
        bytes.windows(needle.len()).enumerate().filter(|(_, window)| *window == needle);
    let (place, _) = places.next().expect("it is there");
    assert!(places.next().is_none(), "it is there once");
    place
}
