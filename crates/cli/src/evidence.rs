//! What a ledger's stores hold, as an auditor or an export takes it: read beside whoever serves it.

use rights::verify::Layer;
use rights_config::{settings::Settings, url::ViewsUrl};
use rights_log::{Accepted, Error as LogError, Reader as LogReader};
use rights_verifier::{StoredOpening, StoredRow, Unreadable};
use rights_views::{Reader as ViewsReader, embedded as views};
use tlog::{hash::Hash, head::Seen};

use crate::{configuration::data_dir_of, failure::Failure};

/// One ledger, looked at without taking part.
pub struct Evidence {
    pub ledger: Hash,
    /// Every opening that is kept.
    pub openings: Vec<StoredOpening>,
    /// All rows as of one position; none where there are no views.
    pub views: Option<Box<dyn ViewsReader>>,
    frames: Option<Box<dyn LogReader>>,
}

impl Evidence {
    /// Looks at the ledger that `settings` place. What was appended by then is given out, and
    /// perhaps more. Call it where blocking is allowed.
    ///
    /// # Errors
    /// Why there is nothing to look at.
    pub fn open(settings: &Settings) -> Result<Evidence, Failure> {
        // The views before the log: what they reflect is then in the log, whoever goes on
        // appending.
        let views = match settings.views {
            ViewsUrl::Embedded if !data_dir_of(settings)?.join(views::FILE_NAME).is_file() => None,
            ViewsUrl::Embedded | ViewsUrl::Postgres(_) => {
                match rights_stores::views(settings)?.snapshot() {
                    Err(rights_views::Error::NotServed) => None,
                    snapshot => Some(snapshot?),
                }
            }
        };
        let log = rights_stores::log(settings)?;
        let (ledger, frames) = (log.ledger(), log.read(None)?);
        let kept = rights_stores::openings(settings, ledger)?;
        let mut openings = Vec::new();
        kept.each(&mut |stored| {
            let rights_openings::Stored { commitment, salt, text } = stored;
            openings.push(StoredOpening { commitment, salt, text });
        })?;
        Ok(Evidence { ledger, openings, views, frames: Some(frames) })
    }

    /// The next accepted frame, with the head after it; none at the end. After an error, too.
    pub fn next_frame(&mut self) -> Option<Result<Accepted, Unreadable>> {
        let frames = self.frames.as_mut()?;
        let next = frames.read_next().map_err(|error| unreadable(&error)).transpose();
        if matches!(next, Some(Err(_))) {
            self.frames = None;
        }
        next
    }

    /// The bytes of every accepted frame, in order.
    pub fn frames(&mut self) -> impl Iterator<Item = Result<Vec<u8>, Unreadable>> + Send {
        let bytes = |frame: Accepted| frame.bytes().to_vec();
        std::iter::from_fn(move || self.next_frame().map(|frame| frame.map(bytes)))
    }

    /// What the views reflect; none where there are none.
    #[must_use]
    pub fn reflected(&self) -> Option<Seen> {
        let position = self.views.as_ref().and_then(|views| views.position());
        position.map(|position| position.head.seen())
    }
}

/// Every row that `views` see.
pub fn rows(views: &dyn ViewsReader) -> impl Iterator<Item = Result<StoredRow, Unreadable>> {
    rights_views::all_rows(views).map(|line| match line {
        Ok(line) => Ok(StoredRow { sequence: line.sequence, row: line.row }),
        Err(error) => Err(Unreadable { layer: Layer::Rows, what: error.to_string() }),
    })
}

fn unreadable(error: &LogError) -> Unreadable {
    let layer = match error {
        LogError::Unavailable(_) => Layer::Form,
        LogError::Stop(_) => Layer::FrameHead,
    };
    Unreadable { layer, what: error.to_string() }
}
