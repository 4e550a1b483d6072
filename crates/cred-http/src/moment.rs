//! Instants as requests write them.

use chrono::{DateTime, Datelike as _, NaiveDateTime, Utc};
use cred_app::{App, error::AppError};
use cred_core::{
    id::{FacilityId, SiteId},
    time::{Instant, zone::Zone},
};
use cred_store::Bound;

/// Reads an instant: RFC 3339 with an offset, or a local date and time, `2026-12-31T23:59`, in the zone.
///
/// # Errors
/// When the text is neither, or a local time that the zone's clocks skip, or lies outside of the years 1850 to 2999.
pub fn parse(field: &str, text: &str, zone: Zone) -> Result<Instant, AppError> {
    let usage = |reason: &str| AppError::Usage(format!("`{field}` {reason}"));
    let instant = match DateTime::parse_from_rfc3339(text) {
        Ok(instant) => instant.with_timezone(&Utc),
        Err(_) => {
            let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").map_err(|_| {
                usage(&format!(
                    "is no time: write 2026-12-31T23:59 (local to {zone}) or 2026-12-31T23:59:00-07:00; \
                     in a URL a `+` is written %2B"
                ))
            })?;
            zone.instant_of(local).map_err(|error| usage(&format!("is no time: {error}")))?
        }
    };
    if (1850..=2999).contains(&instant.year()) {
        Ok(instant)
    } else {
        Err(usage("lies outside of the years 1850 to 2999"))
    }
}

/// The zone of a site; UTC where the facility does not have it, and then there is nothing to ask about.
///
/// # Errors
/// When the store fails.
pub fn zone(app: &App, facility: &FacilityId, site: &SiteId) -> Result<Zone, AppError> {
    let records = app.records(&[], std::slice::from_ref(facility), Bound::Now)?;
    Ok(records.facility(facility).and_then(|own| own.site(site)).map_or(Zone::UTC, |own| own.zone))
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
            "2026-02-02",
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
