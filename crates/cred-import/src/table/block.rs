//! A text read in large blocks, from which rows are taken either as they stand or through the tokenizer.

use std::io::{self, ErrorKind, Read};

use csv_core::ReadRecordResult;

use super::reader::LineCount;
use super::{FIELD_COUNT_LIMIT, FIELD_LIMIT, RECORD_LIMIT, Record};
use crate::fault::FileError;

/// How much is held at first; a longer record makes it grow, up to the record limit.
const BLOCK: usize = 1 << 20;

/// The unread part of a text.
#[derive(Debug)]
pub(crate) struct Block<R> {
    source: R,
    buffer: Vec<u8>,
    unread: std::ops::Range<usize>,
    at_end: bool,
    /// At the beginning of a record that is not the first of a text.
    tokenizer: csv_core::Reader,
    record: Record,
    lines: LineCount,
    /// As far as the lines of the buffer are counted; they are when somebody asks, or before they leave it.
    counted: usize,
    last: u8,
}

/// What the tokenizer took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A row of this length, line breaks before and behind it included; it is in [`Block::divided`].
    Row {
        /// Its length.
        length: usize,
        /// Whether it holds nothing.
        blank: bool,
    },
    /// Nothing but line breaks is left.
    End,
}

impl<R: Read> Block<R> {
    /// Starts at the beginning of a row that is not the first one of its file.
    pub(crate) fn new(source: R) -> Self {
        let mut tokenizer = csv_core::Reader::new();
        at_row(&mut tokenizer);
        Self {
            source,
            buffer: vec![0; BLOCK],
            unread: 0..0,
            at_end: false,
            tokenizer,
            record: Record::new(),
            lines: LineCount::new(),
            counted: 0,
            last: b'\n',
        }
    }

    /// Reads more, making room for it; `false` where there is no more.
    pub(crate) fn fill(&mut self) -> io::Result<bool> {
        if self.at_end {
            return Ok(false);
        }
        self.count_lines();
        if self.unread.start > 0 {
            self.counted = 0;
            self.buffer.copy_within(self.unread.clone(), 0);
            self.unread = 0..self.unread.len();
        } else if self.unread.end == self.buffer.len() {
            if self.buffer.len() >= 2 * RECORD_LIMIT {
                return Ok(false);
            }
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        while self.unread.end < self.buffer.len() {
            let free = self.buffer.get_mut(self.unread.end..).unwrap_or_default();
            match self.source.read(free) {
                Ok(0) => {
                    self.at_end = true;
                    break;
                }
                Ok(count) => self.unread.end += count.min(free.len()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.last = self.waiting().last().copied().unwrap_or(self.last);
        Ok(!self.unread.is_empty() || !self.at_end)
    }

    /// Divides the row that waits, whatever it looks like.
    pub(crate) fn record(&mut self) -> Result<Piece, FileError> {
        self.count_lines();
        loop {
            let text = self.buffer.get(self.unread.clone()).unwrap_or_default();
            let breaks = text.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let whole = self.at_end || self.unread.len() >= 2 * RECORD_LIMIT;
            if breaks == text.len() && self.at_end {
                return Ok(Piece::End);
            }
            let body = text.get(breaks..).unwrap_or_default();
            let mut here = self.lines;
            here.pass(text.get(..breaks).unwrap_or_default());
            let line = here.line();
            // A line break in place of the missing one at the end of the file: a record that goes on behind it has an open quote.
            let outcome = match divide(&mut self.tokenizer, body, &mut self.record, line)? {
                None if whole && self.at_end => {
                    let body: Vec<u8> = body.iter().copied().chain(*b"\n").collect();
                    at_row(&mut self.tokenizer);
                    let divided = divide(&mut self.tokenizer, &body, &mut self.record, line)?;
                    Some(divided.ok_or(FileError::UnclosedQuote { line })?.min(body.len() - 1))
                }
                None if whole => return Err(FileError::RecordTooLong { line, limit: RECORD_LIMIT }),
                outcome => outcome,
            };
            if let Some(taken) = outcome {
                self.record.line = line;
                let blank = self.record.is_blank();
                return Ok(Piece::Row { length: breaks + taken, blank });
            }
            at_row(&mut self.tokenizer);
            self.fill().map_err(|source| FileError::Io { line, source })?;
        }
    }
}

impl<R> Block<R> {
    /// What was read and not passed.
    pub(crate) fn waiting(&self) -> &[u8] {
        self.buffer.get(self.unread.clone()).unwrap_or_default()
    }

    /// Goes on behind so many bytes.
    pub(crate) fn pass(&mut self, bytes: usize) {
        self.unread.start = (self.unread.start + bytes).min(self.unread.end);
    }

    fn count_lines(&mut self) {
        self.lines.pass_quickly(self.buffer.get(self.counted..self.unread.start).unwrap_or_default());
        self.counted = self.unread.start;
    }

    /// The row divided last.
    pub(crate) fn divided(&self) -> &Record {
        &self.record
    }

    /// Line breaks passed so far.
    pub(crate) fn lines(&mut self) -> u64 {
        self.count_lines();
        self.lines.line() - 1
    }

    /// Whether the file ends within a line.
    pub(crate) fn open_end(&self) -> bool {
        self.at_end && !matches!(self.last, b'\n' | b'\r')
    }
}

/// Puts a tokenizer at the beginning of a row that is not the first of its file. (A clone of one is not the same: it divides wrongly.)
fn at_row(tokenizer: &mut csv_core::Reader) {
    tokenizer.reset();
    // A byte order mark is one at the beginning of a file alone; with this row read, the file has begun.
    let _ = tokenizer.read_record(b"-\n", &mut [0; 4], &mut [0; 4]);
}

/// Divides the record that a text begins with and tells how much of the text it takes; none where it goes on behind the text.
fn divide(
    tokenizer: &mut csv_core::Reader,
    text: &[u8],
    record: &mut Record,
    line: u64,
) -> Result<Option<usize>, FileError> {
    let (mut taken, mut written, mut ends) = (0, 0, 0);
    loop {
        // Told of the end by empty input, the tokenizer would close what is open.
        let left = text.get(taken..).filter(|left| !left.is_empty());
        let Some(left) = left else { return Ok(None) };
        let (result, read, wrote, ended) = tokenizer.read_record(
            left,
            record.bytes.get_mut(written..).unwrap_or_default(),
            record.ends.get_mut(ends..).unwrap_or_default(),
        );
        taken += read;
        written += wrote;
        ends += ended;
        match result {
            ReadRecordResult::Record => {
                record.fields = ends;
                let long = record.fields().position(|field| field.len() > FIELD_LIMIT);
                return match long {
                    Some(field) => Err(FileError::FieldTooLong { line, field: field + 1, limit: FIELD_LIMIT }),
                    None => Ok(Some(taken)),
                };
            }
            ReadRecordResult::InputEmpty | ReadRecordResult::End => return Ok(None),
            ReadRecordResult::OutputFull => {
                if record.bytes.len() >= RECORD_LIMIT {
                    return Err(FileError::RecordTooLong { line, limit: RECORD_LIMIT });
                }
                record.bytes.resize(record.bytes.len() * 2, 0);
            }
            ReadRecordResult::OutputEndsFull => {
                if record.ends.len() >= FIELD_COUNT_LIMIT {
                    return Err(FileError::TooManyFields { line, limit: FIELD_COUNT_LIMIT });
                }
                record.ends.resize(record.ends.len() * 2, 0);
            }
        }
    }
}
