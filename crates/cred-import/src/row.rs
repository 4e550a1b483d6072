//! One row being read: values are taken out column by column and every fault is kept.

use crate::columns::Header;
use crate::fault::{RowError, RowErrors, RowFault, RowResult, Rule, Shown, looks_secret};
use crate::table::{Record, decode};

/// The most characters of an ordinary value.
pub(crate) const VALUE_LIMIT: usize = 500;
/// The most characters of a value meant for prose.
pub(crate) const PROSE_LIMIT: usize = 4_000;

/// A row that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<T> {
    /// The physical line the row starts on, counted from 1; the header is line 1.
    pub line: u64,
    /// What it says.
    pub value: T,
    /// What is doubtful about it.
    pub warnings: Vec<RowError>,
}

/// Whether a value may be shown in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Privacy {
    Open,
    Secret,
}

/// Where and how a column is read. `at` is `None` for a column the file does not have.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub(crate) at: Option<usize>,
    pub(crate) privacy: Privacy,
    pub(crate) limit: usize,
}

impl Column {
    pub(crate) fn open(at: Option<usize>) -> Self {
        Self { at, privacy: Privacy::Open, limit: VALUE_LIMIT }
    }

    pub(crate) fn secret(at: Option<usize>) -> Self {
        Self { at, privacy: Privacy::Secret, limit: VALUE_LIMIT }
    }

    pub(crate) fn prose(at: Option<usize>) -> Self {
        Self { at, privacy: Privacy::Secret, limit: PROSE_LIMIT }
    }
}

/// What a cell holds.
enum Cell {
    Blank,
    Faulty,
    Text(String),
}

/// Takes the values out of one record.
pub(crate) struct RowReader<'a> {
    record: &'a Record,
    header: &'a Header,
    /// Ways to write "no value", beside leaving the cell blank.
    nothing: &'static [&'static str],
    errors: Vec<RowError>,
    warnings: Vec<RowError>,
}

impl<'a> RowReader<'a> {
    /// Starts on a record, which must have as many fields as the header.
    pub(crate) fn start(
        record: &'a Record,
        header: &'a Header,
        nothing: &'static [&'static str],
    ) -> Result<Self, RowFault> {
        let line = record.line();
        if record.len() != header.len() {
            let rule = Rule::FieldCount { expected: header.len(), found: record.len() };
            let errors = vec![RowError { line, column: None, value: None, rule }];
            return Err(RowFault::Row(RowErrors { line, errors, warnings: Vec::new() }));
        }
        Ok(Self { record, header, nothing, errors: Vec::new(), warnings: Vec::new() })
    }

    pub(crate) fn line(&self) -> u64 {
        self.record.line()
    }

    pub(crate) fn column_name(&self, column: Column) -> String {
        column.at.map(|at| self.header.name(at)).unwrap_or_default().to_owned()
    }

    /// Whether the cell holds anything at all.
    pub(crate) fn is_filled(&self, column: Column) -> bool {
        let text = decode(column.at.map(|at| self.record.field(at)).unwrap_or_default()).value;
        !text.is_empty() && !self.nothing.iter().any(|word| word.eq_ignore_ascii_case(&text))
    }

    /// The text of a cell with runs of blanks made one; `None` where it is blank or was refused.
    pub(crate) fn text(&mut self, column: Column) -> Option<String> {
        match self.cell(column) {
            Cell::Text(text) => Some(text),
            Cell::Blank | Cell::Faulty => None,
        }
    }

    /// The parsed value of a cell; `None` where it is blank or was refused.
    pub(crate) fn parse<T>(&mut self, column: Column, parse: impl FnOnce(&str) -> Result<T, Rule>) -> Option<T> {
        let text = self.text(column)?;
        match parse(&text) {
            Ok(value) => Some(value),
            Err(rule) => {
                self.refuse(column, rule);
                None
            }
        }
    }

    /// Like [`parse`](Self::parse), and a blank cell is refused too.
    pub(crate) fn require<T>(&mut self, column: Column, parse: impl FnOnce(&str) -> Result<T, Rule>) -> Option<T> {
        let parsed = match self.cell(column) {
            Cell::Text(text) => parse(&text),
            Cell::Blank => Err(Rule::Required),
            Cell::Faulty => return None,
        };
        match parsed {
            Ok(value) => Some(value),
            Err(rule) => {
                self.refuse(column, rule);
                None
            }
        }
    }

    /// Like [`parse`](Self::parse), but a value that is refused only leaves a warning.
    pub(crate) fn parse_or_drop<T>(
        &mut self,
        column: Column,
        parse: impl FnOnce(&str) -> Result<T, Rule>,
    ) -> Option<T> {
        let text = self.text(column)?;
        parse(&text).map_err(|rule| self.warn(column, rule)).ok()
    }

    /// Notes an error: the row will not be taken.
    pub(crate) fn refuse(&mut self, column: Column, rule: Rule) {
        let error = self.error(column, rule);
        self.errors.push(error);
    }

    /// Notes a doubt: the row can still be taken.
    pub(crate) fn warn(&mut self, column: Column, rule: Rule) {
        let error = self.error(column, rule);
        self.warnings.push(error);
    }

    /// Hands out the row if nothing was refused. `value` is `None` only where something was.
    pub(crate) fn finish<T>(mut self, value: Option<T>) -> RowResult<T> {
        let line = self.record.line();
        match value {
            Some(value) if self.errors.is_empty() => Ok(Row { line, value, warnings: self.warnings }),
            Some(_) | None => {
                if self.errors.is_empty() {
                    let rule = Rule::Required;
                    self.errors.push(RowError { line, column: None, value: None, rule });
                }
                Err(RowFault::Row(RowErrors { line, errors: self.errors, warnings: self.warnings }))
            }
        }
    }

    fn cell(&mut self, column: Column) -> Cell {
        let Some(at) = column.at else { return Cell::Blank };
        let bytes = self.record.field(at);
        if !self.is_filled(column) {
            return Cell::Blank;
        }
        let text = decode(bytes);
        if text.guessed {
            self.warn(column, Rule::NotUtf8);
        }
        if text.value.contains('\u{FFFD}') {
            self.warn(column, Rule::Replaced);
        }
        let value = text.value.split_whitespace().collect::<Vec<_>>().join(" ");
        if value.is_empty() {
            return Cell::Blank;
        }
        if value.chars().any(char::is_control) {
            self.refuse(column, Rule::ControlCharacter);
            return Cell::Faulty;
        }
        if value.chars().nth(column.limit).is_some() {
            self.refuse(column, Rule::TooLong { limit: column.limit });
            return Cell::Faulty;
        }
        Cell::Text(value)
    }

    fn error(&self, column: Column, rule: Rule) -> RowError {
        let value = match column.privacy {
            _ if !self.is_filled(column) => None,
            Privacy::Secret => Some("***".to_owned()),
            Privacy::Open => {
                let bytes = column.at.map(|at| self.record.field(at)).unwrap_or_default();
                let value = decode(bytes).value;
                Some(if looks_secret(&value) { "***".to_owned() } else { Shown(&value).to_string() })
            }
        };
        let column = column.at.map(|at| self.header.name(at).to_owned());
        RowError { line: self.record.line(), column, value, rule }
    }
}
