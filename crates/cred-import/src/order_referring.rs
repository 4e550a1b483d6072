//! Who may order and refer for Medicare patients (the CMS Order and Referring file).
//!
//! Not to be in it says only that Medicare pays nothing on this NPI's order; it is no exclusion.

use std::io::Read;

use cred_core::identifier::Npi;

use crate::fault::{FileError, RowResult, Rule};
use crate::identifier;
use crate::row::{Column, RowReader};
use crate::rows::Rows;
use crate::table::Delimiter;

const COLUMNS: [&str; 8] = ["NPI", "LAST_NAME", "FIRST_NAME", "PARTB", "DME", "HHA", "PMD", "HOSPICE"];

/// What one NPI may order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orders {
    /// The NPI.
    pub npi: Npi,
    /// Family name.
    pub family: String,
    /// First name.
    pub given: String,
    /// Part B services and imaging.
    pub part_b: bool,
    /// Durable medical equipment.
    pub dme: bool,
    /// Home health.
    pub home_health: bool,
    /// Power mobility devices.
    pub power_mobility: bool,
    /// Hospice.
    pub hospice: bool,
}

/// Reads the header and prepares to read the rows.
///
/// # Errors
/// When the file is not delimited text, or its header lacks a column.
pub fn read<R: Read>(reader: R) -> Result<OrdersRows<R>, FileError> {
    let rows = Rows::open(reader, Delimiter::Sniffed)?;
    let at = rows
        .header()
        .all(COLUMNS, "the CMS Order and Referring file: NPI,LAST_NAME,FIRST_NAME,PARTB,DME,HHA,PMD,HOSPICE")?;
    Ok(OrdersRows { rows, at })
}

/// The rows of such a file, read as they are asked for in constant memory.
#[derive(Debug)]
pub struct OrdersRows<R> {
    rows: Rows<R>,
    at: [usize; COLUMNS.len()],
}

impl<R: Read> OrdersRows<R> {
    /// The header cells that are not read, in file order.
    pub fn ignored_columns(&self) -> Vec<String> {
        self.rows.header().ignored(&self.at)
    }
}

impl<R: Read> Iterator for OrdersRows<R> {
    type Item = RowResult<Orders>;

    fn next(&mut self) -> Option<Self::Item> {
        let columns = self.at.map(|at| Column::open(Some(at)));
        self.rows.next_row(&[], |row| record(row, columns))
    }
}

fn record(mut row: RowReader<'_>, columns: [Column; COLUMNS.len()]) -> RowResult<Orders> {
    let [npi, family, given, flags @ ..] = columns;
    let npi = row.require(npi, identifier::npi);
    let family = row.text(family).unwrap_or_default();
    let given = row.text(given).unwrap_or_default();
    let [part_b, dme, home_health, power_mobility, hospice] = flags.map(|column| row.require(column, flag));
    let value = (|| {
        Some(Orders {
            npi: npi?,
            family,
            given,
            part_b: part_b?,
            dme: dme?,
            home_health: home_health?,
            power_mobility: power_mobility?,
            hospice: hospice?,
        })
    })();
    row.finish(value)
}

fn flag(text: &str) -> Result<bool, Rule> {
    match text {
        "Y" => Ok(true),
        "N" => Ok(false),
        _ => Err(Rule::Word { allowed: &["Y", "N"] }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::RowFault;

    #[test]
    fn flags_are_read_and_other_words_refused() {
        let rows = "NPI,LAST_NAME,FIRST_NAME,PARTB,DME,HHA,PMD,HOSPICE\n\
                    1000000004,TESTFIELD,ROWAN,Y,Y,N,N,Y\n1000000004,TESTFIELD,ROWAN,Y,Y,?,N,\n";
        let rows: Vec<_> = read(rows.as_bytes()).unwrap().collect();
        let first = &rows[0].as_ref().unwrap().value;
        assert_eq!((first.part_b, first.home_health, first.hospice), (true, false, true));
        let Err(RowFault::Row(faults)) = &rows[1] else { panic!() };
        assert_eq!(faults.errors.len(), 2);
    }
}
