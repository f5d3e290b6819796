//! Starts processes again that have ended, as an init system would, and counts how often.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::part::{Part, program};
use super::wait;
use crate::servers::child;

/// The processes of one ledger; they end with it.
pub struct Supervisor {
    shared: Arc<Mutex<State>>,
    watching: Option<JoinHandle<()>>,
}

struct State {
    slots: BTreeMap<Part, Slot>,
    closed: bool,
}

struct Slot {
    environment: Vec<(&'static str, String)>,
    log: PathBuf,
    child: Child,
    /// Whether the harness killed it, so that its end is not its own.
    killed: bool,
    ends: u64,
}

impl Supervisor {
    /// Starts every part in its own environment; each writes its log in `directory`.
    #[must_use]
    pub fn start(parts: Vec<(Part, Vec<(&'static str, String)>)>, directory: &Path) -> Self {
        let slots = parts.into_iter().map(|(part, environment)| {
            let log = directory.join(format!("{part}.log"));
            let child = launch(part, &environment, &[], &log);
            (part, Slot { environment, log, child, killed: false, ends: 0 })
        });
        let state = State { slots: slots.collect(), closed: false };
        let shared = Arc::new(Mutex::new(state));
        let watched = Arc::clone(&shared);
        let watching = thread::spawn(move || watch(&watched));
        Self { shared, watching: Some(watching) }
    }

    /// Kills a part; it is started again.
    pub fn kill(&self, part: Part) {
        let mut state = self.state();
        let slot = state.slot(part);
        slot.killed = true;
        child::signal(slot.child.id(), "KILL");
    }

    /// Kills `parts`, and starts all of them at once, with `others` in their environments; when
    /// they end, they are started as they were before.
    pub fn all_at_once(&self, parts: &[Part], others: &[(&'static str, &str)]) {
        let mut state = self.state();
        for part in parts {
            state.slot(*part).end();
        }
        for part in parts {
            let slot = state.slot(*part);
            slot.child = launch(*part, &slot.environment, others, &slot.log);
        }
    }

    /// Stops the part as SIGSTOP does: it is there, and does nothing.
    pub fn pause(&self, part: Part) {
        child::signal(self.state().slot(part).child.id(), "STOP");
    }

    /// Lets a part go on that was paused.
    pub fn go_on(&self, part: Part) {
        child::signal(self.state().slot(part).child.id(), "CONT");
    }

    /// How often any of `parts` has ended without being killed.
    #[must_use]
    pub fn ends(&self, parts: &[Part]) -> u64 {
        let mut state = self.state();
        parts.iter().map(|part| state.slot(*part).ends).sum()
    }

    /// Waits until the part has ended by itself more often than `before`.
    ///
    /// # Errors
    /// If it does not within `patience`.
    pub fn ended_again(&self, part: Part, before: u64, patience: Duration) -> Result<(), String> {
        let goes_on = format!("{part}, which was deposed, has not ended");
        wait::until(patience, &goes_on, || (self.ends(&[part]) > before).then_some(()))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        self.state().closed = true;
        if let Some(watching) = self.watching.take() {
            watching.join().expect("the supervisor does not panic");
        }
        for slot in self.state().slots.values_mut() {
            slot.end();
        }
    }
}

impl State {
    fn slot(&mut self, part: Part) -> &mut Slot {
        self.slots.get_mut(&part).expect("every part was started")
    }
}

impl Slot {
    fn end(&mut self) {
        // Who has ended by itself is waited for all the same.
        self.child.kill().ok();
        self.child.wait().expect("it is a child of this process");
    }
}

fn watch(shared: &Mutex<State>) {
    loop {
        {
            let mut state = shared.lock().unwrap_or_else(PoisonError::into_inner);
            if state.closed {
                return;
            }
            for (part, slot) in &mut state.slots {
                let ended = slot.child.try_wait().expect("it is a child of this process");
                if ended.is_some() {
                    slot.ends += u64::from(!std::mem::take(&mut slot.killed));
                    slot.child = launch(*part, &slot.environment, &[], &slot.log);
                    wait::tell();
                }
            }
        }
        wait::moment();
    }
}

fn launch(
    part: Part,
    environment: &[(&'static str, String)],
    others: &[(&'static str, &str)],
    log: &Path,
) -> Child {
    let mut command = child::command(&program(part.program()), &[], log);
    // Settings of whoever runs the harness are not the product's here.
    for (key, _) in std::env::vars_os() {
        if key.to_str().is_some_and(|key| key.starts_with("RIGHTS_")) {
            command.env_remove(key);
        }
    }
    command.envs(environment.iter().map(|(key, value)| (key, value)));
    command.envs(others.iter().copied());
    child::start(command)
}
