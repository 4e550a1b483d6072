//! What became of a file, as one value for people and programs alike.

use serde::Serialize;

use crate::fault::{FileError, RowError, RowFault, RowResult};
use crate::row::Row;
use crate::source_hash::FileHash;

/// How many faults of each kind a report lists; beyond that they are only counted, so that a bad file
/// of millions of rows does not fill the memory.
pub const LISTED_LIMIT: usize = 10_000;

/// The account of one import. Rows appear in file order, faults of a row in the order found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// What the caller calls the file; shown as given.
    pub file: String,
    /// The hash of the whole file, where the caller took it.
    pub source_hash: Option<FileHash>,
    /// Rows read, without the header and blank lines.
    pub rows_read: u64,
    /// Rows handed out.
    pub accepted: u64,
    /// Rows with at least one error.
    pub rejected: u64,
    /// All warnings, listed or not.
    pub warning_count: u64,
    /// All errors, listed or not.
    pub error_count: u64,
    /// Columns of the file that were not read, in file order.
    pub ignored_columns: Vec<String>,
    /// The first warnings, at most [`LISTED_LIMIT`]; a warned row is still accepted.
    pub warnings: Vec<RowError>,
    /// The first errors, at most [`LISTED_LIMIT`].
    pub errors: Vec<RowError>,
    /// Why reading stopped before the end of the file, if it did.
    pub stopped: Option<Stop>,
}

/// A file-level fault, as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stop {
    /// The stable word of the fault, e.g. `file/unclosed-quote`.
    pub code: &'static str,
    /// The fault in words.
    pub reason: String,
}

impl ImportReport {
    /// An account of nothing yet.
    pub fn new(file: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            source_hash: None,
            rows_read: 0,
            accepted: 0,
            rejected: 0,
            warning_count: 0,
            error_count: 0,
            ignored_columns: Vec::new(),
            warnings: Vec::new(),
            errors: Vec::new(),
            stopped: None,
        }
    }

    /// Adds one row's outcome and passes on the row, if there is one.
    pub fn tally<T>(&mut self, outcome: RowResult<T>) -> Option<Row<T>> {
        match outcome {
            Ok(row) => {
                self.rows_read += 1;
                self.accepted += 1;
                self.warn(&row.warnings);
                Some(row)
            }
            Err(RowFault::Row(row)) => {
                self.rows_read += 1;
                self.rejected += 1;
                self.error_count += list(&mut self.errors, &row.errors);
                self.warn(&row.warnings);
                None
            }
            Err(RowFault::File(fault)) => {
                self.stop(&fault);
                None
            }
        }
    }

    /// Takes one accepted row back: the caller found it faulty, e.g. a word that is in no vocabulary.
    pub fn take_back(&mut self, errors: &[RowError]) {
        self.accepted = self.accepted.saturating_sub(1);
        self.rejected += 1;
        self.error_count += list(&mut self.errors, errors);
    }

    /// Notes that the file could not be read to its end.
    pub fn stop(&mut self, fault: &FileError) {
        self.stopped = Some(Stop { code: fault.code(), reason: fault.to_string() });
    }

    /// Whether the whole file was read and every row accepted.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.stopped.is_none() && self.rejected == 0
    }

    fn warn(&mut self, warnings: &[RowError]) {
        self.warning_count += list(&mut self.warnings, warnings);
    }
}

/// Lists what there is room for and returns how many there were.
fn list(listed: &mut Vec<RowError>, found: &[RowError]) -> u64 {
    let room = LISTED_LIMIT.saturating_sub(listed.len());
    listed.extend(found.iter().take(room).cloned());
    u64::try_from(found.len()).unwrap_or(u64::MAX)
}
