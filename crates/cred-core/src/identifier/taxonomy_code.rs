//! The NUCC provider taxonomy code.

use serde::{Deserialize, Serialize};

use crate::identifier::{IdentifierError, IdentifierKind, Rule, text};

/// A provider taxonomy code: 9 letters or digits and a final X, as `207R00000X`.
///
/// Only the form is known here. Whether the code exists depends on the NUCC release in force on a date (the January
/// file from April 1, the July file from October 1), so that question belongs to reference data.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TaxonomyCode(String);

impl TaxonomyCode {
    /// Reads a taxonomy code in either case.
    ///
    /// # Errors
    /// [`Rule::Form`], or a rule on blank or foreign characters.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let canonical = text::compact(IdentifierKind::TaxonomyCode, text)?;
        if canonical.len() != 10 || !canonical.ends_with('X') {
            return Err(IdentifierError::new(IdentifierKind::TaxonomyCode, Rule::Form, text));
        }
        Ok(Self(canonical))
    }
}

text::shown_as_text!(TaxonomyCode);
text::displayed_as_is!(TaxonomyCode);
