//! The AAMC id of a medical student, resident or physician.

use serde::{Deserialize, Serialize};

use crate::identifier::{IdentifierError, IdentifierKind, text};

/// An AAMC id: 8 digits without a check digit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AamcId(String);

impl AamcId {
    /// Reads an AAMC id; leading zeros are kept.
    ///
    /// # Errors
    /// [`Rule::Form`](crate::identifier::Rule::Form), or a rule on blank or foreign characters.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        text::digits(IdentifierKind::AamcId, 8, text).map(Self)
    }
}

text::shown_as_text!(AamcId);
text::displayed_as_is!(AamcId);
