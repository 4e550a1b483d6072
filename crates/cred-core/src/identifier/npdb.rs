//! The numbers of the National Practitioner Data Bank.

use serde::{Deserialize, Serialize};

use crate::identifier::{IdentifierError, IdentifierKind, Secret, text};

/// The data bank id of a registered entity: 15 digits. Secret: it opens the entity's account, and no part is shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Dbid(Secret<String>);

impl Dbid {
    /// Reads a data bank id; leading zeros are kept.
    ///
    /// # Errors
    /// [`Rule::Form`](crate::identifier::Rule::Form), or a rule on blank or foreign characters. The error never
    /// repeats the number.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        text::digits(IdentifierKind::NpdbDbid, 15, text).map(|digits| Self(Secret::new(digits)))
    }

    /// Fifteen stars: no digit of it may be shown.
    pub fn masked(&self) -> String {
        "*".repeat(15)
    }
}

text::secret_text!(Dbid);

/// The number of one report in the data bank: 16 digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NpdbReportNumber(String);

impl NpdbReportNumber {
    /// Reads a report number; leading zeros are kept.
    ///
    /// # Errors
    /// [`Rule::Form`](crate::identifier::Rule::Form), or a rule on blank or foreign characters.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        text::digits(IdentifierKind::NpdbReportNumber, 16, text).map(Self)
    }
}

text::shown_as_text!(NpdbReportNumber);
text::displayed_as_is!(NpdbReportNumber);

/// The order id of a provider's query about themselves: 16 digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NpdbSelfQueryOrderId(String);

impl NpdbSelfQueryOrderId {
    /// Reads an order id; leading zeros are kept.
    ///
    /// # Errors
    /// [`Rule::Form`](crate::identifier::Rule::Form), or a rule on blank or foreign characters.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        text::digits(IdentifierKind::NpdbSelfQueryOrderId, 16, text).map(Self)
    }
}

text::shown_as_text!(NpdbSelfQueryOrderId);
text::displayed_as_is!(NpdbSelfQueryOrderId);
