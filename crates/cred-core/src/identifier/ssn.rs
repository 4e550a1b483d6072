//! The social security number.

use serde::Serialize;

use crate::identifier::{IdentifierError, IdentifierKind, Rule, Secret, text};

/// A social security number: 9 digits whose area, group and serial could have been issued. Secret.
///
/// It has no check digit, and since 2011-06-25 the first digits no longer say a state.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Ssn(Secret<String>);

impl Ssn {
    /// Reads a social security number with or without its hyphens.
    ///
    /// # Errors
    /// [`Rule::Form`], [`Rule::SsnAdvertised`], [`Rule::SsnArea`], [`Rule::SsnGroup`], [`Rule::SsnSerial`], or a rule
    /// on blank or foreign characters. The error never repeats the number.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let refuse = |rule| Err(IdentifierError::new(IdentifierKind::Ssn, rule, text));
        let canonical = text::digits(IdentifierKind::Ssn, 9, text)?;
        if is_advertised(&canonical) {
            return refuse(Rule::SsnAdvertised);
        }
        if canonical.starts_with("000") || canonical.starts_with("666") || canonical.starts_with('9') {
            return refuse(Rule::SsnArea);
        }
        if canonical.get(3..5) == Some("00") {
            return refuse(Rule::SsnGroup);
        }
        if canonical.ends_with("0000") {
            return refuse(Rule::SsnSerial);
        }
        Ok(Self(Secret::new(canonical)))
    }

    /// The last four digits, as `***-**-1234`.
    pub fn masked(&self) -> String {
        format!("***-**-{}", self.expose().get(5..).unwrap_or_default())
    }
}

text::secret_text!(Ssn);

/// Numbers that were printed in wallets, pamphlets and advertisements and used by thousands.
fn is_advertised(digits: &str) -> bool {
    matches!(digits, "078051120" | "219099999") || (digits.starts_with("98765432") && digits.len() == 9)
}
