//! Booked cases, one a row: an operating room's list as CSV, or the same as a JSON array of objects.
//!
//! | column | also known as | content |
//! |---|---|---|
//! | `provider` | `surgeon`, `npi` | whom it is booked for: an NPI, an id, or a part of the name; required |
//! | `what` | `code`, `procedure`, `privilege` | a procedure code or a privilege's id; required |
//! | `site` | `location` | the site's id, or `facility/site`; required |
//! | `time` | `at`, `start` | when; a time without an offset is local to the site; required |
//! | `case` | `reference`, `case number` | how the list calls it |
//! | `patient_age` | `age` | the patient's age in completed years |
//! | `patient_state` | | the state the patient is in |
//! | `federal_patient` | | `true` or `false` |
//! | `setting` | | the setting of care |
//!
//! Columns may stand in any order; further ones are ignored and named. In JSON the keys are those of the first column, and a further one is
//! a fault. Who and where that is, is looked up by the caller.

mod json;

use std::io::Read;

use cred_core::jurisdiction::Jurisdiction;

pub use json::read_json;

use crate::columns::Header;
use crate::fault::{FileError, RowResult, Rule};
use crate::identifier;
use crate::row::{Column, RowReader};
use crate::rows::Rows;
use crate::table::Delimiter;

/// The columns, in the order of the template; the first four are required.
pub const COLUMNS: [&str; 9] =
    ["provider", "what", "site", "time", "case", "patient_age", "patient_state", "federal_patient", "setting"];

/// Other names that a column goes by.
const NAMES: [&[&str]; COLUMNS.len()] = [
    &["provider", "surgeon", "npi"],
    &["what", "code", "procedure", "privilege"],
    &["site", "location"],
    &["time", "at", "start"],
    &["case", "reference", "case number"],
    &["patient_age", "age"],
    &["patient_state"],
    &["federal_patient"],
    &["setting"],
];

/// One booked case, as the list has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRow {
    /// Whom it is booked for.
    pub provider: String,
    /// A procedure code or a privilege's id.
    pub what: String,
    /// The site, or `facility/site`.
    pub site: String,
    /// When, as written: local to the site where it has no offset.
    pub time: String,
    /// How the list calls it.
    pub case: Option<String>,
    /// The patient's age in completed years.
    pub patient_age: Option<u32>,
    /// The state the patient is in.
    pub patient_state: Option<Jurisdiction>,
    /// Whether the patient is one of a federal programme.
    pub federal_patient: Option<bool>,
    /// The setting of care.
    pub setting: Option<String>,
}

/// Reads the header and prepares to read the rows.
///
/// # Errors
/// When the file is not delimited text, or its header lacks one of the required [`COLUMNS`] or has one twice.
pub fn read<R: Read>(reader: R) -> Result<CaseRows<R>, FileError> {
    let rows = Rows::open(reader, Delimiter::Sniffed)?;
    let layout = Layout::find(rows.header())?;
    Ok(CaseRows { rows, layout })
}

/// The rows of a list of cases, read as they are asked for in constant memory.
#[derive(Debug)]
pub struct CaseRows<R> {
    rows: Rows<R>,
    layout: Layout,
}

impl<R: Read> CaseRows<R> {
    /// The header cells that are not read, in file order.
    pub fn ignored_columns(&self) -> Vec<String> {
        let read: Vec<usize> = self.layout.0.iter().flatten().copied().collect();
        self.rows.header().ignored(&read)
    }
}

impl<R: Read> Iterator for CaseRows<R> {
    type Item = RowResult<CaseRow>;

    fn next(&mut self) -> Option<Self::Item> {
        self.rows.next_row(&[], |row| self.layout.read(row))
    }
}

/// Where each of [`COLUMNS`] is, in that order.
#[derive(Debug)]
struct Layout([Option<usize>; COLUMNS.len()]);

impl Layout {
    fn find(header: &Header) -> Result<Self, FileError> {
        let mut at = [None; COLUMNS.len()];
        for (at, names) in at.iter_mut().zip(NAMES) {
            *at = header.find_one(names, "remove or rename all but one")?;
        }
        let required = at.iter().zip(COLUMNS).take(4);
        let missing: Vec<_> = required.filter(|(at, _)| at.is_none()).map(|(_, name)| header.missing(name)).collect();
        let layout = "the columns provider, what, site and time; also case, patient_age, patient_state, \
                      federal_patient and setting";
        if missing.is_empty() { Ok(Self(at)) } else { Err(FileError::MissingColumns { layout, missing }) }
    }

    fn read(&self, mut row: RowReader<'_>) -> RowResult<CaseRow> {
        let [provider, what, site, time, case, age, state, federal, setting] = self.0.map(Column::open);
        let own = |text: &str| Ok(text.to_owned());
        let provider = row.require(provider, own);
        let what = row.require(what, own);
        let site = row.require(site, own);
        let time = row.require(time, own);
        let case = row.text(case);
        let patient_age = row.parse(age, years);
        let patient_state = row.parse(state, identifier::state);
        let federal_patient = row.parse(federal, yes_or_no);
        let setting = row.text(setting);
        let known = (|| {
            Some(CaseRow {
                provider: provider?,
                what: what?,
                site: site?,
                time: time?,
                case,
                patient_age,
                patient_state,
                federal_patient,
                setting,
            })
        })();
        row.finish(known)
    }
}

fn years(text: &str) -> Result<u32, Rule> {
    text.parse().map_err(|_| domain("case/age", "expected an age in completed years, a whole number"))
}

fn yes_or_no(text: &str) -> Result<bool, Rule> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" => Ok(true),
        "false" | "no" => Ok(false),
        _ => Err(Rule::Word { allowed: &["true", "false"] }),
    }
}

fn domain(code: &str, reason: &str) -> Rule {
    Rule::Domain { code: code.to_owned(), reason: reason.to_owned() }
}

#[cfg(test)]
mod tests;
