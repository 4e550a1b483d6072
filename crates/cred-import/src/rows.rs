//! The rows below a header, one after another until the end or a fault of the file.

use std::io::Read;

use crate::columns::Header;
use crate::fault::{FileError, RowFault, RowResult};
use crate::row::RowReader;
use crate::table::{Delimiter, Records};

/// A file opened as far as its header.
#[derive(Debug)]
pub(crate) struct Rows<R> {
    records: Records<R>,
    header: Header,
    any: bool,
    ended: bool,
    blank: u64,
}

impl<R: Read> Rows<R> {
    pub(crate) fn open(reader: R, delimiter: Delimiter) -> Result<Self, FileError> {
        let mut records = Records::open(reader, delimiter)?;
        let header = Header::read(records.next_record()?.ok_or(FileError::Empty)?);
        Ok(Self { records, header, any: false, ended: false, blank: 0 })
    }

    pub(crate) fn header(&self) -> &Header {
        &self.header
    }

    /// The header, and how many bytes and lines stand before the first row.
    pub(crate) fn into_header(mut self) -> Result<(Header, u64, u64), FileError> {
        let (bytes, lines) = self.records.pass_line_breaks()?;
        Ok((self.header, bytes, lines))
    }

    /// Rows passed over since no field of them holds anything.
    pub(crate) fn blank_rows(&self) -> u64 {
        self.blank
    }

    pub(crate) fn bytes_read(&self) -> u64 {
        self.records.bytes_read()
    }

    /// Reads the next row that is not blank. After a fault of the file there are no more rows.
    pub(crate) fn next_row<T>(
        &mut self,
        nothing: &'static [&'static str],
        read: impl FnOnce(RowReader<'_>) -> RowResult<T>,
    ) -> Option<RowResult<T>> {
        while !self.ended {
            match self.records.next_record() {
                Ok(Some(record)) if record.is_blank() => self.blank += 1,
                Ok(Some(record)) => {
                    self.any = true;
                    return Some(RowReader::start(record, &self.header, nothing).and_then(read));
                }
                Ok(None) => {
                    self.ended = true;
                    return (!self.any).then_some(Err(RowFault::File(FileError::NoRows)));
                }
                Err(fault) => {
                    self.ended = true;
                    return Some(Err(RowFault::File(fault)));
                }
            }
        }
        None
    }
}
