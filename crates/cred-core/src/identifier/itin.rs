//! The individual taxpayer identification number.

use serde::Serialize;

use crate::identifier::{IdentifierError, IdentifierKind, Rule, Secret, text};

/// A taxpayer number of a person without a social security number: 9 digits starting with 9. Secret.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Itin(Secret<String>);

impl Itin {
    /// Reads an ITIN with or without its hyphens.
    ///
    /// # Errors
    /// [`Rule::Form`], [`Rule::ItinGroup`], or a rule on blank or foreign characters. The error never repeats the
    /// number.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let refuse = |rule| Err(IdentifierError::new(IdentifierKind::Itin, rule, text));
        let canonical = text::digits(IdentifierKind::Itin, 9, text)?;
        if !canonical.starts_with('9') {
            return refuse(Rule::Form);
        }
        let group = canonical.get(3..5).and_then(|digits| digits.parse::<u8>().ok());
        match group {
            Some(50..=65 | 70..=88 | 90..=92 | 94..=99) => Ok(Self(Secret::new(canonical))),
            _ => refuse(Rule::ItinGroup),
        }
    }

    /// The last four digits, as `***-**-1234`.
    pub fn masked(&self) -> String {
        format!("***-**-{}", self.expose().get(5..).unwrap_or_default())
    }
}

text::secret_text!(Itin);
