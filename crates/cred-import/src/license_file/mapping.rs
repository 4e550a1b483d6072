//! The mapping file of a licence download.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use cred_core::evidence::reply::EncumbranceKind;
use cred_core::jurisdiction::Jurisdiction;
use cred_core::text::Text;

use super::column;
use crate::columns::Header;
use crate::fault::{FileError, Rule};
use crate::lists::dates::DateForm;
use crate::row::Column;
use crate::toml_fault::{TomlFault, document, table::Table};

/// What a mapping file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LicenseMapping {
    pub(super) state: Option<Jurisdiction>,
    pub(super) license_type: Option<Text>,
    pub(super) delimiter: Option<u8>,
    pub(super) dates: Vec<DateForm>,
    pub(super) as_of: Option<NaiveDate>,
    names: BTreeMap<&'static str, String>,
    words: Vec<(String, Standing)>,
    no_discipline: Vec<String>,
}

/// What a board's word says of a licence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Good,
    Over,
    Limited(EncumbranceKind),
}

/// Where the columns are.
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) number: Column,
    pub(super) state: Column,
    pub(super) license_type: Column,
    pub(super) status: Column,
    pub(super) issued: Column,
    pub(super) expires: Column,
    pub(super) family: Column,
    pub(super) given: Column,
    pub(super) discipline: Column,
}

const COLUMNS: [&str; 9] = ["number", "state", "type", "status", "issued", "expires", "family", "given", "discipline"];
const REQUIRED: [&str; 3] = ["number", "status", "expires"];
const STANDINGS: [(&str, Standing); 6] = [
    ("good", Standing::Good),
    ("over", Standing::Over),
    ("limited", Standing::Limited(EncumbranceKind::Limited)),
    ("suspended", Standing::Limited(EncumbranceKind::Suspended)),
    ("surrendered", Standing::Limited(EncumbranceKind::Surrendered)),
    ("revoked", Standing::Limited(EncumbranceKind::Revoked)),
];

impl LicenseMapping {
    /// Reads a mapping file. `label` is the name under which faults are reported.
    ///
    /// # Errors
    /// Everything found wrong, each with its line.
    pub fn parse(text: &str, label: &str) -> Result<Self, TomlFault> {
        document::read(text, label, read)
    }

    /// The same, for a download as of a day: a licence that the board calls over and that has run out by then is nothing but over.
    #[must_use]
    pub fn as_of(self, day: NaiveDate) -> Self {
        Self { as_of: Some(day), ..self }
    }

    pub(super) fn columns(&self, header: &Header) -> Result<Columns, FileError> {
        let mut missing = Vec::new();
        let mut find = |key: &str| -> Result<Column, FileError> {
            let Some(name) = self.names.get(key) else { return Ok(column(None)) };
            let at = header.find_one(&[name], "rename all but one in the file")?;
            if at.is_none() {
                missing.push(header.missing(name));
            }
            Ok(column(at))
        };
        let columns = Columns {
            number: find("number")?,
            state: find("state")?,
            license_type: find("type")?,
            status: find("status")?,
            issued: find("issued")?,
            expires: find("expires")?,
            family: find("family")?,
            given: find("given")?,
            discipline: find("discipline")?,
        };
        let layout = "the columns of the mapping file; correct the mapping, or look whether the board changed the file";
        if missing.is_empty() { Ok(columns) } else { Err(FileError::MissingColumns { layout, missing }) }
    }

    pub(super) fn standing(&self, word: &str) -> Result<Standing, Rule> {
        let own = self.words.iter().find(|(own, _)| own.eq_ignore_ascii_case(word));
        own.map(|(_, standing)| *standing).ok_or_else(|| Rule::Domain {
            code: "license/status".to_owned(),
            reason: "the mapping does not say what this status means: add it under `[status]`".to_owned(),
        })
    }

    pub(super) fn is_no_discipline(&self, text: &str) -> bool {
        self.no_discipline.iter().any(|word| word.eq_ignore_ascii_case(text))
    }
}

fn read(mut file: Table<'_, '_>) -> Option<LicenseMapping> {
    let state: Option<Jurisdiction> = file.optional("state");
    let license_type: Option<Text> = file.optional("type");
    let delimiter = crate::lists::mapping::delimiter(&mut file);
    let dates = crate::lists::mapping::forms(&mut file, "dates");
    if dates.is_empty() {
        file.fault("dates", "say how dates are written, like `dates = [\"%m/%d/%Y\"]`");
    }
    let no_discipline = file.list("no-discipline").unwrap_or_default();
    let names = file.table("columns").map(|table| names(table, state.is_some(), license_type.is_some()))?;
    let words = file.table("status").map(words)?;
    file.finish();
    Some(LicenseMapping { state, license_type, delimiter, dates, as_of: None, names, words, no_discipline })
}

fn names(mut table: Table<'_, '_>, has_state: bool, has_type: bool) -> BTreeMap<&'static str, String> {
    let mut names: BTreeMap<&'static str, String> = BTreeMap::new();
    for key in COLUMNS {
        let needed = REQUIRED.contains(&key) || (key == "state" && !has_state) || (key == "type" && !has_type);
        let name: Option<String> = if needed { table.required(key) } else { table.optional(key) };
        let Some(name) = name else { continue };
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() || names.values().any(|other| other.eq_ignore_ascii_case(&name)) {
            table.fault(key, "expected the name of a column that is mapped to nothing else");
        }
        names.insert(key, name);
    }
    table.finish();
    names
}

fn words(mut table: Table<'_, '_>) -> Vec<(String, Standing)> {
    let mut words: Vec<(String, Standing)> = Vec::new();
    for (key, standing) in STANDINGS {
        for word in table.list::<String>(key).unwrap_or_default() {
            if words.iter().any(|(other, _)| other.eq_ignore_ascii_case(&word)) {
                table.fault(key, format!("`{word}` has another meaning already"));
            }
            words.push((word, standing));
        }
    }
    if words.is_empty() {
        table.fault("status", "say at least which words mean good standing: `good = [\"Active\"]`");
    }
    table.finish();
    words
}
