//! The one thread that decides: it claims the log, drains the inbox, and hands frame after frame to
//! a scribe; while one is made durable it fills the next.

use std::{
    sync::{Arc, atomic::Ordering::Relaxed, mpsc},
    thread,
    time::Duration,
};

use rights::ledger::programme::Purpose;
use rights_log::{Log, pulse::Beat};
use rights_openings::Openings;
use tlog::head::Seen;
use tokio::sync::oneshot;

use crate::{
    Clerk, Config, Counters, Desk, Followed, Frame, KnownKeys, Lost, Scribe, Stop,
    beating::Beating,
    clock::Timekeeper,
    counters::{Deciding, count},
    intake::{Errand, Inbox, Note},
    vigil::Vigil,
};

/// The task looks at the clock at least this often, so that a jump is noticed when it is idle too.
const IDLE_MAX: Duration = Duration::from_secs(1);
/// And at most this often when something is about to fall due.
const IDLE_MIN: Duration = Duration::from_millis(1);
/// How long the task waits after a failed claim: at first, and at most.
const BACK_OFF: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(5));

/// The task without its thread.
pub(crate) struct Task {
    pub(crate) log: Arc<dyn Log>,
    pub(crate) openings: Arc<dyn Openings>,
    pub(crate) config: Config,
    pub(crate) clerk: Clerk,
    pub(crate) keys: Arc<KnownKeys>,
    pub(crate) counters: Arc<Counters>,
    /// What the log is known to hold; it grows with what was appended here.
    pub(crate) remembered: Vec<Seen>,
    pub(crate) notes: mpsc::Sender<Note>,
    pub(crate) inbox: Inbox,
    /// How its turn comes, while it stands by; none once it came.
    pub(crate) vigil: Option<Vigil>,
    /// The term of the last claim, while it may still be the last one of the log.
    pub(crate) held: Option<u64>,
    /// Nothing more will come; what came before is still done, after a lost claim too.
    pub(crate) closing: bool,
}

/// What lasts from one claim to the next.
struct Turn {
    desk: Desk,
    time: Timekeeper,
    term: u64,
    frames: mpsc::Sender<Frame>,
    in_flight: bool,
    /// When a frame was last sent to the scribe, in time that passed.
    sent: Duration,
    _beating: Option<Beating>,
}

impl Task {
    /// Until it is closed; `ready` is told once it decides.
    pub(crate) fn run(mut self, ready: oneshot::Sender<()>) -> Result<(), Stop> {
        let mut ready = Some(ready);
        let mut back_off = BACK_OFF.0;
        loop {
            let lost = match self.claim_in_turn() {
                Ok(None) => return Ok(()),
                Ok(Some((mut turn, scribe))) => {
                    (self.vigil, self.held, back_off) = (None, Some(turn.term), BACK_OFF.0);
                    let records = turn.desk.state().ledger().acts().next_sequence();
                    tracing::info!(term = turn.term, records, "the log is claimed and replayed");
                    ready.take().map(|ready| ready.send(()));
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
                Err(Lost::Stop(stop)) if self.vigil.is_some() && stop.is_deposition() => {
                    tracing::info!(cause = %stop, "another was first; standing by again");
                }
                Err(Lost::Stop(stop)) => {
                    if stop.is_deposition() {
                        self.counters.deposed();
                    }
                    return Err(stop);
                }
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

    /// Claims when its turn has come; none if it was closed while it waited.
    fn claim_in_turn(&mut self) -> Result<Option<(Turn, thread::JoinHandle<()>)>, Lost> {
        let followed = match &self.vigil {
            Some(vigil) => vigil.keep(&*self.log, &self.config, &mut self.inbox)?,
            None => Some(self.still_held()?),
        };
        // If the outcome of this claim is not known, the last one of the log may be its own.
        self.held = None;
        followed.map(|followed| self.claim(followed)).transpose()
    }

    /// Where others stand by, one may have claimed while this one was cut off: then it is their
    /// turn, and claiming again would depose whoever was called to help.
    fn still_held(&self) -> Result<Followed, Lost> {
        let (Some(held), Some(_)) = (self.held, &self.config.pulse) else {
            return Ok(Followed::default());
        };
        let mut followed = Followed::begin(&*self.log)?;
        followed.read_on(usize::MAX)?;
        let term = followed.term();
        if term > held {
            return Err(Stop::Log(rights_log::Stop::Deposed { term }).into());
        }
        Ok(followed)
    }

    fn claim(&self, followed: Followed) -> Result<(Turn, thread::JoinHandle<()>), Lost> {
        let (desk, scribe) = Desk::claim(
            &*self.log,
            followed,
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
        let beating = self.start_beating(&scribe)?;
        let (frames, thread) = self.start_scribe(scribe)?;
        let (in_flight, sent) = (false, read.passed);
        Ok((Turn { desk, time, term, frames, in_flight, sent, _beating: beating }, thread))
    }

    fn start_beating(&self, scribe: &Scribe) -> Result<Option<Beating>, Stop> {
        let head = scribe.head();
        let beat = Beat { ledger: self.log.ledger(), term: head.term, writer: head.writer };
        let start = |pulse| Beating::start(pulse, beat, self.config.heartbeat);
        self.config.pulse.clone().map(start).transpose()
    }

    fn start_scribe(
        &self,
        mut scribe: Scribe,
    ) -> Result<(mpsc::Sender<Frame>, thread::JoinHandle<()>), Stop> {
        let (frames, to_append) = mpsc::channel::<Frame>();
        let (notes, term) = (self.notes.clone(), scribe.term());
        let counters = Arc::clone(&self.counters);
        let clock = Arc::clone(&self.config.clock);
        let append = move || {
            while let Ok(frame) = to_append.recv() {
                let outcome = scribe.append(&frame, clock.read().passed);
                if outcome.as_ref().is_err_and(Lost::is_deposition) {
                    counters.deposed();
                }
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
                && let Some(frame) = self.next_frame(turn, read.passed)
            {
                turn.sent = read.passed;
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

    /// The next frame; where others may claim the log, an empty one when nothing was sent for long:
    /// the scribe then looks whether somebody has, rather than at the next call alone.
    fn next_frame(&self, turn: &mut Turn, passed: Duration) -> Option<Frame> {
        let frame = turn.desk.next_frame();
        let long = passed.saturating_sub(turn.sent) >= self.config.patience;
        let look = self.config.pulse.is_some() && long && !self.closing;
        frame.or_else(|| look.then(|| turn.desk.empty_frame()))
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
            if self.inbox.turn_away() {
                return true;
            }
            let left = until.saturating_duration_since(std::time::Instant::now());
            if self.closing || left.is_zero() {
                return self.closing;
            }
            self.inbox.wait(left);
        }
    }
}
