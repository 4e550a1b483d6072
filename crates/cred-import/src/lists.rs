//! Lists of excluded, debarred, revoked and opted-out parties: their rows, their editions, and what changed between two.
//!
//! A list is read to say two things of a provider: that somebody like them is on it, and, harder, that nobody is. The second holds only
//! of a list that was read *whole*. So a row that cannot be read is never passed over in silence, a value that cannot be read is left out
//! of its entry and told, and a file that may be cut off, thinned out or another file altogether is refused ([`edition::Refusal`]).
//!
//! [`read`] streams the rows of one file; [`edition::load`] reads a file as an edition of its list; [`comparison::compare`] subtracts
//! one edition from the next.
//!
//! ```
//! use cred_import::lists::{Format, LeieFile, edition::{Limits, Terms, load}};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let file = "LASTNAME,FIRSTNAME,MIDNAME,BUSNAME,GENERAL,SPECIALTY,UPIN,NPI,DOB,ADDRESS,CITY,STATE,ZIP,EXCLTYPE,EXCLDATE,REINDATE,\
//! # WAIVERDATE,WVRSTATE\r\n\"\",\"\",\"\",\"#1 SAMPLE SUPPLY, INC\",\"\",\"\",\"\",\"0000000000\",\"\",\"\",\"\",\"AZ\",\"\",\"1128a1\",\
//! # \"20200101\",\"00000000\",\"00000000\",\"\"\r\n".as_bytes();
//! let as_of = chrono::NaiveDate::from_ymd_opt(2026, 8, 10).unwrap_or_default();
//! let load = load(file, &Format::Leie(LeieFile::Full), &Terms::first("OIG-LEIE", as_of, Limits::default()))?;
//! assert!(load.edition.whole);
//! assert_eq!(load.edition.entries, 1);
//! # Ok(())
//! # }
//! ```

mod cms;
pub(crate) mod dates;
mod intake;
mod leie;
mod mapped;
mod names;
mod sam;

pub mod comparison;
pub mod edition;
pub mod mapping;

use std::collections::VecDeque;
use std::io::Read;
use std::sync::Arc;

use cred_core::evidence::list_entry::ListEntry;
use cred_core::identifier::Npi;
use cred_core::time::partial_date::PartialDate;

use self::mapping::ListMapping;
use crate::columns::Header;
use crate::fault::{FileError, RowResult, Rule};
use crate::row::{Column, Row, RowReader};
use crate::rows::Rows;
use crate::table::Delimiter;

/// Which file of the LEIE, the exclusion list of the Office of Inspector General.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeieFile {
    /// The full list (`UPDATED.csv`). It replaces the one before.
    Full,
    /// A month's exclusions (`…excl.csv`).
    Exclusions,
    /// A month's reinstatements (`…rein.csv`).
    Reinstatements,
}

/// What layout a list's file has.
#[derive(Debug, Clone)]
pub enum Format {
    /// The LEIE, 18 columns.
    Leie(LeieFile),
    /// The public exclusions extract of SAM.gov, V2.
    Sam,
    /// The providers whose Medicare enrolment CMS revoked.
    CmsRevoked,
    /// The practitioners who opted out of Medicare.
    CmsOptOut,
    /// A list whose columns a mapping file explains: the states' Medicaid exclusions, and what an organisation keeps itself.
    Mapped(Arc<ListMapping>),
}

impl Format {
    fn delimiter(&self) -> Delimiter {
        match self {
            Self::Leie(_) | Self::Sam | Self::CmsRevoked | Self::CmsOptOut => Delimiter::Comma,
            Self::Mapped(mapping) => mapping.delimiter.map_or(Delimiter::Sniffed, Delimiter::Given),
        }
    }

    fn layout(&self, header: &Header) -> Result<Layout, FileError> {
        match self {
            Self::Leie(file) => leie::Layout::find(header, *file).map(Layout::Leie),
            Self::Sam => sam::Layout::find(header).map(Layout::Sam),
            Self::CmsRevoked => cms::Revoked::find(header).map(Layout::Revoked),
            Self::CmsOptOut => cms::OptOut::find(header).map(Layout::OptOut),
            Self::Mapped(mapping) => mapped::Layout::find(header, mapping).map(Layout::Mapped),
        }
    }
}

/// Reads the header and prepares to read the rows.
///
/// # Errors
/// When the file is not delimited text, its header lacks a column of the layout, or two columns have one name.
pub fn read<R: Read>(reader: R, format: &Format) -> Result<ListRows<R>, FileError> {
    let rows = Rows::open(reader, format.delimiter())?;
    if let Some((wanted, places)) = rows.header().repeated() {
        let found = places.iter().map(|place| format!("column {place}")).collect();
        let advice = "a column's meaning must be certain: fetch the file again, or ask its publisher";
        return Err(FileError::AmbiguousColumn { wanted, found, advice });
    }
    let layout = format.layout(rows.header())?;
    Ok(ListRows { rows, layout, further: VecDeque::new() })
}

/// The entries of a list's file, read as they are asked for in constant memory. A row with several NPIs is an entry for each, all of its line.
#[derive(Debug)]
pub struct ListRows<R> {
    rows: Rows<R>,
    layout: Layout,
    further: VecDeque<Row<ListEntry>>,
}

#[derive(Debug)]
enum Layout {
    Leie(leie::Layout),
    Sam(sam::Layout),
    Revoked(cms::Revoked),
    OptOut(cms::OptOut),
    Mapped(mapped::Layout),
}

impl Layout {
    /// Reads a row; `further` takes the NPIs that it has beside the entry's.
    fn read(&self, row: RowReader<'_>, further: &mut Vec<Npi>) -> RowResult<ListEntry> {
        match self {
            Self::Leie(layout) => layout.read(row),
            Self::Sam(layout) => layout.read(row),
            Self::Revoked(layout) => layout.read(row),
            Self::OptOut(layout) => layout.read(row),
            Self::Mapped(layout) => layout.read(row, further),
        }
    }

    fn columns(&self) -> Vec<usize> {
        match self {
            Self::Leie(layout) => layout.columns(),
            Self::Sam(layout) => layout.columns(),
            Self::Revoked(layout) => layout.columns(),
            Self::OptOut(layout) => layout.columns(),
            Self::Mapped(layout) => layout.columns(),
        }
    }

    fn nothing(&self) -> &'static [&'static str] {
        match self {
            Self::Leie(_) => leie::NOTHING,
            Self::Sam(_) => sam::NOTHING,
            Self::Revoked(_) | Self::OptOut(_) | Self::Mapped(_) => &[],
        }
    }
}

impl<R: Read> ListRows<R> {
    /// Bytes taken from the source so far: at most 64 KiB ahead of the row handed out last.
    pub fn bytes_read(&self) -> u64 {
        self.rows.bytes_read()
    }

    /// Rows passed over since no field of them holds anything.
    pub fn blank_rows(&self) -> u64 {
        self.rows.blank_rows()
    }

    /// The header cells that are not read, in file order.
    pub fn ignored_columns(&self) -> Vec<String> {
        self.rows.header().ignored(&self.layout.columns())
    }
}

impl<R: Read> Iterator for ListRows<R> {
    type Item = RowResult<ListEntry>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(row) = self.further.pop_front() {
            return Some(Ok(row));
        }
        let mut npis = Vec::new();
        let next = self.rows.next_row(self.layout.nothing(), |row| self.layout.read(row, &mut npis));
        if let Some(Ok(Row { line, value, .. })) = &next {
            let with = |npi| ListEntry { npi: Some(npi), ..value.clone() };
            let further = npis.into_iter().map(with);
            self.further.extend(further.map(|value| Row { line: *line, value, warnings: Vec::new() }));
        }
        next
    }
}

/// A rule that only lists have.
fn rule(code: &str, reason: impl Into<String>) -> Rule {
    Rule::Domain { code: format!("list/{code}"), reason: reason.into() }
}

/// The first and last day of an entry. An end before the beginning, or that cannot be read, is none: the entry goes on.
fn term(
    row: &mut RowReader<'_>,
    from: Column,
    to: Column,
    parse: impl Fn(&str) -> Result<Option<PartialDate>, Rule>,
) -> (Option<PartialDate>, Option<PartialDate>) {
    let first = row.parse_or_drop(from, &parse).flatten();
    let last = row.parse_or_drop(to, &parse).flatten();
    if let (Some(first), Some(day)) = (first, last)
        && first.first_day() > day.last_day()
    {
        let last = row.column_name(to);
        row.warn(from, Rule::PeriodOrder { last });
        return (Some(first), None);
    }
    (first, last)
}

/// The fault of a row that names nobody.
fn nameless() -> Rule {
    rule("no-name", "the row names nobody: nothing can be compared with it")
}

#[cfg(test)]
mod tests;
