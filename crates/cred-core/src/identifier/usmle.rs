//! The USMLE id of an examinee.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::identifier::{IdentifierError, IdentifierKind, text};

/// A USMLE id: 8 digits, printed `0-123-456-7`; an international graduate's is the ECFMG number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UsmleId(String);

impl UsmleId {
    /// Reads a USMLE id with or without its hyphens; leading zeros are kept.
    ///
    /// # Errors
    /// [`Rule::Form`](crate::identifier::Rule::Form), or a rule on blank or foreign characters.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        text::digits(IdentifierKind::UsmleId, 8, text).map(Self)
    }
}

text::shown_as_text!(UsmleId);

impl fmt::Display for UsmleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::write_grouped(f, &self.0, &[1, 3, 3, 1])
    }
}
