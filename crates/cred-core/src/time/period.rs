//! Half-open periods: the start is in, the end is out.

use serde::{Deserialize, Serialize};

use super::Instant;

/// From an instant until before another, or open-ended. It cannot be empty or inverted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Ends", into = "Ends")]
pub struct Period {
    start: Instant,
    end: Option<Instant>,
}

/// The stored shape.
#[derive(Serialize, Deserialize)]
struct Ends {
    start: Instant,
    end: Option<Instant>,
}

/// A period whose end is not after its start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the end {end} is not after the start {start}")]
pub struct PeriodError {
    start: Instant,
    end: Instant,
}

impl Period {
    /// From `start` until before `end`; no end where `None`.
    ///
    /// # Errors
    /// When the end is not after the start.
    pub fn new(start: Instant, end: Option<Instant>) -> Result<Self, PeriodError> {
        match end {
            Some(end) if end <= start => Err(PeriodError { start, end }),
            _ => Ok(Self { start, end }),
        }
    }

    /// The first instant.
    #[must_use]
    pub const fn start(self) -> Instant {
        self.start
    }

    /// The first instant after it, if it ends.
    #[must_use]
    pub const fn end(self) -> Option<Instant> {
        self.end
    }

    /// Whether the instant lies in it.
    #[must_use]
    pub fn contains(self, instant: Instant) -> bool {
        self.start <= instant && self.end.is_none_or(|end| instant < end)
    }

    /// Whether all of it lies in the other.
    #[must_use]
    pub fn is_within(self, other: Self) -> bool {
        other.start <= self.start
            && match (self.end, other.end) {
                (_, None) => true,
                (None, Some(_)) => false,
                (Some(end), Some(limit)) => end <= limit,
            }
    }

    /// Whether the two share an instant.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.end.is_none_or(|end| other.start < end) && other.end.is_none_or(|end| self.start < end)
    }

    /// The same period ended no later than `end`; `None` when nothing is left of it.
    #[must_use]
    pub fn cut_at(self, end: Instant) -> Option<Self> {
        let end = self.end.map_or(end, |own| own.min(end));
        Self::new(self.start, Some(end)).ok()
    }
}

impl TryFrom<Ends> for Period {
    type Error = PeriodError;

    fn try_from(ends: Ends) -> Result<Self, PeriodError> {
        Self::new(ends.start, ends.end)
    }
}

impl From<Period> for Ends {
    fn from(period: Period) -> Self {
        Self { start: period.start, end: period.end }
    }
}
