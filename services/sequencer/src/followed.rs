//! What somebody who follows the log has made of it: the state of whoever appends, a little later.

use rights_log::{Log, Reader};
use tlog::head::Seen;

use crate::{
    Lost, State, Stop,
    state::{ParsedFrame, Texts},
};

/// The state after the frames that were read; at first before all of them.
#[derive(Default)]
pub struct Followed {
    pub(crate) state: State,
    pub(crate) texts: Texts,
    /// None if nothing was read: the claim then replays everything.
    pub(crate) reader: Option<Box<dyn Reader>>,
    term: u64,
}

impl Followed {
    /// At the beginning of `log`.
    ///
    /// # Errors
    /// [`Lost`], as for a claim.
    pub fn begin(log: &dyn Log) -> Result<Followed, Lost> {
        Ok(Followed { reader: Some(log.read(None)?), ..Followed::default() })
    }

    /// Reads on, `at_most` so many frames: how many; fewer at the end that the log has now.
    ///
    /// # Errors
    /// [`Lost::Unavailable`]: read on later.
    pub fn read_on(&mut self, at_most: usize) -> Result<usize, Lost> {
        let Some(reader) = &mut self.reader else { return Ok(0) };
        for read in 0..at_most {
            let Some(frame) = reader.read_next()? else { return Ok(read) };
            self.state.replay(ParsedFrame::read(&frame)?, &mut self.texts)?;
            self.term = frame.after.term;
        }
        Ok(at_most)
    }

    /// The term of the last claim that was read; 0 before the first.
    #[must_use]
    pub fn term(&self) -> u64 {
        self.term
    }

    /// Remembered heads that lie within what was read must be in it; the claim tests the others.
    pub(crate) fn require(&self, remembered: &[Seen]) -> Result<(), Stop> {
        let history = &self.state.history;
        for &remembered in remembered {
            if let Some(root) = history.root_at(remembered.size)
                && root != remembered.root
            {
                let holds = rights_log::Holds::Root(root);
                return Err(rights_log::Stop::RolledBack { remembered, holds }.into());
            }
        }
        Ok(())
    }
}
