//! The one thread that decides: it claims the log, drains the inbox, and hands frame after frame to
//! a scribe; while one is made durable it fills the next.

use std::{
    sync::{Arc, mpsc},
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
            let Some(followed) = self.stand_by()? else { return Ok(()) };
            let lost = match self.claim(followed) {
                Ok((mut turn, scribe)) => {
                    (self.vigil, back_off) = (None, BACK_OFF.0);
                    ready.take().map(|ready| ready.send(()));
                    let served = self.serve(&mut turn);
                    drop(turn);
                    // The right to append ends with its thread: only then is it claimed again.
                    scribe.join().map_err(|_| Stop::Panicked)?;
                    served
                }
                Err(lost) => Err(lost),
            };
            match lost {
                Ok(()) => return Ok(()),
                Err(Lost::Stop(stop)) if self.vigil.is_some() && stop.is_deposition() => {
                    tracing::info!(cause = %stop, "another was first; standing by again");
                }
                Err(Lost::Stop(stop)) => return Err(stop),
                Err(Lost::Unavailable(cause)) => {
                    tracing::warn!(cause = &*cause, "claiming the log again");
                }
            }
            if self.turn_away(back_off) {
                return Ok(());
            }
            back_off = BACK_OFF.1.min(back_off * 2);
        }
    }

    /// What was read of the log before the claim is due; none if it was closed while it waited.
    fn stand_by(&mut self) -> Result<Option<Followed>, Stop> {
        match &self.vigil {
            None => Ok(Some(Followed::default())),
            Some(vigil) => vigil.keep(&*self.log, &self.config, &mut self.inbox),
        }
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
        let clock = Arc::clone(&self.config.clock);
        let append = move || {
            while let Ok(frame) = to_append.recv() {
                let outcome = scribe.append(&frame, clock.read().passed);
                let durable = outcome.is_ok();
                // The task goes on with the next frame while this one is answered.
                notes.send(Note::Appended { term, outcome }).ok();
                if !durable {
                    return;
                }
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
