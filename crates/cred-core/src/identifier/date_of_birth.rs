//! The date of birth of a person.

use core::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::identifier::{IdentifierError, IdentifierKind, Rule, Secret, Warning, text};

/// A date of birth. Secret; the only text form is `yyyy-mm-dd`.
///
/// A date of which only the year or month is known is not one: nobody invents a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateOfBirth(Secret<NaiveDate>);

impl DateOfBirth {
    /// Reads a date written `yyyy-mm-dd`.
    ///
    /// # Errors
    /// [`Rule::Blank`], [`Rule::Form`] or [`Rule::CalendarDate`]. The error never repeats the date.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let refuse = |rule| IdentifierError::new(IdentifierKind::DateOfBirth, rule, text);
        let written = text.trim();
        if written.is_empty() {
            return Err(refuse(Rule::Blank));
        }
        let parts: Vec<&str> = written.split('-').collect();
        let [year, month, day] = parts.as_slice() else {
            return Err(refuse(Rule::Form));
        };
        let part = |digits: &str, length: usize| {
            (digits.len() == length && text::all_digits(digits))
                .then(|| digits.parse::<u32>().ok())
                .flatten()
                .ok_or_else(|| refuse(Rule::Form))
        };
        let year = i32::try_from(part(year, 4)?).map_err(|_| refuse(Rule::Form))?;
        let (month, day) = (part(month, 2)?, part(day, 2)?);
        NaiveDate::from_ymd_opt(year, month, day)
            .map(|date| Self(Secret::new(date)))
            .ok_or_else(|| refuse(Rule::CalendarDate))
    }

    /// Takes a date that is already one.
    ///
    /// # Errors
    /// [`Rule::Form`] for a year before 0 or after 9999, which the text form cannot hold.
    pub fn new(date: NaiveDate) -> Result<Self, IdentifierError> {
        if (0..=9999).contains(&date.year()) {
            Ok(Self(Secret::new(date)))
        } else {
            Err(IdentifierError::new(IdentifierKind::DateOfBirth, Rule::Form, ""))
        }
    }

    /// The date. Whoever calls this answers for where it goes.
    pub fn expose(&self) -> NaiveDate {
        *self.0.expose()
    }

    /// What a person should look at on the day `on`: a birth after that day, or an age below 18 or above 100 years.
    ///
    /// Who is born on February 29 has their birthday on February 28 in other years.
    pub fn warnings(&self, on: NaiveDate) -> Vec<Warning> {
        let born = self.expose();
        let warning = if born > on {
            Some(Warning::BirthInFuture)
        } else if !has_reached_age(born, 18, on) {
            Some(Warning::BirthBelowWorkingAge)
        } else if has_reached_age(born, 101, on) {
            Some(Warning::BirthOverHundredYearsAgo)
        } else {
            None
        };
        warning.into_iter().collect()
    }
}

/// Month arithmetic clamps February 29 to the 28th; a date past the end of the calendar is never reached.
fn has_reached_age(born: NaiveDate, years: u32, on: NaiveDate) -> bool {
    born.checked_add_months(chrono::Months::new(years * 12)).is_some_and(|birthday| birthday <= on)
}

impl FromStr for DateOfBirth {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for DateOfBirth {
    type Error = IdentifierError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl Serialize for DateOfBirth {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let date = self.expose();
        serializer.collect_str(&format_args!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day()))
    }
}

impl<'de> Deserialize<'de> for DateOfBirth {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Secret::<String>::deserialize(deserializer)?;
        Self::parse(text.expose()).map_err(D::Error::custom)
    }
}
