//! The taxpayer identification number a group or person is paid under.

use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::identifier::{Ein, IdentifierError, IdentifierKind, Itin, Rule, Secret, Ssn, Warning, text};

/// The number payments and tax forms go by: an employer's, or a person's own.
///
/// Treated as a secret as a whole, because it may be one. As text, and so in serialised data, the hyphens carry the
/// meaning: `12-3456789` is an employer's number, `123-45-6789` a person's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tin {
    /// An employer identification number.
    Ein(Ein),
    /// A social security number.
    Ssn(Ssn),
    /// An individual taxpayer identification number.
    Itin(Itin),
}

impl Tin {
    /// Reads a hyphenated taxpayer number. Where the kind is known, parse that kind and wrap it instead.
    ///
    /// # Errors
    /// [`Rule::TinAmbiguous`] for nine digits without telling hyphens, [`Rule::Form`], or what [`Ssn::parse`] and
    /// [`Itin::parse`] refuse. The error never repeats the number.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let canonical = text::digits(IdentifierKind::Tin, 9, text)?;
        let groups: Vec<usize> = text.trim().split('-').map(|group| group.trim().len()).collect();
        match groups.as_slice() {
            [2, 7] => Ein::parse(&canonical).map(Self::Ein),
            [3, 2, 4] if canonical.starts_with('9') => Itin::parse(&canonical).map(Self::Itin),
            [3, 2, 4] => Ssn::parse(&canonical).map(Self::Ssn),
            _ => Err(IdentifierError::new(IdentifierKind::Tin, Rule::TinAmbiguous, text)),
        }
    }

    /// The hyphenated number. Whoever calls this answers for where it goes.
    pub fn expose(&self) -> String {
        match self {
            Self::Ein(ein) => ein.to_string(),
            Self::Ssn(ssn) => hyphenated(ssn.expose()),
            Self::Itin(itin) => hyphenated(itin.expose()),
        }
    }

    /// The employer's number in full, or the last four digits of a person's.
    pub fn masked(&self) -> String {
        match self {
            Self::Ein(ein) => ein.to_string(),
            Self::Ssn(ssn) => ssn.masked(),
            Self::Itin(itin) => itin.masked(),
        }
    }

    /// What a person should look at.
    pub fn warnings(&self) -> Vec<Warning> {
        match self {
            Self::Ein(ein) => ein.warnings(),
            Self::Ssn(_) | Self::Itin(_) => Vec::new(),
        }
    }
}

fn hyphenated(digits: &str) -> String {
    let (area, rest) = digits.split_at_checked(3).unwrap_or_default();
    let (group, serial) = rest.split_at_checked(2).unwrap_or_default();
    format!("{area}-{group}-{serial}")
}

impl FromStr for Tin {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Tin {
    type Error = IdentifierError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl Serialize for Tin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.expose())
    }
}

impl<'de> Deserialize<'de> for Tin {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Secret::<String>::deserialize(deserializer)?;
        Self::parse(text.expose()).map_err(D::Error::custom)
    }
}
