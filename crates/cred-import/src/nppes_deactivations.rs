//! The registry's monthly list of deactivated NPIs, saved as CSV.
//!
//! A deactivated NPI is nobody's number any more; whoever bills under it is somebody else. The registry publishes the list as a workbook with a
//! line of title above the header: save the sheet as CSV and leave the title out.

use std::io::Read;

use chrono::NaiveDate;
use cred_core::identifier::Npi;

use crate::date;
use crate::fault::{FileError, RowResult};
use crate::identifier;
use crate::row::{Column, RowReader};
use crate::rows::Rows;
use crate::table::Delimiter;

const NPI: &[&str] = &["NPI"];
const DATE: &[&str] = &["NPPES Deactivation Date", "NPI Deactivation Date", "Deactivation Date"];

/// One deactivation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeactivatedNpi {
    /// The NPI.
    pub npi: Npi,
    /// The first day it was not active.
    pub on: NaiveDate,
}

/// Reads the header and prepares to read the rows.
///
/// # Errors
/// When the file is not delimited text, or its header lacks a column.
pub fn read<R: Read>(reader: R) -> Result<DeactivatedNpiRows<R>, FileError> {
    let rows = Rows::open(reader, Delimiter::Sniffed)?;
    let at = find(rows.header())?;
    Ok(DeactivatedNpiRows { rows, at })
}

/// The rows of such a file, read as they are asked for in constant memory.
#[derive(Debug)]
pub struct DeactivatedNpiRows<R> {
    rows: Rows<R>,
    at: [usize; 2],
}

impl<R: Read> DeactivatedNpiRows<R> {
    /// The header cells that are not read, in file order.
    pub fn ignored_columns(&self) -> Vec<String> {
        self.rows.header().ignored(&self.at)
    }
}

impl<R: Read> Iterator for DeactivatedNpiRows<R> {
    type Item = RowResult<DeactivatedNpi>;

    fn next(&mut self) -> Option<Self::Item> {
        let columns = self.at.map(|at| Column::open(Some(at)));
        self.rows.next_row(&[], |row| record(row, columns))
    }
}

fn find(header: &crate::columns::Header) -> Result<[usize; 2], FileError> {
    let mut at = [0; 2];
    let mut missing = Vec::new();
    for (at, names) in at.iter_mut().zip([NPI, DATE]) {
        match header.find_one(names, "remove or rename all but one")? {
            Some(column) => *at = column,
            None => missing.extend(names.first().map(|name| header.missing(name))),
        }
    }
    let layout = "the list of deactivated NPIs: `NPI` and `NPPES Deactivation Date` in the first line";
    if missing.is_empty() { Ok(at) } else { Err(FileError::MissingColumns { layout, missing }) }
}

fn record(mut row: RowReader<'_>, [npi, on]: [Column; 2]) -> RowResult<DeactivatedNpi> {
    let npi = row.require(npi, identifier::npi);
    let on = row.require(on, date::day);
    let value = npi.zip(on).map(|(npi, on)| DeactivatedNpi { npi, on });
    row.finish(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::RowFault;

    #[test]
    fn numbers_and_days_are_read_and_a_title_is_refused() {
        let rows = "NPI,NPPES Deactivation Date\n1000000004,01/20/2020\n1000000005,01/20/2020\n";
        let rows: Vec<_> = read(rows.as_bytes()).unwrap().collect();
        assert_eq!(rows[0].as_ref().unwrap().value.on.to_string(), "2020-01-20");
        assert!(matches!(rows[1], Err(RowFault::Row(_))));
        assert_eq!(read("Deactivated NPI Report\nNPI,Date\n".as_bytes()).unwrap_err().code(), "file/missing-columns");
    }
}
