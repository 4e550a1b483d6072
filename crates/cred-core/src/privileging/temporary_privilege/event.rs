//! What can happen to a temporary privilege.

use crate::{
    actor::Actor,
    id::{FacilityId, ItemId, PrivilegeSetId, ProviderId, VerificationId},
    text::Text,
    time::Instant,
};
use serde::{Deserialize, Serialize};

use super::grant::TemporaryGrant;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Event {
    /// Granted.
    #[non_exhaustive]
    Granted {
        /// To whom.
        provider: ProviderId,
        /// Where.
        facility: FacilityId,
        /// On which form.
        set: PrivilegeSetId,
        /// Which item.
        item: ItemId,
        /// The grant.
        grant: Box<TemporaryGrant>,
    },
    /// The licence was verified at its source.
    #[non_exhaustive]
    LicenseVerified {
        /// When the source answered.
        verified_at: Instant,
        /// The evidence, where it is here.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        evidence: Option<VerificationId>,
        /// The source.
        source: Text,
        /// Who recorded it.
        verifier: Actor,
    },
    /// The licence cannot be verified at its source in time.
    #[non_exhaustive]
    VerificationImpossible {
        /// When that was recorded.
        from: Instant,
        /// Why not.
        reason: Text,
    },
    /// It goes on.
    #[non_exhaustive]
    Continued {
        /// When that was decided.
        from: Instant,
        /// Why.
        reason: Text,
    },
    /// Ended by those who may.
    #[non_exhaustive]
    Terminated {
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
            Self::Granted { grant, .. } => match grant.ground.kind() {
                super::grant::Kind::NewApplicant => &["grant-new-applicant"],
                super::grant::Kind::CareNeed => &["grant-care-need"],
                super::grant::Kind::LocumTenens => &["grant-locum-tenens"],
                super::grant::Kind::Disaster => &["grant-disaster"],
            },
            Self::LicenseVerified { .. } => &["record-license-psv"],
            Self::VerificationImpossible { .. } => &["record-psv-impossible"],
            Self::Continued { .. } => &["continue"],
            Self::Terminated { .. } => &["terminate"],
            Self::Relinquished { .. } => &["relinquish"],
        }
    }

    /// The stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Granted { .. } => "granted",
            Self::LicenseVerified { .. } => "license-verified",
            Self::VerificationImpossible { .. } => "verification-impossible",
            Self::Continued { .. } => "continued",
            Self::Terminated { .. } => "terminated",
            Self::Relinquished { .. } => "relinquished",
        }
    }
}
