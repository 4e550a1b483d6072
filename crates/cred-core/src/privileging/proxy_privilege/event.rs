//! What can happen to a privilege by proxy.

use crate::{
    id::{FacilityId, ItemId, PrivilegeSetId, ProviderId},
    text::Text,
    time::Instant,
};
use serde::{Deserialize, Serialize};

use super::grant::{Listed, ProxyGrant};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Event {
    /// Granted on a distant site's decision.
    #[non_exhaustive]
    Granted {
        /// To whom.
        provider: ProviderId,
        /// Where the patients are.
        facility: FacilityId,
        /// On which form.
        set: PrivilegeSetId,
        /// Which item.
        item: ItemId,
        /// The grant.
        grant: Box<ProxyGrant>,
    },
    /// The distant site supplied its list again.
    #[non_exhaustive]
    ListSupplied {
        /// The list.
        listed: Listed,
    },
    /// The distant site ended or limited what it had granted.
    #[non_exhaustive]
    DistantEnded {
        /// From when.
        from: Instant,
        /// Why.
        reason: Text,
    },
    /// Suspended here.
    #[non_exhaustive]
    Suspended {
        /// From when.
        from: Instant,
        /// Why.
        reason: Text,
    },
    /// The suspension here is lifted.
    #[non_exhaustive]
    Lifted {
        /// From when.
        from: Instant,
    },
    /// Revoked here.
    #[non_exhaustive]
    Revoked {
        /// From when.
        from: Instant,
        /// Why.
        reason: Text,
    },
    /// Given up by the holder.
    #[non_exhaustive]
    Relinquished {
        /// From when.
        from: Instant,
    },
}

impl Event {
    /// The commands that make it.
    pub(super) const fn commands(&self) -> &'static [&'static str] {
        match self {
            Self::Granted { .. } => &["grant"],
            Self::ListSupplied { .. } => &["record-distant-privileges"],
            Self::DistantEnded { .. } => &["record-distant-privileges-ended"],
            Self::Suspended { .. } => &["suspend"],
            Self::Lifted { .. } => &["lift"],
            Self::Revoked { .. } => &["revoke"],
            Self::Relinquished { .. } => &["relinquish"],
        }
    }

    /// The stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Granted { .. } => "granted",
            Self::ListSupplied { .. } => "list-supplied",
            Self::DistantEnded { .. } => "distant-ended",
            Self::Suspended { .. } => "suspended",
            Self::Lifted { .. } => "suspension-lifted",
            Self::Revoked { .. } => "revoked",
            Self::Relinquished { .. } => "relinquished",
        }
    }
}
