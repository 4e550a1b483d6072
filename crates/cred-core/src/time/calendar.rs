//! Calendar arithmetic. Months are added from the original anchor and stick to the end of the month, against the holder:
//! 31 January + 1 month is 28 or 29 February, 29 February + 12 months is 28 February.

use chrono::{Datelike as _, Months, NaiveDate};

/// The date `months` after the anchor; `None` beyond the calendar's range.
#[must_use]
pub fn add_months(anchor: NaiveDate, months: u32) -> Option<NaiveDate> {
    anchor.checked_add_months(Months::new(months))
}

/// The date `months` before the anchor; `None` beyond the calendar's range.
#[must_use]
pub fn subtract_months(anchor: NaiveDate, months: u32) -> Option<NaiveDate> {
    anchor.checked_sub_months(Months::new(months))
}

/// The last day of the date's month.
#[must_use]
pub fn end_of_month(date: NaiveDate) -> NaiveDate {
    let first = date.with_day(1).unwrap_or(date);
    add_months(first, 1).and_then(|next| next.pred_opt()).unwrap_or(date)
}

/// How a limit in months is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum MonthCount {
    /// To the same day of the month (the Joint Commission's reading): the last good day is the day before.
    ToDay,
    /// To the end of the month (NCQA's and URAC's reading): the last good day is the last of the month.
    ToMonthEnd,
}

impl MonthCount {
    /// The first day on which a thing that began on `anchor` and lasts `months` is over.
    ///
    /// `ToDay`: 2021-07-01 + 36 is over on 2024-07-01. `ToMonthEnd`: decided 2023-11-05 + 36 is due by 2026-11-30 and over on
    /// 2026-12-01.
    #[must_use]
    pub fn over_on(self, anchor: NaiveDate, months: u32) -> Option<NaiveDate> {
        let same_day = add_months(anchor, months)?;
        match self {
            Self::ToDay => Some(same_day),
            Self::ToMonthEnd => end_of_month(same_day).succ_opt(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn leap_days_and_month_ends_stick_against_the_holder() {
        assert_eq!(add_months(date("2024-02-29"), 36), Some(date("2027-02-28")));
        assert_eq!(add_months(date("2024-02-29"), 48), Some(date("2028-02-29")));
        assert_eq!(add_months(date("2026-01-31"), 1), Some(date("2026-02-28")));
        assert_eq!(add_months(date("2026-08-31"), 6), Some(date("2027-02-28")));
        assert_eq!(end_of_month(date("2024-02-01")), date("2024-02-29"));
        assert_eq!(end_of_month(date("2026-12-31")), date("2026-12-31"));
    }

    #[test]
    fn recredentialing_and_reappointment_count_differently() {
        assert_eq!(MonthCount::ToMonthEnd.over_on(date("2023-11-05"), 36), Some(date("2026-12-01")));
        assert_eq!(MonthCount::ToDay.over_on(date("2023-11-05"), 36), Some(date("2026-11-05")));
        assert_eq!(MonthCount::ToDay.over_on(date("2021-07-01"), 36), Some(date("2024-07-01")));
    }
}
