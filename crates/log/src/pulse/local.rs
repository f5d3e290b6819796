//! Heartbeats within one process, for several sequencers over one log.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::{Beat, Listener, Pulse};
use crate::Unavailable;

/// Beats that are heard wherever this pulse or a clone of it is listened to.
#[derive(Clone, Debug, Default)]
pub struct Local {
    heart: Arc<Heart>,
}

#[derive(Debug, Default)]
struct Heart {
    beats: Mutex<Beats>,
    beaten: Condvar,
}

#[derive(Debug, Default)]
struct Beats {
    count: u64,
    last: Option<Beat>,
}

/// Knows how many beats there were when it listened last.
struct Ear {
    heart: Arc<Heart>,
    known: u64,
}

impl Pulse for Local {
    fn beat(&self, beat: &Beat) -> Result<(), Unavailable> {
        let mut beats = self.heart.beats.lock().unwrap_or_else(PoisonError::into_inner);
        beats.count += 1;
        beats.last = Some(*beat);
        self.heart.beaten.notify_all();
        Ok(())
    }

    fn listen(&self) -> Result<Box<dyn Listener>, Unavailable> {
        let known = self.heart.beats.lock().unwrap_or_else(PoisonError::into_inner).count;
        Ok(Box::new(Ear { heart: Arc::clone(&self.heart), known }))
    }
}

impl Listener for Ear {
    fn next(&mut self, at_most: Duration) -> Result<Option<Beat>, Unavailable> {
        let beats = self.heart.beats.lock().unwrap_or_else(PoisonError::into_inner);
        let nothing_new = |beats: &mut Beats| beats.count == self.known;
        let waited = self.heart.beaten.wait_timeout_while(beats, at_most, nothing_new);
        let (beats, waited) = waited.unwrap_or_else(PoisonError::into_inner);
        self.known = beats.count;
        Ok(if waited.timed_out() { None } else { beats.last })
    }
}

#[cfg(test)]
mod tests {
    use tlog::hash::Hash;

    use super::*;

    fn beat(term: u64) -> Beat {
        Beat { ledger: Hash::ZERO, term, writer: [7; 16] }
    }

    #[test]
    fn every_listener_hears_the_newest_beat_once_and_none_from_before() {
        let pulse = Local::default();
        pulse.beat(&beat(1)).unwrap();
        let mut ears = [pulse.listen().unwrap(), pulse.clone().listen().unwrap()];
        for ear in &mut ears {
            assert_eq!(ear.next(Duration::ZERO).unwrap(), None);
        }
        pulse.beat(&beat(2)).unwrap();
        pulse.beat(&beat(3)).unwrap();
        for ear in &mut ears {
            assert_eq!(ear.next(Duration::ZERO).unwrap(), Some(beat(3)));
            assert_eq!(ear.next(Duration::ZERO).unwrap(), None);
        }
    }
}
