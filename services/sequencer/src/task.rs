//! The one thread that decides: it claims the log, drains the inbox, and hands frame after frame to
//! a scribe; while one is made durable it fills the next.

use std::{
    sync::{Arc, atomic::Ordering::Relaxed, mpsc},
    thread,
    time::Duration,
};

use ed25519_dalek::SigningKey;
use rights::ledger::programme::Purpose;
use rights_log::Log;
use rights_openings::Openings;
use tlog::head::Seen;
use tokio::sync::oneshot;

use crate::{
    Clerk, Clock, Counters, Desk, Frame, Handle, KnownKeys, Lost, Scribe, Stop,
    clock::Timekeeper,
    counters::{Deciding, count},
    intake::{Errand, Inbox, Note, start_verifiers},
};

/// The task looks at the clock at least this often, so that a jump is noticed when it is idle too.
const IDLE_MAX: Duration = Duration::from_secs(1);
/// And at most this often when something is about to fall due.
const IDLE_MIN: Duration = Duration::from_millis(1);
/// How long the task waits after a failed claim: at first, and at most.
const BACK_OFF: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(5));

/// What a sequencer needs besides its stores.
#[derive(Clone)]
pub struct Config {
    /// The clerk's key for deadlines.
    pub clerk: SigningKey,
    pub clock: Arc<dyn Clock>,
    /// How far the last record of a PRODUCTION ledger and the wall clock may be apart at the start.
    pub silence_max: Duration,
    /// Threads that verify signatures: as many as there are cores.
    pub verifiers: usize,
    /// Commands between their submission and their answer, at most; beyond it callers wait.
    pub inbox_max: usize,
    /// What the operator's stores know of the log: views' position, last signed checkpoint.
    pub remembered: Vec<Seen>,
}

/// 30 days without a record are confirmed by a person.
pub const SILENCE_MAX: Duration = Duration::from_hours(30 * 24);
/// Two bulk streams and as many single callers.
pub const INBOX_MAX: usize = 4_096;

/// A running sequencer.
#[derive(Debug)]
pub struct Sequencer {
    ended: oneshot::Receiver<Result<(), Stop>>,
}

impl Sequencer {
    /// Claims and replays `log`, then decides what callers submit. Returns once it does: call it
    /// where blocking is allowed.
    ///
    /// # Errors
    /// [`Stop`]: this ledger cannot be served here. While the log is unavailable it tries again.
    pub fn start(
        log: Arc<dyn Log>,
        openings: Arc<dyn Openings>,
        config: Config,
    ) -> Result<(Handle, Sequencer), Stop> {
        let (calls, called) = mpsc::channel();
        let (notes, to_sort) = mpsc::channel();
        let (keys, counters) = (Arc::default(), Arc::default());
        start_verifiers(config.verifiers, called, &notes, &keys, &counters)
            .map_err(|error| Stop::NoThread(error.to_string()))?;
        let handle = Handle::new(calls, config.inbox_max, Arc::clone(&counters));
        let (ready, is_ready) = mpsc::channel();
        let (end, ended) = oneshot::channel();
        let clerk = Clerk::new(config.clerk.clone());
        let remembered = config.remembered.clone();
        let inbox = Inbox::new(to_sort);
        let task = Task {
            log,
            openings,
            config,
            clerk,
            keys,
            counters,
            remembered,
            notes,
            inbox,
            closing: false,
        };
        let run = move || end.send(task.run(&ready)).ok();
        thread::Builder::new()
            .name("sequencer".into())
            .spawn(run)
            .map_err(|error| Stop::NoThread(error.to_string()))?;
        if is_ready.recv().is_ok() {
            return Ok((handle, Sequencer { ended }));
        }
        // The thread has let go of `ready`, so it is about to say why, or it has panicked.
        Err(Sequencer { ended }.wait().err().unwrap_or(Stop::Panicked))
    }

    /// Why it ended: `Ok` after [`Handle::close`].
    ///
    /// # Errors
    /// [`Stop`]: end the process.
    pub async fn ended(self) -> Result<(), Stop> {
        self.ended.await.unwrap_or(Err(Stop::Panicked))
    }

    /// As [`Sequencer::ended`], where blocking is allowed.
    ///
    /// # Errors
    /// As [`Sequencer::ended`].
    pub fn wait(self) -> Result<(), Stop> {
        self.ended.blocking_recv().unwrap_or(Err(Stop::Panicked))
    }
}

struct Task {
    log: Arc<dyn Log>,
    openings: Arc<dyn Openings>,
    config: Config,
    clerk: Clerk,
    keys: Arc<KnownKeys>,
    counters: Arc<Counters>,
    /// What the log is known to hold; it grows with what was appended here.
    remembered: Vec<Seen>,
    notes: mpsc::Sender<Note>,
    inbox: Inbox,
    /// Nothing more will come; what came before is still done, after a lost claim too.
    closing: bool,
}

/// What lasts from one claim to the next.
struct Turn {
    desk: Desk,
    time: Timekeeper,
    term: u64,
    frames: mpsc::Sender<Frame>,
    in_flight: bool,
}

impl Task {
    fn run(mut self, ready: &mpsc::Sender<()>) -> Result<(), Stop> {
        let mut back_off = BACK_OFF.0;
        loop {
            let lost = match self.claim() {
                Ok((mut turn, scribe)) => {
                    back_off = BACK_OFF.0;
                    let records = turn.desk.state().ledger().acts().next_sequence();
                    tracing::info!(term = turn.term, records, "the log is claimed and replayed");
                    ready.send(()).ok();
                    let deciding = Deciding::from_now_on(&self.counters);
                    let served = self.serve(&mut turn);
                    drop((deciding, turn));
                    // The right to append ends with its thread: only then is it claimed again.
                    scribe.join().map_err(|_| Stop::Panicked)?;
                    served
                }
                Err(lost) => Err(lost),
            };
            match lost {
                Ok(()) => {
                    tracing::info!("everything submitted is answered, and the sequencer ends");
                    return Ok(());
                }
                Err(Lost::Stop(stop)) => return Err(stop),
                Err(Lost::Unavailable(cause)) => {
                    count(&self.counters.lost, 1);
                    tracing::warn!(cause = &*cause, "claiming the log again");
                }
            }
            if self.turn_away(back_off) {
                return Ok(());
            }
            back_off = BACK_OFF.1.min(back_off * 2);
        }
    }

    fn claim(&self) -> Result<(Turn, thread::JoinHandle<()>), Lost> {
        let (desk, scribe) = Desk::claim(
            &*self.log,
            &self.openings,
            &self.remembered,
            self.clerk.clone(),
            &self.keys,
            &self.counters,
        )?;
        let purpose = desk.state().ledger().purpose().unwrap_or(Purpose::Production);
        let last = desk.state().last_recorded_at();
        let read = self.config.clock.read();
        let time = Timekeeper::start(purpose, last, read, self.config.silence_max)?;
        let term = scribe.term();
        let (frames, thread) = self.start_scribe(scribe)?;
        Ok((Turn { desk, time, term, frames, in_flight: false }, thread))
    }

    fn start_scribe(
        &self,
        mut scribe: Scribe,
    ) -> Result<(mpsc::Sender<Frame>, thread::JoinHandle<()>), Stop> {
        let (frames, to_append) = mpsc::channel::<Frame>();
        let (notes, term) = (self.notes.clone(), scribe.term());
        let counters = Arc::clone(&self.counters);
        let append = move || {
            while let Ok(frame) = to_append.recv() {
                let outcome = scribe.append(&frame);
                let durable = outcome.is_ok();
                // The task goes on with the next frame while this one is answered.
                notes.send(Note::Appended { term, outcome }).ok();
                if !durable {
                    return;
                }
                counters.answered(&frame);
                frame.answer();
            }
        };
        let spawned = thread::Builder::new().name("scribe".into()).spawn(append);
        Ok((frames, spawned.map_err(|error| Stop::NoThread(error.to_string()))?))
    }

    fn serve(&mut self, turn: &mut Turn) -> Result<(), Lost> {
        loop {
            if let Some(outcome) = self.inbox.appended(turn.term) {
                turn.in_flight = false;
                let head = outcome?;
                turn.desk.durable(head);
                self.remember(head);
            }
            let read = self.config.clock.read();
            let departed = turn.time.departed(read).as_micros();
            let departed = u64::try_from(departed).unwrap_or(u64::MAX);
            self.counters.clock_departed_us.store(departed, Relaxed);
            let now = turn.time.now(read)?;
            turn.desk.pass_deadlines(now)?;
            while turn.desk.has_room() && !self.closing {
                let Some(errand) = self.inbox.next() else { break };
                self.run_errand(turn, errand)?;
            }
            if !turn.in_flight
                && let Some(frame) = turn.desk.next_frame()
            {
                turn.in_flight = turn.frames.send(frame).is_ok();
                if !turn.in_flight {
                    return Err(Stop::Panicked.into());
                }
                continue;
            }
            if self.closing && !turn.in_flight {
                return Ok(());
            }
            self.inbox.wait(self.idle(turn));
        }
    }

    fn run_errand(&mut self, turn: &mut Turn, errand: Errand) -> Result<(), Stop> {
        let read = self.config.clock.read();
        match errand {
            Errand::Job(job) => {
                let last = turn.desk.state().last_recorded_at();
                let time = turn.time.ask(job.at(), last, read)?;
                turn.desk.take(job, time)
            }
            Errand::SetClock(at, to) => {
                let last = turn.desk.state().last_recorded_at();
                let time = turn.time.set(at, last, read)?;
                turn.desk.pass_deadlines(turn.time.now(read)?)?;
                turn.desk.clock_set(to, time);
                Ok(())
            }
            Errand::Close => {
                self.closing = true;
                Ok(())
            }
        }
    }

    /// How long nothing need be done unless somebody calls.
    fn idle(&self, turn: &mut Turn) -> Duration {
        let Some(next) = turn.desk.state().ledger().next_deadline() else { return IDLE_MAX };
        let wall = self.config.clock.read().wall;
        Duration::from_micros(next.micros_since(wall)).clamp(IDLE_MIN, IDLE_MAX)
    }

    fn remember(&mut self, head: Seen) {
        // One own head is enough: the log that has the newest has the others.
        self.remembered.truncate(self.config.remembered.len());
        self.remembered.push(head);
    }

    /// Answers whoever calls that the ledger is unavailable, for as long as `back_off`; whether the
    /// sequencer was closed meanwhile.
    fn turn_away(&mut self, back_off: Duration) -> bool {
        let until = std::time::Instant::now() + back_off;
        loop {
            while let Some(errand) = self.inbox.next() {
                // Dropping an errand tells its caller that the outcome is unknown.
                if matches!(errand, Errand::Close) {
                    return true;
                }
            }
            let left = until.saturating_duration_since(std::time::Instant::now());
            if self.closing || left.is_zero() {
                return self.closing;
            }
            self.inbox.wait(left);
        }
    }
}
