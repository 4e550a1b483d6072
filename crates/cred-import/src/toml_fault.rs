//! Faults in TOML files: each with its line and column.

use std::ops::Range;

/// One fault: where, and which rule was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong, and what would be right.
    pub message: String,
}

/// All faults found in a file. `Display` writes `file:line:column: message`, one a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TomlFault {
    label: String,
    faults: Vec<Fault>,
}

impl TomlFault {
    /// Every fault, in the order of the file.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }
}

impl std::fmt::Display for TomlFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, fault) in self.faults.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{}:{}:{}: {}", self.label, fault.line, fault.column, fault.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for TomlFault {}

/// Collects faults while a file is read.
pub(crate) struct Faults<'t> {
    text: &'t str,
    label: &'t str,
    faults: Vec<Fault>,
}

impl<'t> Faults<'t> {
    pub(crate) const fn new(text: &'t str, label: &'t str) -> Self {
        Self { text, label, faults: Vec::new() }
    }

    /// Notes a fault at a place of the file.
    pub(crate) fn at(&mut self, span: Range<usize>, message: impl ToString) {
        let before = self.text.get(..span.start.min(self.text.len())).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        self.faults.push(Fault { line, column, message: message.to_string() });
    }

    /// Parses the whole file into a shape.
    pub(crate) fn parse<T: serde::de::DeserializeOwned>(&mut self) -> Option<T> {
        match toml::from_str(self.text) {
            Ok(value) => Some(value),
            Err(error) => {
                let message = error.message().replace('\n', "; ");
                self.at(error.span().unwrap_or(0..0), message);
                None
            }
        }
    }

    /// The value, if nothing was found to be wrong.
    pub(crate) fn finish<T>(mut self, value: Option<T>) -> Result<T, TomlFault> {
        self.faults.sort_by_key(|fault| (fault.line, fault.column));
        match value {
            Some(value) if self.faults.is_empty() => Ok(value),
            _ => {
                if self.faults.is_empty() {
                    self.at(0..0, "the file cannot be read");
                }
                Err(TomlFault { label: self.label.to_owned(), faults: self.faults })
            }
        }
    }
}
