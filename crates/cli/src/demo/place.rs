//! The directory of a demo: nothing but what a demo made is ever deleted.

use std::{fs, io, path::Path};

use rights_log::embedded as log;

use crate::{
    exit::Exit,
    failure::{Failure, file, own},
};

/// What tells the directory of a demo; it is written before anything else, and only into a directory
/// that was not there or was empty.
const MARKER: &str = "made-by-rights-demo";

/// What stands in a directory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    Free,
    /// A demo that ran to its end.
    Demo,
    /// A demo that did not.
    Unfinished,
    Other,
}

/// What stands in `directory`.
///
/// # Errors
/// `FILE_UNUSABLE`.
pub fn look(directory: &Path) -> Result<Place, Failure> {
    match fs::read_to_string(directory.join(MARKER)) {
        Ok(text) if text.trim() == FINISHED => return Ok(Place::Demo),
        Ok(_) => return Ok(Place::Unfinished),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(file(&directory.join(MARKER), &error)),
    }
    match fs::read_dir(directory) {
        Ok(mut entries) => Ok(if entries.next().is_none() { Place::Free } else { Place::Other }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Place::Free),
        Err(error) => Err(file(directory, &error)),
    }
}

const FINISHED: &str = "finished";

/// Makes a free `directory` that of a demo.
///
/// # Errors
/// `FILE_UNUSABLE`.
pub fn begin(directory: &Path) -> Result<(), Failure> {
    fs::create_dir_all(directory).map_err(|error| file(directory, &error))?;
    mark(directory, "unfinished")
}

/// The demo ran to its end.
///
/// # Errors
/// `FILE_UNUSABLE`.
pub fn finish(directory: &Path) -> Result<(), Failure> {
    mark(directory, FINISHED)
}

/// Deletes the demo in `directory`, and the directory.
///
/// # Errors
/// `NOT_A_DEMO`; `DATA_DIRECTORY_IN_USE` while somebody serves it; `FILE_UNUSABLE`.
pub fn clear(directory: &Path) -> Result<(), Failure> {
    match look(directory)? {
        Place::Free => return Ok(()),
        Place::Demo | Place::Unfinished => {}
        Place::Other => return Err(not_a_demo(directory)),
    }
    // Whatever else it holds, an unfinished log included, goes.
    if let Err(rights_log::Error::Stop(stop @ rights_log::Stop::InUse { .. })) =
        log::Embedded::open(directory)
    {
        return Err(stop.into());
    }
    fs::remove_dir_all(directory).map_err(|error| file(directory, &error))
}

/// Something else stands there, which a demo does not touch.
#[must_use]
pub fn not_a_demo(directory: &Path) -> Failure {
    own("NOT_A_DEMO", Exit::Conflict).fact("path", directory.display())
}

fn mark(directory: &Path, state: &str) -> Result<(), Failure> {
    let path = directory.join(MARKER);
    fs::write(&path, format!("{state}\n")).map_err(|error| file(&path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_demo_made_is_never_deleted() {
        let parent = tempfile::tempdir().unwrap();
        let directory = parent.path().join("papers");
        fs::create_dir(&directory).unwrap();
        fs::write(directory.join("letter"), "dear").unwrap();
        assert_eq!(look(&directory).unwrap(), Place::Other);
        assert_eq!(clear(&directory).unwrap_err().reason, "NOT_A_DEMO");
        assert!(directory.join("letter").exists());
    }

    #[test]
    fn what_a_demo_made_can_be_deleted_finished_or_not() {
        let parent = tempfile::tempdir().unwrap();
        let directory = parent.path().join("demo");
        assert_eq!(look(&directory).unwrap(), Place::Free);
        begin(&directory).unwrap();
        assert_eq!(look(&directory).unwrap(), Place::Unfinished);
        finish(&directory).unwrap();
        assert_eq!(look(&directory).unwrap(), Place::Demo);
        clear(&directory).unwrap();
        assert!(!directory.exists());
    }
}
