//! The two numbers of a Medicare enrollment in PECOS.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::identifier::{IdentifierError, IdentifierKind, Rule, text};

/// The id of one enrollment: I or O, the date it was opened, 6 digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PecosEnrollmentId(String, NaiveDate);

/// Whether an enrollment is a person's or an organisation's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PecosEnrollee {
    /// A person (I).
    Individual,
    /// An organisation (O).
    Organization,
}

impl PecosEnrollmentId {
    /// Reads an enrollment id.
    ///
    /// # Errors
    /// [`Rule::Form`], [`Rule::CalendarDate`], or a rule on blank or foreign characters.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let refuse = |rule| Err(IdentifierError::new(IdentifierKind::PecosEnrollmentId, rule, text));
        let canonical = text::compact(IdentifierKind::PecosEnrollmentId, text)?;
        let fits = canonical.len() == 15
            && canonical.starts_with(['I', 'O'])
            && canonical.get(1..).is_some_and(text::all_digits);
        if !fits {
            return refuse(Rule::Form);
        }
        match date_in(&canonical) {
            Some(date) => Ok(Self(canonical, date)),
            None => refuse(Rule::CalendarDate),
        }
    }

    /// Whose enrollment it is.
    pub fn enrollee(&self) -> PecosEnrollee {
        if self.0.starts_with('O') { PecosEnrollee::Organization } else { PecosEnrollee::Individual }
    }

    /// The date written in the id. It is not the effective date of billing privileges.
    pub fn opened_on(&self) -> NaiveDate {
        self.1
    }
}

text::shown_as_text!(PecosEnrollmentId);
text::displayed_as_is!(PecosEnrollmentId);

fn date_in(id: &str) -> Option<NaiveDate> {
    let year = id.get(1..5)?.parse().ok()?;
    let month = id.get(5..7)?.parse().ok()?;
    let day = id.get(7..9)?.parse().ok()?;
    NaiveDate::from_ymd_opt(year, month, day)
}

/// The PECOS associate control id: 10 digits that stay the same over all of a holder's enrollments.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PecosPacId(String);

impl PecosPacId {
    /// Reads a PAC id; leading zeros are kept.
    ///
    /// # Errors
    /// [`Rule::Form`], or a rule on blank or foreign characters.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        text::digits(IdentifierKind::PecosPacId, 10, text).map(Self)
    }
}

text::shown_as_text!(PecosPacId);
text::displayed_as_is!(PecosPacId);
