//! The promises of every pulse, one test each; the target that includes this names the backend.

use std::time::Duration;

use rights_log::pulse::{Beat, Listener, Pulse};
use tlog::hash::Hash;

use crate::Backend;

/// As long as a machine can take to bring what is on its way.
const SOON: Duration = Duration::from_mins(1);

pub(crate) fn beat(term: u64) -> Beat {
    Beat { ledger: Hash::new([7; 32]), term, writer: [9; 16] }
}

/// What may be unavailable for a moment, on a busy machine, is asked again.
pub(crate) fn insist<T>(mut ask: impl FnMut() -> Result<T, rights_log::Unavailable>) -> T {
    loop {
        if let Ok(answer) = ask() {
            return answer;
        }
    }
}

pub(crate) fn listen(pulse: &dyn Pulse) -> Box<dyn Listener> {
    insist(|| pulse.listen())
}

#[track_caller]
pub(crate) fn next(listener: &mut dyn Listener) -> Beat {
    insist(|| listener.next(SOON)).expect("it is on its way")
}

pub(crate) fn is_silent(listener: &mut dyn Listener) -> bool {
    insist(|| listener.next(Duration::ZERO)).is_none()
}

#[test]
fn every_listener_hears_a_beat_once() {
    let backend = Backend::new();
    let (beating, listening) = (backend.pulse(), backend.pulse());
    let mut ears = [listen(&*listening), listen(&*beating), listen(&*listening)];
    assert!(ears.iter_mut().all(|ear| is_silent(&mut **ear)));
    insist(|| beating.beat(&beat(1)));
    for ear in &mut ears {
        assert_eq!(next(&mut **ear), beat(1));
        assert!(is_silent(&mut **ear), "it was one beat");
    }
}

#[test]
fn beats_from_before_it_listened_are_not_heard() {
    let backend = Backend::new();
    let pulse = backend.pulse();
    let mut early = listen(&*pulse);
    insist(|| pulse.beat(&beat(1)));
    assert_eq!(next(&mut *early), beat(1), "it was sent");
    let mut late = listen(&*backend.pulse());
    assert!(is_silent(&mut *late));
    insist(|| pulse.beat(&beat(2)));
    assert_eq!((next(&mut *early), next(&mut *late)), (beat(2), beat(2)));
}

#[test]
fn whoever_comes_late_hears_the_newest_and_nothing_older_afterwards() {
    let backend = Backend::new();
    let pulse = backend.pulse();
    let (mut slow, mut prompt) = (listen(&*pulse), listen(&*pulse));
    for term in 1..=20 {
        insist(|| pulse.beat(&beat(term)));
    }
    while next(&mut *prompt) != beat(20) {}
    let mut heard = 0;
    while heard < 20 {
        let newer = next(&mut *slow).term;
        assert!(newer > heard, "{newer} after {heard}");
        heard = newer;
    }
    assert!(is_silent(&mut *slow));
}

#[test]
fn a_beat_is_heard_as_it_was_sent_whosever_it_is() {
    let backend = Backend::new();
    let pulse = backend.pulse();
    let mut ear = listen(&*backend.pulse());
    let another = Beat { ledger: Hash::new([0xff; 32]), term: u64::MAX, writer: [0; 16] };
    for beat in [beat(0), another] {
        insist(|| pulse.beat(&beat));
        assert_eq!(next(&mut *ear), beat);
    }
}
