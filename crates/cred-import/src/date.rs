//! Dates as people write them: `2026-08-31`, `08/31/2026`, `2026-08`, `2026`.

use chrono::NaiveDate;
use cred_core::time::partial_date::PartialDate;

use crate::fault::Rule;

/// The years a partial date of the core can hold. A year outside it is a typing error or a stand-in such as
/// 9999 for "never".
const YEARS: std::ops::RangeInclusive<i32> = 1850..=2999;

/// Why a value is not a date. The words never repeat the value: it may be a date of birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DateRule {
    /// The shape is none of the accepted ones.
    #[error("expected a date as YYYY-MM-DD or MM/DD/YYYY{}", if *.partial { ", or YYYY-MM or YYYY" } else { "" })]
    Form {
        /// Whether a month or a year alone would have been accepted.
        partial: bool,
    },
    /// A month or a year alone where the day matters.
    #[error("a full day is required: write YYYY-MM-DD")]
    DayMissing,
    /// The month is not 1 to 12.
    #[error("the month must be 01 to 12; dates with slashes are read as MM/DD/YYYY")]
    Month,
    /// The month has no such day.
    #[error("the month has no such day")]
    Day,
    /// The year is one no credential speaks of.
    #[error("the year must be {} to {}: leave the value blank where there is no date", YEARS.start(), YEARS.end())]
    Year,
}

impl DateRule {
    /// A stable word for programs, e.g. `date/month`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Form { .. } => "date/form",
            Self::DayMissing => "date/day-missing",
            Self::Month => "date/month",
            Self::Day => "date/day",
            Self::Year => "date/year",
        }
    }
}

/// Reads a full day.
pub(crate) fn day(text: &str) -> Result<NaiveDate, Rule> {
    match Written::read(text, false)? {
        Written::Day(date) => Ok(date),
        Written::Month(..) | Written::Year(_) => Err(DateRule::DayMissing.into()),
    }
}

/// Reads a day, a month or a year, and keeps it no more precise than written.
pub(crate) fn partial(text: &str) -> Result<PartialDate, Rule> {
    Ok(match Written::read(text, true)? {
        Written::Day(date) => PartialDate::Day(date),
        Written::Month(year, month) => PartialDate::Month(year, month),
        Written::Year(year) => PartialDate::Year(year),
    })
}

/// A date as far as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    Day(NaiveDate),
    Month(i32, u32),
    Year(i32),
}

impl Written {
    fn read(text: &str, partial: bool) -> Result<Self, DateRule> {
        let form = DateRule::Form { partial };
        let (year, month, day) = if text.contains('/') {
            let parts: Vec<&str> = text.split('/').collect();
            let [month, day, year] = parts.as_slice() else { return Err(form) };
            let month = number(month, 1..=2).ok_or(form)?;
            let day = number(day, 1..=2).ok_or(form)?;
            (number(year, 4..=4).ok_or(form)?, Some(month), Some(day))
        } else {
            let parts: Vec<&str> = text.split('-').collect();
            let (year, month, day) = match parts.as_slice() {
                [year] => (year, None, None),
                [year, month] => (year, Some(month), None),
                [year, month, day] => (year, Some(month), Some(day)),
                _ => return Err(form),
            };
            let two = |part: Option<&&str>| part.map(|part| number(part, 2..=2).ok_or(form)).transpose();
            (number(year, 4..=4).ok_or(form)?, two(month)?, two(day)?)
        };
        let year = i32::try_from(year).map_err(|_| DateRule::Year)?;
        if !YEARS.contains(&year) {
            return Err(DateRule::Year);
        }
        let Some(month) = month else { return Ok(Self::Year(year)) };
        if !(1..=12).contains(&month) {
            return Err(DateRule::Month);
        }
        let Some(day) = day else { return Ok(Self::Month(year, month)) };
        NaiveDate::from_ymd_opt(year, month, day).map(Self::Day).ok_or(DateRule::Day)
    }
}

/// A run of ASCII digits of an accepted length.
fn number(text: &str, length: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let digits = length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn days_months_and_years_keep_the_precision_they_were_written_with() {
        let last = NaiveDate::from_ymd_opt(2026, 8, 31).unwrap();
        for text in ["2026-08-31", "08/31/2026", "8/31/2026"] {
            assert_eq!(day(text), Ok(last), "{text}");
            assert_eq!(partial(text).unwrap().to_string(), "2026-08-31", "{text}");
        }
        assert_eq!(partial("2026-08").unwrap().to_string(), "2026-08");
        assert_eq!(partial("2026").unwrap().to_string(), "2026");
        assert_eq!(day("2026-08"), Err(Rule::Date(DateRule::DayMissing)));
    }

    #[test]
    fn what_could_be_misread_is_refused_with_its_rule() {
        for (text, code) in [
            ("13/13/2026", "date/month"),
            ("31/08/2026", "date/month"),
            ("2026-13", "date/month"),
            ("02/29/2026", "date/day"),
            ("2026-02-30", "date/day"),
            ("12/31/9999", "date/year"),
            ("1849", "date/year"),
            ("8/31/26", "date/form"),
            ("2026-8-31", "date/form"),
            ("31.08.2026", "date/form"),
            ("45900", "date/form"),
            ("2026-08-31T00:00:00", "date/form"),
            ("+026-08-31", "date/form"),
            ("２０２６", "date/form"),
            ("", "date/form"),
            ("//", "date/form"),
        ] {
            assert_eq!(partial(text).unwrap_err().code(), code, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_day_reads_back_from_both_spellings(days in 0..109_572_i64) {
            let start = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap();
            let date = start + chrono::Duration::days(days);
            prop_assert_eq!(day(&date.format("%Y-%m-%d").to_string()), Ok(date));
            prop_assert_eq!(day(&date.format("%m/%d/%Y").to_string()), Ok(date));
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = partial(&text);
        }
    }
}
