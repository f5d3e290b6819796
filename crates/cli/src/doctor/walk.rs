//! Reads the whole log once, and compares it with what others remember of it.

use std::{
    io::{self, IsTerminal as _},
    time::{Duration, Instant as Moment},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rights_log::Reading;
use tlog::{
    hash::Hash,
    head::{Head, Seen},
};

use crate::failure::Failure;

/// Nobody wants to see a bar for less.
const BAR_AFTER: Duration = Duration::from_millis(500);

/// What the log has where somebody remembers a head of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Held {
    /// The same.
    Same,
    /// Another root at that size.
    Another(Hash),
    /// A frame that begins before that size and ends behind it: no head of the log was ever there.
    Within,
    /// Fewer records.
    Fewer,
}

/// The log as it was read.
pub(super) struct Walked {
    pub(super) head: Head,
    /// Frames of deposed writers that came late, and that every reader passes over.
    pub(super) stale: u64,
    /// In the order of what was asked.
    pub(super) held: Vec<Held>,
}

/// Reads all of `log`, which holds about `size` records; what it has in the place of each of
/// `remembered`.
pub(super) fn walk(log: &dyn Reading, size: u64, remembered: &[Seen]) -> Result<Walked, Failure> {
    let (mut reader, bar) = (log.read(None)?, Bar::new(size));
    let at_start = |seen: &Seen| compared(&Head::START, *seen);
    let held = remembered.iter().map(at_start).collect();
    let mut walked = Walked { head: Head::START, stale: 0, held };
    while let Some(frame) = reader.read_next()? {
        walked.head = frame.after;
        for (held, seen) in walked.held.iter_mut().zip(remembered) {
            if frame.before.size < seen.size {
                *held = compared(&walked.head, *seen);
            }
        }
        bar.at(walked.head.size);
    }
    walked.stale = reader.skipped();
    Ok(walked)
}

/// What the log has at `head`, the first head of it that is not before `seen`.
fn compared(head: &Head, seen: Seen) -> Held {
    match head.size.cmp(&seen.size) {
        std::cmp::Ordering::Less => Held::Fewer,
        std::cmp::Ordering::Greater => Held::Within,
        std::cmp::Ordering::Equal if head.root == seen.root => Held::Same,
        std::cmp::Ordering::Equal => Held::Another(head.root),
    }
}

/// A bar on standard error, if somebody looks and it takes a while.
struct Bar {
    drawn: ProgressBar,
    began: Moment,
    wanted: bool,
}

impl Bar {
    fn new(size: u64) -> Bar {
        let bar = ProgressBar::with_draw_target(Some(size), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {elapsed}")
            .expect("the template names what indicatif knows");
        bar.set_style(style);
        Bar { drawn: bar, began: Moment::now(), wanted: io::stderr().is_terminal() }
    }

    fn at(&self, size: u64) {
        if self.wanted && self.drawn.is_hidden() && self.began.elapsed() >= BAR_AFTER {
            self.drawn.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.drawn.set_position(size);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.drawn.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remembered_head_is_in_the_log_only_where_a_frame_ends_with_its_root() {
        let (ours, other) = (Hash::new([1; 32]), Hash::new([2; 32]));
        let head = Head { size: 5, root: ours, ..Head::START };
        assert_eq!(compared(&head, Seen { size: 5, root: ours }), Held::Same);
        assert_eq!(compared(&head, Seen { size: 5, root: other }), Held::Another(ours));
        assert_eq!(compared(&head, Seen { size: 4, root: ours }), Held::Within);
        assert_eq!(compared(&head, Seen { size: 6, root: ours }), Held::Fewer);
    }
}
