//! What can happen in a corrective action.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    actor::Actor,
    appointment::{Cause, ReviewAction},
    id::{FacilityId, ProviderId},
    text::Text,
    time::Instant,
};

use super::{Delivery, FinalAction, NpdbReport, PanelMember, Suspended, SuspensionOutcome, Waiver};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Event {
    /// A concern was raised.
    #[non_exhaustive]
    ConcernRaised {
        /// About whom.
        provider: ProviderId,
        /// Where.
        facility: FacilityId,
        /// What.
        concern: Text,
        /// By whom.
        by: Actor,
        /// When.
        at: Instant,
    },
    /// It was talked over.
    #[non_exhaustive]
    Intervened {
        /// What was agreed.
        note: Text,
        /// By whom.
        by: Actor,
    },
    /// The executive committee opened an investigation.
    #[non_exhaustive]
    InvestigationOpened {
        /// When.
        at: Instant,
        /// About what.
        class: Cause,
        /// Why.
        reason: Text,
        /// The day on which the provider was told.
        told_on: NaiveDate,
        /// By whom.
        by: Actor,
    },
    /// The executive committee recommended.
    #[non_exhaustive]
    Recommended {
        /// When.
        at: Instant,
        /// What.
        action: ReviewAction,
        /// Why.
        reason: Text,
        /// By whom.
        by: Actor,
    },
    /// Notice was given.
    #[non_exhaustive]
    Notified {
        /// The day it was sent.
        sent_on: NaiveDate,
        /// How.
        delivery: Delivery,
        /// The day it was received.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        received_on: Option<NaiveDate>,
        /// The last day on which a hearing can be asked for; none before the time runs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ask_until: Option<NaiveDate>,
    },
    /// The proof of delivery came back.
    #[non_exhaustive]
    Received {
        /// The day it was received.
        received_on: NaiveDate,
        /// The last day on which a hearing can be asked for.
        ask_until: NaiveDate,
    },
    /// A hearing was asked for.
    #[non_exhaustive]
    HearingRequested {
        /// When.
        at: Instant,
    },
    /// The hearing was called.
    #[non_exhaustive]
    HearingScheduled {
        /// The day of its notice.
        notice_on: NaiveDate,
        /// When it begins.
        hearing_at: Instant,
        /// Where.
        place: Text,
        /// The witnesses expected.
        witnesses: Vec<Text>,
    },
    /// The panel was appointed.
    #[non_exhaustive]
    PanelAppointed {
        /// Its members.
        members: Vec<PanelMember>,
    },
    /// The panel reported.
    #[non_exhaustive]
    HearingConcluded {
        /// What it recommends.
        recommends: ReviewAction,
        /// Its report.
        report: Text,
    },
    /// The right to a hearing was given up.
    #[non_exhaustive]
    HearingWaived {
        /// How.
        how: Waiver,
        /// When it was recorded.
        at: Instant,
    },
    /// The provider appealed.
    #[non_exhaustive]
    Appealed {
        /// On which grounds.
        grounds: Text,
    },
    /// The board decided.
    #[non_exhaustive]
    FinalActionTaken {
        /// When it was decided.
        at: Instant,
        /// What.
        action: FinalAction,
        /// By whom.
        by: Actor,
    },
    /// A precautionary suspension belongs to the matter.
    #[non_exhaustive]
    SuspensionLinked {
        /// What is suspended.
        suspended: Suspended,
        /// From when.
        from: Instant,
    },
    /// The executive committee reviewed the precautionary suspensions.
    #[non_exhaustive]
    SuspensionReviewed {
        /// When.
        at: Instant,
        /// What it made of them.
        outcome: SuspensionOutcome,
        /// Why.
        note: Text,
        /// By whom.
        by: Actor,
    },
    /// A report was sent to the data bank.
    #[non_exhaustive]
    NpdbReported(NpdbReport),
    /// There was nothing in the concern.
    #[non_exhaustive]
    Withdrawn {
        /// Why.
        reason: Text,
    },
    /// The matter was given up.
    #[non_exhaustive]
    Abandoned {
        /// When.
        at: Instant,
        /// Why.
        reason: Text,
    },
    /// The matter was closed.
    #[non_exhaustive]
    Closed {
        /// When.
        at: Instant,
        /// A note.
        note: Text,
    },
}

impl Event {
    /// Whether an investigation that is open ends with it.
    pub(crate) const fn closes_investigation(&self) -> bool {
        matches!(self, Self::FinalActionTaken { .. } | Self::Abandoned { .. } | Self::Closed { .. })
    }

    /// The command that makes it.
    pub(super) const fn command(&self) -> &'static str {
        match self {
            Self::ConcernRaised { .. } => "raise-concern",
            Self::Intervened { .. } => "intervene",
            Self::InvestigationOpened { .. } => "open-investigation",
            Self::Recommended { .. } => "recommend",
            Self::Notified { .. } => "notify",
            Self::Received { .. } => "record-receipt",
            Self::HearingRequested { .. } => "request-hearing",
            Self::HearingScheduled { .. } => "schedule-hearing",
            Self::PanelAppointed { .. } => "appoint-panel",
            Self::HearingConcluded { .. } => "conclude-hearing",
            Self::HearingWaived { .. } => "record-waiver",
            Self::Appealed { .. } => "appeal",
            Self::FinalActionTaken { .. } => "take-final-action",
            Self::SuspensionLinked { .. } => "link-suspension",
            Self::SuspensionReviewed { .. } => "review-suspension",
            Self::NpdbReported(_) => "record-npdb-report",
            Self::Withdrawn { .. } => "withdraw",
            Self::Abandoned { .. } => "abandon",
            Self::Closed { .. } => "close",
        }
    }

    /// The state it leads to from another.
    pub(super) const fn leads_to(&self, from: &'static str) -> &'static str {
        match self {
            Self::ConcernRaised { .. } => "concern",
            Self::Intervened { .. } => "collegial",
            Self::InvestigationOpened { .. } => "investigating",
            Self::Recommended { action, .. } => {
                if action.is_adverse() {
                    "adverse-recommended"
                } else {
                    "mild-recommended"
                }
            }
            Self::Notified { .. } | Self::Received { .. } => "notified",
            Self::HearingRequested { .. } => "hearing-requested",
            Self::HearingScheduled { .. } => "hearing-scheduled",
            Self::PanelAppointed { .. } => "panel-appointed",
            Self::HearingConcluded { .. } => "hearing-concluded",
            Self::HearingWaived { .. } => "waived",
            Self::Appealed { .. } => "on-appeal",
            Self::FinalActionTaken { .. } => "decided",
            Self::SuspensionLinked { .. } | Self::SuspensionReviewed { .. } | Self::NpdbReported(_) => from,
            Self::Withdrawn { .. } => "withdrawn",
            Self::Abandoned { .. } => "abandoned",
            Self::Closed { .. } => "closed",
        }
    }

    /// The stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::ConcernRaised { .. } => "concern-raised",
            Self::Intervened { .. } => "intervened",
            Self::InvestigationOpened { .. } => "investigation-opened",
            Self::Recommended { .. } => "recommended",
            Self::Notified { .. } => "notified",
            Self::Received { .. } => "received",
            Self::HearingRequested { .. } => "hearing-requested",
            Self::HearingScheduled { .. } => "hearing-scheduled",
            Self::PanelAppointed { .. } => "panel-appointed",
            Self::HearingConcluded { .. } => "hearing-concluded",
            Self::HearingWaived { .. } => "hearing-waived",
            Self::Appealed { .. } => "appealed",
            Self::FinalActionTaken { .. } => "final-action-taken",
            Self::SuspensionLinked { .. } => "suspension-linked",
            Self::SuspensionReviewed { .. } => "suspension-reviewed",
            Self::NpdbReported(_) => "npdb-reported",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Abandoned { .. } => "abandoned",
            Self::Closed { .. } => "closed",
        }
    }
}
