//! The CAQH provider id.

use serde::{Deserialize, Serialize};

use crate::identifier::{IdentifierError, IdentifierKind, Rule, Warning, text};

/// The id of a provider's CAQH profile: 1 to 10 digits, in practice 8, without a check digit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CaqhId(String);

impl CaqhId {
    /// Reads a CAQH id; leading zeros are kept.
    ///
    /// # Errors
    /// [`Rule::Form`], or a rule on blank or foreign characters.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let canonical = text::compact(IdentifierKind::CaqhId, text)?;
        if canonical.len() > 10 || !text::all_digits(&canonical) {
            return Err(IdentifierError::new(IdentifierKind::CaqhId, Rule::Form, text));
        }
        Ok(Self(canonical))
    }

    /// What a person should look at: a length other than 8.
    pub fn warnings(&self) -> Vec<Warning> {
        (self.0.len() != 8).then_some(Warning::CaqhUnusualLength).into_iter().collect()
    }
}

text::shown_as_text!(CaqhId);
text::displayed_as_is!(CaqhId);
