//! One edition of a list: a file read to its end, with what it is worth.

use std::collections::HashSet;
use std::io::Read;

use chrono::{Months, NaiveDate};
use cred_core::digest::Digest;
use cred_core::evidence::list_entry::ListEntry;
use serde::{Deserialize, Serialize};

use super::intake::{Intake, Seen};
use super::{Format, LeieFile, read};
use crate::fault::{FileError, RowFault, Rule};
use crate::report::ImportReport;
use crate::source_hash::FileHash;

/// What a file speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Coverage {
    /// Everybody on the list: it replaces the edition before, and who is no longer in it has vanished.
    Full,
    /// Those who were added meanwhile. Who is not in it is not cleared by it.
    Additions,
    /// Those who were reinstated meanwhile.
    Reinstatements,
}

/// One edition of a list, as a value to keep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListEdition {
    /// The list, by its word (`OIG-LEIE`).
    pub list: String,
    /// What the file speaks of.
    pub coverage: Coverage,
    /// The day as of which the publisher says it holds.
    pub as_of: NaiveDate,
    /// The digest of the file's bytes.
    pub sha256: FileHash,
    /// Rows below the header, blank ones apart.
    pub rows: u64,
    /// Different entries. A row with several NPIs is one for each.
    pub entries: u64,
    /// Rows that say, word for word, what an earlier row says.
    pub duplicates: u64,
    /// Rows that could not be read: each may be somebody's.
    pub faults: u64,
    /// Rows that hold nothing.
    pub blank_rows: u64,
    /// The latest first day of an exclusion in it. One long before `as_of` is a sign of an old file under a new date.
    pub newest: Option<NaiveDate>,
    /// Whether it is the whole list: full coverage and no row that could not be read. Only such an edition can say that somebody is not
    /// on the list.
    pub whole: bool,
    /// The edition that its size was held against; none for a first one, whose missing end nobody would see if it were cut between
    /// two rows.
    pub compared_with: Option<FileHash>,
}

/// An entry with its place and its digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The physical line its row starts on, counted from 1; the header is line 1.
    pub line: u64,
    /// What it says.
    pub entry: ListEntry,
    /// The fingerprint of what it says.
    pub digest: Digest,
}

impl Listed {
    /// An entry at a line.
    #[must_use]
    pub fn new(line: u64, entry: ListEntry) -> Self {
        let digest = entry.digest();
        Self { line, entry, digest }
    }
}

/// How far a file may differ from what is expected of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Limits {
    /// The most entries, in percent of the edition before, that a full list may lose.
    pub shrinks_percent: u8,
    /// The fewest entries that a full list has.
    pub at_least: u64,
    /// A supplement in which more than half of the exclusions began earlier than this many months before its date is the whole list
    /// under another name.
    pub supplement_months: u32,
}

impl Default for Limits {
    /// A tenth fewer is refused; no fewest; a supplement speaks of one year.
    fn default() -> Self {
        Self { shrinks_percent: 10, at_least: 1, supplement_months: 12 }
    }
}

/// What the publisher or the download told of the file beside it; what is not told is not checked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Expected {
    /// Its length (the `Content-Length` of the download).
    pub bytes: Option<u64>,
    /// Its rows, blank ones apart.
    pub rows: Option<u64>,
    /// Its digest.
    pub sha256: Option<FileHash>,
}

/// What a file is held against.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// The list, by its word.
    pub list: &'a str,
    /// The day as of which it is said to hold.
    pub as_of: NaiveDate,
    /// How far it may differ from the edition before.
    pub limits: Limits,
    /// The edition before.
    pub previous: Option<&'a ListEdition>,
    /// What was told of it.
    pub expected: Expected,
}

impl<'a> Terms<'a> {
    /// For a first edition of a list.
    #[must_use]
    pub fn first(list: &'a str, as_of: NaiveDate, limits: Limits) -> Self {
        Self { list, as_of, limits, previous: None, expected: Expected::default() }
    }

    /// For the edition after another one of the same list.
    #[must_use]
    pub fn after(previous: &'a ListEdition, as_of: NaiveDate, limits: Limits) -> Self {
        Self { list: &previous.list, as_of, limits, previous: Some(previous), expected: Expected::default() }
    }
}

/// A file that was read as an edition.
#[derive(Debug, Clone)]
pub struct Load {
    /// The edition.
    pub edition: ListEdition,
    /// Its entries in file order, duplicates left out.
    pub entries: Vec<Listed>,
    /// Every fault and doubt, with line and column.
    pub report: ImportReport,
    /// It is, byte for byte, the edition before: nothing to do but to note that the list was looked at.
    pub repeated: bool,
}

/// Why a file is no edition of the list. Nothing of it may be used to clear anybody.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// It cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// It does not end as its lines do.
    #[error(
        "the file ends within a line (after {bytes} bytes, {rows} rows): it was cut off; fetch it again, or say in the mapping file that \
         this publisher leaves the last line open"
    )]
    CutOff {
        /// Its length.
        bytes: u64,
        /// The rows in it.
        rows: u64,
    },
    /// Rows have not as many fields as the header.
    #[error(
        "{rows} rows have not as many fields as the header, the first in line {line}: the file is damaged there; fetch it again"
    )]
    Width {
        /// How many rows.
        rows: u64,
        /// The line of the first of them.
        line: u64,
    },
    /// It holds NUL bytes.
    #[error("line {line} holds a NUL byte, which no text has: the file is damaged; fetch it again")]
    Nul {
        /// The line of the first one.
        line: u64,
    },
    /// It is not the file that was announced.
    #[error(
        "expected {expected} {what}, found {found}: it is not the file that was announced, or not all of it; fetch it again"
    )]
    Announced {
        /// Of what.
        what: &'static str,
        /// What was told.
        expected: String,
        /// What it has.
        found: String,
    },
    /// It has far fewer entries than the edition before.
    #[error(
        "the edition as of {before} had {had} entries and this one has {has}, more than {percent} % fewer: the file may be thinned out; \
         compare it with the publisher's own count, and raise `shrinks-percent` if it is right"
    )]
    Shrunken {
        /// The date of the edition before.
        before: NaiveDate,
        /// Its entries.
        had: u64,
        /// The entries of this one.
        has: u64,
        /// The most percent that it may lose.
        percent: u8,
    },
    /// It has fewer entries than any edition of the list.
    #[error(
        "the file has {has} entries, and the list never fewer than {at_least}: it is not the whole list; fetch it again"
    )]
    TooFew {
        /// Its entries.
        has: u64,
        /// The fewest.
        at_least: u64,
    },
    /// The supplement is the whole list.
    #[error(
        "{older} of {entries} exclusions began more than {months} months before {as_of}: this is the cumulative list under a supplement's \
         name; load it as the full list, or leave it"
    )]
    Cumulative {
        /// Its entries.
        entries: u64,
        /// Those that began earlier.
        older: u64,
        /// The months that a supplement may reach back.
        months: u32,
        /// The supplement's date.
        as_of: NaiveDate,
    },
    /// A list of the excluded is full of reinstatements.
    #[error(
        "{reinstated} of {entries} entries have a reinstatement date: this is a reinstatement supplement; load it as one"
    )]
    Reinstatements {
        /// Its entries.
        entries: u64,
        /// Those with a date.
        reinstated: u64,
    },
    /// The edition before is another list's, or of a later day.
    #[error("the edition before is of `{list}` as of {as_of}: compare editions of one list in their order")]
    OtherPrevious {
        /// Its list.
        list: String,
        /// Its date.
        as_of: NaiveDate,
    },
}

impl Refusal {
    /// A stable word for programs, e.g. `list/shrunken`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::File(fault) => fault.code(),
            Self::CutOff { .. } => "list/cut-off",
            Self::Width { .. } => "list/width",
            Self::Nul { .. } => "list/nul",
            Self::Announced { .. } => "list/announced",
            Self::Shrunken { .. } => "list/shrunken",
            Self::TooFew { .. } => "list/too-few",
            Self::Cumulative { .. } => "list/cumulative",
            Self::Reinstatements { .. } => "list/reinstatements",
            Self::OtherPrevious { .. } => "list/other-previous",
        }
    }
}

/// A refused file, with the account of what was read of it.
#[derive(Debug, thiserror::Error)]
#[error("{refusal}")]
pub struct Refused {
    /// Why.
    #[source]
    pub refusal: Refusal,
    /// Every fault and doubt up to there, with line and column.
    pub report: Box<ImportReport>,
}

/// Reads a file as an edition of a list.
///
/// Loading a file twice gives the same edition: its identity is `sha256`.
///
/// # Errors
/// When the file is not, or may not be, what it is said to be: see [`Refusal`].
pub fn load<R: Read>(source: R, format: &Format, terms: &Terms<'_>) -> Result<Load, Refused> {
    let mut intake = Intake::new(source);
    let mut gathered = Gathered::new(terms.list);
    let outcome = gathered.read(&mut intake, format);
    let seen = intake.finish();
    let refused = |report: &ImportReport, refusal| Refused { refusal, report: Box::new(report.clone()) };
    let (sha256, seen) = match seen {
        Ok(seen) => seen,
        Err(source) => {
            let line = gathered.last_line;
            return Err(refused(&gathered.report, FileError::Io { line, source }.into()));
        }
    };
    gathered.report.source_hash = Some(sha256);
    let judged = outcome.and_then(|()| gathered.judge(sha256, seen, format, terms));
    let edition = judged.map_err(|refusal| refused(&gathered.report, refusal))?;
    let repeated = terms.previous.is_some_and(|before| before.sha256 == sha256);
    Ok(Load { edition, entries: gathered.entries, report: gathered.report, repeated })
}

/// What was read so far.
struct Gathered {
    entries: Vec<Listed>,
    known: HashSet<Digest>,
    report: ImportReport,
    duplicates: u64,
    blank_rows: u64,
    last_line: u64,
    /// How many rows have another width, and the line of the first.
    widths: Option<(u64, u64)>,
}

impl Gathered {
    fn new(list: &str) -> Self {
        Self {
            entries: Vec::new(),
            known: HashSet::new(),
            report: ImportReport::new(list),
            duplicates: 0,
            blank_rows: 0,
            last_line: 0,
            widths: None,
        }
    }

    fn read<R: Read>(&mut self, intake: &mut Intake<R>, format: &Format) -> Result<(), Refusal> {
        let mut rows = read(intake, format).inspect_err(|fault| self.report.stop(fault))?;
        self.report.ignored_columns = rows.ignored_columns();
        for row in rows.by_ref() {
            if let Err(RowFault::File(fault)) = row {
                self.report.stop(&fault);
                return Err(fault.into());
            }
            if let Err(RowFault::Row(faults)) = &row {
                self.last_line = faults.line;
                if faults.errors.iter().any(|error| matches!(error.rule, Rule::FieldCount { .. })) {
                    let (rows, _) = self.widths.get_or_insert((0, faults.line));
                    *rows += 1;
                }
            }
            // A further entry of the row before, which is counted already.
            let is_further = matches!(&row, Ok(row) if row.line == self.last_line);
            let row = if is_further { row.ok() } else { self.report.tally(row) };
            if let Some(row) = row {
                self.last_line = row.line;
                let listed = Listed::new(row.line, row.value);
                if self.known.insert(listed.digest) {
                    self.entries.push(listed);
                } else if !is_further {
                    self.duplicates += 1;
                }
            }
        }
        self.blank_rows = rows.blank_rows();
        Ok(())
    }

    /// Holds what was read against the terms. The signs of a damaged file come first: numbers of one say nothing.
    fn judge(&self, sha256: FileHash, seen: Seen, format: &Format, terms: &Terms<'_>) -> Result<ListEdition, Refusal> {
        let Self { report, entries, .. } = self;
        let rows = report.rows_read;
        in_order(terms)?;
        announced(terms.expected, sha256, seen, rows)?;
        if let Some(line) = seen.nul_line {
            return Err(Refusal::Nul { line });
        }
        if !format.leaves_last_line_open() && !seen.ends_its_line() {
            return Err(Refusal::CutOff { bytes: seen.bytes, rows });
        }
        if let Some((rows, line)) = self.widths {
            return Err(Refusal::Width { rows, line });
        }
        let coverage = format.coverage();
        self.kind_of_file(coverage, format, terms)?;
        if coverage == Coverage::Full {
            self.size(terms)?;
        }
        let first_days = entries.iter().filter_map(|listed| listed.entry.from.map(|from| from.first_day()));
        Ok(ListEdition {
            list: terms.list.to_owned(),
            coverage,
            as_of: terms.as_of,
            sha256,
            rows,
            entries: count(entries.len()),
            duplicates: self.duplicates,
            faults: report.rejected,
            blank_rows: self.blank_rows,
            newest: first_days.max(),
            whole: coverage == Coverage::Full && report.rejected == 0,
            compared_with: terms.previous.map(|before| before.sha256),
        })
    }

    fn size(&self, terms: &Terms<'_>) -> Result<(), Refusal> {
        let has = count(self.entries.len());
        let Limits { at_least, shrinks_percent: percent, .. } = terms.limits;
        if has < at_least {
            return Err(Refusal::TooFew { has, at_least });
        }
        let Some(before) = terms.previous else { return Ok(()) };
        let had = before.entries;
        let least = u128::from(had) * u128::from(100_u8.saturating_sub(percent));
        if u128::from(has) * 100 < least {
            return Err(Refusal::Shrunken { before: before.as_of, had, has, percent });
        }
        Ok(())
    }

    fn kind_of_file(&self, coverage: Coverage, format: &Format, terms: &Terms<'_>) -> Result<(), Refusal> {
        let entries = count(self.entries.len());
        let of =
            |test: &dyn Fn(&ListEntry) -> bool| count(self.entries.iter().filter(|listed| test(&listed.entry)).count());
        let months = terms.limits.supplement_months;
        let border = terms.as_of.checked_sub_months(Months::new(months)).unwrap_or(NaiveDate::MIN);
        match coverage {
            Coverage::Additions => {
                let older = of(&|entry| entry.from.is_some_and(|from| from.last_day() < border));
                if older * 2 > entries {
                    return Err(Refusal::Cumulative { entries, older, months, as_of: terms.as_of });
                }
            }
            // Other lists keep the ended ones.
            Coverage::Full if matches!(format, Format::Leie(_)) => {}
            Coverage::Full | Coverage::Reinstatements => return Ok(()),
        }
        let reinstated = of(&|entry| entry.to.is_some_and(|to| to.last_day() < terms.as_of));
        if reinstated * 2 > entries {
            return Err(Refusal::Reinstatements { entries, reinstated });
        }
        Ok(())
    }
}

fn in_order(terms: &Terms<'_>) -> Result<(), Refusal> {
    match terms.previous {
        Some(before) if before.list != terms.list || before.as_of > terms.as_of => {
            Err(Refusal::OtherPrevious { list: before.list.clone(), as_of: before.as_of })
        }
        Some(_) | None => Ok(()),
    }
}

fn announced(expected: Expected, sha256: FileHash, seen: Seen, rows: u64) -> Result<(), Refusal> {
    let differs = |what, expected: Option<String>, found: String| match expected {
        Some(expected) if expected != found => Err(Refusal::Announced { what, expected, found }),
        Some(_) | None => Ok(()),
    };
    differs("bytes", expected.bytes.map(|bytes| bytes.to_string()), seen.bytes.to_string())?;
    differs("rows", expected.rows.map(|rows| rows.to_string()), rows.to_string())?;
    differs("as the digest", expected.sha256.map(|hash| hash.to_string()), sha256.to_string())
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

impl Format {
    /// What a file of this format speaks of.
    #[must_use]
    pub fn coverage(&self) -> Coverage {
        match self {
            Self::Leie(LeieFile::Exclusions) => Coverage::Additions,
            Self::Leie(LeieFile::Reinstatements) => Coverage::Reinstatements,
            Self::Leie(LeieFile::Full) | Self::Sam | Self::CmsRevoked | Self::CmsOptOut | Self::Mapped(_) => {
                Coverage::Full
            }
        }
    }

    fn leaves_last_line_open(&self) -> bool {
        match self {
            Self::Leie(_) | Self::Sam | Self::CmsRevoked | Self::CmsOptOut => false,
            Self::Mapped(mapping) => mapping.leaves_last_line_open,
        }
    }
}
