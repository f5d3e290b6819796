//! What a ledger is: read once from its record 0, which never changes.

use std::sync::{Arc, OnceLock};

use rights_api::{
    convert::{self, Founding},
    status::Failure,
    v1::{GetLedgerResponse, Head, Reason},
};
use rights_log::{Error, Reading};
use rights_views::Reader;
use tonic::Status;

use super::{Query, failure, moment};
use crate::audit;

/// What record 0 of a log says.
#[derive(Clone)]
pub(super) struct Identity {
    log: Arc<dyn Reading>,
    known: Arc<OnceLock<Founding>>,
}

impl Identity {
    pub(super) fn new(log: Arc<dyn Reading>) -> Identity {
        Identity { log, known: Arc::default() }
    }

    /// The ledger's origin and its purpose.
    fn get(&self) -> Result<Founding, Failure> {
        if let Some(known) = self.known.get() {
            return Ok(known.clone());
        }
        let record = first(&*self.log).map_err(|error| audit::failure(&error))?;
        let record = record.ok_or_else(|| Failure::new(Reason::LedgerNotFounded))?;
        let read = convert::founding(&record)
            .map_err(|malformed| Failure::new(Reason::LogDamaged).fact("why", malformed))?;
        Ok(self.known.get_or_init(|| read).clone())
    }
}

/// The bytes of record 0; claims may precede it.
fn first(log: &dyn Reading) -> Result<Option<Vec<u8>>, Error> {
    let mut reader = log.read(None)?;
    while let Some(frame) = reader.read_next()? {
        if let Some((_, record)) = frame.records().next() {
            return Ok(Some(record.to_vec()));
        }
    }
    Ok(None)
}

impl Query {
    pub(super) async fn ledger(&self) -> Result<GetLedgerResponse, Status> {
        self.read(0, |query, reader| {
            let head = moment::position(reader)?.head;
            let Founding { origin, purpose } = query.identity.get()?;
            Ok(GetLedgerResponse {
                origin,
                purpose: purpose.into(),
                identity: identity(reader)?,
                head: Some(Head { size: head.size, root: head.root.bytes().to_vec() }),
            })
        })
        .await
    }
}

fn identity(reader: &dyn Reader) -> Result<Vec<u8>, Failure> {
    let record = reader.record(0).map_err(failure::of)?;
    let record = record.ok_or_else(|| Failure::new(Reason::LedgerNotFounded))?;
    Ok(record.leaf.bytes().to_vec())
}
