//! One ledger's files, a sequencer on them without threads, and everything that can happen to both.

use std::{
    collections::VecDeque,
    fs, mem,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use rights::{ledger::programme::Purpose, time::Instant};
use rights_log::embedded::Embedded as EmbeddedLog;
use rights_openings::{Openings, embedded::Embedded as EmbeddedOpenings};
use rights_sequencer::{
    Clerk, Counters, Desk, Followed, Frame, Job, KnownKeys, Lost, NotRecorded, Receipt, Recorded,
    Reply, Scribe, Submission, check, found,
};
use tempfile::TempDir;
use tests::cast::{self, clerk, founding, noon};
use tlog::head::Seen;
use tokio::sync::oneshot::{Receiver, error::TryRecvError};

use crate::{chance::Chance, commands};

/// The files and whoever has them open.
pub(crate) struct Files {
    pub(crate) directory: TempDir,
    pub(crate) log: EmbeddedLog,
    pub(crate) openings: Arc<dyn Openings>,
    /// While set, the next transaction finds the disk full.
    full: Arc<AtomicBool>,
}

/// A caller who waits for what became of a submission.
struct Caller {
    submission: usize,
    answer: Receiver<Recorded>,
}

pub(crate) struct World {
    pub(crate) files: Files,
    pub(crate) desk: Desk,
    scribe: Scribe,
    /// What somebody who stands by has made of the log.
    standby: Followed,
    /// Decided, and not durable yet.
    decided: VecDeque<Frame>,
    keys: Arc<KnownKeys>,
    counters: Arc<Counters>,
    now: Instant,
    /// Of the clock that nobody sets.
    passed: Duration,
    pub(crate) submissions: Vec<Submission>,
    callers: Vec<Caller>,
    /// What callers were given, by submission; each is a promise.
    pub(crate) receipts: Vec<(usize, Receipt)>,
    heads: Vec<Seen>,
    chance: Chance,
}

impl Files {
    fn open(directory: TempDir) -> Files {
        let log = EmbeddedLog::create(directory.path(), cast::ledger()).unwrap();
        let (openings, mut staged) = EmbeddedOpenings::beside_frames(log.path()).unwrap();
        let full = Arc::new(AtomicBool::new(false));
        let is_full = Arc::clone(&full);
        log.write_beside(Box::new(move |transaction| {
            staged.write(transaction)?;
            if is_full.swap(false, Ordering::SeqCst) {
                let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_FULL);
                return Err(rusqlite::Error::SqliteFailure(code, None));
            }
            Ok(())
        }));
        Files { directory, log, openings: Arc::new(openings), full }
    }

    /// The files as a crash leaves them now: nobody has closed anything.
    fn crashed(&self) -> TempDir {
        let image = tempfile::tempdir().unwrap();
        for file in fs::read_dir(self.directory.path()).unwrap() {
            let file = file.unwrap();
            // SQLite makes the index of its write-ahead log anew.
            if !file.file_name().to_string_lossy().ends_with("-shm") {
                fs::copy(file.path(), image.path().join(file.file_name())).unwrap();
            }
        }
        image
    }

    fn write_ahead_log(directory: &Path) -> std::path::PathBuf {
        directory.join("log.db-wal")
    }
}

impl World {
    pub(crate) fn founded(chance: Chance) -> World {
        let files = Files::open(tempfile::tempdir().unwrap());
        let now = noon("2026-01-20");
        let asked = founding(Purpose::Development, now).numbered(0);
        let receipt = found(&files.log, &files.openings, asked, now).unwrap();
        let (keys, counters) = (Arc::default(), Arc::default());
        let all = Followed::default();
        let (desk, scribe) = claim(&files, all, &keys, &counters, receipt.head);
        let standby = Followed::begin(&files.log).unwrap();
        World {
            files,
            desk,
            scribe,
            standby,
            decided: VecDeque::new(),
            keys,
            counters,
            now,
            passed: Duration::ZERO,
            submissions: Vec::new(),
            callers: Vec::new(),
            receipts: Vec::new(),
            heads: vec![receipt.head],
            chance,
        }
    }

    /// One thing happens.
    pub(crate) fn step(&mut self) {
        self.passed += Duration::from_millis(self.chance.below(1_000));
        match self.chance.below(64) {
            0..=23 => {
                let number = self.ask();
                self.deliver(number);
            }
            24 | 25 => {
                // Two that overtook each other on the way.
                let (first, second) = (self.ask(), self.ask());
                self.deliver(second);
                self.deliver(first);
            }
            26..=31 => self.deliver_again(),
            32..=34 => self.hang_up(),
            35..=40 => self.decided.extend(self.desk.next_frame()),
            41..=48 => {
                self.decided.extend(self.desk.next_frame());
                self.append();
            }
            49 => {
                self.files.full.store(true, Ordering::SeqCst);
                self.append();
                self.files.full.store(false, Ordering::SeqCst);
            }
            50 => self.crash(),
            51 => self.crash_while_appending(),
            52 => self.restart(),
            53 => self.take_over(),
            54..=56 => {
                self.standby.read_on(self.chance.position(9)).unwrap();
            }
            _ => self.pass_time(),
        }
        self.listen();
    }

    /// Everything decided becomes durable, and everybody is answered.
    pub(crate) fn drain(&mut self) {
        loop {
            self.decided.extend(self.desk.next_frame());
            if self.decided.is_empty() {
                break;
            }
            self.append();
        }
        self.listen();
        assert!(self.callers.is_empty(), "whoever waited was answered");
    }

    /// How many records were decided, and how many claims there were.
    pub(crate) fn lived_through(&self) -> (u64, u64) {
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        (count(&self.counters.recorded), count(&self.counters.claims))
    }

    /// Whether the log holds all that the desk decided.
    pub(crate) fn is_durable(&mut self) -> bool {
        self.decided.extend(self.desk.next_frame());
        self.decided.iter().all(|frame| frame.records() == 0)
    }

    fn ask(&mut self) -> usize {
        let number = self.submissions.len();
        let asked =
            commands::any(&mut self.chance, self.desk.state().ledger(), self.now, &self.heads);
        // Number 0 founded.
        self.submissions.push(asked.numbered(number as u64 + 1));
        number
    }

    fn deliver(&mut self, submission: usize) {
        let checked = check(self.submissions[submission].clone(), &self.keys).unwrap();
        let (reply, answer) = Reply::new();
        self.desk.take(Job::Submit(checked, reply), Ok(self.now)).unwrap();
        self.callers.push(Caller { submission, answer });
        while !self.desk.has_room() {
            self.decided.extend(self.desk.next_frame());
        }
    }

    fn deliver_again(&mut self) {
        if !self.submissions.is_empty() {
            let submission = self.chance.position(self.submissions.len());
            self.deliver(submission);
        }
    }

    fn hang_up(&mut self) {
        if !self.callers.is_empty() {
            let caller = self.chance.position(self.callers.len());
            self.callers.swap_remove(caller);
        }
    }

    fn append(&mut self) {
        let Some(frame) = self.decided.pop_front() else { return };
        match self.scribe.append(&frame, self.passed) {
            Ok(head) => {
                self.desk.durable(head);
                frame.answer();
            }
            Err(Lost::Unavailable(_)) => {
                drop(frame);
                self.claim_again();
            }
            Err(Lost::Stop(stop)) => panic!("{stop}"),
        }
    }

    /// Wall time passes, or somebody sets it back: records do not go back with it.
    fn pass_time(&mut self) {
        let seconds = match self.chance.below(5) {
            0 => self.chance.below(60),
            1 => self.chance.below(7_200),
            2 => self.chance.below(2) * self.chance.below(3 * 86_400),
            // Long enough for every window to close.
            3 if self.chance.once_in(3) => 100 * 86_400,
            3 => 0,
            _ => {
                let back = self.chance.below(300) * 1_000_000;
                self.now = Instant::from_micros(self.now.micros() - back);
                0
            }
        };
        self.now = self.now.plus_seconds(seconds);
        self.desk.pass_deadlines(self.now).unwrap();
    }

    /// The process dies, and the next one finds the files as they are.
    fn crash(&mut self) {
        let image = self.files.crashed();
        self.reopen(image);
    }

    /// The process dies in the middle of an append: some of its bytes are in the files.
    fn crash_while_appending(&mut self) {
        let Some(frame) = self.decided.pop_front() else { return self.crash() };
        let written = |directory: &Path| {
            fs::metadata(Files::write_ahead_log(directory)).map_or(0, |file| file.len())
        };
        let before = written(self.files.directory.path());
        self.scribe.append(&frame, self.passed).unwrap();
        let after = written(self.files.directory.path());
        let image = self.files.crashed();
        if after > before {
            let torn = before + self.chance.below(after - before + 1);
            let log = Files::write_ahead_log(image.path());
            fs::OpenOptions::new().write(true).open(log).unwrap().set_len(torn).unwrap();
        }
        // Nobody was answered: the frame may be there or not.
        drop(frame);
        self.reopen(image);
    }

    /// An orderly end and a new start.
    fn restart(&mut self) {
        self.drain();
        let image = self.files.crashed();
        self.reopen(image);
    }

    fn reopen(&mut self, directory: TempDir) {
        self.decided.clear();
        self.files = Files::open(directory);
        self.standby = Followed::begin(&self.files.log).unwrap();
        self.keys = Arc::default();
        self.claim_again();
    }

    fn claim_again(&mut self) {
        self.decided.clear();
        let remembered = self.heads[self.heads.len() - 1];
        let (files, all) = (&self.files, Followed::default());
        (self.desk, self.scribe) = claim(files, all, &self.keys, &self.counters, remembered);
    }

    /// Whoever stands by claims, having followed the log that far; the other one does not know yet.
    fn take_over(&mut self) {
        let followed = mem::replace(&mut self.standby, Followed::begin(&self.files.log).unwrap());
        let remembered = self.heads[self.heads.len() - 1];
        self.keys = Arc::default();
        let next = claim(&self.files, followed, &self.keys, &self.counters, remembered);
        let mut deposed = mem::replace(&mut self.desk, next.0);
        let mut scribe = mem::replace(&mut self.scribe, next.1);
        self.decided.extend(deposed.next_frame());
        // Nobody is answered by it a second later, with or without a record.
        self.passed += Duration::from_millis(1_001);
        if let Some(frame) = self.decided.pop_front() {
            let lost = scribe.append(&frame, self.passed).unwrap_err();
            assert!(matches!(&lost, Lost::Stop(stop) if stop.is_deposition()), "{lost}");
        }
        self.decided.clear();
    }

    /// Callers read what they were answered.
    fn listen(&mut self) {
        let (mut waiting, mut heads) = (Vec::new(), Vec::new());
        for mut caller in self.callers.drain(..) {
            match caller.answer.try_recv() {
                Ok(Ok(receipt)) => {
                    self.receipts.push((caller.submission, receipt));
                    heads.push(receipt.head);
                }
                Ok(Err(NotRecorded::Refused(_))) | Err(TryRecvError::Closed) => {}
                Ok(Err(other)) => panic!("{other}"),
                Err(TryRecvError::Empty) => waiting.push(caller),
            }
        }
        self.callers = waiting;
        self.heads.extend(heads);
        self.heads.sort_unstable();
        self.heads.dedup();
    }
}

fn claim(
    files: &Files,
    followed: Followed,
    keys: &Arc<KnownKeys>,
    counters: &Arc<Counters>,
    remembered: Seen,
) -> (Desk, Scribe) {
    let clerk = Clerk::new(clerk());
    Desk::claim(&files.log, followed, &files.openings, &[remembered], clerk, keys, counters)
        .unwrap()
}
