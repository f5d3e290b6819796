//! A ledger whose log and views are real files, and a gateway over them.

#![allow(dead_code, unreachable_pub, reason = "each test file uses its part of the world")]

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use prost::Message as _;
use rights::{
    id::{CommandId, KeyId, PartyId},
    row::{Row, RowKey},
    time::Instant,
    wire::v1::{self as ledger, KeyRow, PartyRow},
};
use rights_api::{
    status::{self, Refused},
    v1::{Reason, audit_client::AuditClient, query_client::QueryClient},
};
use rights_gateway::{
    audit::{Audit, Tail},
    health::{Readiness, SERVICES},
    metrics::Metrics,
    query::Query,
    reflected::Reflected,
    routes,
    serve::{Stop, Stopping, stop},
};
use rights_log::{Log, Writer};
use rights_openings::{Openings, Reading};
use rights_views::{Change, Filler, Position, Record, Views};
use tlog::{
    frame,
    hash::{Hash, leaf},
};
use tokio::sync::watch;
use tonic::{
    Status,
    service::{Routes, RoutesBuilder},
};

pub const ORIGIN: &str = "aurora.example/0123456789abcdef";

/// Long enough that no test meets it.
pub const PATIENT: Duration = Duration::from_hours(1);

pub struct World {
    directory: tempfile::TempDir,
    pub log: Arc<dyn Log>,
    pub views: Arc<dyn Views>,
    pub openings: Option<Arc<dyn Openings>>,
    writer: Box<dyn Writer>,
    filler: Box<dyn Filler>,
    position: Option<Position>,
    reflected: watch::Sender<u64>,
    pub stop: Stop,
    pub stopping: Stopping,
    pub metrics: Metrics,
}

impl World {
    /// A founded ledger: record 0 is in the log and in the views.
    pub fn founded() -> World {
        let directory = tempfile::tempdir().expect("there is room for a directory");
        let ledger = Hash::of(&[ORIGIN.as_bytes()]);
        let log = rights_log::embedded::Embedded::create(directory.path(), ledger);
        let log: Arc<dyn Log> = Arc::new(log.expect("a new directory takes a log"));
        let writer = log.found(&[]).expect("an empty log is founded");
        let views = rights_views::embedded::Embedded::open(directory.path());
        let views: Arc<dyn Views> = Arc::new(views.expect("a new directory takes views"));
        let mut filler = views.filler().expect("new views are filled");
        filler.serve().expect("new views are served");
        let (stop, stopping) = stop();
        let (reflected, _) = watch::channel(0);
        let (openings, position) = (None, None);
        let mut world = World {
            directory,
            log,
            views,
            openings,
            writer,
            filler,
            position,
            reflected,
            stop,
            stopping,
            metrics: Metrics::default(),
        };
        world.record("OpenProgramme", []);
        world
    }

    /// With texts that whoever reads the rows may read.
    pub fn with_openings(mut self) -> World {
        let path = self.directory.path().join("openings.db");
        let openings = rights_openings::embedded::Embedded::alone(&path);
        self.openings = Some(Arc::new(openings.expect("a new file takes openings")));
        self
    }

    /// Records a command that left these rows; its sequence.
    pub fn record<const N: usize>(&mut self, command: &str, rows: [(RowKey, Row); N]) -> u64 {
        let sequence = self.writer.head().size;
        let change = |(key, row)| Change::of(sequence, key, Some(row));
        let changes = rows.into_iter().map(change);
        self.append(command, 1, changes.collect());
        sequence
    }

    /// Records `count` commands that changed no row, some hundred at once.
    pub fn record_many(&mut self, count: u64) {
        for begun in (0..count).step_by(500) {
            self.append("RegisterResult", (count - begun).min(500), Vec::new());
        }
    }

    /// One frame of `count` records.
    fn append(&mut self, command: &str, count: u64, changes: Vec<Change>) {
        let first = self.writer.head().size;
        let mut batch = frame::Batch::default();
        let mut records = Vec::new();
        for sequence in first..first + count {
            let bytes = bytes(sequence);
            batch.push(&bytes).expect("a frame has room for some hundred");
            records.push(record(sequence, command, leaf(&bytes)));
        }
        let head = self.writer.append(&batch).expect("the log takes a frame");
        // Where the log keeps a frame means nothing to the views.
        let to = Position { head, frame: head.size };
        let batch = rights_views::Batch { extends: self.position, to, records, changes };
        self.filler.store(&batch).expect("the views take a frame");
        self.position = Some(to);
        self.reflected.send_replace(head.size);
    }

    /// Has the log alone hold a record that no other world records.
    pub fn record_otherwise(&mut self) {
        let mut batch = frame::Batch::default();
        batch.push(b"otherwise").expect("a frame has room for one");
        self.writer.append(&batch).expect("the log takes a frame");
    }

    /// Changes one byte of the frame that holds the record `sequence`, recorded alone.
    pub fn damage(&self, sequence: u64) {
        let path = self.directory.path().join(rights_log::embedded::FILE_NAME);
        let file = rusqlite::Connection::open(path).expect("the log is a file");
        let change = "UPDATE frames SET frame = CAST(frame || x'00' AS BLOB) WHERE position = ?1";
        // The claim stands first, and positions count from 1.
        let changed = file.execute(change, [sequence + 2]).expect("the file takes a change");
        assert_eq!(changed, 1);
    }

    pub fn audit(&self, patience: Duration) -> Audit {
        let tail = Tail::of(Arc::<dyn Log>::clone(&self.log), self.stopping.clone());
        let tail = tail.expect("the system has a thread");
        Audit::new(Arc::<dyn Log>::clone(&self.log), tail, self.stopping.clone(), patience)
    }

    /// How many records the views reflect, as it grows.
    pub fn reflected(&self) -> watch::Receiver<u64> {
        self.reflected.subscribe()
    }

    /// The views as they are looked at where another process fills them, over the log of `self`.
    pub fn looks_at(&self, views: &Arc<dyn Views>) -> Reflected {
        let log: Arc<dyn rights_log::Reading> = Arc::<dyn Log>::clone(&self.log);
        let tail = Tail::of(Arc::clone(&log), self.stopping.clone());
        let tail = tail.expect("the system has a thread");
        let followed = Reflected::follow(Arc::clone(views), log, tail, self.stopping.clone());
        followed.expect("the system has a thread")
    }

    pub fn query(&self) -> Query {
        let (views, log) = (Arc::clone(&self.views), Arc::<dyn Log>::clone(&self.log));
        let openings = self.openings.clone().map(|openings| openings as Arc<dyn Reading>);
        Query::new(views, self.reflected.subscribe(), log, openings)
    }

    /// Both services and health behind one router, and the handle of their readiness.
    pub async fn routes(&self, patience: Duration, web: axum::Router) -> (axum::Router, Readiness) {
        let audit = self.audit(patience).server();
        let (readiness, health) = Readiness::of(&SERVICES).await;
        let mut services = RoutesBuilder::default();
        services.add_service(audit).add_service(self.query().server()).add_service(health);
        let routes = routes::routes(services, web, &self.metrics);
        (routes.expect("the descriptors are readable"), readiness)
    }

    pub async fn in_process(&self) -> Routes {
        Routes::from(self.routes(PATIENT, axum::Router::new()).await.0)
    }

    pub async fn querying(&self) -> QueryClient<Routes> {
        QueryClient::new(self.in_process().await)
    }

    pub async fn auditing(&self, patience: Duration) -> AuditClient<Routes> {
        AuditClient::new(Routes::from(self.routes(patience, axum::Router::new()).await.0))
    }
}

/// The bytes of the record `sequence`; those of record 0 found the ledger.
pub fn bytes(sequence: u64) -> Vec<u8> {
    if sequence > 0 {
        return format!("record {sequence}").into_bytes();
    }
    let founding = ledger::OpenProgramme {
        purpose: ledger::Purpose::Development.into(),
        ..ledger::OpenProgramme::default()
    };
    let command = ledger::Command {
        ledger: ORIGIN.into(),
        operation: Some(ledger::command::Operation::OpenProgramme(founding)),
        ..ledger::Command::default()
    };
    let payload = command.encode_to_vec();
    let envelope = ledger::Envelope { payload, ..ledger::Envelope::default() };
    let envelope = envelope.encode_to_vec();
    ledger::Record { envelope, recorded_at_us: 1_000, ..ledger::Record::default() }.encode_to_vec()
}

/// Records are recorded one millisecond apart.
pub fn recorded_at(sequence: u64) -> u64 {
    1_000 * (sequence + 1)
}

pub fn author() -> KeyId {
    KeyId([7; 32])
}

pub fn command_id(sequence: u64) -> CommandId {
    let mut bytes = [0; 16];
    bytes[..6].copy_from_slice(&sequence.to_be_bytes()[2..]);
    (bytes[6], bytes[8]) = (0x70, 0x80);
    CommandId::from_bytes(bytes).expect("these are version 7 and its variant")
}

pub fn party(id: &str, state: &str) -> (RowKey, Row) {
    let key = RowKey::Party(PartyId::parse(id).expect("an id"));
    let row = PartyRow {
        party: id.into(),
        seat: "AM".into(),
        kind: "ENTERPRISE".into(),
        name: id.to_uppercase(),
        state: state.into(),
        revision: 1,
        ..PartyRow::default()
    };
    (key, Row::Party(row))
}

/// A row with 32 bytes that may be a commitment.
pub fn holding(commitment: &Hash) -> (RowKey, Row) {
    let row =
        KeyRow { key: vec![1; 32], public_key: commitment.bytes().to_vec(), ..KeyRow::default() };
    (RowKey::Key(KeyId([1; 32])), Row::Key(row))
}

pub fn reason(status: &Status) -> Reason {
    refused(status).reason
}

pub fn refused(status: &Status) -> Refused {
    status::read(status).expect("every status of ours says why")
}

pub fn facts(status: &Status) -> BTreeMap<String, String> {
    refused(status).facts.into_iter().collect()
}

fn record(sequence: u64, command: &str, leaf: Hash) -> Record {
    Record {
        sequence,
        recorded_at: Instant::from_micros(recorded_at(sequence)),
        command: command.into(),
        author: author(),
        author_role: "PARTY/NA".into(),
        id: command_id(sequence),
        signers: vec![author()],
        leaf,
    }
}
