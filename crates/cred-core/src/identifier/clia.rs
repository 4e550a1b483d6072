//! The CLIA number of a laboratory.

use serde::{Deserialize, Serialize};

use crate::identifier::{IdentifierError, IdentifierKind, Rule, text};

/// The number of a laboratory's CLIA certificate: 2 digits for the state, a D, 7 digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CliaNumber(String);

impl CliaNumber {
    /// Reads a CLIA number; a small `d` is taken as `D`.
    ///
    /// # Errors
    /// [`Rule::Form`], or a rule on blank or foreign characters.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let canonical = text::compact(IdentifierKind::Clia, text)?;
        let parts = canonical.split_once('D');
        let fits = parts.is_some_and(|(state, serial)| {
            state.len() == 2 && serial.len() == 7 && text::all_digits(state) && text::all_digits(serial)
        });
        if !fits {
            return Err(IdentifierError::new(IdentifierKind::Clia, Rule::Form, text));
        }
        Ok(Self(canonical))
    }

    /// The CMS state code: two digits that are not a postal abbreviation.
    pub fn state_code(&self) -> &str {
        self.0.get(..2).unwrap_or_default()
    }
}

text::shown_as_text!(CliaNumber);
text::displayed_as_is!(CliaNumber);
