//! The ECFMG number of an international medical graduate.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::identifier::{IdentifierError, IdentifierKind, text};

/// An ECFMG number: 8 digits, printed `0-123-456-7`, with no published check digit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EcfmgNumber(String);

impl EcfmgNumber {
    /// Reads an ECFMG number with or without its hyphens; leading zeros are kept.
    ///
    /// # Errors
    /// [`Rule::Form`](crate::identifier::Rule::Form), or a rule on blank or foreign characters.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        text::digits(IdentifierKind::Ecfmg, 8, text).map(Self)
    }
}

text::shown_as_text!(EcfmgNumber);

impl fmt::Display for EcfmgNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::write_grouped(f, &self.0, &[1, 3, 3, 1])
    }
}
