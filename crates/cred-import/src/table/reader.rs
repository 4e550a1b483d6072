//! The record loop: bounded buffers, exact line numbers, and quotes that must close.

use std::io::{ErrorKind, Read};

use csv_core::ReadRecordResult;

use super::opening::{refuse_other_formats, sniff};
use super::{FIELD_COUNT_LIMIT, FIELD_LIMIT, RECORD_LIMIT, Record};
use crate::fault::FileError;

/// How much is read at a time; also as far as the delimiter is looked for.
const INPUT_SIZE: usize = 64 << 10;

/// How the fields of a file are separated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delimiter {
    /// Always a comma.
    Comma,
    /// Always this one.
    Given(u8),
    /// Found from the first record.
    Sniffed,
}

/// The records of one delimited file, read as they are asked for.
#[derive(Debug)]
pub(crate) struct Records<R> {
    source: R,
    input: Vec<u8>,
    /// The unread part of `input`.
    unread: std::ops::Range<usize>,
    at_end: bool,
    tokenizer: csv_core::Reader,
    record: Record,
    lines: LineCount,
    bytes_read: u64,
}

impl<R: Read> Records<R> {
    /// Looks at the start of the file and refuses what is not delimited text.
    pub(crate) fn open(source: R, delimiter: Delimiter) -> Result<Self, FileError> {
        let mut records = Self {
            source,
            input: vec![0; INPUT_SIZE],
            unread: 0..0,
            at_end: false,
            tokenizer: csv_core::Reader::new(),
            record: Record::new(),
            lines: LineCount::new(),
            bytes_read: 0,
        };
        records.fill_up()?;
        if records.unread.is_empty() {
            return Err(FileError::Empty);
        }
        refuse_other_formats(records.waiting())?;
        if records.waiting().starts_with("\u{FEFF}".as_bytes()) {
            records.consume(3);
        }
        let delimiter = match delimiter {
            Delimiter::Comma => b',',
            Delimiter::Given(delimiter) => delimiter,
            Delimiter::Sniffed => {
                let (start, delimiter) = sniff(records.waiting());
                records.consume(start);
                delimiter
            }
        };
        records.tokenizer = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
        Ok(records)
    }

    /// The next record, or `None` at the end. After an error the file must not be read on: where the
    /// following record starts is not known.
    pub(crate) fn next_record(&mut self) -> Result<Option<&Record>, FileError> {
        if !self.skip_line_breaks()? {
            return Ok(None);
        }
        let line = self.lines.line;
        self.record.line = line;
        self.record.fields = 0;
        let mut written = 0;
        let mut ends = 0;
        loop {
            self.refill_if_drained()?;
            // At the end a line break is put in place of the missing one: a tokenizer that does not
            // end the record on it is still inside quotes.
            let closing = self.unread.is_empty();
            let chunk: &[u8] = if closing { b"\n" } else { self.input.get(self.unread.clone()).unwrap_or_default() };
            let (result, taken, wrote, ended) = self.tokenizer.read_record(
                chunk,
                self.record.bytes.get_mut(written..).unwrap_or_default(),
                self.record.ends.get_mut(ends..).unwrap_or_default(),
            );
            written += wrote;
            ends += ended;
            if !closing {
                self.consume(taken);
            }
            let open_field_start = match ends.checked_sub(1) {
                Some(last) => self.record.ends.get(last).copied().unwrap_or_default(),
                None => 0,
            };
            if written.saturating_sub(open_field_start) > FIELD_LIMIT {
                return Err(FileError::FieldTooLong { line, field: ends + 1, limit: FIELD_LIMIT });
            }
            match result {
                ReadRecordResult::Record => {
                    self.record.fields = ends;
                    return self.whole_record();
                }
                ReadRecordResult::InputEmpty if closing => {
                    return Err(FileError::UnclosedQuote { line });
                }
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => {
                    if self.record.bytes.len() >= RECORD_LIMIT {
                        return Err(FileError::RecordTooLong { line, limit: RECORD_LIMIT });
                    }
                    self.record.bytes.resize(self.record.bytes.len() * 2, 0);
                }
                ReadRecordResult::OutputEndsFull => {
                    if self.record.ends.len() >= FIELD_COUNT_LIMIT {
                        return Err(FileError::TooManyFields { line, limit: FIELD_COUNT_LIMIT });
                    }
                    self.record.ends.resize(self.record.ends.len() * 2, 0);
                }
                // Only a tokenizer that was told of the end by empty input says this.
                ReadRecordResult::End => return Ok(None),
            }
        }
    }

    /// Passes over the line breaks here and tells how many bytes and lines stand before.
    pub(crate) fn pass_line_breaks(&mut self) -> Result<(u64, u64), FileError> {
        self.skip_line_breaks()?;
        let waiting = u64::try_from(self.unread.len()).unwrap_or_default();
        Ok((self.bytes_read.saturating_sub(waiting), self.lines.line().saturating_sub(1)))
    }

    /// Bytes taken from the source so far, for a progress bar: at most one input buffer ahead of the
    /// record handed out.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    fn whole_record(&self) -> Result<Option<&Record>, FileError> {
        // A field that ended inside one chunk was never seen open, so it is measured here.
        for (index, field) in self.record.fields().enumerate() {
            if field.len() > FIELD_LIMIT {
                let line = self.record.line;
                return Err(FileError::FieldTooLong { line, field: index + 1, limit: FIELD_LIMIT });
            }
        }
        Ok(Some(&self.record))
    }

    /// Whether anything follows the blank lines here.
    fn skip_line_breaks(&mut self) -> Result<bool, FileError> {
        loop {
            self.refill_if_drained()?;
            let waiting = self.waiting();
            if waiting.is_empty() {
                return Ok(false);
            }
            let breaks = waiting.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let more = breaks < waiting.len();
            self.consume(breaks);
            if more {
                return Ok(true);
            }
        }
    }

    fn waiting(&self) -> &[u8] {
        self.input.get(self.unread.clone()).unwrap_or_default()
    }

    fn consume(&mut self, bytes: usize) {
        let end = (self.unread.start + bytes).min(self.unread.end);
        let taken = self.input.get(self.unread.start..end).unwrap_or_default();
        self.lines.pass(taken);
        self.unread.start = end;
    }

    fn refill_if_drained(&mut self) -> Result<(), FileError> {
        if self.unread.is_empty() && !self.at_end {
            self.unread = 0..0;
            self.read_more()?;
        }
        Ok(())
    }

    /// Reads until the input buffer is full or the file ends.
    fn fill_up(&mut self) -> Result<(), FileError> {
        while !self.at_end && self.unread.end < self.input.len() {
            self.read_more()?;
        }
        Ok(())
    }

    fn read_more(&mut self) -> Result<(), FileError> {
        let free = self.input.get_mut(self.unread.end..).unwrap_or_default();
        let count = loop {
            match self.source.read(free) {
                Ok(count) => break count.min(free.len()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(FileError::Io { line: self.lines.line, source: error }),
            }
        };
        self.at_end = count == 0;
        self.unread.end += count;
        self.bytes_read += u64::try_from(count).unwrap_or_default();
        Ok(())
    }
}

/// Counts physical lines, whichever of LF, CR LF and CR ends them.
#[derive(Debug, Clone, Copy)]
pub(super) struct LineCount {
    line: u64,
    after_return: bool,
}

impl LineCount {
    pub(super) fn new() -> Self {
        Self { line: 1, after_return: false }
    }

    /// The line reached, counted from 1.
    pub(super) fn line(self) -> u64 {
        self.line
    }

    /// As [`pass`](Self::pass), in large steps where no line ends in CR alone.
    pub(super) fn pass_quickly(&mut self, bytes: &[u8]) {
        let feeds = memchr::memchr_iter(b'\n', bytes).count();
        let returns = memchr::memchr_iter(b'\r', bytes).count();
        let ends_in_feed = bytes.last() == Some(&b'\n');
        if self.after_return
            || !ends_in_feed
            || (returns > 0 && returns != memchr::memmem::find_iter(bytes, b"\r\n").count())
        {
            return self.pass(bytes);
        }
        self.line += u64::try_from(feeds).unwrap_or_default();
    }

    pub(super) fn pass(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            if byte == b'\r' || (byte == b'\n' && !self.after_return) {
                self.line += 1;
            }
            self.after_return = byte == b'\r';
        }
    }
}
