//! Those who stand in for a supervisor.

use crate::{
    id::ProviderId,
    time::{Instant, period::Period},
};

/// Somebody who stands in for the supervisor, from when until before when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alternate {
    /// Who.
    pub provider: ProviderId,
    /// The first instant.
    pub from: Instant,
    /// The first instant after it; that of the agreement where none.
    pub to: Option<Instant>,
}

impl Alternate {
    /// The time in which they stand in; `None` where nothing is left of it.
    #[must_use]
    pub fn period(&self) -> Option<Period> {
        Period::new(self.from, self.to).ok()
    }
}
