//! The National Provider Identifier.

use serde::{Deserialize, Serialize};

use crate::identifier::{IdentifierError, IdentifierKind, Rule, text};

/// A National Provider Identifier: 10 digits starting with 1 or 2, the last a Luhn check digit.
///
/// The check digit finds every single wrong digit and every swap of neighbours except `09` for `90`. The digits do not
/// say whether the holder is a person (type 1) or an organisation (type 2); only the registry does.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Npi(String);

impl Npi {
    /// Reads an NPI; spaces and hyphens are ignored.
    ///
    /// # Errors
    /// [`Rule::Form`], [`Rule::NpiFirstDigit`], [`Rule::NpiCheckDigit`], or a rule on blank or foreign characters.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let refuse = |rule| IdentifierError::new(IdentifierKind::Npi, rule, text);
        let canonical = text::digits(IdentifierKind::Npi, 10, text)?;
        if !canonical.starts_with(['1', '2']) {
            return Err(refuse(Rule::NpiFirstDigit));
        }
        if !(CARD_PREFIX_SUM + luhn_sum(&canonical)).is_multiple_of(10) {
            return Err(refuse(Rule::NpiCheckDigit));
        }
        Ok(Self(canonical))
    }
}

text::shown_as_text!(Npi);
text::displayed_as_is!(Npi);

/// What the card issuer prefix 80840 adds to the Luhn sum of any 10 digits behind it.
const CARD_PREFIX_SUM: u32 = 24;

fn luhn_sum(digits: &str) -> u32 {
    digits
        .bytes()
        .rev()
        .map(|b| u32::from(b.wrapping_sub(b'0')))
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => digit,
            (_, doubled) if doubled > 9 => doubled - 9,
            (_, doubled) => doubled,
        })
        .sum()
}
