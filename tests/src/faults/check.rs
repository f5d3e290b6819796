//! Whether the ledger is what it promised to be: the log read by a reader of one's own, every
//! decision made again, and what clients and readers were told compared with that.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::time::{Duration, Instant};

use ed25519_dalek::VerifyingKey;
use rights::envelope::verifying_key;
use rights::id::KeyId;
use rights::ledger::rows;
use rights::table::Cell;
use rights::verify::{Auditor, Examined, examine};
use rights_config::settings::Settings;
use rights_log::{Error, Reader};
use rights_views::{Views, all_rows};
use tlog::hash::Hash;

use super::journal::{Journal, Outcome, Promised, Told};
use super::wait;
use super::world::Name;
use crate::cast;

/// How long the log may say nothing before it is asked again.
const PAUSE: Duration = Duration::from_millis(25);

/// Follows one ledger from its first frame.
pub struct Check {
    reader: Box<dyn Reader>,
    views: std::sync::Arc<dyn Views>,
    auditor: Auditor,
    keys: HashMap<KeyId, VerifyingKey>,
    /// Records of the frame that was read last and are not taken yet.
    pending: VecDeque<Examined>,
    /// The digest of every row, and the record that last changed it.
    rows: BTreeMap<Place, (Hash, u64)>,
    recorded: HashMap<Name, (u64, Hash)>,
    refused: HashSet<Name>,
    /// How many records were there before the first client.
    founded: u64,
    /// How many outcomes were compared already.
    compared: usize,
}

/// Where a row is: its table, and the cells of its key.
type Place = (&'static str, Vec<Cell>);

impl Check {
    /// Nothing read yet of the ledger in `stores`, which held so many records when it was founded.
    #[must_use]
    pub fn of(stores: &Settings, founded: u64) -> Self {
        let log = rights_stores::log(stores).expect("nothing is between the harness and the log");
        let views = rights_stores::views(stores).expect("nor between it and the views");
        Self {
            reader: log.read(None).expect("a log that was just founded can be read"),
            views,
            auditor: Auditor::of(cast::ledger()),
            keys: HashMap::new(),
            pending: VecDeque::new(),
            rows: BTreeMap::new(),
            recorded: HashMap::new(),
            refused: HashSet::new(),
            founded,
            compared: 0,
        }
    }

    /// How many records were taken.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.auditor.head().size
    }

    /// Everything that was told until now is true, and the views show what follows from the log.
    ///
    /// # Errors
    /// What is not so, or did not become so within `patience`.
    pub fn all(&mut self, journal: &Journal, patience: Duration) -> Result<(), String> {
        journal.sound()?;
        let told = journal.since(self.compared);
        self.compared += told.len();
        let last = told.iter().filter_map(Told::sequence).max();
        self.views_follow(last.map_or(self.founded, |last| last + 1), journal, patience)?;
        told.into_iter().try_for_each(|told| self.compare(told))
    }

    /// The views reach `size`, and are then exactly what a replay to where they are gives.
    fn views_follow(
        &mut self,
        size: u64,
        journal: &Journal,
        patience: Duration,
    ) -> Result<(), String> {
        let until = Instant::now() + patience;
        let mut why = String::new();
        while Instant::now() < until {
            match self.views_at(size, journal, until)? {
                None => return Ok(()),
                Some(not_yet) => why = not_yet,
            }
            wait::moment();
        }
        Err(format!("the views do not reach {size} records within {patience:?}: {why}"))
    }

    /// None once they were compared, otherwise why they cannot be yet.
    fn views_at(
        &mut self,
        size: u64,
        journal: &Journal,
        until: Instant,
    ) -> Result<Option<String>, String> {
        let views = std::sync::Arc::clone(&self.views);
        let snapshot = match views.snapshot() {
            Ok(snapshot) => snapshot,
            Err(error @ rights_views::Error::Damaged { .. }) => return Err(error.to_string()),
            Err(error) => return Ok(Some(error.to_string())),
        };
        let reached = snapshot.position().map_or(0, |position| position.head.size);
        if reached < size {
            return Ok(Some(format!("they are at {reached}")));
        }
        self.follow(reached, journal, until)?;
        let mut count = 0;
        for line in all_rows(&*snapshot) {
            let line = match line {
                Ok(line) => line,
                Err(error @ rights_views::Error::Unavailable { .. }) => {
                    return Ok(Some(error.to_string()));
                }
                Err(error) => return Err(format!("views at {reached}: {error}")),
            };
            let (table, mut key) = (line.row.table(), line.row.cells());
            key.truncate(table.key);
            let stored = (Hash::of(&[&line.row.bytes()]), line.sequence);
            let place = (table.name, key);
            if self.rows.get(&place) != Some(&stored) {
                return Err(format!("views at {reached}: {place:?} is not what the log implies"));
            }
            count += 1;
        }
        let implied = self.rows.len();
        if count != implied {
            return Err(format!("views at {reached}: {count} rows, the log implies {implied}"));
        }
        Ok(None)
    }

    /// Takes records until there are `size`.
    fn follow(&mut self, size: u64, journal: &Journal, until: Instant) -> Result<(), String> {
        while self.size() < size {
            if let Some(record) = self.pending.pop_front() {
                self.take(record, journal)?;
                continue;
            }
            match self.reader.read_next() {
                Ok(Some(frame)) => {
                    let found = |finding| format!("the verifier refuses the log: {finding}");
                    self.auditor.frame(frame.bytes()).map_err(found)?;
                    let records = frame.records().map(|(at, bytes)| examine(at, bytes));
                    self.pending = records.collect::<Result<_, _>>().map_err(found)?;
                }
                Ok(None) | Err(Error::Unavailable(_)) => self.wait()?,
                Err(Error::Stop(stop)) => return Err(format!("the log cannot be read: {stop}")),
            }
            if Instant::now() > until {
                let read = self.size();
                return Err(format!("views reflect {size} records, the log has {read}"));
            }
        }
        Ok(())
    }

    fn wait(&mut self) -> Result<(), String> {
        match self.reader.wait(PAUSE) {
            Ok(()) => Ok(()),
            Err(Error::Unavailable(_)) => {
                wait::moment();
                Ok(())
            }
            Err(Error::Stop(stop)) => Err(format!("the log cannot be read: {stop}")),
        }
    }

    fn take(&mut self, record: Examined, journal: &Journal) -> Result<(), String> {
        for (id, public_key) in record.keys() {
            if let Ok(key) = verifying_key(&public_key) {
                self.keys.insert(id, key);
            }
        }
        let header = &record.asked().header;
        let name = (header.signers.author(), header.id);
        let (sequence, leaf) = (record.sequence, record.leaf());
        let found = |finding| format!("the verifier refuses the log: {finding}");
        record.verify(|id| self.keys.get(id)).map_err(found)?;
        self.auditor.record(record).map_err(found)?;
        for (key, row) in rows(self.auditor.ledger()) {
            let place = (key.table().name, key.cells());
            let Some(row) = row else {
                self.rows.remove(&place);
                continue;
            };
            let digest = Hash::of(&[&row.bytes()]);
            if self.rows.get(&place).is_none_or(|(stored, _)| *stored != digest) {
                self.rows.insert(place, (digest, sequence));
            }
        }
        self.expect(name, sequence, leaf, journal)
    }

    /// The record may be there: somebody asked for it, it is there once, and nobody was told that
    /// it is not.
    fn expect(
        &mut self,
        name: Name,
        sequence: u64,
        leaf: Hash,
        journal: &Journal,
    ) -> Result<(), String> {
        if let Some((before, _)) = self.recorded.insert(name, (sequence, leaf)) {
            return Err(format!("{name:?} is recorded twice, at {before} and at {sequence}"));
        }
        if self.refused.contains(&name) {
            return Err(format!("{name:?} was refused, and is recorded at {sequence}"));
        }
        let ours = sequence < self.founded || name.0 == cast::key_of(clerk());
        if !ours && !journal.was_sent(&name) {
            return Err(format!("nobody asked for {name:?}, recorded at {sequence}"));
        }
        Ok(())
    }

    fn compare(&mut self, Told { name, outcome }: Told) -> Result<(), String> {
        let recorded = self.recorded.get(&name);
        match outcome {
            Outcome::Recorded(Promised { sequence, leaf, head }) => {
                if recorded != Some(&(sequence, leaf)) {
                    return Err(format!(
                        "{name:?} was acknowledged at {sequence}, the log has {recorded:?}"
                    ));
                }
                if !self.auditor.contains(&head) {
                    return Err(format!(
                        "{name:?} has a receipt of a head that never was: {head:?}"
                    ));
                }
                Ok(())
            }
            Outcome::Refused(why) => {
                self.refused.insert(name);
                match recorded {
                    None => Ok(()),
                    Some((sequence, _)) => {
                        Err(format!("{name:?} was refused ({why}), and is recorded at {sequence}"))
                    }
                }
            }
        }
    }
}

fn clerk() -> rights::role::Role {
    rights::role::Role::Clerk(rights::role::ClerkDuty::Deadlines)
}
