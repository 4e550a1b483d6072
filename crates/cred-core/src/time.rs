//! Time as values: instants, zones, partial dates, half-open periods and uncertain borders.
//!
//! Nothing here reads a clock. Every interval is half-open: at the instant it ends, the thing is over.

pub mod boundary;
pub mod calendar;
pub mod partial_date;
pub mod period;
pub mod zone;

/// A point on the time line, to the microsecond, in UTC.
pub type Instant = chrono::DateTime<chrono::Utc>;
