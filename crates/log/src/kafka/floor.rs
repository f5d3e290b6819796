//! What the log's owner remembers beside Kafka: how far the log was, so that a topic that was cut
//! short or made anew is not taken for it.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tlog::hash::Hash;
use tlog::head::Seen;

use super::client::Client;
use super::fault;
use crate::error::{Error, Stop, TopicFault};

/// The floor follows the log by this much at most while records come.
const EVERY: Duration = Duration::from_secs(1);
const FIRST_LINE: &str = "rights floor 1";

/// A small file, replaced as a whole and durably; nothing is kept where no path was chosen.
pub(super) struct Floor {
    path: Option<PathBuf>,
    topic: String,
    ledger: Hash,
    written: Option<(Seen, Instant)>,
}

impl Floor {
    pub(super) fn new(path: Option<PathBuf>, topic: &str, ledger: Hash) -> Self {
        Self { path, topic: topic.to_owned(), ledger, written: None }
    }

    /// The floor of the log in the client's topic.
    pub(super) fn of(client: &Client, ledger: Hash) -> Self {
        Self::new(client.address.floor.clone(), client.topic(), ledger)
    }

    /// What the file says; none where there is no file.
    pub(super) fn read(&self) -> Result<Option<Seen>, Error> {
        let Some(path) = &self.path else { return Ok(None) };
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) if error.kind() == ErrorKind::InvalidData => return Err(self.spoilt(path)),
            Err(error) => return Err(fault::io(error)),
        };
        let (topic, ledger, seen) = parse(&text).ok_or_else(|| self.spoilt(path))?;
        // Of a founding that broke off there is nothing to remember.
        if seen.size == 0 {
            return Ok(None);
        }
        if topic != self.topic {
            return Err(self.spoilt(path));
        }
        if ledger != self.ledger {
            let path = path.clone();
            return Err(Stop::OtherLedger { path, found: ledger, asked: self.ledger }.into());
        }
        Ok(Some(seen))
    }

    /// Remembers the head of the log, durably once this returns.
    pub(super) fn write(&mut self, seen: Seen) -> Result<(), Error> {
        let Some(path) = &self.path else { return Ok(()) };
        let Self { topic, ledger, .. } = self;
        let Seen { size, root } = seen;
        let lines =
            format!("{FIRST_LINE}\ntopic {topic}\nledger {ledger}\nsize {size}\nroot {root}\n");
        replace(path, &lines).map_err(fault::io)?;
        self.written = Some((seen, Instant::now()));
        Ok(())
    }

    /// Remembers the head, unless another one was remembered a moment ago.
    pub(super) fn follow(&mut self, seen: Seen) -> Result<(), Error> {
        match self.written {
            Some((_, at)) if at.elapsed() < EVERY => Ok(()),
            Some(_) | None => self.write(seen),
        }
    }

    /// Remembers the last head. If that fails the file says less than it could, and nothing wrong.
    pub(super) fn close(&mut self, seen: Seen) {
        if self.written.is_some_and(|(written, _)| written != seen) {
            drop(self.write(seen));
        }
    }

    fn spoilt(&self, path: &Path) -> Error {
        fault::topic(&self.topic, TopicFault::Floor(path.to_owned()))
    }
}

/// The new text is on the disk before it takes the old one's name, and the name before we return.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        Some(_) | None => Path::new("."),
    };
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let new = directory.join(name);
    let mut file = File::create(&new)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    File::open(directory)?.sync_all()
}

fn parse(text: &str) -> Option<(&str, Hash, Seen)> {
    let mut lines = text.strip_suffix('\n')?.split('\n');
    if lines.next()? != FIRST_LINE {
        return None;
    }
    let topic = lines.next()?.strip_prefix("topic ")?;
    let ledger = Hash::parse(lines.next()?.strip_prefix("ledger ")?).ok()?;
    let size = lines.next()?.strip_prefix("size ")?.parse().ok()?;
    let root = Hash::parse(lines.next()?.strip_prefix("root ")?).ok()?;
    lines.next().is_none().then_some((topic, ledger, Seen { size, root }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEDGER: Hash = Hash::new([7; 32]);
    const SEEN: Seen = Seen { size: 4, root: Hash::new([9; 32]) };

    fn floor(directory: &Path) -> Floor {
        Floor::new(Some(directory.join("floor")), "t", LEDGER)
    }

    #[test]
    fn a_floor_remembers_what_was_written_last() {
        let directory = tempfile::tempdir().expect("there is room for a directory");
        let mut floor = floor(directory.path());
        assert_eq!(floor.read().expect("there is none"), None);
        floor.write(SEEN).expect("there is room for it");
        assert_eq!(floor.read().expect("it is whole"), Some(SEEN));
        let later = Seen { size: 5, ..SEEN };
        floor.follow(later).expect("it waits");
        assert_eq!(floor.read().expect("it is whole"), Some(SEEN), "not twice a second");
        floor.close(later);
        assert_eq!(floor.read().expect("it is whole"), Some(later));
        assert_eq!(fs::read_dir(directory.path()).expect("it is there").count(), 1);
    }

    #[test]
    fn a_spoilt_floor_and_another_ones_are_not_overlooked() {
        let directory = tempfile::tempdir().expect("there is room for a directory");
        floor(directory.path()).write(SEEN).expect("there is room for it");
        let path = directory.path().join("floor");
        let whole = fs::read_to_string(&path).expect("it was written");
        for length in 0..whole.len() {
            fs::write(&path, &whole[..length]).expect("it can be written");
            assert!(floor(directory.path()).read().is_err(), "{length} bytes of it");
        }
        fs::write(&path, [&whole, "more\n"].concat()).expect("it can be written");
        assert!(floor(directory.path()).read().is_err());
        fs::write(&path, [0xff]).expect("it can be written");
        assert!(floor(directory.path()).read().is_err());
        fs::write(&path, &whole).expect("it can be written");
        let other = Floor::new(Some(path.clone()), "t", Hash::new([8; 32])).read();
        assert!(matches!(other, Err(Error::Stop(Stop::OtherLedger { found: LEDGER, .. }))));
        assert!(Floor::new(Some(path), "u", LEDGER).read().is_err(), "another topic's");
    }

    #[test]
    fn a_floor_of_no_records_keeps_nobody_from_founding() {
        let directory = tempfile::tempdir().expect("there is room for a directory");
        let none = Seen { size: 0, ..SEEN };
        floor(directory.path()).write(none).expect("there is room for it");
        let path = Some(directory.path().join("floor"));
        let other = Floor::new(path, "t", Hash::new([8; 32])).read();
        assert_eq!(other.expect("nothing is remembered"), None);
    }
}
