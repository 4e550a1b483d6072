//! Turning what SQLite and the file system report into errors that name the place and the remedy.

use std::{
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::ffi;

use crate::{StorageProblem, StoreError};

/// The file a handle works on, for errors.
#[derive(Debug, Clone)]
pub(super) struct Place {
    path: PathBuf,
    wait: Duration,
}

impl Place {
    pub(super) fn new(path: &Path, wait: Duration) -> Self {
        Self { path: path.to_owned(), wait }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn wait(&self) -> Duration {
        self.wait
    }

    pub(super) fn error(&self, problem: StorageProblem) -> StoreError {
        StoreError::Storage { place: self.path.display().to_string(), problem }
    }

    /// Maps what SQLite reports.
    pub(super) fn engine(&self, error: rusqlite::Error) -> StoreError {
        self.error(self.problem(error))
    }

    /// Maps what the file system reports.
    pub(super) fn system(&self, error: &io::Error) -> StoreError {
        use io::ErrorKind;
        let is = |kinds: &[ErrorKind]| kinds.contains(&error.kind());
        self.error(if is(&[ErrorKind::NotFound]) {
            StorageProblem::Missing
        } else if is(&[ErrorKind::StorageFull, ErrorKind::QuotaExceeded]) {
            StorageProblem::DiskFull
        } else if is(&[ErrorKind::ReadOnlyFilesystem]) {
            StorageProblem::ReadOnly
        } else if is(&[ErrorKind::PermissionDenied]) {
            StorageProblem::CannotOpen { detail: error.to_string() }
        } else {
            StorageProblem::Io { detail: error.to_string() }
        })
    }

    fn problem(&self, error: rusqlite::Error) -> StorageProblem {
        let Some(code) = error.sqlite_error().map(|error| error.extended_code) else {
            return StorageProblem::Engine { detail: error.to_string() };
        };
        // The message of an extended code is fixed text; it never holds a value of a row.
        let detail = || format!("{}, code {code}", ffi::code_to_str(code));
        if code == ffi::SQLITE_IOERR_SHMSIZE {
            // The file through which handles coordinate found no room.
            return StorageProblem::DiskFull;
        }
        match code & 0xff {
            ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED => StorageProblem::Busy { waited: self.wait },
            ffi::SQLITE_CORRUPT => StorageProblem::Damaged { detail: detail() },
            ffi::SQLITE_NOTADB => StorageProblem::NotADatabase,
            ffi::SQLITE_FULL => StorageProblem::DiskFull,
            ffi::SQLITE_READONLY | ffi::SQLITE_PERM => StorageProblem::ReadOnly,
            ffi::SQLITE_CANTOPEN => StorageProblem::CannotOpen { detail: detail() },
            ffi::SQLITE_IOERR => StorageProblem::Io { detail: detail() },
            _ => StorageProblem::Engine { detail: detail() },
        }
    }
}

/// Whether a write that ended like this may have been carried out all the same.
pub(super) fn leaves_doubt(error: &StoreError) -> bool {
    let StoreError::Storage { place: _, problem } = error else {
        return false;
    };
    matches!(problem, StorageProblem::Io { .. } | StorageProblem::Damaged { .. })
}
