//! Uncertain borders: where a partial date or an unknown zone leaves open when something begins or ends.

use chrono::{NaiveDate, TimeDelta};

use super::{Instant, partial_date::PartialDate, zone::Zone};

/// Hours by which the earliest zone on earth is ahead of UTC, and the latest behind it.
const AHEAD: i64 = 14;
const BEHIND: i64 = 12;

/// A border that lies somewhere in `earliest..=latest`; the two are equal where it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Boundary {
    earliest: Instant,
    latest: Instant,
}

impl Boundary {
    /// A border that is known.
    #[must_use]
    pub const fn at(instant: Instant) -> Self {
        Self { earliest: instant, latest: instant }
    }

    /// The start of a day in a zone. A missing zone leaves open every zone on earth.
    #[must_use]
    pub fn start_of(date: PartialDate, zone: Option<Zone>) -> Self {
        Self { earliest: earliest_start(date.first_day(), zone), latest: latest_start(date.last_day(), zone) }
    }

    /// The end of a day that still counts: "expires 2026-12-31" is good through that day in the issuer's zone, so the border
    /// is the first instant of 2027-01-01 there.
    #[must_use]
    pub fn end_of(date: PartialDate, zone: Option<Zone>) -> Self {
        let next = |day: NaiveDate| day.succ_opt().unwrap_or(NaiveDate::MAX);
        Self {
            earliest: earliest_start(next(date.first_day()), zone),
            latest: latest_start(next(date.last_day()), zone),
        }
    }

    /// The earliest it may be.
    #[must_use]
    pub const fn earliest(self) -> Instant {
        self.earliest
    }

    /// The latest it may be.
    #[must_use]
    pub const fn latest(self) -> Instant {
        self.latest
    }

    /// Whether it is known exactly.
    #[must_use]
    pub fn is_exact(self) -> bool {
        self.earliest == self.latest
    }
}

fn earliest_start(day: NaiveDate, zone: Option<Zone>) -> Instant {
    zone.map_or_else(|| Zone::UTC.start_of_day(day) - TimeDelta::hours(AHEAD), |zone| zone.start_of_day(day))
}

fn latest_start(day: NaiveDate, zone: Option<Zone>) -> Instant {
    zone.map_or_else(|| Zone::UTC.start_of_day(day) + TimeDelta::hours(BEHIND), |zone| zone.start_of_day(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expiry_is_over_at_the_issuers_midnight() {
        let expires = PartialDate::parse("2026-12-31").unwrap();
        let border = Boundary::end_of(expires, Some(Zone::parse("America/Phoenix").unwrap()));
        assert!(border.is_exact());
        assert_eq!(border.earliest().to_rfc3339(), "2027-01-01T07:00:00+00:00");
    }

    #[test]
    fn a_month_and_no_zone_leave_a_range() {
        let border = Boundary::end_of(PartialDate::parse("2026-12").unwrap(), None);
        assert_eq!(border.earliest().to_rfc3339(), "2026-12-01T10:00:00+00:00");
        assert_eq!(border.latest().to_rfc3339(), "2027-01-01T12:00:00+00:00");
    }
}
