//! Limits: so many hours, days or months, and what counts as the first day over them.

use chrono::{Days, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::time::{Instant, calendar::MonthCount, zone::Zone};

/// A length of time. `30 days` and `1 month` are different units.
///
/// In a file: `{ days = 120 }`, `{ months = 36, count = "to-month-end" }`, `{ hours = 72 }`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(!try_from))]
#[serde(untagged, try_from = "Written")]
pub enum Limit {
    /// Calendar days, counted in the local dates of the deciding body.
    Days(InDays),
    /// Calendar months from the original anchor; 29 February falls to 28 February.
    Months(InMonths),
    /// Exact hours: 72 hours over a change to summer time end an hour later on the clock.
    Hours(InHours),
}

/// So many days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct InDays {
    /// How many, 1 to 36500.
    pub days: u32,
}

/// So many months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct InMonths {
    /// How many, 1 to 1200.
    pub months: u32,
    /// To the same day (the default), or to the end of the month.
    #[serde(default = "to_day")]
    pub count: MonthCount,
}

/// So many hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct InHours {
    /// How many, 1 to 87600.
    pub hours: u32,
}

/// A limit as it stands in a file, before it is known to name one unit.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    days: Option<u32>,
    months: Option<u32>,
    hours: Option<u32>,
    count: Option<MonthCount>,
}

impl TryFrom<Written> for Limit {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, &'static str> {
        let one =
            "a limit names one unit: `{ days = 120 }`, `{ months = 36, count = \"to-month-end\" }` or `{ hours = 72 }`";
        match written {
            Written { days: Some(days), months: None, hours: None, count: None } => Ok(Self::days(days)),
            Written { days: None, months: Some(months), hours: None, count } => {
                Ok(Self::Months(InMonths { months, count: count.unwrap_or(MonthCount::ToDay) }))
            }
            Written { days: None, months: None, hours: Some(hours), count: None } => Ok(Self::hours(hours)),
            Written { .. } => Err(one),
        }
    }
}

const fn to_day() -> MonthCount {
    MonthCount::ToDay
}

impl Limit {
    /// So many days.
    #[must_use]
    pub const fn days(days: u32) -> Self {
        Self::Days(InDays { days })
    }

    /// So many months to the same day.
    #[must_use]
    pub const fn months(months: u32) -> Self {
        Self::Months(InMonths { months, count: MonthCount::ToDay })
    }

    /// So many months to the end of the month.
    #[must_use]
    pub const fn months_to_end(months: u32) -> Self {
        Self::Months(InMonths { months, count: MonthCount::ToMonthEnd })
    }

    /// So many hours.
    #[must_use]
    pub const fn hours(hours: u32) -> Self {
        Self::Hours(InHours { hours })
    }

    /// What is wrong with it; `None` if nothing is.
    #[must_use]
    pub fn fault(self) -> Option<String> {
        let (given, unit, most) = match self {
            Self::Days(InDays { days }) => (days, "days", 36_500),
            Self::Months(InMonths { months, .. }) => (months, "months", 1_200),
            Self::Hours(InHours { hours }) => (hours, "hours", 87_600),
        };
        (given == 0 || given > most).then(|| format!("{given} {unit} is no limit: give 1 to {most} {unit}"))
    }

    /// The last good day of something that may happen *after* an event, where the day of the event is day 0 and the limit itself is still
    /// good: verified 2026-07-26 and 120 days: 2026-11-23. Months to the same day: that day; to the end of the month: its last day. Hours
    /// count as the days they reach into.
    #[must_use]
    pub fn last_day_after(self, event: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Days(InDays { days }) => event.checked_add_days(Days::new(u64::from(days))),
            Self::Months(InMonths { months, count: MonthCount::ToDay }) => MonthCount::ToDay.over_on(event, months),
            Self::Months(InMonths { months, count: MonthCount::ToMonthEnd }) => {
                MonthCount::ToMonthEnd.over_on(event, months).and_then(|over| over.pred_opt())
            }
            Self::Hours(InHours { hours }) => event.checked_add_days(Days::new(u64::from(hours.div_ceil(24)))),
        }
    }

    /// The first day on which something *held* since `first_day` is over, where that day counts as day 1: held from 2026-01-01 for 120
    /// days: 2026-05-01. For months as [`MonthCount::over_on`].
    #[must_use]
    pub fn over_on(self, first_day: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Days(InDays { days }) => first_day.checked_add_days(Days::new(u64::from(days))),
            Self::Months(InMonths { months, count }) => count.over_on(first_day, months),
            Self::Hours(InHours { hours }) => first_day.checked_add_days(Days::new(u64::from(hours.div_ceil(24)))),
        }
    }

    /// The instant at which something held since `start` is over: hours exactly, days and months at the start of the local day in the zone
    /// on which it is over. A start within a day counts that day as day 1.
    #[must_use]
    pub fn held_until(self, start: Instant, zone: Zone) -> Option<Instant> {
        match self {
            Self::Hours(InHours { hours }) => start.checked_add_signed(TimeDelta::hours(i64::from(hours))),
            Self::Days(_) | Self::Months(_) => {
                let over = self.over_on(zone.date_at(start))?;
                Some(zone.start_of_day(over))
            }
        }
    }

    /// The instant from which something that had to happen within the limit *after* an event is late: hours exactly, days and months at
    /// the end of the last good local day in the zone.
    #[must_use]
    pub fn late_from(self, event: Instant, zone: Zone) -> Option<Instant> {
        match self {
            Self::Hours(InHours { hours }) => event.checked_add_signed(TimeDelta::hours(i64::from(hours))),
            Self::Days(_) | Self::Months(_) => {
                let last = self.last_day_after(zone.date_at(event))?;
                Some(zone.start_of_day(last.succ_opt()?))
            }
        }
    }
}

impl std::fmt::Display for Limit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let s = |n: u32| if n == 1 { "" } else { "s" };
        match self {
            Self::Days(InDays { days }) => write!(f, "{days} day{}", s(*days)),
            Self::Months(InMonths { months, count: MonthCount::ToDay }) => write!(f, "{months} month{}", s(*months)),
            Self::Months(InMonths { months, count: MonthCount::ToMonthEnd }) => {
                write!(f, "{months} month{} to the month's end", s(*months))
            }
            Self::Hours(InHours { hours }) => write!(f, "{hours} hour{}", s(*hours)),
        }
    }
}

/// Whether the limit itself is still good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Comparator {
    /// `<=`: an age of exactly the limit is still good.
    #[default]
    AtMost,
    /// `<`: an age of exactly the limit is over.
    LessThan,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_units_are_read_apart() {
        let of = |text: &str| serde_json::from_str::<Limit>(text);
        assert_eq!(of(r#"{"days":120}"#).unwrap(), Limit::days(120));
        assert_eq!(of(r#"{"months":36}"#).unwrap(), Limit::months(36));
        assert_eq!(of(r#"{"months":36,"count":"to-month-end"}"#).unwrap(), Limit::months_to_end(36));
        assert_eq!(of(r#"{"hours":72}"#).unwrap(), Limit::hours(72));
        assert!(of(r#"{"days":3,"hours":1}"#).is_err());
        assert!(of(r#"{"weeks":3}"#).is_err());
    }

    #[test]
    fn after_an_event_day_0_and_held_time_day_1() {
        assert_eq!(Limit::days(120).last_day_after(date("2026-07-26")), Some(date("2026-11-23")));
        assert_eq!(Limit::days(30).last_day_after(date("2026-01-31")), Some(date("2026-03-02")));
        assert_eq!(Limit::days(120).over_on(date("2026-01-01")), Some(date("2026-05-01")));
        assert_eq!(Limit::months(36).over_on(date("2024-02-29")), Some(date("2027-02-28")));
        assert_eq!(Limit::months_to_end(36).last_day_after(date("2023-11-05")), Some(date("2026-11-30")));
    }

    #[test]
    fn seventy_two_hours_are_exact_over_a_change_to_summer_time() {
        let zone = Zone::parse("America/New_York").unwrap();
        let presented: Instant = "2026-03-07T22:00:00-05:00".parse().unwrap();
        let over = Limit::hours(72).held_until(presented, zone).unwrap();
        assert_eq!(over, "2026-03-10T23:00:00-04:00".parse::<Instant>().unwrap());
    }
}
