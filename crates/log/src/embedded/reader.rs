//! Reads the rows of the embedded log in order, accepting each or stopping at it.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension, Row};
use tlog::hash::Hash;
use tlog::head::Head;
use tlog::judge::{Follower, Verdict};

use super::{Grown, fault};
use crate::error::{Damage, Error};
use crate::{Accepted, Bookmark, Reader};

/// How much is fetched at once: enough that a statement's cost vanishes, little enough to hold.
const FETCH_ROWS: usize = 256;
const FETCH_BYTES: usize = 1 << 20;

/// SQLite counts rows from 1, so 0 is the place before the first frame.
const BEFORE_ALL: u64 = 0;

/// One stored frame, not judged yet.
struct Stored {
    position: u64,
    digest: Hash,
    frame: Bytes,
}

/// A place between two rows. It has no statement open between calls, so it never keeps SQLite
/// from tidying up its write-ahead log.
pub(super) struct Rows {
    connection: Connection,
    follower: Follower,
    position: u64,
    digest: Hash,
    fetched: VecDeque<Stored>,
}

impl Rows {
    fn begin(connection: Connection, ledger: Hash) -> Self {
        let (follower, fetched) = (Follower::of(ledger), VecDeque::new());
        Self { connection, follower, position: BEFORE_ALL, digest: Hash::ZERO, fetched }
    }

    /// Behind the bookmark's frame, which is read again and must be what it was.
    pub(super) fn resume(
        connection: Connection,
        ledger: Hash,
        after: Option<&Bookmark>,
    ) -> Result<Self, Error> {
        let mut rows = Self::begin(connection, ledger);
        let Some(bookmark) = after else { return Ok(rows) };
        match rows.at(bookmark.position)? {
            None => return Err(Damage::Vanished.at(bookmark.position)),
            Some(stored) if Hash::of(&[&stored.frame]) != bookmark.digest => {
                return Err(Damage::Changed.at(bookmark.position));
            }
            Some(_) => {}
        }
        rows.follower = bookmark.follower(ledger);
        rows.position = bookmark.position;
        rows.digest = bookmark.digest;
        Ok(rows)
    }

    pub(super) fn head(&self) -> &Head {
        self.follower.head()
    }

    pub(super) const fn follower(&self) -> &Follower {
        &self.follower
    }

    pub(super) const fn position(&self) -> u64 {
        self.position
    }

    pub(super) fn bookmark(&self) -> Option<Bookmark> {
        let bookmark = || Bookmark::new(self.position, self.digest, &self.follower);
        (self.position != BEFORE_ALL).then(bookmark)
    }

    /// The next frame, accepted; none at the end.
    pub(super) fn read_next(&mut self) -> Result<Option<Accepted>, Error> {
        if self.fetched.is_empty() {
            self.fetch()?;
        }
        let Some(stored) = self.fetched.pop_front() else { return Ok(None) };
        let accepted = self.accept(stored);
        if accepted.is_err() {
            // The next call meets the same row again, and stops at it again.
            self.fetched.clear();
        }
        accepted.map(Some)
    }

    fn accept(&mut self, stored: Stored) -> Result<Accepted, Error> {
        let Stored { position, digest, frame } = stored;
        if position != self.position + 1 {
            return Err(Damage::Gap.at(position));
        }
        // The root finds a changed record only at the next frame of records; this, at once.
        if Hash::of(&[&frame]) != digest {
            return Err(Damage::Digest.at(position));
        }
        let before = *self.follower.head();
        match self.follower.follow(&frame) {
            Verdict::Next(_) => {}
            Verdict::Stale(why) => return Err(Damage::Stale(why).at(position)),
            Verdict::Impossible(why) => return Err(Damage::Impossible(why).at(position)),
        }
        self.position = position;
        self.digest = digest;
        Ok(Accepted::new(position, before, *self.follower.head(), frame))
    }

    fn fetch(&mut self) -> Result<(), Error> {
        let next = self.position + 1;
        let fetched = rows_after(&self.connection, self.position);
        self.fetched = fetched.map_err(|error| fault::sql(error, next))?;
        Ok(())
    }

    fn at(&self, position: u64) -> Result<Option<Stored>, Error> {
        let found = row_at(&self.connection, position);
        found.map_err(|error| fault::sql(error, position))
    }
}

fn rows_after(connection: &Connection, position: u64) -> rusqlite::Result<VecDeque<Stored>> {
    let select = "SELECT position, digest, frame FROM frames WHERE position > ?1 ORDER BY position";
    let mut statement = connection.prepare_cached(select)?;
    let mut rows = statement.query([position])?;
    let (mut fetched, mut bytes) = (VecDeque::new(), 0);
    while bytes < FETCH_BYTES && fetched.len() < FETCH_ROWS {
        let Some(row) = rows.next()? else { break };
        let row = stored(row)?;
        bytes += row.frame.len();
        fetched.push_back(row);
    }
    Ok(fetched)
}

fn row_at(connection: &Connection, position: u64) -> rusqlite::Result<Option<Stored>> {
    let select = "SELECT position, digest, frame FROM frames WHERE position = ?1";
    connection.prepare_cached(select)?.query_row([position], stored).optional()
}

fn stored(row: &Row<'_>) -> rusqlite::Result<Stored> {
    let frame = Bytes::from(row.get::<_, Vec<u8>>(2)?);
    Ok(Stored { position: row.get(0)?, digest: Hash::new(row.get(1)?), frame })
}

/// A reader woken by the writers of its own process. Another process's writers wake nobody: a
/// reader that does not take part looks again when its time has passed.
pub(super) struct Embedded {
    rows: Rows,
    grown: Arc<Grown>,
    /// How many frames this process had appended before the end was reached last.
    known: u64,
}

impl Embedded {
    pub(super) fn new(rows: Rows, grown: Arc<Grown>) -> Self {
        Self { rows, grown, known: 0 }
    }
}

impl Reader for Embedded {
    fn read_next(&mut self) -> Result<Option<Accepted>, Error> {
        // Before looking: a frame that comes while we look is then noticed by `wait`.
        let known = self.grown.frames();
        let next = self.rows.read_next()?;
        if next.is_none() {
            self.known = known;
        }
        Ok(next)
    }

    fn wait(&mut self, at_most: Duration) -> Result<(), Error> {
        self.grown.beyond(self.known, at_most);
        Ok(())
    }

    fn skipped(&self) -> u64 {
        0
    }

    fn bookmark(&self) -> Option<Bookmark> {
        self.rows.bookmark()
    }
}
