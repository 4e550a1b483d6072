//! Dates and times as TOML writes them, read in a zone.

use chrono::{NaiveDate, NaiveTime};
use cred_core::time::{Instant, zone::Zone};
use toml::{Spanned, value::Datetime};

use crate::toml_fault::Faults;

fn date(value: Datetime) -> Option<NaiveDate> {
    let date = value.date?;
    NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))
        .filter(|date| (1850..=2999).contains(&chrono::Datelike::year(date)))
}

/// A day: `2026-01-31`.
pub(crate) fn day(value: &Spanned<Datetime>, faults: &mut Faults<'_>) -> Option<NaiveDate> {
    let own = *value.get_ref();
    let day = date(own).filter(|_| own.time.is_none());
    if day.is_none() {
        faults.at(value.span(), "a day is needed here, such as 2026-01-31 (years 1850 to 2999)");
    }
    day
}

/// An instant: a day (its first instant), a local date-time, both in the zone, or a date-time with its offset.
pub(crate) fn instant(value: &Spanned<Datetime>, zone: Zone, faults: &mut Faults<'_>) -> Option<Instant> {
    let own = *value.get_ref();
    let Some(day) = date(own) else {
        faults.at(value.span(), "a day or a date-time is needed here, such as 2026-01-31 or 2026-01-31T07:00:00");
        return None;
    };
    let Some(time) = own.time else { return Some(zone.start_of_day(day)) };
    let clock = NaiveTime::from_hms_opt(u32::from(time.hour), u32::from(time.minute), time.second.map_or(0, u32::from));
    let Some(clock) = clock else {
        faults.at(value.span(), "the day has no such time");
        return None;
    };
    let local = day.and_time(clock);
    match own.offset {
        None => match zone.instant_of(local) {
            Ok(instant) => Some(instant),
            Err(error) => {
                faults.at(value.span(), error);
                None
            }
        },
        Some(toml::value::Offset::Z) => Some(local.and_utc()),
        Some(toml::value::Offset::Custom { minutes }) => {
            local.and_utc().checked_sub_signed(chrono::TimeDelta::minutes(i64::from(minutes)))
        }
    }
}
