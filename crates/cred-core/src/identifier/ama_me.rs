//! The AMA medical education number.

use serde::{Deserialize, Serialize};

use crate::identifier::{IdentifierError, IdentifierKind, text};

/// An AMA medical education number: 11 digits, of which 5 are the school, 2 the year and 4 a serial number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AmaMeNumber(String);

impl AmaMeNumber {
    /// Reads a medical education number; leading zeros are kept.
    ///
    /// # Errors
    /// [`Rule::Form`](crate::identifier::Rule::Form), or a rule on blank or foreign characters.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        text::digits(IdentifierKind::AmaMe, 11, text).map(Self)
    }

    /// The AMA's code of the medical school, five digits.
    pub fn school_code(&self) -> &str {
        self.0.get(..5).unwrap_or_default()
    }

    /// The last two digits of the year of graduation; the century is not in the number.
    pub fn graduation_year(&self) -> &str {
        self.0.get(5..7).unwrap_or_default()
    }
}

text::shown_as_text!(AmaMeNumber);
text::displayed_as_is!(AmaMeNumber);
