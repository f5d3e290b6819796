//! The file that an export is: the accepted frames verbatim, the head that closes them, the openings
//! and the rows.
//!
//! ```text
//! magic "RLX1" · [32] ledger
//! then parts:  u8 tag · u32 length · bytes
//!   1  frame     the bytes of one accepted frame, claims included, in order
//!   2  head      u64 size · [32] root · u64 term · [16] writer: after the last frame; exactly one
//!   3  opening   [32] commitment · [16] salt · UTF-8 text
//!   4  views     u64 size: how many records the rows reflect; at most one
//!   5  row       u64 sequence · u8 length · table name · row bytes
//!   0  end       u64 number of parts before it; nothing follows       (big-endian)
//! ```
//!
//! Parts come in the order of this list. Nothing is compressed and nothing is signed: what the file
//! says is verified, not believed.

use std::io::{self, Read, Write};

use rights::{
    row::{Row, TABLES},
    verify::Layer,
};
use tlog::{hash::Hash, head::Head};

use crate::{Closing, Evidence, Report, StoredOpening, StoredRow, Unreadable, verify};

/// What an export begins with.
pub const MAGIC: [u8; 4] = *b"RLX1";
/// The longest part: a frame of any size that a log allows.
pub const PART_BYTES_MAX: u32 = 64 * 1024 * 1024;

const END: u8 = 0;
const FRAME: u8 = 1;
const HEAD: u8 = 2;
const OPENING: u8 = 3;
const VIEWS: u8 = 4;
const ROW: u8 = 5;

/// Writes an export, part by part, in the order of the parts.
pub struct Exporter<W: Write> {
    out: W,
    parts: u64,
}

impl<W: Write> Exporter<W> {
    /// Begins an export of the ledger whose origin has this SHA-256.
    ///
    /// # Errors
    /// Whatever writing gives; the file is then worthless.
    pub fn begin(mut out: W, ledger: &Hash) -> io::Result<Exporter<W>> {
        out.write_all(&MAGIC)?;
        out.write_all(ledger.bytes())?;
        Ok(Exporter { out, parts: 0 })
    }

    /// # Errors
    /// As [`Exporter::begin`].
    pub fn frame(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.part(FRAME, &[bytes])
    }

    /// # Errors
    /// As [`Exporter::begin`].
    pub fn head(&mut self, head: &Head) -> io::Result<()> {
        let Head { size, root, term, writer } = head;
        self.part(HEAD, &[&size.to_be_bytes(), root.bytes(), &term.to_be_bytes(), writer])
    }

    /// # Errors
    /// As [`Exporter::begin`].
    pub fn opening(&mut self, opening: &StoredOpening) -> io::Result<()> {
        self.part(OPENING, &[opening.commitment.bytes(), &opening.salt, &opening.text])
    }

    /// The rows that follow reflect the first `size` records.
    ///
    /// # Errors
    /// As [`Exporter::begin`].
    pub fn views(&mut self, size: u64) -> io::Result<()> {
        self.part(VIEWS, &[&size.to_be_bytes()])
    }

    /// # Errors
    /// As [`Exporter::begin`].
    pub fn row(&mut self, sequence: u64, row: &Row) -> io::Result<()> {
        let name = row.table().name.as_bytes();
        let length = [u8::try_from(name.len()).map_err(io::Error::other)?];
        self.part(ROW, &[&sequence.to_be_bytes(), &length, name, &row.bytes()])
    }

    /// Ends the export; what was written is complete once this returns.
    ///
    /// # Errors
    /// As [`Exporter::begin`].
    pub fn end(mut self) -> io::Result<W> {
        let parts = self.parts;
        self.part(END, &[&parts.to_be_bytes()])?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn part(&mut self, tag: u8, pieces: &[&[u8]]) -> io::Result<()> {
        let length: usize = pieces.iter().map(|piece| piece.len()).sum();
        let length = u32::try_from(length).map_err(io::Error::other)?;
        self.out.write_all(&[tag])?;
        self.out.write_all(&length.to_be_bytes())?;
        pieces.iter().try_for_each(|piece| self.out.write_all(piece))?;
        self.parts += 1;
        Ok(())
    }
}

/// Reads an export and verifies all of it. `pinned` is the hash of record 0, if it was pinned.
#[must_use]
pub fn verify_export(from: impl Read + Send, pinned: Option<Hash>) -> Report {
    match Parts::open(from).and_then(|parts| verify_parts(parts, pinned)) {
        Ok(report) => report,
        Err(unreadable) => {
            let mut report = Report::default();
            report.conclude(Err(unreadable.into()));
            report
        }
    }
}

fn verify_parts<R: Read + Send>(
    mut parts: Parts<R>,
    pinned: Option<Hash>,
) -> Result<Report, Unreadable> {
    let ledger = parts.ledger;
    let frames = parts.all(FRAME)?;
    let head = parts.one(HEAD)?;
    let openings = parts.all(OPENING)?;
    let views = parts.take_if(VIEWS)?;
    let rows = parts.all(ROW)?;
    parts.finish()?;
    let closing = Closing::At(closing(&head)?);
    let mut frames = frames.into_iter().map(Ok);
    let mut openings = openings.iter().map(|bytes| opening(bytes));
    let mut rows = rows.iter().map(|bytes| row(bytes));
    let reflected = match &views {
        Some(bytes) => Some(size(bytes)?),
        None => None,
    };
    let rows: Option<(u64, &mut dyn Iterator<Item = _>)> =
        reflected.map(|size| (size, &mut rows as &mut dyn Iterator<Item = _>));
    let openings = Some(&mut openings as &mut dyn Iterator<Item = _>);
    Ok(verify(Evidence { ledger, pinned, frames: &mut frames, closing, openings, rows }))
}

/// The parts of an export, in order.
struct Parts<R> {
    from: R,
    ledger: Hash,
    read: u64,
    next: Option<(u8, Vec<u8>)>,
}

impl<R: Read> Parts<R> {
    fn open(mut from: R) -> Result<Parts<R>, Unreadable> {
        let mut begin = [0; 36];
        from.read_exact(&mut begin)
            .map_err(|_| malformed(Layer::Form, "shorter than its header"))?;
        let (magic, ledger) = begin.split_at(4);
        if magic != MAGIC {
            return Err(malformed(Layer::Form, "it does not begin with RLX1"));
        }
        let ledger = Hash::new(ledger.try_into().expect("36 bytes less 4 are 32"));
        let mut parts = Parts { from, ledger, read: 0, next: None };
        parts.advance()?;
        Ok(parts)
    }

    fn advance(&mut self) -> Result<(), Unreadable> {
        let cut = |_| malformed(Layer::Form, "it ends before its end part");
        let mut head = [0; 5];
        self.from.read_exact(&mut head).map_err(cut)?;
        let [tag, length @ ..] = head;
        let length = u32::from_be_bytes(length);
        if length > PART_BYTES_MAX {
            return Err(malformed(Layer::Form, "a part is longer than any part can be"));
        }
        let mut bytes = Vec::new();
        let read = self.from.by_ref().take(u64::from(length)).read_to_end(&mut bytes);
        if read.map_err(cut)? as u64 != u64::from(length) {
            return Err(malformed(Layer::Form, "it ends within a part"));
        }
        self.next = Some((tag, bytes));
        Ok(())
    }

    fn take_if(&mut self, wanted: u8) -> Result<Option<Vec<u8>>, Unreadable> {
        if self.next.as_ref().is_none_or(|(tag, _)| *tag != wanted) {
            return Ok(None);
        }
        let taken = self.next.take().map(|(_, bytes)| bytes);
        self.read += 1;
        if wanted != END {
            self.advance()?;
        }
        Ok(taken)
    }

    fn all(&mut self, wanted: u8) -> Result<Vec<Vec<u8>>, Unreadable> {
        let mut all = Vec::new();
        while let Some(bytes) = self.take_if(wanted)? {
            all.push(bytes);
        }
        Ok(all)
    }

    fn one(&mut self, wanted: u8) -> Result<Vec<u8>, Unreadable> {
        self.take_if(wanted)?
            .ok_or_else(|| malformed(Layer::Form, "a part is missing or misplaced"))
    }

    fn finish(mut self) -> Result<(), Unreadable> {
        let before = self.read;
        let end = self.one(END)?;
        let trailing = self.from.read(&mut [0]).map_err(|error| {
            malformed(Layer::Form, &format!("it cannot be read to its end: {error}"))
        })?;
        if size(&end)? == before && trailing == 0 {
            return Ok(());
        }
        Err(malformed(Layer::Form, "its end does not count the parts before it"))
    }
}

fn malformed(layer: Layer, what: &str) -> Unreadable {
    Unreadable { layer, what: format!("the export is malformed: {what}") }
}

fn size(bytes: &[u8]) -> Result<u64, Unreadable> {
    let bytes = bytes.try_into().map_err(|_| malformed(Layer::Form, "a number is not 8 bytes"))?;
    Ok(u64::from_be_bytes(bytes))
}

fn closing(bytes: &[u8]) -> Result<Head, Unreadable> {
    let wrong = || malformed(Layer::Form, "its head is not 64 bytes");
    let (size, rest) = bytes.split_first_chunk().ok_or_else(wrong)?;
    let (root, rest) = rest.split_first_chunk().ok_or_else(wrong)?;
    let (term, writer) = rest.split_first_chunk().ok_or_else(wrong)?;
    Ok(Head {
        size: u64::from_be_bytes(*size),
        root: Hash::new(*root),
        term: u64::from_be_bytes(*term),
        writer: writer.try_into().map_err(|_| wrong())?,
    })
}

fn opening(bytes: &[u8]) -> Result<StoredOpening, Unreadable> {
    let short = || malformed(Layer::Opening, "an opening is shorter than its commitment and salt");
    let (commitment, rest) = bytes.split_first_chunk().ok_or_else(short)?;
    let (salt, text) = rest.split_at_checked(16).ok_or_else(short)?;
    Ok(StoredOpening {
        commitment: Hash::new(*commitment),
        salt: salt.to_vec(),
        text: text.to_vec(),
    })
}

fn row(bytes: &[u8]) -> Result<StoredRow, Unreadable> {
    let wrong = || malformed(Layer::Rows, "a row is not one of a known table");
    let (sequence, rest) = bytes.split_first_chunk().ok_or_else(wrong)?;
    let (length, rest) = rest.split_first().ok_or_else(wrong)?;
    let (name, row) = rest.split_at_checked(usize::from(*length)).ok_or_else(wrong)?;
    let table = TABLES.iter().find(|table| table.name.as_bytes() == name).ok_or_else(wrong)?;
    let row = Row::from_bytes(table, row).map_err(|_| wrong())?;
    Ok(StoredRow { sequence: u64::from_be_bytes(*sequence), row })
}
