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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence_file::COLUMNS;
    use crate::fault::Rule;
    use crate::{evidence_file, roster};

    const ROSTER: &str = "NPI,Last Name,First Name,Color\n\
                          1000000004,Testfield,Rowan,red\n\
                          1000000005,Testfield,Robin,blue\n\
                          1000000012,\"Testfield,Riley,green\n";

    fn report(file: &str) -> ImportReport {
        let mut report = ImportReport::new("roster.csv");
        let rows = roster::read(file.as_bytes(), &roster::Mapping::built_in()).unwrap();
        report.ignored_columns = rows.ignored_columns();
        for row in rows {
            report.tally(row);
        }
        report
    }

    #[test]
    fn the_numbers_add_up_and_the_stop_is_told() {
        let report = report(ROSTER);
        assert_eq!((report.rows_read, report.accepted, report.rejected, report.error_count), (2, 1, 1, 1));
        assert_eq!(report.ignored_columns, ["Color"]);
        assert_eq!(report.stopped.as_ref().unwrap().code, "file/unclosed-quote");
        assert!(!report.is_clean());
    }

    #[test]
    fn the_same_file_gives_the_same_report() {
        let json = |file| serde_json::to_string(&report(file)).unwrap();
        assert_eq!(json(ROSTER), json(ROSTER));
        assert!(json(ROSTER).starts_with(r#"{"file":"roster.csv","source_hash":null,"rows_read":2,"#));
    }

    #[test]
    fn a_row_taken_back_is_rejected() {
        let mut report = report("NPI,Last Name,First Name\n1000000004,Testfield,Rowan\n");
        assert!(report.is_clean());
        let rule = Rule::Domain { code: "row/not-on-file".to_owned(), reason: "not on file".to_owned() };
        report.take_back(&[RowError { line: 2, column: None, value: None, rule }]);
        assert_eq!((report.rows_read, report.accepted, report.rejected), (1, 0, 1));
    }

    #[test]
    fn a_flood_of_faults_is_counted_but_not_kept() {
        let mut file = COLUMNS.join(",");
        for _ in 0..2_000 {
            file.push_str("\nx,,,,,,,,,,,,,,");
        }
        let mut report = ImportReport::new("flood.csv");
        for row in evidence_file::read(file.as_bytes()).unwrap() {
            report.tally(row);
        }
        assert_eq!((report.rejected, report.error_count), (2_000, 12_000));
        assert_eq!(report.errors.len(), LISTED_LIMIT);
        assert_eq!(report.errors.last().unwrap().line, 1_668);
    }
}
