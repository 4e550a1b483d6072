//! Verifications done elsewhere, one per row, in a fixed layout of our own.
//!
//! | column | content |
//! |---|---|
//! | `npi` | the provider's NPI; required |
//! | `element` | what was verified, e.g. `license`, `dea`, `board-certification`; required |
//! | `issuer` | who issued it, e.g. a board or a school |
//! | `number` | its number; treated as secret, since it may be a DEA number |
//! | `source` | where it was verified; required |
//! | `method` | how, e.g. `primary`, `continuous-monitoring`; required |
//! | `verified_on` | the day it was verified; required |
//! | `result` | what was found, e.g. `match`, `adverse`, `unavailable`; required |
//! | `valid_from`, `valid_to` | first and last day of validity, both inclusive; a month or a year will do |
//! | `standing`, `standing_from` | its standing at the issuer and since when |
//! | `terms` | conditions attached, in prose |
//! | `detail` | `key=value` pairs separated by `;` |
//! | `artefact` | `sha256:` and 64 hexadecimal digits of the document kept |
//!
//! All columns must be there, in any order; further ones are ignored and named. The words of `element`,
//! `method`, `result` and `standing` come back in lower case and are not checked against a vocabulary
//! here: that is the caller's.

use std::fmt;
use std::io::Read;

use chrono::NaiveDate;
use cred_core::identifier::{Npi, Secret};
use cred_core::time::partial_date::PartialDate;

use crate::columns::Header;
use crate::fault::{FileError, RowResult, Rule};
use crate::row::{Column, RowReader};
use crate::rows::Rows;
use crate::source_hash::FileHash;
use crate::table::Delimiter;
use crate::{date, identifier};

/// The header, in the order of the template.
pub const COLUMNS: [&str; 15] = [
    "npi",
    "element",
    "issuer",
    "number",
    "source",
    "method",
    "verified_on",
    "result",
    "valid_from",
    "valid_to",
    "standing",
    "standing_from",
    "terms",
    "detail",
    "artefact",
];

/// One verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceRow {
    /// The provider's NPI.
    pub npi: Npi,
    /// What was verified, as a lower-case word.
    pub element: String,
    /// Who issued it.
    pub issuer: Option<String>,
    /// Its number.
    pub number: Option<Secret<String>>,
    /// Where it was verified.
    pub source: String,
    /// How it was verified, as a lower-case word.
    pub method: String,
    /// The day it was verified.
    pub verified_on: NaiveDate,
    /// What was found, as a lower-case word.
    pub result: String,
    /// First day of validity, inclusive.
    pub valid_from: Option<PartialDate>,
    /// Last day of validity, inclusive.
    pub valid_to: Option<PartialDate>,
    /// Its standing at the issuer, as a lower-case word.
    pub standing: Option<String>,
    /// The first day of that standing, inclusive.
    pub standing_from: Option<PartialDate>,
    /// Conditions attached, in prose.
    pub terms: Option<String>,
    /// Whatever else was found.
    pub detail: Detail,
    /// The document kept.
    pub artefact: Option<FileHash>,
}

/// Pairs of key and value in file order, each key once. Debug output shows the keys alone, since a value may
/// be anything.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Detail(Vec<(String, String)>);

impl Detail {
    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.iter().find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    /// All pairs in file order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// Whether there is no pair.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn parse(text: &str) -> Result<Self, Rule> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for pair in text.split(';').map(str::trim).filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').ok_or(Rule::Pairs)?;
            let (key, value) = (key.trim(), value.trim());
            if key.is_empty() || value.is_empty() || pairs.iter().any(|(earlier, _)| earlier == key) {
                return Err(Rule::Pairs);
            }
            pairs.push((key.to_owned(), value.to_owned()));
        }
        Ok(Self(pairs))
    }
}

impl fmt::Debug for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.iter().map(|(key, _)| key)).finish()
    }
}

/// Reads the header and prepares to read the rows.
///
/// # Errors
/// When the file is not delimited text, or its header lacks one of [`COLUMNS`].
pub fn read<R: Read>(reader: R) -> Result<EvidenceRows<R>, FileError> {
    let rows = Rows::open(reader, Delimiter::Sniffed)?;
    let layout = Layout::find(rows.header())?;
    Ok(EvidenceRows { rows, layout })
}

/// The rows of an evidence file, read as they are asked for in constant memory.
#[derive(Debug)]
pub struct EvidenceRows<R> {
    rows: Rows<R>,
    layout: Layout,
}

impl<R: Read> EvidenceRows<R> {
    /// Bytes taken from the source so far: at most 64 KiB ahead of the row handed out last.
    pub fn bytes_read(&self) -> u64 {
        self.rows.bytes_read()
    }

    /// The header cells that are not read, in file order.
    pub fn ignored_columns(&self) -> Vec<String> {
        let read: Vec<usize> = self.layout.0.to_vec();
        self.rows.header().ignored(&read)
    }
}

impl<R: Read> Iterator for EvidenceRows<R> {
    type Item = RowResult<EvidenceRow>;

    fn next(&mut self) -> Option<Self::Item> {
        self.rows.next_row(&[], |row| self.layout.read(row))
    }
}

/// Where each of [`COLUMNS`] is, in that order.
#[derive(Debug)]
struct Layout([usize; COLUMNS.len()]);

impl Layout {
    fn find(header: &Header) -> Result<Self, FileError> {
        let layout = "the evidence layout: npi, element, issuer, number, source, method, verified_on, \
                      result, valid_from, valid_to, standing, standing_from, terms, detail, artefact";
        header.all(COLUMNS, layout).map(Self)
    }

    fn read(&self, mut row: RowReader<'_>) -> RowResult<EvidenceRow> {
        let [npi, element, issuer, number, source, method, verified_on, result, rest @ ..] = self.0.map(Some);
        let [valid_from, valid_to, standing, standing_from, terms, detail, artefact] = rest;
        let own = |text: &str| Ok(text.to_owned());
        let npi = row.require(Column::open(npi), identifier::npi);
        let element = row.require(Column::open(element), word);
        let issuer = row.text(Column::open(issuer));
        let number = row.text(Column::secret(number)).map(Secret::new);
        let source = row.require(Column::open(source), own);
        let method = row.require(Column::open(method), word);
        let verified_on = row.require(Column::open(verified_on), date::day);
        let result = row.require(Column::open(result), word);
        let from = row.parse(Column::open(valid_from), date::partial);
        let to = row.parse(Column::open(valid_to), date::partial);
        if let (Some(from), Some(to)) = (from, to)
            && from.first_day() > to.last_day()
        {
            let last = row.column_name(Column::open(valid_to));
            row.refuse(Column::open(valid_from), Rule::PeriodOrder { last });
        }
        let standing = row.parse(Column::open(standing), word);
        let standing_from = row.parse(Column::open(standing_from), date::partial);
        let terms = row.text(Column::prose(terms));
        let detail = row.parse(Column::prose(detail), Detail::parse).unwrap_or_default();
        let artefact = row.parse(Column::open(artefact), |text| FileHash::parse(text).ok_or(Rule::Sha256));
        let known = (|| {
            Some(EvidenceRow {
                npi: npi?,
                element: element?,
                issuer,
                number,
                source: source?,
                method: method?,
                verified_on: verified_on?,
                result: result?,
                valid_from: from,
                valid_to: to,
                standing,
                standing_from,
                terms,
                detail,
                artefact,
            })
        })();
        row.finish(known)
    }
}

/// A word of a vocabulary, in lower case.
fn word(text: &str) -> Result<String, Rule> {
    let word = text.to_ascii_lowercase();
    let shaped = word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if shaped { Ok(word) } else { Err(Rule::WordShape) }
}

#[cfg(test)]
mod tests;
