//! Finding the providers of a roster in the whole dissemination file, which has 330 columns and nine million rows.
//!
//! Every row is divided and its width and NPI checked; only the rows of the roster are read. Memory does not grow with the file. Several
//! threads read a part each. Where a part begins is a guess (a line break can stand inside of a field), so the thread before it must
//! arrive there exactly: if it does not, the part is read again from where that one stands.

use std::collections::{BTreeMap, HashSet};
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use cred_core::identifier::Npi;

use super::layout::{self, Layout};
use super::record;
use super::strict::{self, Start};
use super::{NppesRecord, NppesRows};
use crate::columns::Header;
use crate::fault::{FileError, RowError, RowErrors, RowFault, Rule};
use crate::identifier;
use crate::report::ImportReport;
use crate::row::{Row, RowReader};
use crate::table::{Block, Piece};

/// What a scan found.
#[derive(Debug, Clone)]
pub struct Scan {
    /// The records of the roster's NPIs. More than one for an NPI is a fault of the file, told in the report.
    pub found: BTreeMap<Npi, Vec<Row<NppesRecord>>>,
    /// NPIs of the roster that the file does not have, in order. Absent from a *monthly* file means that the registry does not know them;
    /// a weekly file has only what changed.
    pub absent: Vec<Npi>,
    /// Rows read, and every fault: of the rows that were looked for, and of any row that is not as wide as the header or whose NPI is not
    /// ten digits.
    pub report: ImportReport,
}

/// Scans a file on as many threads as asked for, at most 64.
///
/// # Errors
/// When the file cannot be read, is not the dissemination file, or was cut off.
pub fn scan_file(path: &Path, roster: &HashSet<Npi>, threads: usize) -> Result<Scan, FileError> {
    scan(|| std::fs::File::open(path), &path.display().to_string(), roster, threads)
}

/// Scans whatever can be opened several times.
///
/// # Errors
/// As [`scan_file`].
pub fn scan<R: Read + Seek, O: Fn() -> std::io::Result<R> + Sync>(
    open: O,
    label: &str,
    roster: &HashSet<Npi>,
    threads: usize,
) -> Result<Scan, FileError> {
    let io = |source| FileError::Io { line: 1, source };
    let plan = Plan::new(open().map_err(io)?, roster)?;
    let length = open().and_then(|mut source| source.seek(SeekFrom::End(0))).map_err(io)?;
    let starts = plan.starts(open().map_err(io)?, length, threads).map_err(io)?;
    let ends = starts.iter().skip(1).copied().chain([u64::MAX]);
    let spans: Vec<(u64, u64)> = starts.iter().copied().zip(ends).collect();
    let read = |(from, to): (u64, u64)| -> Result<Part, FileError> {
        let mut source = open().map_err(io)?;
        source.seek(SeekFrom::Start(from)).map_err(io)?;
        plan.part(source, from, to)
    };
    let parts: Vec<Result<Part, FileError>> = if let [span] = spans.as_slice() {
        vec![read(*span)]
    } else {
        std::thread::scope(|scope| {
            let workers: Vec<_> = spans.iter().map(|span| scope.spawn(|| read(*span))).collect();
            let stopped = || Err(io(std::io::Error::other("a reading thread stopped")));
            workers.into_iter().map(|worker| worker.join().unwrap_or_else(|_| stopped())).collect()
        })
    };
    let mut whole = Whole::new(&plan, label);
    for ((from, to), part) in spans.into_iter().zip(parts) {
        let part = if whole.at == from { part? } else { read((whole.at, to))? };
        whole.add(part);
    }
    whole.finish(roster)
}

/// Scans a stream, such as the member of an archive, on this thread.
///
/// # Errors
/// As [`scan_file`].
pub fn scan_stream<R: Read>(mut source: R, label: &str, roster: &HashSet<Npi>) -> Result<Scan, FileError> {
    let mut opening = Vec::new();
    let io = |source| FileError::Io { line: 1, source };
    (&mut source).take(OPENING).read_to_end(&mut opening).map_err(io)?;
    let plan = Plan::new(opening.as_slice(), roster)?;
    let rest = usize::try_from(plan.first_row).ok().and_then(|at| opening.get(at..)).unwrap_or_default();
    let mut whole = Whole::new(&plan, label);
    let part = plan.part(rest.chain(source), plan.first_row, u64::MAX)?;
    whole.add(part);
    whole.finish(roster)
}

/// More than any header.
const OPENING: u64 = 256 << 10;
/// How far a row's beginning is looked for from where a part should begin.
const SEARCH: usize = 256 << 10;
/// A part smaller than this is not worth a thread.
const SMALLEST_PART: u64 = if cfg!(test) { 64 } else { 64 << 10 };
const MOST_THREADS: u64 = 64;

/// What every part needs to know.
struct Plan {
    header: Header,
    layout: Layout,
    npi: usize,
    wanted: HashSet<u64>,
    first_row: u64,
    header_lines: u64,
    ignored: Vec<String>,
}

impl Plan {
    fn new<R: Read>(source: R, roster: &HashSet<Npi>) -> Result<Self, FileError> {
        let NppesRows { rows, layout } = super::read(source)?;
        let ignored = rows.header().ignored(&layout.columns());
        let (header, first_row, header_lines) = rows.into_header()?;
        let wanted = roster.iter().filter_map(|npi| number(npi.to_string().as_bytes())).collect();
        let npi = layout.npi.at.unwrap_or_default();
        Ok(Self { header, layout, npi, wanted, first_row, header_lines, ignored })
    }

    /// Where each part begins.
    fn starts<R: Read + Seek>(&self, mut source: R, length: u64, threads: usize) -> std::io::Result<Vec<u64>> {
        let mut starts = vec![self.first_row];
        let rows = length.saturating_sub(self.first_row);
        let parts = u64::try_from(threads).unwrap_or(1).min(MOST_THREADS).min(rows / SMALLEST_PART).max(1);
        let mut window = Vec::new();
        for part in 1..parts {
            let ideal = self.first_row + rows / parts * part;
            window.clear();
            source.seek(SeekFrom::Start(ideal))?;
            (&mut source).take(u64::try_from(SEARCH).unwrap_or_default()).read_to_end(&mut window)?;
            let Some(at) = row_start(&window) else { continue };
            let start = ideal + u64::try_from(at).unwrap_or_default();
            if starts.last().is_none_or(|last| *last < start) {
                starts.push(start);
            }
        }
        Ok(starts)
    }

    /// Reads the rows that begin in `from..to`.
    fn part<R: Read>(&self, source: R, from: u64, to: u64) -> Result<Part, FileError> {
        let mut block = Block::new(source);
        let mut part = Part { at: from, ..Part::default() };
        while part.at < to {
            let text = block.waiting();
            match strict::start(text, self.npi) {
                Start::Row { fields, wanted, length } => {
                    let npi = text.get(wanted).and_then(number);
                    if fields == self.header.len() && npi.is_some_and(|npi| !self.wanted.contains(&npi)) {
                        part.rows += 1;
                        part.at += u64::try_from(length).unwrap_or_default();
                        block.pass(length);
                        continue;
                    }
                }
                Start::Open if block.fill().map_err(|source| part.io(source))? => continue,
                Start::Open | Start::Other => {}
            }
            match block.record()? {
                Piece::End => break,
                Piece::Row { length, blank } => {
                    if !blank {
                        self.row(&block, &mut part);
                    }
                    part.at += u64::try_from(length).unwrap_or_default();
                    block.pass(length);
                }
            }
        }
        part.lines = block.lines();
        part.open_end = block.open_end();
        Ok(part)
    }

    /// Looks at a row that was divided by the tokenizer.
    fn row<R: Read>(&self, block: &Block<R>, part: &mut Part) {
        let divided = block.divided();
        part.rows += 1;
        let npi = number(divided.field(self.npi).trim_ascii());
        let is_wanted = npi.is_some_and(|npi| self.wanted.contains(&npi));
        if divided.len() == self.header.len() && npi.is_some() && !is_wanted {
            return;
        }
        let outcome = RowReader::start(divided, &self.header, layout::NOTHING).and_then(|mut row| {
            if is_wanted {
                return record::read(row, &self.layout);
            }
            let _ = row.require(self.layout.npi, identifier::npi);
            row.finish(None)
        });
        part.outcomes.push(outcome);
    }
}

/// What one part says. Lines are counted from the part's beginning.
#[derive(Default)]
struct Part {
    at: u64,
    rows: u64,
    lines: u64,
    outcomes: Vec<Result<Row<NppesRecord>, RowFault>>,
    open_end: bool,
}

impl Part {
    fn io(&self, source: std::io::Error) -> FileError {
        FileError::Io { line: self.lines + 1, source }
    }
}

/// The parts read so far.
struct Whole {
    at: u64,
    lines: u64,
    rows: u64,
    open_end: bool,
    report: ImportReport,
    found: BTreeMap<Npi, Vec<Row<NppesRecord>>>,
}

impl Whole {
    fn new(plan: &Plan, label: &str) -> Self {
        let mut report = ImportReport::new(label);
        report.ignored_columns.clone_from(&plan.ignored);
        Self { at: plan.first_row, lines: plan.header_lines, rows: 0, open_end: false, report, found: BTreeMap::new() }
    }

    fn add(&mut self, part: Part) {
        for mut outcome in part.outcomes {
            shift(&mut outcome, self.lines);
            let Some(row) = self.report.tally(outcome) else { continue };
            let own = self.found.entry(row.value.npi.clone()).or_default();
            own.push(row);
        }
        self.at = part.at;
        self.lines += part.lines;
        self.rows += part.rows;
        self.open_end = part.open_end;
    }

    fn finish(mut self, roster: &HashSet<Npi>) -> Result<Scan, FileError> {
        if self.rows == 0 {
            return Err(FileError::NoRows);
        }
        if self.open_end {
            return Err(FileError::CutOff { line: self.lines });
        }
        self.report.accepted += self.rows.saturating_sub(self.report.rows_read);
        self.report.rows_read = self.rows;
        for rows in self.found.values_mut() {
            let Some((first, others)) = rows.split_first_mut() else { continue };
            for row in others {
                let rule = Rule::DuplicateNpi { line: first.line };
                let value = Some(row.value.npi.to_string());
                let error = RowError { line: row.line, column: Some("NPI".to_owned()), value, rule };
                row.warnings.push(error.clone());
                self.report.warnings.push(error);
                self.report.warning_count += 1;
            }
        }
        let mut absent: Vec<Npi> = roster.iter().filter(|npi| !self.found.contains_key(npi)).cloned().collect();
        absent.sort();
        Ok(Scan { found: self.found, absent, report: self.report })
    }
}

/// Moves the lines of an outcome to where its part stands in the file.
fn shift(outcome: &mut Result<Row<NppesRecord>, RowFault>, by: u64) {
    let errors = |errors: &mut Vec<RowError>| errors.iter_mut().for_each(|error| error.line += by);
    match outcome {
        Ok(row) => {
            row.line += by;
            errors(&mut row.warnings);
        }
        Err(RowFault::Row(RowErrors { line, errors: wrong, warnings })) => {
            *line += by;
            errors(wrong);
            errors(warnings);
        }
        Err(RowFault::File(_)) => {}
    }
}

/// The number that ten digits write.
fn number(digits: &[u8]) -> Option<u64> {
    (digits.len() == 10).then_some(())?;
    digits.iter().try_fold(0_u64, |number, digit| {
        digit.is_ascii_digit().then(|| number * 10 + u64::from(digit.wrapping_sub(b'0')))
    })
}

/// Where a row seems to begin: behind a line break after a quote, with a quoted number of ten digits.
fn row_start(window: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'\n', window).map(|at| at + 1).find(|at| {
        let before = window.get(..at.saturating_sub(1)).unwrap_or_default();
        let before = before.strip_suffix(b"\r").unwrap_or(before);
        let number = window.get(at + 1..at + 11).and_then(number);
        before.ends_with(b"\"") && window.get(*at) == Some(&b'"') && number.is_some()
    })
}

#[cfg(test)]
mod tests;
