//! Licence downloads of the states' boards, each in its own layout, through a mapping file; and what a row answers for its licence.
//!
//! The mapping says which column is what and what the board's words mean. A word that it does not explain is a fault, never a licence in good
//! standing. Some boards have one row for each discipline case, so that one licence stands in several rows: [`joined`] makes one answer of
//! them.
//!
//! ```
//! let mapping = cred_import::license_file::LicenseMapping::parse(
//!     r#"
//!     state = "AZ"
//!     type = "MD"
//!     dates = ["%m/%d/%Y"]
//!
//!     [columns]
//!     number = "License No"
//!     status = "Status"
//!     expires = "Expiration Date"
//!
//!     [status]
//!     good = ["Active"]
//!     over = ["Expired"]
//!     suspended = ["Suspended", "Inactive"]
//!     revoked = ["Revoked"]
//!     "#,
//!     "az-md.toml",
//! )?;
//! let rows = "License No,Status,Expiration Date\n12345,Active,12/31/2030\n";
//! let mut rows = cred_import::license_file::read(rows.as_bytes(), &mapping)?;
//! assert_eq!(rows.next().transpose()?.map(|row| row.value.reply().word()), Some("found"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod mapping;

use std::io::Read;

use cred_core::evidence::reply::{Encumbrance, EncumbranceKind, Limits, Reply};
use cred_core::identifier::LicenseNumber;
use cred_core::jurisdiction::Jurisdiction;
use cred_core::provider::credential::Credential;
use cred_core::text::Text;
use cred_core::time::partial_date::PartialDate;

use crate::fault::{FileError, RowResult, Rule};
use crate::identifier;
use crate::lists::dates;
use crate::row::{Column, RowReader};
use crate::rows::Rows;
use crate::table::Delimiter;

pub use mapping::LicenseMapping;
use mapping::{Columns, Standing};

/// What a row says of a licence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LicenseRow {
    /// The licensing state.
    pub state: Jurisdiction,
    /// The board's type.
    pub license_type: Text,
    /// The number.
    pub number: LicenseNumber,
    /// Whose it is, as written.
    pub name: String,
    /// Its first day, where told.
    pub issued: Option<PartialDate>,
    /// Its last day.
    pub expires: PartialDate,
    /// What the board did to it.
    pub encumbrances: Vec<Encumbrance>,
}

impl LicenseRow {
    /// What the board answers for the licence.
    #[must_use]
    pub fn reply(&self) -> Reply {
        Reply::Found {
            credential: Credential::License {
                jurisdiction: self.state,
                license_type: self.license_type.clone(),
                number: self.number.clone(),
                compact: None,
                training: false,
            },
            valid_from: self.issued,
            valid_to: Some(self.expires),
            encumbrances: self.encumbrances.clone(),
            continues_until_final_action: false,
        }
    }

    fn is_of(&self, other: &Self) -> bool {
        self.state == other.state
            && self.license_type.means(other.license_type.as_str())
            && self.number.comparison_key() == other.number.comparison_key()
    }
}

/// One answer of all rows of one licence: every encumbrance counts, and the earliest end. None where there are no rows, or rows of several
/// licences.
#[must_use]
pub fn joined(rows: &[LicenseRow]) -> Option<LicenseRow> {
    let (first, others) = rows.split_first()?;
    let mut whole = first.clone();
    for row in others {
        if !row.is_of(first) {
            return None;
        }
        let new = row.encumbrances.iter().filter(|own| !whole.encumbrances.contains(own)).cloned().collect::<Vec<_>>();
        whole.encumbrances.extend(new);
        if row.expires.last_day() < whole.expires.last_day() {
            whole.expires = row.expires;
        }
    }
    Some(whole)
}

/// Reads the header and prepares to read the rows.
///
/// # Errors
/// When the file is not delimited text, or its header lacks a column of the mapping.
pub fn read<R: Read>(reader: R, mapping: &LicenseMapping) -> Result<LicenseRows<R>, FileError> {
    let rows = Rows::open(reader, mapping.delimiter.map_or(Delimiter::Sniffed, Delimiter::Given))?;
    let columns = mapping.columns(rows.header())?;
    Ok(LicenseRows { rows, columns, mapping: mapping.clone() })
}

/// The rows of a licence download, read as they are asked for in constant memory.
#[derive(Debug)]
pub struct LicenseRows<R> {
    rows: Rows<R>,
    columns: Columns,
    mapping: LicenseMapping,
}

impl<R: Read> Iterator for LicenseRows<R> {
    type Item = RowResult<LicenseRow>;

    fn next(&mut self) -> Option<Self::Item> {
        let Self { rows, columns, mapping } = self;
        rows.next_row(&[], |row| record(row, columns, mapping))
    }
}

fn record(mut row: RowReader<'_>, columns: &Columns, mapping: &LicenseMapping) -> RowResult<LicenseRow> {
    let number = row.require(columns.number, identifier::licence);
    let state = row.parse(columns.state, identifier::state).or(mapping.state);
    let license_type = row.parse(columns.license_type, text).or_else(|| mapping.license_type.clone());
    for (column, found) in [(columns.state, state.is_some()), (columns.license_type, license_type.is_some())] {
        if !found && !row.is_filled(column) {
            row.refuse(column, Rule::Required);
        }
    }
    let issued = row.parse_or_drop(columns.issued, |text| dates::date(text, &mapping.dates));
    // A licence without an end cannot be told from one of long ago.
    let expires = row.require(columns.expires, |text| dates::date(text, &mapping.dates));
    let standing = row.require(columns.status, |word| mapping.standing(word));
    let status = row.text(columns.status).unwrap_or_default();
    let mut encumbrances = Vec::new();
    if let Some(Standing::Limited(kind)) = standing {
        encumbrances.extend(encumbrance(kind, &format!("status at the board: {status}")));
    }
    let discipline = row.text(columns.discipline).filter(|text| !mapping.is_no_discipline(text));
    let kind = EncumbranceKind::Limited;
    encumbrances.extend(discipline.and_then(|terms| encumbrance(kind, &format!("board action: {terms}"))));
    let names = [columns.family, columns.given].map(|column| row.text(column));
    let name = names.into_iter().flatten().collect::<Vec<_>>().join(", ");
    if let (Some(Standing::Over), Some(expires)) = (standing, expires) {
        // Over by the board's word, whatever the date says.
        if mapping.as_of.is_none_or(|as_of| expires.last_day() >= as_of) {
            encumbrances.extend(encumbrance(EncumbranceKind::Suspended, &format!("status at the board: {status}")));
        }
    }
    let value = (|| {
        let (state, license_type, number, expires) = (state?, license_type?, number?, expires?);
        standing?;
        Some(LicenseRow { state, license_type, number, name, issued, expires, encumbrances })
    })();
    row.finish(value)
}

fn text(text: &str) -> Result<Text, Rule> {
    Text::parse(text).map_err(|_| Rule::TooLong { limit: Text::MAX })
}

fn encumbrance(kind: EncumbranceKind, terms: &str) -> Option<Encumbrance> {
    let terms: String = terms.chars().take(Text::MAX).collect();
    let terms = Text::parse(&terms).ok()?;
    Some(Encumbrance { kind, from: None, to: None, terms, limits: Limits::default() })
}

/// A column that the mapping may leave out.
fn column(at: Option<usize>) -> Column {
    Column { limit: 4_000, ..Column::open(at) }
}

#[cfg(test)]
mod tests;
