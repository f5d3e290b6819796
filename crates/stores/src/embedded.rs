//! Stores in the data directory.

use std::{path::Path, sync::Arc};

use rights_log::embedded as log;
use rights_openings::{Openings, embedded as openings};
use rights_views::{Views, embedded as views};

use crate::Error;

/// Openings of a log that is elsewhere.
pub(crate) const OPENINGS: &str = "openings.db";

/// Openings that become durable in the transaction of the frame that needs them.
pub(crate) fn written_beside(log: &log::Embedded) -> Result<Arc<dyn Openings>, Error> {
    let (openings, mut staged) = openings::Embedded::beside_frames(log.path())?;
    log.write_beside(Box::new(move |transaction| staged.write(transaction)));
    Ok(Arc::new(openings))
}

pub(crate) fn alone(data_dir: &Path) -> Result<Arc<openings::Embedded>, Error> {
    Ok(Arc::new(openings::Embedded::alone(&data_dir.join(OPENINGS))?))
}

/// How many records the log in `data_dir` holds; none where there is no log.
pub(crate) fn size(data_dir: &Path) -> Result<u64, Error> {
    match log::Onlooker::open(data_dir) {
        Ok(log) => Ok(log.size()?),
        Err(rights_log::Error::Stop(rights_log::Stop::NoLog(_) | rights_log::Stop::NotFounded)) => {
            Ok(0)
        }
        Err(error) => Err(error.into()),
    }
}

pub(crate) fn log(data_dir: &Path) -> Result<Arc<dyn rights_log::Reading>, Error> {
    Ok(Arc::new(log::Onlooker::open(data_dir)?))
}

pub(crate) fn beside(data_dir: &Path) -> Result<Arc<dyn rights_openings::Reading>, Error> {
    Ok(Arc::new(openings::Onlooker::open(&data_dir.join(log::FILE_NAME))?))
}

pub(crate) fn views(data_dir: &Path) -> Result<Arc<dyn Views>, Error> {
    Ok(Arc::new(views::Embedded::open(data_dir)?))
}
