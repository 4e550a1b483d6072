//! What a reader remembers of the newest snapshot it has seen, so that no older one is put in its place.

use cred_core::{
    id::{FacilityId, SiteId},
    time::Instant,
};
use serde::{Deserialize, Serialize};

use crate::{content::Origin, error::OpenError};

/// The newest snapshot of a site that a reader has seen, and how late it was then. A value: where it is kept is the reader's matter, and
/// whoever can change it there can pass off an old snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Newest {
    /// The facility.
    pub facility: FacilityId,
    /// The site.
    pub site: SiteId,
    /// Whether of a simulated clock.
    pub simulated: bool,
    /// The position that it was made from.
    pub position: u64,
    /// The hash there, as hexadecimal digits.
    pub head: String,
    /// When it was made.
    pub made_at: Instant,
    /// The latest time at which this one was read: a clock that stands before it is wrong.
    pub read_at: Instant,
}

impl Newest {
    /// Holds a snapshot against what was seen.
    pub(crate) fn admit(&self, origin: &Origin) -> Result<(), OpenError> {
        let of = |facility: &FacilityId, site: &SiteId, simulated| {
            format!("{facility}/{site}{}", if simulated { " by a simulated clock" } else { "" })
        };
        let seen = of(&self.facility, &self.site, self.simulated);
        let snapshot = of(&origin.facility, &origin.site, origin.simulated);
        if seen != snapshot {
            return Err(OpenError::OtherPlace { seen, snapshot });
        }
        if origin.position < self.position || origin.made_at < self.made_at {
            let newest = format!("the newest seen (position {}, made {})", self.position, self.made_at);
            return Err(OpenError::Older { position: origin.position, made_at: origin.made_at, newest });
        }
        if origin.position == self.position && hex(&origin.head) != self.head {
            return Err(OpenError::OtherHistory(origin.position));
        }
        Ok(())
    }
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a reader asks at least, by word of mouth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotBefore {
    /// Made from this position or a later one.
    Position(u64),
    /// Made at this time or later.
    MadeAt(Instant),
}

impl NotBefore {
    pub(crate) fn admit(self, origin: &Origin) -> Result<(), OpenError> {
        let (fits, newest) = match self {
            Self::Position(least) => (least <= origin.position, format!("what is asked (position {least})")),
            Self::MadeAt(least) => (least <= origin.made_at, format!("what is asked (made {least})")),
        };
        if fits {
            return Ok(());
        }
        Err(OpenError::Older { position: origin.position, made_at: origin.made_at, newest })
    }
}
