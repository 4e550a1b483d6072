//! Time zones. An issuer, a site and a deciding body each have one; a date means something only with it.

use chrono::{Days, LocalResult, NaiveDate, NaiveDateTime, TimeDelta, TimeZone as _};
use serde::{Deserialize, Serialize};

use super::Instant;

/// A zone of the IANA database, written by its name (`America/Phoenix`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone(chrono_tz::Tz);

/// A text that names no zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a time zone of the IANA database: write it like `America/Phoenix` or `UTC`")]
pub struct ZoneError(String);

/// A local date and time that the zone's clocks never show.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("clocks in {zone} never show {local} (they are set forward over it): give a later time or one with its offset")]
pub struct SkippedTime {
    zone: String,
    local: NaiveDateTime,
}

impl Zone {
    /// Coordinated Universal Time.
    pub const UTC: Self = Self(chrono_tz::UTC);

    /// Parses an IANA name, case counts.
    ///
    /// # Errors
    /// When no zone has that name.
    pub fn parse(text: &str) -> Result<Self, ZoneError> {
        text.parse().map(Self).map_err(|_| ZoneError(text.chars().take(80).collect()))
    }

    /// The IANA name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The first instant of a local day. Where clocks skip midnight it is the first instant after the skip.
    #[must_use]
    pub fn start_of_day(self, date: NaiveDate) -> Instant {
        let midnight = date.and_time(chrono::NaiveTime::MIN);
        // Skips are whole quarters of an hour and at most a day (a zone that crossed the date line).
        (0..=96)
            .find_map(|quarters| self.earliest(midnight.checked_add_signed(TimeDelta::minutes(15 * quarters))?))
            .unwrap_or_else(|| midnight.and_utc())
    }

    /// The instant at which a local day is over: the first instant of the next one.
    #[must_use]
    pub fn end_of_day(self, date: NaiveDate) -> Instant {
        self.start_of_day(date.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX))
    }

    /// The local date at an instant.
    #[must_use]
    pub fn date_at(self, instant: Instant) -> NaiveDate {
        instant.with_timezone(&self.0).date_naive()
    }

    /// The local date and time at an instant.
    #[must_use]
    pub fn local_at(self, instant: Instant) -> NaiveDateTime {
        instant.with_timezone(&self.0).naive_local()
    }

    /// The abbreviation in use at an instant (`MST`, `EDT`).
    #[must_use]
    pub fn abbreviation_at(self, instant: Instant) -> String {
        instant.with_timezone(&self.0).format("%Z").to_string()
    }

    /// The instant of a local date and time; the earlier one where clocks show it twice.
    ///
    /// # Errors
    /// When the zone's clocks never show it.
    pub fn instant_of(self, local: NaiveDateTime) -> Result<Instant, SkippedTime> {
        self.earliest(local).ok_or_else(|| SkippedTime { zone: self.name().to_owned(), local })
    }

    fn earliest(self, local: NaiveDateTime) -> Option<Instant> {
        match self.0.from_local_datetime(&local) {
            LocalResult::Single(time) | LocalResult::Ambiguous(time, _) => Some(time.to_utc()),
            LocalResult::None => None,
        }
    }
}

impl std::fmt::Display for Zone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl std::str::FromStr for Zone {
    type Err = ZoneError;

    fn from_str(text: &str) -> Result<Self, ZoneError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Zone {
    type Error = ZoneError;

    fn try_from(text: String) -> Result<Self, ZoneError> {
        Self::parse(&text)
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.name().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_with_a_clock_change_is_not_24_hours() {
        let zone = Zone::parse("America/New_York").unwrap();
        let spring = date("2026-03-08");
        assert_eq!((zone.end_of_day(spring) - zone.start_of_day(spring)).num_hours(), 23);
        let autumn = date("2026-11-01");
        assert_eq!((zone.end_of_day(autumn) - zone.start_of_day(autumn)).num_hours(), 25);
    }

    #[test]
    fn a_skipped_midnight_starts_after_the_skip() {
        let zone = Zone::parse("America/Havana").unwrap();
        let day = date("2024-03-10");
        assert_eq!(zone.local_at(zone.start_of_day(day)).to_string(), "2024-03-10 01:00:00");
        let never = day.and_hms_opt(0, 30, 0).unwrap();
        assert!(zone.instant_of(never).is_err());
    }

    #[test]
    fn a_name_that_is_no_zone_is_refused() {
        assert!(Zone::parse("Arizona").is_err());
        assert!(Zone::parse("MST7MDT").is_ok());
    }
}
