//! What can happen to an appointment.

use super::Relinquishment;
use crate::{
    actor::Actor,
    id::{CorrectiveActionId, CredentialingFileId, FacilityId, ProviderId},
    standard::topic::privileging::Trigger,
    text::Text,
    time::{Instant, period::Period},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Cause;

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
        /// Whether it makes a member; privileges alone where not.
        #[serde(default = "yes")]
        membership: bool,
        /// Until when (exclusive) it is provisional.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        provisional_until: Option<Instant>,
        /// When it was decided.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        decided_at: Option<Instant>,
    },
    /// A new term.
    #[non_exhaustive]
    Reappointed {
        /// When it was decided.
        decided_at: Instant,
        /// The term.
        term: Period,
        /// The file it rested on.
        file: CredentialingFileId,
        /// Why it is a conditional short term; none for a full one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        conditional: Option<Text>,
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
        /// The class of the cause, where it is not what the standing means by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cause: Option<Cause>,
        /// Who acted together with the one who decided.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        together_with: Vec<Actor>,
        /// The corrective action whose decision it carries out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        decision: Option<CorrectiveActionId>,
        /// The printed end of a leave (exclusive).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Instant>,
    },
    /// The provider asked to be reinstated after the leave.
    #[non_exhaustive]
    ReinstatementRequested {
        /// When.
        asked_at: Instant,
    },
    /// Relinquished by a rule.
    #[non_exhaustive]
    RelinquishedAutomatically {
        /// By which, from when, how it is cured.
        relinquishment: Relinquishment,
        /// What happened.
        reason: Text,
    },
    /// The cause of a relinquishment is gone.
    #[non_exhaustive]
    CureRecorded {
        /// Of which.
        trigger: Trigger,
        /// From when.
        from: Instant,
        /// What shows it.
        evidence: Text,
    },
    /// Reinstated after a relinquishment or a lapse.
    #[non_exhaustive]
    Reinstated {
        /// After which.
        trigger: Trigger,
        /// From when.
        from: Instant,
        /// By whom.
        by: Actor,
        /// What was looked at.
        note: Text,
    },
    /// Another category.
    #[non_exhaustive]
    CategoryChanged {
        /// Which.
        category: Text,
        /// From when.
        from: Instant,
    },
    /// The provisional time is over, with a category.
    #[non_exhaustive]
    ProvisionalEnded {
        /// Which.
        category: Text,
        /// From when.
        from: Instant,
    },
    /// The provider was told of the last decision.
    #[non_exhaustive]
    NoticeGiven {
        /// When that was recorded.
        recorded: Instant,
        /// On which local day of the facility.
        on: NaiveDate,
    },
}

const fn yes() -> bool {
    true
}

/// A change of standing with what it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken<S> {
    /// From when.
    pub from: Instant,
    /// The standing.
    pub standing: S,
    /// The class of its cause, where one was recorded.
    pub cause: Option<Cause>,
    /// The corrective action whose decision it carries out.
    pub decision: Option<CorrectiveActionId>,
}

impl Event {
    /// The commands that make it.
    pub(super) const fn commands(&self) -> &'static [&'static str] {
        match self {
            Self::Appointed { .. } => &["appoint"],
            Self::Reappointed { .. } => &["reappoint"],
            Self::ReinstatementRequested { .. } => &["request-reinstatement"],
            Self::RelinquishedAutomatically { .. } => &["relinquish-automatically"],
            Self::CureRecorded { .. } => &["record-cure"],
            Self::Reinstated { .. } => &["reinstate"],
            Self::CategoryChanged { .. } => &["change-category"],
            Self::ProvisionalEnded { .. } => &["end-provisional"],
            Self::NoticeGiven { .. } => &["record-notice"],
            Self::StandingChanged { standing, .. } => match standing {
                Standing::Good => &["return", "lift"],
                Standing::OnLeave => &["take-leave"],
                Standing::Suspended => &["suspend"],
                Standing::Resigned => &["resign"],
                Standing::Revoked => &["revoke"],
                Standing::Deceased => &["record-death"],
            },
        }
    }

    /// The instant whose standing it rests on.
    pub(super) const fn from(&self) -> Option<Instant> {
        match self {
            Self::Appointed { .. } => None,
            Self::Reappointed { decided_at, .. } => Some(*decided_at),
            Self::ReinstatementRequested { asked_at } => Some(*asked_at),
            Self::NoticeGiven { recorded, .. } => Some(*recorded),
            Self::RelinquishedAutomatically { relinquishment, .. } => Some(relinquishment.from),
            Self::StandingChanged { from, .. }
            | Self::CureRecorded { from, .. }
            | Self::Reinstated { from, .. }
            | Self::CategoryChanged { from, .. }
            | Self::ProvisionalEnded { from, .. } => Some(*from),
        }
    }

    /// The stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Appointed { .. } => "appointed",
            Self::Reappointed { .. } => "reappointed",
            Self::ReinstatementRequested { .. } => "reinstatement-requested",
            Self::RelinquishedAutomatically { .. } => "relinquished-automatically",
            Self::CureRecorded { .. } => "cure-recorded",
            Self::Reinstated { .. } => "reinstated",
            Self::CategoryChanged { .. } => "category-changed",
            Self::ProvisionalEnded { .. } => "provisional-ended",
            Self::NoticeGiven { .. } => "notice-given",
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

impl Standing {
    /// Whether nothing comes after it.
    #[must_use]
    pub const fn is_ending(self) -> bool {
        matches!(self, Self::Resigned | Self::Revoked | Self::Deceased)
    }

    /// The state of the table in which an appointment of this standing is.
    pub(super) const fn state(self) -> &'static str {
        match self {
            Self::Good => "appointed",
            Self::OnLeave => "on-leave",
            Self::Suspended => "suspended",
            Self::Resigned => "resigned",
            Self::Revoked => "revoked",
            Self::Deceased => "deceased",
        }
    }
}
