//! When a source is known not to answer: nights in which it is maintained, and single times that it announced.

use chrono::{Datelike as _, Days, NaiveDateTime, NaiveTime, TimeDelta, Weekday};
use serde::{Deserialize, Serialize};

use crate::time::{Instant, zone::Zone};

/// A time in which a source does not answer. Every end is exclusive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Outage {
    /// Every week, or every day, by the clocks of a zone.
    Repeated {
        /// The weekday on which it begins; every day where none.
        weekday: Option<Weekday>,
        /// The local time from which on.
        from: NaiveTime,
        /// The local time until which: of the next day where it is not after `from`.
        until: NaiveTime,
        /// Whose clocks.
        zone: Zone,
    },
    /// Once.
    Once {
        /// From when on.
        from: Instant,
        /// Until when.
        until: Instant,
    },
}

impl Outage {
    /// Until when it lasts, where it is on at an instant.
    #[must_use]
    pub fn until(&self, at: Instant) -> Option<Instant> {
        match self {
            Self::Once { from, until } => (*from <= at && at < *until).then_some(*until),
            Self::Repeated { weekday, from, until, zone } => {
                // One that began yesterday may go on.
                let today = zone.date_at(at);
                let days = [today.checked_sub_days(Days::new(1)), Some(today)];
                let begun =
                    days.into_iter().flatten().filter(|day| weekday.is_none_or(|weekday| day.weekday() == weekday));
                let spans = begun.filter_map(|day| {
                    let ends_on = if until > from { day } else { day.checked_add_days(Days::new(1))? };
                    Some((shown(*zone, day.and_time(*from)), shown(*zone, ends_on.and_time(*until))))
                });
                spans.filter(|(from, until)| *from <= at && at < *until).map(|(_, until)| until).max()
            }
        }
    }
}

/// The instant at which clocks show a time, or the first one after it that they do show.
fn shown(zone: Zone, local: NaiveDateTime) -> Instant {
    let later = (0..=96).filter_map(|quarters| local.checked_add_signed(TimeDelta::minutes(15 * quarters)));
    later.into_iter().find_map(|local| zone.instant_of(local).ok()).unwrap_or_else(|| local.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn time(hour: u32, minute: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
    }

    #[test]
    fn a_night_is_read_by_the_clocks_of_the_source() {
        let zone = Zone::parse("America/New_York").unwrap();
        let night = Outage::Repeated { weekday: Some(Weekday::Sat), from: time(22, 0), until: time(4, 0), zone };
        // Saturday 2026-07-04 22:00 in New York is 02:00 UTC on Sunday.
        assert_eq!(night.until(at("2026-07-05T01:59:59Z")), None);
        assert_eq!(night.until(at("2026-07-05T02:00:00Z")), Some(at("2026-07-05T08:00:00Z")));
        assert_eq!(night.until(at("2026-07-05T07:59:59Z")), Some(at("2026-07-05T08:00:00Z")));
        assert_eq!(night.until(at("2026-07-05T08:00:00Z")), None);
        // An hour later in winter.
        assert_eq!(night.until(at("2026-12-06T02:30:00Z")), None);
        assert_eq!(night.until(at("2026-12-06T03:00:00Z")), Some(at("2026-12-06T09:00:00Z")));
    }

    #[test]
    fn an_hour_that_clocks_skip_ends_when_they_go_on() {
        let zone = Zone::parse("America/New_York").unwrap();
        let hour = Outage::Repeated { weekday: None, from: time(1, 30), until: time(2, 30), zone };
        // Clocks go from 02:00 to 03:00 on 2026-03-08.
        assert_eq!(hour.until(at("2026-03-08T06:45:00Z")), Some(at("2026-03-08T07:00:00Z")));
        assert_eq!(hour.until(at("2026-03-08T07:00:00Z")), None);
    }

    #[test]
    fn an_end_is_exclusive() {
        let once = Outage::Once { from: at("2026-03-01T00:00:00Z"), until: at("2026-03-02T00:00:00Z") };
        assert!(once.until(at("2026-03-01T00:00:00Z")).is_some());
        assert!(once.until(at("2026-03-02T00:00:00Z")).is_none());
    }
}
