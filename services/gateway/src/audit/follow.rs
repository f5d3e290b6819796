//! One stream of records: where it is, and how it ends.

use std::time::Duration;

use rights_api::{
    status::{self, Failure},
    v1::{LogRecord, Reason},
};
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tonic::Status;

use super::cursor::Cursor;

/// A stream ends.
pub(super) enum End {
    /// All was given out.
    Done,
    /// Nobody reads any more.
    Gone,
    /// Its reader is told why.
    Because(Failure),
}

/// A place in the log and somebody who reads from there.
pub(super) struct Follow<T> {
    cursor: Option<Cursor>,
    sender: mpsc::Sender<Result<T, Status>>,
    /// Room for saying why the stream ends, kept free however slowly its reader reads.
    last: mpsc::OwnedPermit<Result<T, Status>>,
    patience: Duration,
    /// Counts the stream as long as it lasts.
    _turn: OwnedSemaphorePermit,
}

impl<T> Follow<T> {
    /// At most `waiting_max` messages wait for the reader, who gets them from the receiver.
    pub(super) fn new(
        cursor: Cursor,
        waiting_max: usize,
        patience: Duration,
        turn: OwnedSemaphorePermit,
    ) -> (Follow<T>, mpsc::Receiver<Result<T, Status>>) {
        let (sender, receiver) = mpsc::channel(waiting_max + 1);
        let last = sender.clone().try_reserve_owned().expect("a new channel is empty and open");
        (Follow { cursor: Some(cursor), sender, last, patience, _turn: turn }, receiver)
    }

    fn cursor(&self) -> &Cursor {
        self.cursor.as_ref().expect("the cursor is away only while a chunk is read")
    }

    /// The last sequence that the log held when it was looked at last, and that will not come again;
    /// none if it held no record.
    pub(super) fn passed(&self) -> Option<u64> {
        self.cursor().passed().checked_sub(1)
    }

    /// How many records the log held when it was looked at last.
    pub(super) fn size(&self) -> u64 {
        self.cursor().passed()
    }

    /// The next records; none at the end that the log has now.
    pub(super) async fn chunk(&mut self) -> Result<Vec<LogRecord>, End> {
        let cursor = self.cursor.take().expect("the cursor is away only while a chunk is read");
        let (cursor, chunk) = cursor.chunk().await;
        let next = cursor.next();
        self.cursor = Some(cursor);
        chunk.map_err(|failure| End::Because(failure.fact("from_sequence", next)))
    }

    /// Hands one message over; `next` is where a reader that is cut off here resumes.
    pub(super) async fn tell(&mut self, message: T, next: u64) -> Result<(), End> {
        match tokio::time::timeout(self.patience, self.sender.send(Ok(message))).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(End::Gone),
            Err(_) => {
                let slow = Failure::new(Reason::SlowConsumer);
                Err(End::Because(slow.fact("from_sequence", next)))
            }
        }
    }

    /// Returns when nobody reads any more.
    pub(super) async fn gone(&mut self) {
        self.sender.closed().await;
    }

    /// Ends the stream as `told` says, behind whatever its reader was handed before.
    pub(super) fn end(self, told: Result<(), End>) {
        match told {
            Ok(()) | Err(End::Done | End::Gone) => {}
            Err(End::Because(failure)) => {
                self.last.send(Err(status::failure(&failure)));
            }
        }
    }
}
