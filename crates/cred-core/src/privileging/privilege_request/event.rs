//! What can happen to a privilege.

use crate::{
    actor::Actor,
    appointment::Cause,
    delineation::privilege_item::Fppe,
    id::{CorrectiveActionId, FacilityId, ItemId, PrivilegeSetId, ProviderId},
    privileging::{
        focused_evaluation::{ProctoredCase, Review},
        grant::{Grant, GrantStanding, Restriction},
    },
    standard::topic::privileging::ReviewStep,
    text::Text,
    time::Instant,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    Recommendation,
    state::{review_state, standing_state},
};

/// What happened.
///
/// An event of a grant is made by `decide` alone:
///
/// ```compile_fail,E0639
/// # use cred_core::privileging::{grant::Grant, privilege_request::Event};
/// fn forge(grant: Grant) -> Event {
///     Event::Granted { grant: Box::new(grant) }
/// }
/// ```
///
/// ```
/// # use cred_core::privileging::{grant::Grant, privilege_request::Event};
/// fn read(event: &Event) -> Option<&Grant> {
///     if let Event::Granted { grant, .. } = event { Some(grant) } else { None }
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Event {
    /// Requested.
    #[non_exhaustive]
    Requested {
        /// By whom.
        provider: ProviderId,
        /// Where.
        facility: FacilityId,
        /// On which form.
        set: PrivilegeSetId,
        /// Which item.
        item: ItemId,
    },
    /// The criteria are met; to this body it goes next.
    #[non_exhaustive]
    SentToReview {
        /// The next step; the board where none.
        step: Option<ReviewStep>,
    },
    /// The criteria are not met.
    #[non_exhaustive]
    CriteriaNotMet {
        /// What is open.
        open: Vec<String>,
    },
    /// A body recommended; to this body it goes next.
    #[non_exhaustive]
    Recommended {
        /// By whom.
        by: Actor,
        /// What.
        recommendation: Recommendation,
        /// The next step; the board where none.
        next: Option<ReviewStep>,
    },
    /// The executive committee recommended against it.
    #[non_exhaustive]
    RecommendedAgainst {
        /// By whom.
        by: Actor,
        /// What.
        recommendation: Recommendation,
        /// When, where that is recorded: the time to ask for a hearing does not run before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Instant>,
    },
    /// The hearing is over.
    #[non_exhaustive]
    HearingConcluded {
        /// What came of it.
        outcome: Text,
    },
    /// Granted.
    #[non_exhaustive]
    Granted {
        /// The grant.
        grant: Box<Grant>,
    },
    /// Denied.
    #[non_exhaustive]
    Denied {
        /// Why.
        reason: Text,
        /// When.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        decided_at: Option<Instant>,
    },
    /// Withdrawn.
    #[non_exhaustive]
    Withdrawn,
    /// The focused evaluation is concluded.
    #[non_exhaustive]
    FppeConcluded {
        /// From when.
        from: Instant,
        /// What was found.
        report: Text,
        /// Why fewer cases than planned will do.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fewer: Option<Text>,
    },
    /// A focused evaluation was planned for the grant.
    #[non_exhaustive]
    FppePlanned {
        /// How.
        plan: Fppe,
        /// By whom.
        by: Actor,
    },
    /// A case of the open focused evaluation.
    #[non_exhaustive]
    CaseRecorded {
        /// When it was recorded.
        recorded: Instant,
        /// The case.
        case: ProctoredCase,
    },
    /// The open focused evaluation lasts longer.
    #[non_exhaustive]
    FppeExtended {
        /// When that was decided.
        decided_at: Instant,
        /// Before when it is to be concluded now.
        until: Instant,
        /// Why.
        reason: Text,
    },
    /// A focused evaluation for a cause began.
    #[non_exhaustive]
    FppeStarted {
        /// How.
        plan: Fppe,
        /// From when.
        from: Instant,
        /// Before when it is to be concluded.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Instant>,
        /// Why.
        reason: Text,
    },
    /// An ongoing evaluation was made.
    #[non_exhaustive]
    Reviewed {
        /// When it was recorded.
        recorded: Instant,
        /// The evaluation.
        review: Review,
        /// By whom.
        by: Actor,
    },
    /// The provider was told of the decision.
    #[non_exhaustive]
    NoticeGiven {
        /// When that was recorded.
        recorded: Instant,
        /// On which local day of the facility.
        on: NaiveDate,
    },
    /// Limited.
    #[non_exhaustive]
    Restricted(Restriction),
    /// Limited by the decision of a corrective action.
    #[non_exhaustive]
    RestrictionImposed(Restriction),
    /// A restriction is over.
    #[non_exhaustive]
    RestrictionLifted {
        /// Its number: 1 for the first.
        number: u32,
        /// From when.
        from: Instant,
    },
    /// A change of standing from an instant on.
    #[non_exhaustive]
    StandingChanged {
        /// The new standing.
        standing: GrantStanding,
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
    },
}

impl Event {
    /// The commands that make it.
    pub(super) const fn commands(&self) -> &'static [&'static str] {
        match self {
            Self::Requested { .. } => &["request"],
            Self::SentToReview { .. } | Self::CriteriaNotMet { .. } => &["check-criteria"],
            Self::Recommended { .. } | Self::RecommendedAgainst { .. } => &["recommend"],
            Self::HearingConcluded { .. } => &["conclude-hearing"],
            Self::Granted { .. } => &["grant"],
            Self::Denied { .. } => &["deny"],
            Self::Withdrawn => &["withdraw"],
            Self::FppeConcluded { .. } => &["conclude-fppe"],
            Self::FppePlanned { .. } => &["plan-fppe"],
            Self::CaseRecorded { .. } => &["record-proctored-case"],
            Self::FppeExtended { .. } => &["extend-fppe"],
            Self::FppeStarted { .. } => &["start-fppe"],
            Self::Reviewed { .. } => &["record-review"],
            Self::NoticeGiven { .. } => &["record-notice"],
            Self::Restricted(_) => &["restrict"],
            Self::RestrictionImposed(_) => &["impose-restriction"],
            Self::RestrictionLifted { .. } => &["lift-restriction"],
            Self::StandingChanged { standing, .. } => match standing {
                GrantStanding::Good => &["lift"],
                GrantStanding::Suspended => &["suspend"],
                GrantStanding::Relinquished => &["relinquish"],
                GrantStanding::Revoked => &["revoke"],
            },
        }
    }

    /// The instant from which it changes a grant.
    pub(super) const fn from(&self) -> Option<Instant> {
        match self {
            Self::StandingChanged { from, .. }
            | Self::RestrictionLifted { from, .. }
            | Self::FppeConcluded { from, .. }
            | Self::FppeStarted { from, .. } => Some(*from),
            Self::Restricted(restriction) | Self::RestrictionImposed(restriction) => Some(restriction.from),
            Self::CaseRecorded { recorded, .. }
            | Self::Reviewed { recorded, .. }
            | Self::NoticeGiven { recorded, .. } => Some(*recorded),
            Self::FppeExtended { decided_at, .. } => Some(*decided_at),
            Self::FppePlanned { .. } => None,
            Self::Requested { .. }
            | Self::SentToReview { .. }
            | Self::CriteriaNotMet { .. }
            | Self::Recommended { .. }
            | Self::RecommendedAgainst { .. }
            | Self::HearingConcluded { .. }
            | Self::Granted { .. }
            | Self::Denied { .. }
            | Self::Withdrawn => None,
        }
    }

    /// The state it leads to from one.
    pub(super) fn leads_to(&self, from: &'static str) -> &'static str {
        match self {
            Self::FppePlanned { .. } | Self::CaseRecorded { .. } | Self::Reviewed { .. } => from,
            Self::FppeExtended { .. } | Self::FppeStarted { .. } => from,
            Self::NoticeGiven { .. } if from == "denied" => "denial-told",
            Self::NoticeGiven { .. } => from,
            Self::Requested { .. } => "requested",
            Self::SentToReview { step } => review_state(*step),
            Self::CriteriaNotMet { .. } => "criteria-not-met",
            Self::Recommended { next, .. } => review_state(*next),
            Self::RecommendedAgainst { .. } => "hearing-pending",
            Self::HearingConcluded { .. } => "board-review",
            Self::Granted { .. }
            | Self::FppeConcluded { .. }
            | Self::Restricted(_)
            | Self::RestrictionImposed(_)
            | Self::RestrictionLifted { .. } => "granted",
            Self::Denied { .. } => "denied",
            Self::Withdrawn => "withdrawn",
            Self::StandingChanged { standing, .. } => standing_state(*standing),
        }
    }

    /// The stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Requested { .. } => "requested",
            Self::SentToReview { .. } => "sent-to-review",
            Self::CriteriaNotMet { .. } => "criteria-not-met",
            Self::Recommended { .. } => "recommended",
            Self::RecommendedAgainst { .. } => "recommended-against",
            Self::HearingConcluded { .. } => "hearing-concluded",
            Self::Granted { .. } => "granted",
            Self::Denied { .. } => "denied",
            Self::Withdrawn => "withdrawn",
            Self::FppeConcluded { .. } => "fppe-concluded",
            Self::FppePlanned { .. } => "fppe-planned",
            Self::CaseRecorded { .. } => "proctored-case-recorded",
            Self::FppeExtended { .. } => "fppe-extended",
            Self::FppeStarted { .. } => "fppe-started",
            Self::Reviewed { .. } => "reviewed",
            Self::NoticeGiven { .. } => "notice-given",
            Self::Restricted(_) => "restricted",
            Self::RestrictionImposed(_) => "restriction-imposed",
            Self::RestrictionLifted { .. } => "restriction-lifted",
            Self::StandingChanged { standing, .. } => match standing {
                GrantStanding::Good => "suspension-lifted",
                GrantStanding::Suspended => "suspended",
                GrantStanding::Relinquished => "relinquished",
                GrantStanding::Revoked => "revoked",
            },
        }
    }
}
