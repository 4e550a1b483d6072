//! What can happen to a credentialing file.

use crate::{
    actor::Actor,
    id::{CredentialingFileId, OrganizationId, ProviderId},
    text::Text,
    time::Instant,
};
use serde::{Deserialize, Serialize};

use super::Approval;

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileKind {
    /// A first file, or one after a gap.
    Initial,
    /// The next one before the last is due.
    Recredential,
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
    FoundClean {
        /// Who held it against the rules.
        by: Actor,
    },
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
    /// The commands that make it.
    pub(super) const fn commands(&self) -> &'static [&'static str] {
        match self {
            Self::Opened { .. } => &["open"],
            Self::Submitted => &["submit"],
            Self::Attested { .. } => &["attest"],
            Self::FoundIncomplete { .. } => &["find-incomplete"],
            Self::DeemedWithdrawn => &["deem-withdrawn"],
            Self::VerificationStarted => &["start-verification"],
            Self::VerificationCompleted => &["complete-verification"],
            Self::FoundClean { .. } => &["classify"],
            Self::Flagged { .. } => &["classify", "flag"],
            Self::PlacedOnAgenda => &["place-on-agenda"],
            Self::Deferred { .. } => &["defer"],
            Self::SentToReVerification => &["re-verify"],
            Self::Approved(_) => &["approve"],
            Self::Denied { .. } => &["deny"],
            Self::Withdrawn => &["withdraw"],
            Self::Terminated { .. } => &["terminate"],
        }
    }

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
            Self::FoundClean { .. } => "found-clean",
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
