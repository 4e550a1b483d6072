//! Instants as people type them.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use cred_core::time::{Instant, zone::Zone};

use crate::error::CliError;

/// Parses an instant: RFC 3339 with an offset, or a local date and time (`2026-12-31T23:59`, also with a space), or a local date (its first
/// instant), read in the zone.
///
/// # Errors
/// When the text is none of these, or a local time that the zone's clocks skip.
pub fn parse(text: &str, zone: Zone) -> Result<Instant, CliError> {
    let text = text.trim();
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return in_range(instant.with_timezone(&Utc));
    }
    if let Ok(date) = text.parse::<NaiveDate>() {
        return in_range(zone.start_of_day(date));
    }
    for form in ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"] {
        if let Ok(local) = NaiveDateTime::parse_from_str(text, form) {
            return zone.instant_of(local).map_err(CliError::usage).and_then(in_range);
        }
    }
    Err(CliError::Usage(format!(
        "`{text}` is no time: write 2026-12-31, 2026-12-31T23:59 (local to {zone}), or 2026-12-31T23:59:00-07:00"
    )))
}

fn in_range(instant: Instant) -> Result<Instant, CliError> {
    use chrono::Datelike as _;
    if (1850..=2999).contains(&instant.year()) {
        Ok(instant)
    } else {
        Err(CliError::Usage("a time here lies in the years 1850 to 2999".to_owned()))
    }
}
