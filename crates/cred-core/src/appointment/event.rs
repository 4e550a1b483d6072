//! What happened.

use crate::{
    id::{CredentialingFileId, FacilityId, ProviderId},
    text::Text,
    time::{Instant, period::Period},
};
use serde::{Deserialize, Serialize};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Event {
    /// Appointed.
    #[non_exhaustive]
    Appointed {
        /// Whom.
        provider: ProviderId,
        /// Where.
        facility: FacilityId,
        /// The staff category.
        category: Text,
        /// The term.
        term: Period,
        /// The file it rested on.
        file: CredentialingFileId,
    },
    /// A new term.
    #[non_exhaustive]
    Reappointed {
        /// The term.
        term: Period,
        /// The file it rested on.
        file: CredentialingFileId,
    },
    /// A change of standing from an instant on.
    #[non_exhaustive]
    StandingChanged {
        /// The new standing.
        standing: Standing,
        /// From when.
        from: Instant,
        /// Why, where a reason is asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Text>,
    },
}

impl Event {
    /// The stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Appointed { .. } => "appointed",
            Self::Reappointed { .. } => "reappointed",
            Self::StandingChanged { standing, .. } => match standing {
                Standing::Good => "standing-restored",
                Standing::OnLeave => "leave-taken",
                Standing::Suspended => "suspended",
                Standing::Resigned => "resigned",
                Standing::Revoked => "revoked",
                Standing::Deceased => "death-recorded",
            },
        }
    }
}

/// The standing of an appointee from an instant on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// In good standing.
    Good,
    /// On leave.
    OnLeave,
    /// Suspended.
    Suspended,
    /// Resigned: over.
    Resigned,
    /// Revoked: over.
    Revoked,
    /// Died: over.
    Deceased,
}
