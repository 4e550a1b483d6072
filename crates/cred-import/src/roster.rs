//! A roster: one row per provider, under whatever header its owner chose.
//!
//! Columns are found by a [`Mapping`]: the built-in names and their common synonyms, or a small TOML file.
//! Comma, semicolon, tab and `|` are recognised as delimiters. Blank, `-`, `--`, `N/A` and `#N/A` mean no
//! value. Dates are `YYYY-MM-DD` or `MM/DD/YYYY`, or no more than `YYYY-MM` or `YYYY`.
//!
//! DEA numbers and dates of birth are never repeated in an error.

mod field;
mod mapping;
mod record;

use std::collections::HashMap;
use std::io::Read;

use cred_core::identifier::Npi;

pub use field::Field;
pub use mapping::{Mapping, MappingError};
pub use record::{BoardCertification, Dea, License, RosterRow, Specialty};

use crate::fault::{FileError, RowResult};
use crate::rows::Rows;
use crate::table::Delimiter;
use mapping::Layout;

/// Ways rosters write "no value". `NA` is not one of them: it is a surname.
const NOTHING: &[&str] = &["-", "--", "N/A", "#N/A"];

/// Reads the header and prepares to read the rows.
///
/// # Errors
/// When the file is not delimited text, or its header lacks a mapped or required column.
pub fn read<R: Read>(reader: R, mapping: &Mapping) -> Result<RosterRows<R>, FileError> {
    let rows = Rows::open(reader, Delimiter::Sniffed)?;
    let layout = mapping.apply(rows.header())?;
    Ok(RosterRows { rows, layout, seen: HashMap::new() })
}

/// The rows of a roster, read as they are asked for. What is kept is the NPI and line of every row, to
/// find the same provider named twice.
#[derive(Debug)]
pub struct RosterRows<R> {
    rows: Rows<R>,
    layout: Layout,
    seen: HashMap<Npi, u64>,
}

impl<R: Read> RosterRows<R> {
    /// Bytes taken from the source so far: at most 64 KiB ahead of the row handed out last.
    pub fn bytes_read(&self) -> u64 {
        self.rows.bytes_read()
    }

    /// The header cells that are not read, in file order.
    pub fn ignored_columns(&self) -> Vec<String> {
        self.rows.header().ignored(&self.layout.columns())
    }
}

impl<R: Read> Iterator for RosterRows<R> {
    type Item = RowResult<RosterRow>;

    fn next(&mut self) -> Option<Self::Item> {
        let (layout, seen) = (&self.layout, &mut self.seen);
        self.rows.next_row(NOTHING, |row| record::read(row, layout, seen))
    }
}

#[cfg(test)]
mod tests;
