//! Clocks. A history is begun with the system's clock or with a simulated one, and keeps to it: a simulated time never enters a real
//! history, so that nobody can back-date a record.

use chrono::{TimeDelta, Timelike as _};
use cred_core::time::Instant;
use cred_store::{Bound, Store};

use crate::error::AppError;

/// Where `now` comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A time that the caller sets; for demonstrations, training and tests.
    Simulated(Instant),
}

/// A machine's clock may be set back by so much without a refusal; the record then bears the last event's time.
const TOLERANCE: TimeDelta = TimeDelta::hours(1);

const META: &str = "clock";

impl Clock {
    /// Now, to the microsecond.
    #[must_use]
    pub fn now(self) -> Instant {
        let now = match self {
            Self::System => chrono::Utc::now(),
            Self::Simulated(now) => now,
        };
        now.with_nanosecond(now.nanosecond() / 1_000 * 1_000).unwrap_or(now)
    }

    /// Holds the clock against the one the history was begun with, and fixes it in a new one.
    pub(crate) fn admit(self, store: &mut dyn Store) -> Result<(), AppError> {
        let kind = match self {
            Self::System => "system",
            Self::Simulated(_) => "simulated",
        };
        match store.meta(META)? {
            Some(held) if held == kind => Ok(()),
            Some(held) => Err(AppError::OtherClock { held, given: kind }),
            None if store.head(Bound::Now)?.seq == 0 => match self {
                // A real store may be opened for reading alone: nothing is written before the first command.
                Self::System => Ok(()),
                Self::Simulated(_) => Ok(store.set_meta_once(META, kind)?),
            },
            None if kind == "system" => Ok(()),
            None => Err(AppError::OtherClock { held: "system".to_owned(), given: kind }),
        }
    }

    pub(crate) fn recorded_at(self, last: Option<i64>) -> Result<Instant, AppError> {
        let now = self.now();
        let Some(last) = last.and_then(chrono::DateTime::from_timestamp_micros) else { return Ok(now) };
        if now >= last {
            Ok(now)
        } else if last - now <= TOLERANCE && self == Self::System {
            Ok(last)
        } else {
            Err(AppError::ClockBehind { last, now })
        }
    }
}
