//! Dates as sources give them: a year, a month of a year, or a day. The missing part is never invented.

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};

use super::calendar::end_of_month;

/// A date known to the year, the month or the day; written `2026`, `2026-12` or `2026-12-31`.
///
/// Years 1850 to 2999: outside of it a date is a typing error in this field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum PartialDate {
    /// Some day of the year.
    Year(i32),
    /// Some day of the month.
    Month(i32, u32),
    /// The day.
    Day(NaiveDate),
}

/// A text that is no partial date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a date: write 2026-12-31, or 2026-12 or 2026 where only that is known (years 1850 to 2999)")]
pub struct PartialDateError(String);

impl PartialDate {
    /// Parses `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    ///
    /// # Errors
    /// When the text has another shape or names a day that does not exist.
    pub fn parse(text: &str) -> Result<Self, PartialDateError> {
        let refuse = || PartialDateError(text.chars().take(40).collect());
        let shape_ok = text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let parts: Vec<&str> = text.split('-').collect();
        let number = |part: &str, len: usize| (part.len() == len).then(|| part.parse::<u32>().ok()).flatten();
        let date = match parts.as_slice() {
            _ if !shape_ok => None,
            [y] => number(y, 4).and_then(|y| i32::try_from(y).ok()).map(Self::Year),
            [y, m] => number(y, 4)
                .zip(number(m, 2))
                .and_then(|(y, m)| Some((i32::try_from(y).ok()?, m)))
                .and_then(|(y, m)| NaiveDate::from_ymd_opt(y, m, 1).map(|_| Self::Month(y, m))),
            [y, m, d] => number(y, 4)
                .zip(number(m, 2))
                .zip(number(d, 2))
                .and_then(|((y, m), d)| NaiveDate::from_ymd_opt(i32::try_from(y).ok()?, m, d).map(Self::Day)),
            _ => None,
        };
        date.filter(|date| (1850..=2999).contains(&date.year())).ok_or_else(refuse)
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        match self {
            Self::Year(year) | Self::Month(year, _) => year,
            Self::Day(date) => date.year(),
        }
    }

    /// The first day it may be.
    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        let day = match self {
            Self::Year(year) => NaiveDate::from_ymd_opt(year, 1, 1),
            Self::Month(year, month) => NaiveDate::from_ymd_opt(year, month, 1),
            Self::Day(date) => Some(date),
        };
        day.unwrap_or(NaiveDate::MIN)
    }

    /// The last day it may be.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        match self {
            Self::Year(year) => NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(NaiveDate::MAX),
            Self::Month(..) => end_of_month(self.first_day()),
            Self::Day(date) => date,
        }
    }

    /// The day, where it is known to the day.
    #[must_use]
    pub const fn day(self) -> Option<NaiveDate> {
        match self {
            Self::Day(date) => Some(date),
            Self::Year(_) | Self::Month(..) => None,
        }
    }

    /// Whether the two may mean the same day.
    #[must_use]
    pub fn agrees_with(self, other: Self) -> bool {
        self.first_day() <= other.last_day() && other.first_day() <= self.last_day()
    }
}

impl std::fmt::Display for PartialDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Day(date) => write!(f, "{date}"),
        }
    }
}

impl From<NaiveDate> for PartialDate {
    fn from(date: NaiveDate) -> Self {
        Self::Day(date)
    }
}

impl std::str::FromStr for PartialDate {
    type Err = PartialDateError;

    fn from_str(text: &str) -> Result<Self, PartialDateError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for PartialDate {
    type Error = PartialDateError;

    fn try_from(text: String) -> Result<Self, PartialDateError> {
        Self::parse(&text)
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_three_precisions_and_writes_them_back() {
        for text in ["2026", "2026-02", "2024-02-29"] {
            assert_eq!(PartialDate::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "26", "2026-13", "2026-02-29", "2026-2-1", "02/03/2026", "0001", "2026-00", "+026", "٢٠٢٦"]
        {
            assert!(PartialDate::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_missing_part_is_a_range() {
        let month = PartialDate::parse("2024-02").unwrap();
        assert_eq!(month.first_day().to_string(), "2024-02-01");
        assert_eq!(month.last_day().to_string(), "2024-02-29");
        assert!(month.agrees_with(PartialDate::parse("2024").unwrap()));
        assert!(!month.agrees_with(PartialDate::parse("2024-03-01").unwrap()));
    }
}
