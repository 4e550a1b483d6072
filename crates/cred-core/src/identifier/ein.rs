//! The employer identification number.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::identifier::{IdentifierError, IdentifierKind, Warning, text};

/// An employer identification number: 9 digits without a check digit, written `12-3456789`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ein(String);

impl Ein {
    /// Reads an EIN with or without its hyphen.
    ///
    /// # Errors
    /// [`Rule::Form`](crate::identifier::Rule::Form), or a rule on blank or foreign characters.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        text::digits(IdentifierKind::Ein, 9, text).map(Self)
    }

    /// What a person should look at: a prefix that was never assigned to a campus.
    pub fn warnings(&self) -> Vec<Warning> {
        const NEVER_ISSUED: [&str; 17] =
            ["00", "07", "08", "09", "17", "18", "19", "28", "29", "49", "69", "70", "78", "79", "89", "96", "97"];
        NEVER_ISSUED
            .iter()
            .any(|prefix| self.0.starts_with(prefix))
            .then_some(Warning::EinPrefixNeverIssued)
            .into_iter()
            .collect()
    }
}

text::shown_as_text!(Ein);

impl fmt::Display for Ein {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::write_grouped(f, &self.0, &[2, 7])
    }
}
