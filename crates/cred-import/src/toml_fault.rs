//! What is wrong with a TOML file, each fault at its line and column: what an editor jumps to and a reviewer quotes.
//!
//! The files are written by people, so one reading reports everything it can find. Only a file that is no TOML at all is reported
//! by its syntax alone: what stands behind a missing quote cannot be judged.

pub mod document;
pub mod named;
pub mod table;
pub mod value;
mod wrong;

use std::fmt;

pub use wrong::{Wrong, not_one_of};

/// One thing that is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, counted from 1; always one that the file has (1 where it is empty).
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// The rule that is broken, and what to write instead; one line of text.
    pub message: String,
}

/// Everything that is wrong with a file, in the order of its lines.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct TomlFault {
    label: String,
    faults: Vec<Fault>,
    more: usize,
}

impl TomlFault {
    /// The faults in the order of the file, the first 100 of them; never empty.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// The name of the file they are in.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// How many more there are.
    #[must_use]
    pub const fn more(&self) -> usize {
        self.more
    }
}

/// `label:line:column: message`, one fault a line.
impl fmt::Display for TomlFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { label, faults, more } = self;
        for (index, Fault { line, column, message }) in faults.iter().enumerate() {
            let gap = if index == 0 { "" } else { "\n" };
            write!(f, "{gap}{label}:{line}:{column}: {message}")?;
        }
        if *more > 0 { write!(f, "\n{label}: and {more} more; mend these first") } else { Ok(()) }
    }
}
