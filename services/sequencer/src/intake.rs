//! From callers to the task: commands are checked on all cores, and join the task's inbox in the
//! order in which they came.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
    time::Duration,
};

use rights::{ledger::Refusal, time::Instant};
use tlog::head::Seen;

use crate::{
    Counters, KnownKeys, Lost, NotRecorded, Rehearsal, Submission,
    answer::{ClockSet, Recorded, Rehearsed, Reply},
    check,
    desk::Job,
    front::check_rehearsal,
};

/// How many commands one verifier takes at once: enough that the inbox is rarely touched, few
/// enough that the other verifiers have something to do.
const CHUNK: usize = 32;

/// What a caller wants.
#[derive(Debug)]
pub(crate) enum Call {
    Submit(Submission, Reply<Recorded>),
    Rehearse(Rehearsal, Reply<Rehearsed>),
    SetClock(Option<Instant>, Reply<ClockSet>),
    Close,
}

/// What the task is to do.
pub(crate) enum Errand {
    Job(Job),
    SetClock(Option<Instant>, Reply<ClockSet>),
    Close,
}

/// What the task is told.
pub(crate) enum Note {
    /// Errands of the chunk number `ticket`, in order.
    Errands { ticket: u64, errands: Vec<Errand> },
    /// What came of the frame in flight, of the scribe of this term.
    Appended { term: u64, outcome: Result<Seen, Lost> },
}

/// Where verifiers take chunks: one at a time, each with the next number.
struct Counter {
    calls: Option<mpsc::Receiver<Call>>,
    ticket: u64,
}

/// Starts `verifiers` threads that check what comes through `calls`.
pub(crate) fn start_verifiers(
    verifiers: usize,
    calls: mpsc::Receiver<Call>,
    notes: &mpsc::Sender<Note>,
    keys: &Arc<KnownKeys>,
    counters: &Arc<Counters>,
) -> std::io::Result<()> {
    let counter = Arc::new(Mutex::new(Counter { calls: Some(calls), ticket: 0 }));
    for number in 0..verifiers.max(1) {
        let counter = Arc::clone(&counter);
        let (notes, keys, counters) = (notes.clone(), Arc::clone(keys), Arc::clone(counters));
        let verify = move || {
            while let Some((ticket, calls)) = next_chunk(&counter) {
                let errands = calls.into_iter().filter_map(|call| checked(call, &keys, &counters));
                let errands = errands.collect();
                if notes.send(Note::Errands { ticket, errands }).is_err() {
                    // The task ended: whoever still calls learns it by the closed channel.
                    held(&counter).calls = None;
                }
            }
        };
        thread::Builder::new().name(format!("verify-{number}")).spawn(verify)?;
    }
    Ok(())
}

fn next_chunk(counter: &Mutex<Counter>) -> Option<(u64, Vec<Call>)> {
    let mut counter = held(counter);
    let calls = counter.calls.as_ref()?;
    let mut chunk = vec![calls.recv().ok()?];
    chunk.extend(calls.try_iter().take(CHUNK - 1));
    if chunk.iter().any(|call| matches!(call, Call::Close)) {
        counter.calls = None;
    }
    counter.ticket += 1;
    Some((counter.ticket - 1, chunk))
}

/// What is left for the task: a command whose form is wrong is answered here, whatever is recorded.
fn checked(call: Call, keys: &KnownKeys, counters: &Counters) -> Option<Errand> {
    let refused = |refusal: Refusal| {
        counters.refuse(refusal.reason);
        NotRecorded::Refused(refusal)
    };
    match call {
        Call::Submit(submission, reply) => match check(submission, keys) {
            Ok(checked) => Some(Errand::Job(Job::Submit(checked, reply))),
            Err(refusal) => {
                reply.give(Err(refused(refusal)));
                None
            }
        },
        Call::Rehearse(rehearsal, reply) => match check_rehearsal(rehearsal, keys) {
            Ok(checked) => Some(Errand::Job(Job::Rehearse(checked, reply))),
            Err(refusal) => {
                reply.give(Err(refused(refusal)));
                None
            }
        },
        Call::SetClock(at, reply) => Some(Errand::SetClock(at, reply)),
        Call::Close => Some(Errand::Close),
    }
}

/// The task's inbox: errands in the order of their calls, however fast each verifier was.
pub(crate) struct Inbox {
    notes: mpsc::Receiver<Note>,
    next: u64,
    early: BTreeMap<u64, Vec<Errand>>,
    ready: VecDeque<Errand>,
    appended: VecDeque<(u64, Result<Seen, Lost>)>,
}

impl Inbox {
    pub(crate) fn new(notes: mpsc::Receiver<Note>) -> Inbox {
        let (early, ready, appended) = Default::default();
        Inbox { notes, next: 0, early, ready, appended }
    }

    /// The next errand that is there already.
    pub(crate) fn next(&mut self) -> Option<Errand> {
        while let Ok(note) = self.notes.try_recv() {
            self.sort(note);
        }
        self.ready.pop_front()
    }

    /// Tells whoever calls that the outcome is unknown, by dropping the errand; whether the
    /// sequencer was closed.
    pub(crate) fn turn_away(&mut self) -> bool {
        std::iter::from_fn(|| self.next()).any(|errand| matches!(errand, Errand::Close))
    }

    /// What came of the frame in flight of the scribe of `term`, if it is known already.
    pub(crate) fn appended(&mut self, term: u64) -> Option<Result<Seen, Lost>> {
        while let Some((of, outcome)) = self.appended.pop_front() {
            // A scribe of an earlier term has nothing to say any more.
            if of == term {
                return Some(outcome);
            }
        }
        None
    }

    /// Returns when there is something new, or when `at_most` has passed. What came of a frame may
    /// have been met while looking for errands, and is new until it is taken.
    pub(crate) fn wait(&mut self, at_most: Duration) {
        if !self.appended.is_empty() {
            return;
        }
        if let Ok(note) = self.notes.recv_timeout(at_most) {
            self.sort(note);
        }
    }

    fn sort(&mut self, note: Note) {
        match note {
            Note::Appended { term, outcome } => self.appended.push_back((term, outcome)),
            Note::Errands { ticket, errands } => {
                self.early.insert(ticket, errands);
                while let Some(errands) = self.early.remove(&self.next) {
                    self.ready.extend(errands);
                    self.next += 1;
                }
            }
        }
    }
}

/// The lock on something that no panic leaves half-changed.
fn held<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_of_a_frame_is_not_slept_over() {
        let (told, notes) = mpsc::channel();
        let mut inbox = Inbox::new(notes);
        let head = Seen { size: 1, root: tlog::hash::EMPTY_ROOT };
        told.send(Note::Appended { term: 7, outcome: Ok(head) }).unwrap();
        assert!(inbox.next().is_none());
        told.send(Note::Errands { ticket: 0, errands: vec![Errand::Close] }).unwrap();
        inbox.wait(Duration::from_secs(1));
        assert!(inbox.notes.try_recv().is_ok(), "it did not wait for another note");
        assert!(matches!(inbox.appended(7), Some(Ok(found)) if found == head));
    }
}
