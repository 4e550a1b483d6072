//! The Medicare provider transaction access number.

use serde::{Deserialize, Serialize};

use crate::identifier::{IdentifierError, IdentifierKind, Rule, text};

/// A provider transaction access number: up to 15 letters and digits, in no national format.
///
/// Each Medicare contractor issues its own, so it identifies an enrollment only together with NPI, TIN, contractor and
/// state.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ptan(String);

impl Ptan {
    /// Reads a PTAN; leading zeros are kept.
    ///
    /// # Errors
    /// [`Rule::TooLong`], or a rule on blank or foreign characters.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let canonical = text::compact(IdentifierKind::Ptan, text)?;
        if canonical.len() > 15 {
            return Err(IdentifierError::new(IdentifierKind::Ptan, Rule::TooLong, text));
        }
        Ok(Self(canonical))
    }
}

text::shown_as_text!(Ptan);
text::displayed_as_is!(Ptan);
