//! The unique physician identification number, kept for history.

use serde::{Deserialize, Serialize};

use crate::identifier::{IdentifierError, IdentifierKind, Rule, Warning, text};

/// A unique physician identification number: a letter and 5 digits. Retired in 2008 in favour of the NPI.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Upin(String);

impl Upin {
    /// Reads a UPIN or a surrogate such as `RES000`.
    ///
    /// # Errors
    /// [`Rule::Form`], or a rule on blank or foreign characters.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let upin = Self(text::compact(IdentifierKind::Upin, text)?);
        let issued = upin.0.len() == 6
            && upin.0.starts_with(|c: char| c.is_ascii_uppercase())
            && upin.0.get(1..).is_some_and(text::all_digits);
        if !(issued || upin.is_surrogate()) {
            return Err(IdentifierError::new(IdentifierKind::Upin, Rule::Form, text));
        }
        Ok(upin)
    }

    /// Whether it stood in for people who had no number of their own (`OTH000`, `RES000`, `VAD000` …).
    pub fn is_surrogate(&self) -> bool {
        self.0
            .strip_suffix("000")
            .is_some_and(|letters| letters.len() == 3 && letters.bytes().all(|b| b.is_ascii_uppercase()))
    }

    /// What a person should look at: always that the number is retired, and that a surrogate names nobody.
    pub fn warnings(&self) -> Vec<Warning> {
        let surrogate = self.is_surrogate().then_some(Warning::UpinSurrogate);
        [Warning::UpinRetired].into_iter().chain(surrogate).collect()
    }
}

text::shown_as_text!(Upin);
text::displayed_as_is!(Upin);
