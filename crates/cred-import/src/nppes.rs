//! The NPI dissemination file of the federal registry (NPPES), layout V.2 (330 columns) and the V.1
//! header before it.
//!
//! Columns are found by their header names, in any order; columns not needed may be left out. A file
//! cut down to fewer taxonomy or identifier groups is read, a group cut in half is refused. Blank,
//! `--` and `<UNAVAIL>` mean no value.
//!
//! A deactivated NPI carries its number and the deactivation alone: its entity is
//! [`Entity::Withheld`].

mod layout;
mod record;
pub mod scan;
mod strict;

use std::io::Read;

pub use record::{Alias, Deactivation, Entity, NppesRecord, OtherIdentifier, PersonName, PracticeLocation, Taxonomy};

use crate::fault::{FileError, RowResult};
use crate::rows::Rows;
use crate::table::Delimiter;
use layout::Layout;

/// Reads the header and prepares to read the rows.
///
/// # Errors
/// When the file is not delimited text, or its header lacks a column the layout requires.
pub fn read<R: Read>(reader: R) -> Result<NppesRows<R>, FileError> {
    let rows = Rows::open(reader, Delimiter::Comma)?;
    let layout = Layout::find(rows.header())?;
    Ok(NppesRows { rows, layout })
}

/// The rows of a dissemination file, read as they are asked for in constant memory.
#[derive(Debug)]
pub struct NppesRows<R> {
    rows: Rows<R>,
    layout: Layout,
}

impl<R: Read> NppesRows<R> {
    /// Bytes taken from the source so far: at most 64 KiB ahead of the row handed out last.
    pub fn bytes_read(&self) -> u64 {
        self.rows.bytes_read()
    }

    /// The header cells that are not read, in file order.
    pub fn ignored_columns(&self) -> Vec<String> {
        self.rows.header().ignored(&self.layout.columns())
    }

    /// How many of the 15 taxonomy and of the 50 identifier groups the file has.
    pub fn groups(&self) -> (usize, usize) {
        (self.layout.taxonomies.len(), self.layout.identifiers.len())
    }
}

impl<R: Read> Iterator for NppesRows<R> {
    type Item = RowResult<NppesRecord>;

    fn next(&mut self) -> Option<Self::Item> {
        self.rows.next_row(layout::NOTHING, |row| record::read(row, &self.layout))
    }
}

#[cfg(test)]
mod tests;
