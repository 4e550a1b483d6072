//! The number of a state licence, which has no national form.

use serde::{Deserialize, Serialize};

use crate::identifier::license_pattern::{PhysicianDegree, is_unusual};
use crate::identifier::{IdentifierError, IdentifierKind, Rule, Warning, text};

/// A licence number as it was entered, with a key to compare it by.
///
/// Nothing is refused for its pattern: boards change theirs, and an unusual number is at most a warning. Two equal
/// keys mean the same licence only within one state, board and licence type.
///
/// Equality is of the entered text; [`is_same_number_as`](Self::is_same_number_as) compares the keys.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LicenseNumber(String);

impl LicenseNumber {
    /// Keeps a licence number as entered, without surrounding white space.
    ///
    /// # Errors
    /// [`Rule::Blank`] without any letter or digit, [`Rule::TooLong`] over 64 characters,
    /// [`Rule::ControlCharacter`] for characters that cannot be seen.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let refuse = |rule| Err(IdentifierError::new(IdentifierKind::LicenseNumber, rule, text));
        let entered = text.trim();
        if entered.chars().any(is_invisible) {
            return refuse(Rule::ControlCharacter);
        }
        if entered.chars().nth(LONGEST).is_some() {
            return refuse(Rule::TooLong);
        }
        if !entered.chars().any(char::is_alphanumeric) {
            return refuse(Rule::Blank);
        }
        Ok(Self(entered.to_owned()))
    }

    /// The number as it was entered, without surrounding white space.
    pub fn as_entered(&self) -> &str {
        &self.0
    }

    /// The text to compare by: letters and digits only, upper-case, leading zeros dropped.
    pub fn comparison_key(&self) -> String {
        let characters = self.characters();
        match characters.trim_start_matches('0') {
            "" => "0".to_owned(),
            key => key.to_owned(),
        }
    }

    /// Whether two entries differ only in case, punctuation and leading zeros.
    pub fn is_same_number_as(&self, other: &Self) -> bool {
        self.comparison_key() == other.comparison_key()
    }

    /// What a person should look at: a form unusual for that state's physicians.
    ///
    /// `state` is the postal abbreviation. States without a known form give no warning.
    pub fn warnings_for(&self, state: &str, degree: PhysicianDegree) -> Vec<Warning> {
        is_unusual(&self.characters(), state, degree).then_some(Warning::LicenseUnusualForm).into_iter().collect()
    }

    fn characters(&self) -> String {
        self.0.chars().flat_map(char::to_uppercase).filter(|c| c.is_alphanumeric()).collect()
    }
}

impl From<LicenseNumber> for String {
    fn from(number: LicenseNumber) -> Self {
        number.0
    }
}

text::read_from_text!(LicenseNumber);
text::displayed_as_is!(LicenseNumber);

const LONGEST: usize = 64;

/// Control characters, and the formatting characters that make two different numbers look alike.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
