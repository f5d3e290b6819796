//! The time before a sequencer's turn: it follows the log beside whoever holds it, and listens.

use std::{sync::Arc, time::Duration};

use rights_log::{
    Log,
    pulse::{Listener, Pulse},
};

use crate::{Config, Followed, Lost, Stop, Turn, intake::Inbox};

/// Looks in one heartbeat: how soon it notices that it was told, and turns callers away.
const LOOKS: u32 = 5;
/// Looks in a row that met nothing before silence is believed, whatever the clock says: whoever was
/// itself stopped for a while, or cut off, first takes in what came meanwhile.
const QUIET_LOOKS_MIN: u32 = 10;
/// Frames read in one look, so that a long log does not keep it from being closed.
const FRAMES: usize = 256;

/// So many heartbeats longer waits whoever has not heard anybody yet: when the one that holds the log
/// is lost, whoever was started after that leaves the turn to one that has followed the log. Claims
/// at the same time would only depose each other.
const NEWCOMER: u32 = 2;

/// When to claim.
pub(crate) struct Vigil {
    pulse: Arc<dyn Pulse>,
    turn: Turn,
}

/// Silence, measured by the own clock.
struct Silence {
    heard: Duration,
    quiet_looks: u32,
}

/// What follows and what listens.
struct Watch {
    followed: Followed,
    listener: Box<dyn Listener>,
    has_heard: bool,
}

impl Vigil {
    /// Claims when there is no beat of `pulse`, or as soon as it is told by `turn`.
    pub(crate) fn new(pulse: Arc<dyn Pulse>, turn: Turn) -> Vigil {
        Vigil { pulse, turn }
    }

    /// Waits for the turn: what was read of the log until then; none if the sequencer was closed.
    pub(crate) fn keep(
        &self,
        log: &dyn Log,
        config: &Config,
        inbox: &mut Inbox,
    ) -> Result<Option<Followed>, Stop> {
        let look = config.heartbeat / LOOKS;
        let passed = || config.clock.read().passed;
        let mut silence = Silence { heard: passed(), quiet_looks: 0 };
        let mut watch = None;
        log.prepare();
        while !inbox.turn_away() {
            // Before it listens: a beat sent before this moment cannot have been missed then.
            let now = passed();
            match self.alive(log, &mut watch, look) {
                Ok(true) => silence = Silence { heard: passed(), quiet_looks: 0 },
                Ok(false) => silence.quiet_looks += 1,
                Err(Lost::Stop(stop)) => return Err(stop),
                Err(Lost::Unavailable(cause)) => {
                    tracing::warn!(cause = &*cause, "cannot follow the log, or cannot listen");
                    // Whoever is deaf does not know that there is silence.
                    silence = Silence { heard: passed(), quiet_looks: 0 };
                    inbox.wait(look);
                }
            }
            if self.turn.is_taken() || silence.is_long(now, patience(config, watch.as_ref())) {
                return Ok(Some(watch.map_or_else(Followed::default, |watch| watch.followed)));
            }
        }
        Ok(None)
    }

    /// Whether there was a sign of life.
    fn alive(
        &self,
        log: &dyn Log,
        watch: &mut Option<Watch>,
        at_most: Duration,
    ) -> Result<bool, Lost> {
        if watch.is_none() {
            let (followed, listener) = (Followed::begin(log)?, self.pulse.listen());
            let listener = listener.map_err(rights_log::Error::from)?;
            *watch = Some(Watch { followed, listener, has_heard: false });
        }
        watch.as_mut().map_or(Ok(false), |watch| watch.look(log, at_most))
    }
}

impl Watch {
    fn look(&mut self, log: &dyn Log, at_most: Duration) -> Result<bool, Lost> {
        if self.followed.read_on(FRAMES)? > 0 {
            return Ok(true);
        }
        let beat = self.listener.next(at_most).map_err(rights_log::Error::from)?;
        // Somebody who was deposed may not know it yet, and beats on.
        let counts = |beat: rights_log::pulse::Beat| {
            beat.ledger == log.ledger() && beat.term >= self.followed.term()
        };
        let is_alive = beat.is_some_and(counts);
        self.has_heard |= is_alive;
        Ok(is_alive)
    }
}

/// How long silence must last before it is believed.
fn patience(config: &Config, watch: Option<&Watch>) -> Duration {
    let has_heard = watch.is_some_and(|watch| watch.has_heard);
    let longer = if has_heard { 0 } else { NEWCOMER };
    config.patience.saturating_add(config.heartbeat.saturating_mul(longer))
}

impl Silence {
    fn is_long(&self, now: Duration, patience: Duration) -> bool {
        self.quiet_looks >= QUIET_LOOKS_MIN && now.saturating_sub(self.heard) >= patience
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_long_when_patience_has_passed_and_it_was_listened_to() {
        let seconds = Duration::from_secs;
        let after = |quiet_looks| Silence { heard: seconds(5), quiet_looks };
        assert!(after(QUIET_LOOKS_MIN).is_long(seconds(7), seconds(2)));
        assert!(!after(QUIET_LOOKS_MIN).is_long(seconds(6), seconds(2)));
        assert!(!after(QUIET_LOOKS_MIN - 1).is_long(seconds(60), seconds(2)), "it was asleep");
    }
}
