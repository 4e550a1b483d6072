//! The health care provider taxonomy, from the user's own copy.
//!
//! The code set is licensed: none of it ships with this program. Definitions and notes are not read.

use std::io::Read;

use cred_core::identifier::TaxonomyCode;

use crate::fault::{FileError, RowResult};
use crate::identifier;
use crate::row::{Column, RowReader};
use crate::rows::Rows;
use crate::table::Delimiter;

const COLUMNS: [&str; 4] = ["Code", "Grouping", "Classification", "Specialization"];

/// One code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taxonomy {
    /// The code.
    pub code: TaxonomyCode,
    /// The grouping.
    pub grouping: String,
    /// The classification.
    pub classification: String,
    /// The specialisation; none where the code is for the classification as a whole.
    pub specialization: Option<String>,
}

/// Reads the header and prepares to read the rows.
///
/// # Errors
/// When the file is not delimited text, or its header lacks a column.
pub fn read<R: Read>(reader: R) -> Result<TaxonomyRows<R>, FileError> {
    let rows = Rows::open(reader, Delimiter::Sniffed)?;
    let at = rows.header().all(COLUMNS, "the NUCC taxonomy file: Code,Grouping,Classification,Specialization,…")?;
    Ok(TaxonomyRows { rows, at })
}

/// The rows of such a file, read as they are asked for in constant memory.
#[derive(Debug)]
pub struct TaxonomyRows<R> {
    rows: Rows<R>,
    at: [usize; COLUMNS.len()],
}

impl<R: Read> TaxonomyRows<R> {
    /// The header cells that are not read, in file order.
    pub fn ignored_columns(&self) -> Vec<String> {
        self.rows.header().ignored(&self.at)
    }
}

impl<R: Read> Iterator for TaxonomyRows<R> {
    type Item = RowResult<Taxonomy>;

    fn next(&mut self) -> Option<Self::Item> {
        let columns = self.at.map(|at| Column::open(Some(at)));
        self.rows.next_row(&[], |row| record(row, columns))
    }
}

fn record(mut row: RowReader<'_>, columns: [Column; COLUMNS.len()]) -> RowResult<Taxonomy> {
    let [code, grouping, classification, specialization] = columns;
    let own = |text: &str| Ok(text.to_owned());
    let code = row.require(code, identifier::taxonomy);
    let grouping = row.require(grouping, own);
    let classification = row.require(classification, own);
    let specialization = row.text(specialization);
    let value =
        (|| Some(Taxonomy { code: code?, grouping: grouping?, classification: classification?, specialization }))();
    row.finish(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::RowFault;

    #[test]
    fn codes_are_read_and_unsound_ones_refused() {
        let rows = "Code,Grouping,Classification,Specialization,Definition\n\
                    208600000X,Physicians,Surgery,,\nXYZ,Physicians,Surgery,Other,\n";
        let mut file = read(rows.as_bytes()).unwrap();
        assert_eq!(file.ignored_columns(), ["Definition"]);
        assert_eq!(file.next().unwrap().unwrap().value.specialization, None);
        assert!(matches!(file.next(), Some(Err(RowFault::Row(_)))));
    }
}
