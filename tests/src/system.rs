//! A whole ledger: sequencer, log, openings, projector, views and the auditor, with a clock that a
//! test holds.
//!
//! It is where the test run keeps its ledgers ([`stores`]): whatever holds of a system holds both in
//! files and on servers.

use std::{path::Path, sync::Arc, time::Duration};

use rights::{
    ledger::{Ledger, Reason, Refusal, programme::Purpose},
    row::{Row, RowKey},
    time::{Date, Instant, Zone},
    verify::{Auditor, examine},
    wire::record::{self, Record},
};
use rights_config::settings::Settings;
use rights_log::{Accepted, Log};
use rights_openings::{Openings, Stored};
use rights_projector::Projector;
use rights_sequencer::{
    Config, HEARTBEAT, Handle, NotRecorded, PATIENCE, Receipt, SILENCE_MAX, Sequencer, Submission,
    found,
};
use rights_stores::Written;
use rights_verifier::{
    Report, StoredOpening,
    export::{Exporter, verify_export},
};
use rights_views::{Views, all_rows};
use tempfile::TempDir;
use tlog::head::Head;

use crate::{
    cast::{self, Ask, HeldClock, clerk, founding},
    stores,
};

/// One ledger with everything that belongs to it; its files are removed when it is dropped.
pub struct System {
    directory: TempDir,
    stores: Settings,
    clock: Arc<HeldClock>,
    log: Arc<dyn Log>,
    openings: Arc<dyn Openings>,
    handle: Handle,
    sequencer: Option<Sequencer>,
    /// How many commands were asked: each is its author's command of that number.
    asked: u64,
}

/// The zone of the reference policy.
#[must_use]
pub fn zone() -> Zone {
    Zone::parse("+03:00").expect("the reference policy's zone is one")
}

/// `2026-03-09` is its noon, `2026-03-09 23:59` that minute, in the zone of the reference policy.
#[must_use]
pub fn moment(time: &str) -> Instant {
    let (day, clock) = time.split_once(' ').unwrap_or((time, "12:00"));
    let (hours, minutes) = clock.split_once(':').expect("a minute is hours:minutes");
    let number = |text: &str| text.parse().expect("hours and minutes are numbers");
    zone().start_of(cast::date(day)).plus_hours(number(hours)).plus_minutes(number(minutes))
}

/// The answer to come. A test that hangs fails here instead.
#[track_caller]
pub fn wait<T>(answer: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let answer = async { tokio::time::timeout(Duration::from_mins(1), answer).await };
    let answered = runtime.expect("a thread can run futures").block_on(answer);
    answered.expect("the answer comes within a minute")
}

fn config(clock: &Arc<HeldClock>) -> Config {
    Config {
        clerk: clerk(),
        clock: Arc::clone(clock) as _,
        silence_max: SILENCE_MAX,
        verifiers: 2,
        inbox_max: 256,
        remembered: Vec::new(),
        pulse: None,
        heartbeat: HEARTBEAT,
        patience: PATIENCE,
    }
}

impl System {
    /// A DEVELOPMENT ledger founded by the heads of the six states on 2026-01-10, and served.
    #[must_use]
    pub fn founded() -> System {
        let directory = tempfile::tempdir().expect("there is room for a directory");
        let at = moment("2026-01-10");
        let clock = Arc::new(HeldClock::at(at));
        let stores = stores::settings(directory.path());
        let Written { log, openings } =
            rights_stores::create(&stores, cast::ledger()).expect("the place is empty");
        let asked = founding(Purpose::Development, at).numbered(0);
        found(&*log, &openings, asked, at).expect("the cast's heads may found");
        let (handle, sequencer) =
            Sequencer::start(Arc::clone(&log), Arc::clone(&openings), config(&clock))
                .expect("a ledger that was just founded can be served");
        let sequencer = Some(sequencer);
        System { directory, stores, clock, log, openings, handle, sequencer, asked: 0 }
    }

    /// It is `time` (see [`moment`]).
    #[must_use]
    pub fn on(self, time: &str) -> System {
        self.clock.jump_to(moment(time));
        self
    }

    /// What time it is.
    #[must_use]
    pub fn now(&self) -> Instant {
        rights_sequencer::Clock::read(&*self.clock).wall
    }

    /// The day that it is, in the zone of the reference policy.
    #[must_use]
    pub fn today(&self) -> Date {
        zone().date_of(self.now())
    }

    /// `asked`, issued now for an hour, as the next command of its author.
    pub fn signed(&mut self, mut asked: Ask) -> Submission {
        self.asked += 1;
        (asked.issued_at, asked.expires_at) = (self.now(), self.now().plus_hours(1));
        asked.numbered(self.asked)
    }

    /// What comes of `submission`.
    ///
    /// # Errors
    /// [`NotRecorded`].
    pub fn submit(&self, submission: Submission) -> Result<Receipt, NotRecorded> {
        wait(self.handle.submit(submission))
    }

    /// `asked` must be recorded; the sequence of its record.
    #[track_caller]
    pub fn given(&mut self, asked: Ask) -> u64 {
        let submission = self.signed(asked);
        match self.submit(submission) {
            Ok(receipt) => receipt.sequence,
            Err(refused) => panic!("{refused:?}"),
        }
    }

    /// `asked` must be refused for this reason and leave no record.
    #[track_caller]
    pub fn refused(&mut self, asked: Ask, reason: Reason) -> Refusal {
        let submission = self.signed(asked);
        let envelope = submission.envelope.clone();
        let refusal = match self.submit(submission) {
            Err(NotRecorded::Refused(refusal)) => refusal,
            other => panic!("{other:?}"),
        };
        assert_eq!(refusal.reason, reason, "{refusal}");
        assert!(!self.records().iter().any(|record| record.envelope == envelope), "GEN-13");
        refusal
    }

    /// The sequencer ends in an orderly way, and another begins on the same files.
    pub fn restart(&mut self) {
        self.stop();
        let (log, openings) = (Arc::clone(&self.log), Arc::clone(&self.openings));
        let started = Sequencer::start(log, openings, config(&self.clock));
        let (handle, sequencer) = started.expect("what was served can be served again");
        (self.handle, self.sequencer) = (handle, Some(sequencer));
    }

    fn stop(&mut self) {
        self.handle.close();
        if let Some(sequencer) = self.sequencer.take() {
            sequencer.wait().expect("nothing stopped it before it was told to");
        }
    }

    /// Where its files are.
    #[must_use]
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Its log.
    #[must_use]
    pub fn log(&self) -> &dyn Log {
        &*self.log
    }

    /// The texts behind its commitments.
    #[must_use]
    pub fn openings(&self) -> &dyn Openings {
        &*self.openings
    }

    /// How requests reach its sequencer.
    #[must_use]
    pub fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Every accepted frame, in order.
    #[must_use]
    pub fn frames(&self) -> Vec<Accepted> {
        let mut reader = self.log.read(None).expect("the log can be read");
        std::iter::from_fn(|| reader.read_next().expect("the log is whole")).collect()
    }

    /// Every record, in order.
    #[must_use]
    pub fn records(&self) -> Vec<Record> {
        let read = |(_, bytes): (u64, &[u8])| record::read(bytes).expect("records are records");
        self.frames()
            .iter()
            .flat_map(|frame| frame.records().map(read).collect::<Vec<_>>())
            .collect()
    }

    /// The names of the events of the record `sequence`, in their order.
    #[must_use]
    pub fn events(&self, sequence: u64) -> Vec<&'static str> {
        let records = self.records();
        let record = records.iter().find(|record| record.sequence == sequence);
        let record = record.expect("the record was recorded");
        record.events.iter().map(|event| event.change.name()).collect()
    }

    /// The names of the events of all records from `sequence` on, in their order.
    #[must_use]
    pub fn events_since(&self, sequence: u64) -> Vec<&'static str> {
        let records = self.records().into_iter().filter(|record| record.sequence >= sequence);
        let events = records.map(|record| record.events);
        events.flat_map(|events| names(&events)).collect()
    }

    /// What the log implies, every decision made again on the way.
    #[must_use]
    pub fn ledger(&self) -> Ledger {
        let mut auditor = Auditor::of(cast::ledger());
        for frame in self.frames() {
            auditor.frame(frame.bytes()).expect("frames follow each other");
            for (sequence, bytes) in frame.records() {
                let examined = examine(sequence, bytes).expect("records have their form");
                auditor.record(examined).expect("records follow from what was before");
            }
        }
        auditor.ledger().clone()
    }

    /// The row as the views have it once they reflect all that was recorded.
    #[must_use]
    pub fn row(&self, key: RowKey) -> Option<Row> {
        let views = self.projected();
        let reader = views.snapshot().expect("the views are served");
        let line = reader.get(key.table(), &key.cells(), None).expect("the views are whole");
        line.map(|line| line.row)
    }

    /// The same, as it was known after the record `sequence` (GEN-4).
    #[must_use]
    pub fn row_as_of(&self, key: RowKey, sequence: u64) -> Option<Row> {
        let views = self.projected();
        let reader = views.snapshot().expect("the views are served");
        let line = reader.get(key.table(), &key.cells(), Some(sequence));
        line.expect("the views are whole").map(|line| line.row)
    }

    fn projected(&self) -> Arc<dyn Views> {
        let views = rights_stores::views(&self.stores).expect("there is room for views");
        let projected = Projector::start(&*self.log, &*views);
        projected.and_then(|mut projector| projector.catch_up()).expect("the log is whole");
        views
    }

    /// Everything an auditor needs, as the command line exports it.
    #[must_use]
    pub fn export(&self) -> Vec<u8> {
        let views = self.projected();
        let reader = views.snapshot().expect("the views are served");
        let whole = "memory takes every part";
        let mut exporter = Exporter::begin(Vec::new(), &cast::ledger()).expect(whole);
        let mut head = Head::START;
        for frame in self.frames() {
            exporter.frame(frame.bytes()).expect(whole);
            head = frame.after;
        }
        exporter.head(&head).expect(whole);
        let mut each = |Stored { commitment, salt, text }| {
            exporter.opening(&StoredOpening { commitment, salt, text }).expect(whole);
        };
        self.openings.each(&mut each).expect("the openings are whole");
        exporter.views(head.size).expect(whole);
        for line in all_rows(&*reader) {
            let line = line.expect("the views are whole");
            exporter.row(line.sequence, &line.row).expect(whole);
        }
        exporter.end().expect(whole)
    }

    /// The end of every story: an auditor verifies all of it offline (S-11, AUD-4).
    #[track_caller]
    pub fn verified(&mut self) -> Report {
        self.stop();
        let report = verify_export(self.export().as_slice(), None);
        assert_eq!(report.exit_code(), 0, "{report}");
        report
    }
}

fn names(events: &rights::ledger::Events) -> Vec<&'static str> {
    events.iter().map(|event| event.change.name()).collect()
}
