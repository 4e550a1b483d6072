//! What can happen to a credentialing file.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Approval, LeaveCause, ProvisionalApproval};
use crate::{
    actor::Actor,
    credentialing::on_file::GapExplanation,
    id::{CredentialingFileId, OrganizationId, ProviderId},
    text::Text,
    time::Instant,
};

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileKind {
    /// A first file, or one after a gap.
    Initial,
    /// The next one before the last is due, or shortly after.
    Recredential,
}

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident $({ $($(#[$field_doc:meta])* $field:ident: $type:ty,)+ })? $(($content:ty))? = $word:literal, $by:expr;)+) => {
        /// What happened.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum Event {
            $($(#[$doc])* #[non_exhaustive] $name $({ $($(#[$field_doc])* $field: $type,)+ })? $(($content))?,)+
        }

        impl Event {
            /// The commands that make it.
            pub(super) const fn commands(&self) -> &'static [&'static str] {
                match self { $(Self::$name { .. } => $by,)+ }
            }

            /// The stable name.
            #[must_use]
            pub const fn name(&self) -> &'static str {
                match self { $(Self::$name { .. } => $word,)+ }
            }
        }
    };
}

events! {
    /// Opened.
    Opened {
        /// About whom.
        provider: ProviderId,
        /// For which organisation.
        organization: OrganizationId,
        /// What it is for.
        kind: FileKind,
        /// The file it follows: the approval that it renews, or else the last file there was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        supersedes: Option<CredentialingFileId>,
        /// When.
        at: Instant,
    } = "opened", &["open"];
    /// Handed in.
    Submitted {
        /// When.
        at: Instant,
    } = "submitted", &["submit"];
    /// Signed.
    Attested {
        /// The day of the signature.
        signed_on: NaiveDate,
        /// Adverse answers.
        adverse: Vec<Text>,
        /// When it was recorded.
        at: Instant,
    } = "attested", &["attest"];
    /// Items are missing.
    FoundIncomplete {
        /// Which.
        items: Vec<Text>,
        /// Since when.
        at: Instant,
    } = "found-incomplete", &["find-incomplete"];
    /// The missing items came.
    ItemsSupplied {
        /// The material answers that changed.
        changed: Vec<Text>,
        /// Whether the signature stands.
        signed: bool,
        /// When.
        at: Instant,
    } = "items-supplied", &["supply-items"];
    /// A material answer changed.
    AnswerChanged {
        /// What it says now.
        what: Text,
        /// Why.
        reason: Text,
        /// By whom.
        by: Actor,
        /// When.
        at: Instant,
    } = "answer-changed", &["change-answer"];
    /// The provider explained something.
    Explained {
        /// What.
        about: Text,
        /// In which words.
        words: Text,
        /// By whom.
        by: Actor,
    } = "explained", &["explain"];
    /// A gap was explained.
    GapExplained(Box<GapExplanation>) = "gap-explained", &["explain-gap"];
    /// Deemed withdrawn.
    DeemedWithdrawn {
        /// When.
        at: Instant,
    } = "deemed-withdrawn", &["deem-withdrawn"];
    /// Verification began.
    VerificationStarted = "verification-started", &["start-verification"];
    /// Verification is complete.
    VerificationCompleted = "verification-completed", &["complete-verification"];
    /// Found clean.
    FoundClean {
        /// Who held it against the rules.
        by: Actor,
    } = "found-clean", &["classify"];
    /// Flagged.
    Flagged {
        /// Why.
        flags: Vec<String>,
    } = "flagged", &["classify", "flag"];
    /// Reported to the client of a verification organisation.
    ReportedToClient {
        /// When.
        at: Instant,
    } = "reported-to-client", &["report-to-client"];
    /// On the agenda.
    PlacedOnAgenda = "placed-on-agenda", &["place-on-agenda"];
    /// Deferred.
    Deferred {
        /// The question.
        question: Text,
    } = "deferred", &["defer"];
    /// Sent back to verification.
    SentToReVerification = "sent-to-re-verification", &["re-verify"];
    /// Approved for a short time.
    ProvisionallyApproved(Box<ProvisionalApproval>) = "provisionally-approved", &["approve-provisionally"];
    /// Approved.
    Approved(Box<Approval>) = "approved", &["approve"];
    /// Denied.
    Denied {
        /// Why.
        reason: Text,
        /// When.
        at: Instant,
    } = "denied", &["deny"];
    /// Withdrawn.
    Withdrawn {
        /// When.
        at: Instant,
    } = "withdrawn", &["withdraw"];
    /// The provider was told of the decision.
    NoticeRecorded {
        /// On which day.
        sent_on: NaiveDate,
    } = "notice-recorded", &["record-notice"];
    /// Something adverse came up.
    FindingRaised {
        /// What.
        what: Text,
        /// When.
        at: Instant,
    } = "finding-raised", &["raise-finding"];
    /// A finding was looked at.
    FindingResolved {
        /// Which, counted from 1.
        number: usize,
        /// With what result.
        resolution: Text,
        /// By whom.
        by: Actor,
    } = "finding-resolved", &["resolve-finding"];
    /// A leave that extends the time to the next decision began.
    Extended {
        /// Why.
        cause: LeaveCause,
        /// Its first day.
        from: NaiveDate,
        /// More of it.
        reason: Text,
    } = "extended", &["extend"];
    /// The provider is back from that leave.
    Returned {
        /// From when.
        from: Instant,
        /// Until when (exclusive) the next decision may be made.
        until: Instant,
    } = "returned", &["record-return"];
    /// The approval ended.
    Terminated {
        /// From when.
        from: Instant,
        /// Why.
        reason: Text,
        /// Whether for an administrative reason alone.
        #[serde(default)]
        administrative: bool,
    } = "terminated", &["terminate", "terminate-administratively"];
    /// The provider gave it up.
    Resigned {
        /// From when.
        from: Instant,
    } = "resigned", &["resign"];
}
