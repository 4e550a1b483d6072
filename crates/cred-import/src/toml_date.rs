//! Dates and times as TOML writes them, read in a zone.

use std::ops::RangeInclusive;

use chrono::{NaiveDate, NaiveTime, TimeDelta, Timelike as _};
use cred_core::time::{Instant, zone::Zone};
use toml::value::{Datetime, Offset};

/// Years outside of these are slips of the hand.
const YEARS: RangeInclusive<u16> = 1850..=2999;

/// A date or a time that stands in quotes, with or without seconds.
pub(crate) fn quoted(text: &str) -> Option<Datetime> {
    let text = text.trim();
    text.parse().or_else(|_| format!("{text}:00").parse()).ok()
}

/// A day: `2026-01-31`, without a time.
pub(crate) fn day(value: &Datetime) -> Result<NaiveDate, String> {
    if value.time.is_some() {
        return Err(format!("expected a date without a time, like `2026-01-31`, found `{value}`"));
    }
    date(value)
}

/// An instant: a date (its first instant in the zone), a local date and time in the zone, or a date and time with its offset.
pub(crate) fn instant(value: &Datetime, zone: Zone) -> Result<Instant, String> {
    let date = date(value)?;
    let Some(time) = value.time else {
        return Ok(zone.start_of_day(date));
    };
    let clock = NaiveTime::from_hms_opt(time.hour.into(), time.minute.into(), time.second.unwrap_or(0).into());
    // The core counts microseconds.
    let clock = clock.and_then(|clock| clock.with_nanosecond(time.nanosecond.unwrap_or(0) / 1000 * 1000));
    let local = date.and_time(clock.ok_or_else(|| format!("`{time}` is not a time of day"))?);
    match value.offset {
        None => zone.instant_of(local).map_err(|skipped| skipped.to_string()),
        Some(Offset::Z) => Ok(local.and_utc()),
        Some(Offset::Custom { minutes }) => local
            .checked_sub_signed(TimeDelta::minutes(minutes.into()))
            .map(|utc| utc.and_utc())
            .ok_or_else(|| format!("`{value}` is not in the calendar")),
    }
}

fn date(value: &Datetime) -> Result<NaiveDate, String> {
    let date = value.date.ok_or_else(|| format!("`{value}` lacks its date: write `2026-01-31T07:30:00`"))?;
    if !YEARS.contains(&date.year) {
        return Err(format!("the year of `{date}` is not from {} to {}", YEARS.start(), YEARS.end()));
    }
    NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
        .ok_or_else(|| format!("`{date}` is not in the calendar"))
}
