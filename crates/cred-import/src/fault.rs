//! What can be wrong with a file, and with one row of it.

use std::fmt::{self, Write as _};

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::date::DateRule;
use crate::row::Row;

/// A fault of the whole file: nothing after it can be read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The source could not be read.
    #[error("cannot read on at line {line}: check the disk or the connection and import again")]
    Io {
        /// The physical line reached, counted from 1.
        line: u64,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The file holds no bytes, or only blank lines.
    #[error("the file is empty: expected a header line and at least one row")]
    Empty,
    /// There is a header and nothing below it.
    #[error("the file has a header but no rows: check that the export finished")]
    NoRows,
    /// The first bytes are not those of delimited text.
    #[error("the file is {found}, not delimited text: {advice}")]
    OtherFormat {
        /// What it is.
        found: &'static str,
        /// What to do about it.
        advice: &'static str,
    },
    /// The header is that of another file.
    #[error("the file is {found}: {advice}")]
    OtherLayout {
        /// What it is.
        found: &'static str,
        /// What to do about it.
        advice: &'static str,
    },
    /// A quoted field is still open at the end of the file.
    #[error(
        "the record starting at line {line} opens a quote that never closes: close it, or write a \
         quote inside a quoted field twice"
    )]
    UnclosedQuote {
        /// The physical line the record starts on, counted from 1.
        line: u64,
    },
    /// A field is longer than any real one.
    #[error(
        "field {field} of the record starting at line {line} is longer than {limit} bytes: look for \
         a quote that never closes"
    )]
    FieldTooLong {
        /// The physical line the record starts on, counted from 1.
        line: u64,
        /// The field's position in the record, counted from 1.
        field: usize,
        /// The most bytes accepted.
        limit: usize,
    },
    /// A record is longer than any real one.
    #[error(
        "the record starting at line {line} is longer than {limit} bytes: look for a quote that \
         never closes"
    )]
    RecordTooLong {
        /// The physical line the record starts on, counted from 1.
        line: u64,
        /// The most bytes accepted.
        limit: usize,
    },
    /// A record has more fields than any real one.
    #[error("the record starting at line {line} has more than {limit} fields: check the delimiter")]
    TooManyFields {
        /// The physical line the record starts on, counted from 1.
        line: u64,
        /// The most fields accepted.
        limit: usize,
    },
    /// The last line has no end.
    #[error("the file ends within line {line}: it was cut off; fetch it again")]
    CutOff {
        /// The line, counted from 1.
        line: u64,
    },
    /// The header lacks columns the layout requires.
    #[error("the header lacks {}: expected {layout}", Listed(missing))]
    MissingColumns {
        /// The layout the header was compared with.
        layout: &'static str,
        /// The columns that are not there, in layout order.
        missing: Vec<MissingColumn>,
    },
    /// A column that is read occurs more than once, so which to trust is unknown.
    #[error("the header has more than one column for `{wanted}` ({}): {advice}", Listed(found))]
    AmbiguousColumn {
        /// The layout's column or the roster field it is wanted for.
        wanted: String,
        /// The header cells that match, in file order.
        found: Vec<String>,
        /// What to do about it.
        advice: &'static str,
    },
}

impl FileError {
    /// A stable word for programs, e.g. `file/no-rows`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "file/io",
            Self::Empty => "file/empty",
            Self::NoRows => "file/no-rows",
            Self::OtherFormat { .. } => "file/other-format",
            Self::OtherLayout { .. } => "file/other-layout",
            Self::UnclosedQuote { .. } => "file/unclosed-quote",
            Self::FieldTooLong { .. } => "file/field-too-long",
            Self::RecordTooLong { .. } => "file/record-too-long",
            Self::TooManyFields { .. } => "file/too-many-fields",
            Self::CutOff { .. } => "file/cut-off",
            Self::MissingColumns { .. } => "file/missing-columns",
            Self::AmbiguousColumn { .. } => "file/ambiguous-column",
        }
    }
}

/// A column that was looked for and is not in the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingColumn {
    /// The name it was looked for under.
    pub name: String,
    /// The header cell most like it, if any is close.
    pub nearest: Option<String>,
}

impl fmt::Display for MissingColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", Shown(&self.name))?;
        match &self.nearest {
            Some(nearest) => write!(f, " (did you mean `{}`?)", Shown(nearest)),
            None => Ok(()),
        }
    }
}

/// A list for a message, cut where nobody would read on.
struct Listed<'a, T>(&'a [T]);

impl<T: fmt::Display> fmt::Display for Listed<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 12;
        for (index, item) in self.0.iter().take(SHOWN).enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            write!(f, "{separator}{item}")?;
        }
        match self.0.len().checked_sub(SHOWN) {
            None | Some(0) => Ok(()),
            Some(more) => write!(f, " and {more} more"),
        }
    }
}

/// The rule a value or a row broke.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rule {
    /// The row has not as many fields as the header.
    #[error(
        "the header has {expected} fields and this row {found}: look for a missing or unquoted \
         delimiter"
    )]
    FieldCount {
        /// Fields in the header.
        expected: usize,
        /// Fields in this row.
        found: usize,
    },
    /// The value is blank and may not be.
    #[error("a value is required")]
    Required,
    /// The value is needed because another column of the row is filled.
    #[error("a value is required when `{because}` is filled")]
    RequiredWith {
        /// The filled column.
        because: String,
    },
    /// The value holds NUL or another control character.
    #[error("control characters are not text: retype the value")]
    ControlCharacter,
    /// The value is longer than the column allows.
    #[error("at most {limit} characters are accepted")]
    TooLong {
        /// The most characters accepted.
        limit: usize,
    },
    /// The bytes are not UTF-8 and were read as Windows-1252 (a warning).
    #[error("not UTF-8, read as Windows-1252: check the accents or save the file as UTF-8")]
    NotUtf8,
    /// Characters were lost before the file came here: it holds the sign that stands for them (a warning).
    #[error("characters were lost (`\u{FFFD}`) when the file was written: get it again in its own encoding")]
    Replaced,
    /// The value is not a date as accepted here.
    #[error(transparent)]
    Date(#[from] DateRule),
    /// The first day of a period is after its last.
    #[error("the first day must not be after the last day in `{last}`")]
    PeriodOrder {
        /// The column of the last day.
        last: String,
    },
    /// The value breaks a rule of the domain: an identifier is not well formed or is implausible (a
    /// warning) or, found by the caller, a word is not in a vocabulary.
    #[error("{reason}")]
    Domain {
        /// The stable word of the rule, e.g. `npi/checksum`.
        code: String,
        /// The rule in words; never a secret.
        reason: String,
    },
    /// The value is none of a closed list.
    #[error("expected one of {}", .allowed.join(", "))]
    Word {
        /// The words accepted.
        allowed: &'static [&'static str],
    },
    /// The value does not look like a word of a vocabulary.
    #[error("expected one word of letters, digits and hyphens, e.g. board-certification")]
    WordShape,
    /// The value is not a two-letter state or territory code.
    #[error("expected a two-letter state code, e.g. CA")]
    State,
    /// The value is not an e-mail address.
    #[error("expected an e-mail address, e.g. name@example.org")]
    Email,
    /// The provider was already named by an earlier row of the same file.
    #[error("the same NPI is in line {line}: keep one row per provider")]
    DuplicateNpi {
        /// The line of the earlier row.
        line: u64,
    },
    /// A group of columns is filled but not the one that identifies it (a warning).
    #[error("ignored because `{key}` is blank")]
    Orphan {
        /// The column that would identify the group.
        key: String,
    },
    /// More than one entry is marked as the primary one (a warning).
    #[error("another taxonomy is already marked primary")]
    SecondPrimary,
    /// The value is not `sha256:` and 64 hexadecimal digits.
    #[error("expected `sha256:` followed by 64 hexadecimal digits")]
    Sha256,
    /// The value is not a list of `key=value` pairs.
    #[error("expected `key=value` pairs separated by `;`, each key once")]
    Pairs,
}

impl Rule {
    /// A stable word for programs, e.g. `row/field-count`.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::FieldCount { .. } => "row/field-count",
            Self::Required => "row/required",
            Self::RequiredWith { .. } => "row/required-with",
            Self::ControlCharacter => "row/control-character",
            Self::TooLong { .. } => "row/too-long",
            Self::NotUtf8 => "row/not-utf8",
            Self::Replaced => "row/replaced",
            Self::Date(rule) => rule.code(),
            Self::PeriodOrder { .. } => "row/period-order",
            Self::Domain { code, .. } => code,
            Self::Word { .. } => "row/word",
            Self::WordShape => "row/word-shape",
            Self::State => "row/state",
            Self::Email => "row/email",
            Self::DuplicateNpi { .. } => "row/duplicate-npi",
            Self::Orphan { .. } => "row/orphan",
            Self::SecondPrimary => "row/second-primary",
            Self::Sha256 => "row/sha256",
            Self::Pairs => "row/pairs",
        }
    }
}

/// One fault in one row, as data: where, what was found, which rule.
///
/// Serializes as `{line, column, value, code, reason}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowError {
    /// The physical line the row starts on, counted from 1; the header is line 1.
    pub line: u64,
    /// The header cell of the column, or `None` for a fault of the whole row.
    pub column: Option<String>,
    /// The value found, at most 40 characters; `***` where it is secret or looks like a social security or
    /// DEA number in the wrong column; `None` where blank.
    pub value: Option<String>,
    /// The rule it broke.
    pub rule: Rule,
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if let Some(column) = &self.column {
            write!(f, ", `{}`", Shown(column))?;
        }
        if let Some(value) = &self.value {
            write!(f, ", `{value}`")?;
        }
        write!(f, ": {}", self.rule)
    }
}

impl Serialize for RowError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("RowError", 5)?;
        fields.serialize_field("line", &self.line)?;
        fields.serialize_field("column", &self.column)?;
        fields.serialize_field("value", &self.value)?;
        fields.serialize_field("code", self.rule.code())?;
        fields.serialize_field("reason", &self.rule.to_string())?;
        fields.end()
    }
}

/// Everything wrong with one row, in column order of discovery; the row was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowErrors {
    /// The physical line the row starts on, counted from 1.
    pub line: u64,
    /// Why the row was not taken; never empty.
    pub errors: Vec<RowError>,
    /// What else is doubtful about it.
    pub warnings: Vec<RowError>,
}

/// Why a reader handed out no row.
#[derive(Debug, thiserror::Error)]
pub enum RowFault {
    /// This row is faulty; the following ones are still read.
    #[error("{} of line {} broken", if .0.errors.len() == 1 { "a rule" } else { "rules" }, .0.line)]
    Row(RowErrors),
    /// The file is faulty; the reader ends here.
    #[error(transparent)]
    File(#[from] FileError),
}

/// What a reader hands out for each row.
pub type RowResult<T> = Result<Row<T>, RowFault>;

/// A value fit for a message: on one line and at most 40 characters.
pub(crate) struct Shown<'a>(pub(crate) &'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LIMIT: usize = 40;
        let long = self.0.chars().nth(LIMIT).is_some();
        let kept = if long { LIMIT - 1 } else { LIMIT };
        for character in self.0.chars().take(kept) {
            f.write_char(match character {
                '`' => '\'',
                _ if character.is_control() => '\u{FFFD}',
                _ => character,
            })?;
        }
        f.write_str(if long { "…" } else { "" })
    }
}

/// Whether a value has the form of a social security or DEA number, which people put into the wrong column.
pub(crate) fn looks_secret(value: &str) -> bool {
    let compact: Vec<char> = value.chars().filter(|c| !c.is_whitespace() && *c != '-').take(10).collect();
    let [first, second, digits @ ..] = compact.as_slice() else { return false };
    let number = first.is_numeric() && second.is_numeric();
    let registration = first.is_alphabetic() && (second.is_alphabetic() || *second == '9');
    digits.len() == 7 && digits.iter().all(|c| c.is_numeric()) && (number || registration)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shown_value_stays_on_one_line_and_within_forty_characters() {
        assert_eq!(Shown("a\nb`c").to_string(), "a\u{FFFD}b'c");
        assert_eq!(Shown(&"ñ".repeat(40)).to_string(), "ñ".repeat(40));
        assert_eq!(Shown(&"ñ".repeat(41)).to_string(), format!("{}…", "ñ".repeat(39)));
    }

    #[test]
    fn secrets_in_the_wrong_column_are_recognised() {
        for secret in ["000-12-3456", "000123456", "AB1234563", "A91234563", "ab 1234563"] {
            assert!(looks_secret(secret), "{secret}");
        }
        for open in ["1000000004", "13/13/2026", "207R00000X", "ME12345", "", "MD.123456"] {
            assert!(!looks_secret(open), "{open}");
        }
    }
}
