//! The ledger as the log implies it, one record after the other.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rights::{
    envelope,
    ledger::{Header, Ledger, Recorded, evolve, rows},
    row::{Row, RowKey},
    time::Instant,
    wire::record::{self, Record as Stored},
};
use rights_views::{Change, Record};
use tlog::hash::{Hash, leaf};

use crate::{Contradiction, Stop};

/// The ledger so far, and what the next record must fit.
pub(crate) struct Machine {
    /// SHA-256 of the origin that every command must name.
    origin: Hash,
    /// None once a record could not have happened.
    ledger: Option<Ledger>,
    last_at: Instant,
}

impl Machine {
    pub(crate) fn of(origin: Hash) -> Self {
        Self { origin, ledger: Some(Ledger::default()), last_at: Instant::EPOCH }
    }

    /// The ledger once the record with these bytes has happened; what is known about the record.
    pub(crate) fn apply(&mut self, sequence: u64, bytes: &[u8]) -> Result<Record, Stop> {
        let ledger = self.ledger.take().ok_or(Stop::Spent)?;
        let contradiction = |why| Stop::Contradiction { sequence, why };
        let (recorded, command) = self.read(sequence, bytes).map_err(contradiction)?;
        let ledger = happened(ledger, &recorded).map_err(contradiction)?;
        let Header { id, signers, .. } = &recorded.header;
        let author = signers.author();
        let unknown = || contradiction(Contradiction::UnknownAuthor(author));
        // The founding enrols the keys that sign it, so the role is looked up afterwards.
        let role = ledger.keys().get(&author).ok_or_else(unknown)?.role;
        self.last_at = recorded.recorded_at;
        self.ledger = Some(ledger);
        Ok(Record {
            sequence,
            recorded_at: recorded.recorded_at,
            command: command.into(),
            author,
            author_role: role.to_string(),
            id: *id,
            signers: signers.iter().copied().collect(),
            leaf: leaf(bytes),
        })
    }

    /// Whether a record could not have happened, so that nothing can be said about later ones.
    pub(crate) fn is_spent(&self) -> bool {
        self.ledger.is_none()
    }

    /// The rows that the last record changed.
    pub(crate) fn changes(&self, sequence: u64) -> Vec<Change> {
        self.rows().into_iter().map(|(key, row)| Change::of(sequence, key, row)).collect()
    }

    /// What these rows are now; no row where it is gone.
    pub(crate) fn rows(&self) -> Vec<(RowKey, Option<Row>)> {
        self.ledger.as_ref().map(rows).unwrap_or_default()
    }

    /// The record, and the name of its command.
    fn read(&self, sequence: u64, bytes: &[u8]) -> Result<(Recorded, &'static str), Contradiction> {
        let stored = record::read(bytes).map_err(Contradiction::Record)?;
        let Stored { sequence: stated, recorded_at, envelope, events } = stored;
        if stated != sequence {
            return Err(Contradiction::Sequence(stated));
        }
        if recorded_at < self.last_at {
            return Err(Contradiction::Time);
        }
        let asked = envelope::open(&envelope).map_err(Contradiction::Envelope)?.asked;
        let origin = asked.header.ledger.as_str();
        if Hash::of(&[origin.as_bytes()]) != self.origin {
            return Err(Contradiction::OtherLedger(origin.into()));
        }
        let command = asked.command.name();
        Ok((Recorded { sequence, recorded_at, header: asked.header, events }, command))
    }
}

/// Evolving panics over a record that was never decided. To a projector that is a damaged log, to
/// be told as such; the ledger is gone with it, and nothing is stored.
fn happened(ledger: Ledger, recorded: &Recorded) -> Result<Ledger, Contradiction> {
    let evolved = catch_unwind(AssertUnwindSafe(|| evolve(ledger, recorded)));
    evolved.map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        Contradiction::Events(text.unwrap_or("for a reason that was not told").into())
    })
}
