//! What happened.

use crate::{
    actor::Actor,
    digest::Digest,
    id::{CredentialingFileId, OrganizationId, ProviderId, VerificationId, VersionLabel},
    text::Text,
    time::{Instant, period::Period},
};
use serde::{Deserialize, Serialize};

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileKind {
    /// A first file, or one after a gap.
    Initial,
    /// The next one before the last is due.
    Recredential,
}

/// What an approval rested on and how long it is good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// From the decision until the next one is due (exclusive).
    pub term: Period,
    /// Who decided.
    pub decided_by: Actor,
    /// The policy it was judged by.
    pub policy: VersionLabel,
    /// The fingerprint of that policy.
    pub policy_digest: Digest,
    /// The evidence it rested on, each with its fingerprint.
    pub basis: Vec<(VerificationId, Digest)>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Event {
    /// Opened.
    #[non_exhaustive]
    Opened {
        /// About whom.
        provider: ProviderId,
        /// For which organisation.
        organization: OrganizationId,
        /// What it is for.
        kind: FileKind,
        /// The file it follows.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        supersedes: Option<CredentialingFileId>,
    },
    /// Handed in.
    #[non_exhaustive]
    Submitted,
    /// Signed.
    #[non_exhaustive]
    Attested {
        /// Adverse answers.
        adverse: Vec<Text>,
    },
    /// Items are missing.
    #[non_exhaustive]
    FoundIncomplete {
        /// Which.
        items: Vec<Text>,
    },
    /// Deemed withdrawn.
    #[non_exhaustive]
    DeemedWithdrawn,
    /// Verification began.
    #[non_exhaustive]
    VerificationStarted,
    /// Verification is complete.
    #[non_exhaustive]
    VerificationCompleted,
    /// Found clean.
    #[non_exhaustive]
    FoundClean,
    /// Flagged.
    #[non_exhaustive]
    Flagged {
        /// Why.
        flags: Vec<String>,
    },
    /// On the agenda.
    #[non_exhaustive]
    PlacedOnAgenda,
    /// Deferred.
    #[non_exhaustive]
    Deferred {
        /// The question.
        question: Text,
    },
    /// Sent back to verification.
    #[non_exhaustive]
    SentToReVerification,
    /// Approved.
    #[non_exhaustive]
    Approved(Box<Approval>),
    /// Denied.
    #[non_exhaustive]
    Denied {
        /// Why.
        reason: Text,
    },
    /// Withdrawn.
    #[non_exhaustive]
    Withdrawn,
    /// The approval ended.
    #[non_exhaustive]
    Terminated {
        /// From when.
        from: Instant,
        /// Why.
        reason: Text,
    },
}

impl Event {
    /// The stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "opened",
            Self::Submitted => "submitted",
            Self::Attested { .. } => "attested",
            Self::FoundIncomplete { .. } => "found-incomplete",
            Self::DeemedWithdrawn => "deemed-withdrawn",
            Self::VerificationStarted => "verification-started",
            Self::VerificationCompleted => "verification-completed",
            Self::FoundClean => "found-clean",
            Self::Flagged { .. } => "flagged",
            Self::PlacedOnAgenda => "placed-on-agenda",
            Self::Deferred { .. } => "deferred",
            Self::SentToReVerification => "sent-to-re-verification",
            Self::Approved(_) => "approved",
            Self::Denied { .. } => "denied",
            Self::Withdrawn => "withdrawn",
            Self::Terminated { .. } => "terminated",
        }
    }
}
