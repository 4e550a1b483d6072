//! Why no snapshot is made, and why one is not opened.

use cred_core::{
    id::{FacilityId, SiteId},
    time::Instant,
};

/// Why no snapshot is made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MakeError {
    /// It would be over before it begins.
    #[error("the snapshot would end at {expires_at}, not after {made_at}, when it is made: give a later end")]
    Window {
        /// When it is made.
        made_at: Instant,
        /// When it would end.
        expires_at: Instant,
    },
    /// The records have no such facility with its organisation.
    #[error("there is no facility {0} with its organization in the records: read them too")]
    Facility(FacilityId),
    /// The facility has no such site.
    #[error("facility {facility} has no site {site}; it has {}", known.join(", "))]
    Site {
        /// The facility.
        facility: FacilityId,
        /// The site.
        site: SiteId,
        /// The sites there are.
        known: Vec<String>,
    },
    /// More than the format holds.
    #[error("the snapshot is larger than the format allows: give an earlier end")]
    TooLarge,
}

/// Why a snapshot is not opened. Nothing is answered from what is not opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Larger than any snapshot.
    #[error("the file is larger than any snapshot: fetch it again")]
    TooLarge,
    /// Something else.
    #[error("the file is no snapshot: give one that `cred snapshot make` wrote")]
    NotASnapshot,
    /// Of another format.
    #[error(
        "the file is a snapshot of format {0}, and this program reads format 1 alone: make it anew with a program of this version"
    )]
    Format(u16),
    /// Cut off.
    #[error("the snapshot is cut off: fetch it again")]
    Truncated,
    /// There is something behind its end.
    #[error("there are bytes behind the end of the snapshot: fetch it again")]
    MoreBehind,
    /// Signed by another key than the one trusted.
    #[error("the snapshot names the key {signed:08x}, and trusted is {trusted}: fetch it from where that key signs")]
    OtherKey {
        /// The hash of the key that it names.
        signed: u32,
        /// The key that is trusted.
        trusted: String,
    },
    /// Its signature does not hold.
    #[error(
        "the signature does not hold: the snapshot was edited or damaged; fetch it again, and ask who could have changed it"
    )]
    Signature,
    /// Signed, and still not as the format asks.
    #[error("the snapshot is signed and not as the format asks ({0}): make it anew with a program of this version")]
    Malformed(&'static str),
    /// Older than one seen before.
    #[error("the snapshot was made {made_at} from position {position}, which is older than {newest}: fetch the newest")]
    Older {
        /// The position it was made from.
        position: u64,
        /// When it was made.
        made_at: Instant,
        /// What was seen before, or is asked at least.
        newest: String,
    },
    /// From the same position as one seen before, and of another history.
    #[error("the snapshot and one seen before are of position {0} of two histories: find out which is the hospital's")]
    OtherHistory(u64),
    /// What was seen before was of another site, or of another clock.
    #[error("what was seen before is of {seen}, and the snapshot of {snapshot}: keep a record of its own for each")]
    OtherPlace {
        /// Of what was seen.
        seen: String,
        /// Of the snapshot.
        snapshot: String,
    },
}

impl OpenError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "snapshot/too-large",
            Self::NotASnapshot => "snapshot/not-a-snapshot",
            Self::Format(_) => "snapshot/format",
            Self::Truncated => "snapshot/truncated",
            Self::MoreBehind => "snapshot/more-behind",
            Self::OtherKey { .. } => "snapshot/other-key",
            Self::Signature => "snapshot/signature",
            Self::Malformed(_) => "snapshot/malformed",
            Self::Older { .. } => "snapshot/older",
            Self::OtherHistory(_) => "snapshot/other-history",
            Self::OtherPlace { .. } => "snapshot/other-place",
        }
    }
}
