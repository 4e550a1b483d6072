//! What a reader remembers beside a snapshot: the newest one seen.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
};

use cred_snapshot::newest::Newest;

use crate::error::CliError;

/// The newest seen, where any was. What cannot be read is no reason to forget it.
pub(super) fn read(path: &Path) -> Result<Option<Newest>, CliError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(CliError::Io { path: path.display().to_string(), error }),
    };
    serde_json::from_str(&text).map(Some).map_err(|error| {
        CliError::Usage(format!(
            "{}: this is no record of snapshots seen ({error}): find out who changed it, and remove it only if you know that the \
             snapshot is the newest",
            path.display()
        ))
    })
}

/// Remembers it, where it says something new.
pub(super) fn write(path: &Path, newest: &Newest, before: Option<&Newest>) -> Result<(), CliError> {
    if before == Some(newest) {
        return Ok(());
    }
    let text = serde_json::to_string_pretty(newest)
        .map_err(|error| CliError::Io { path: path.display().to_string(), error: error.into() })?;
    replace(path, format!("{text}\n").as_bytes())
}

/// Puts a whole file in the place of another: nobody reads half of it.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    let mut next = path.as_os_str().to_owned();
    next.push(format!(".{}.new", std::process::id()));
    let next = PathBuf::from(next);
    let io = |error| CliError::Io { path: path.display().to_string(), error };
    std::fs::write(&next, bytes).and_then(|()| std::fs::rename(&next, path)).map_err(|error| {
        // What is left of the attempt is of no use; the first error is the one to tell.
        let _ = std::fs::remove_file(&next);
        io(error)
    })
}
