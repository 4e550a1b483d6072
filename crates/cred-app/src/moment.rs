//! Instants as people and programs write them, and the zones they are read in.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, Utc};
use cred_core::{
    facility::Facility,
    id::{FacilityId, SiteId},
    time::{Instant, zone::Zone},
};
use cred_store::Bound;

use crate::{App, error::AppError};

/// The local forms: to the minute or the second, with `T` or a space.
const LOCAL: [&str; 4] = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"];

/// Reads an instant: RFC 3339 with an offset, seconds left out or not, or a local date and time (`2026-12-31T23:59`), or a local date (its first instant), read in the
/// zone.
///
/// # Errors
/// When the text is none of these, or a local time that the zone's clocks skip, or lies outside of the years 1850 to 2999. The field is
/// named.
pub fn parse(field: &str, text: &str, zone: Zone) -> Result<Instant, AppError> {
    let shown: String = text.chars().filter(|c| !c.is_control()).take(40).collect();
    let usage = |reason: String| AppError::Usage(format!("{field} `{shown}` {reason}"));
    let text = text.trim();
    let local = || LOCAL.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let with_offset = || {
        let to_the_minute = ["%Y-%m-%dT%H:%M%:z", "%Y-%m-%d %H:%M%:z"];
        let minute = || to_the_minute.iter().find_map(|form| DateTime::parse_from_str(text, form).ok());
        DateTime::parse_from_rfc3339(text).ok().or_else(minute)
    };
    let instant = if let Some(instant) = with_offset() {
        instant.with_timezone(&Utc)
    } else if let Ok(date) = text.parse::<NaiveDate>() {
        zone.start_of_day(date)
    } else if let Some(local) = local() {
        zone.instant_of(local).map_err(|error| usage(format!("is no time: {error}")))?
    } else {
        return Err(usage(format!(
            "is no time: write 2026-12-31, 2026-12-31T23:59 (local to {zone}), or 2026-12-31T23:59:00-07:00 (in a URL a `+` is written %2B)"
        )));
    };
    if (1850..=2999).contains(&instant.year()) {
        Ok(instant)
    } else {
        Err(usage("lies outside of the years 1850 to 2999".to_owned()))
    }
}

impl App {
    /// The zone of a facility's governing body; UTC where there is no such facility, and then there is nothing to ask about.
    ///
    /// # Errors
    /// When the store fails.
    pub fn facility_zone(&self, facility: &FacilityId) -> Result<Zone, AppError> {
        let records = self.records(&[], std::slice::from_ref(facility), Bound::Now)?;
        Ok(records.facility(facility).map_or(Zone::UTC, Facility::zone))
    }

    /// The zone of a site; UTC where the facility does not have it.
    ///
    /// # Errors
    /// When the store fails.
    pub fn site_zone(&self, facility: &FacilityId, site: &SiteId) -> Result<Zone, AppError> {
        let records = self.records(&[], std::slice::from_ref(facility), Bound::Now)?;
        Ok(records.facility(facility).and_then(|own| own.site(site)).map_or(Zone::UTC, |own| own.zone))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_without_an_offset_is_local_and_one_with_it_is_not() {
        let zone = Zone::parse("America/Phoenix").unwrap();
        let utc = |text: &str| parse("at", text, zone).map(|instant| instant.to_rfc3339()).unwrap();
        assert_eq!(utc("2026-02-02T07:55"), "2026-02-02T14:55:00+00:00");
        assert_eq!(utc("2026-02-02T07:55:00Z"), "2026-02-02T07:55:00+00:00");
        assert_eq!(utc("2026-02-02T07:55:00+02:00"), "2026-02-02T05:55:00+00:00");
    }

    #[test]
    fn what_is_no_time_is_refused() {
        let zone = Zone::parse("America/New_York").unwrap();
        for text in [
            "",
            "now",
            "2026-02-30T08:00",
            "2026-02-02T24:00",
            "2026-03-08T02:30",
            "9999-01-01T00:00",
            "2026-02-02T07:55:00 02:00",
        ] {
            assert!(matches!(parse("at", text, zone), Err(AppError::Usage(_))), "{text}");
        }
    }
}
