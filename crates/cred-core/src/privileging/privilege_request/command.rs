//! What may be asked of a privilege.

use crate::{
    appointment::{AdverseDecision, Appointed, Cause, Ground},
    credentialing::proof::Credentialed,
    delineation::privilege_item::Fppe,
    id::SiteId,
    privileging::{
        criteria_check::CriteriaCheck,
        focused_evaluation::{CaseOutcome, Proctoring, Review},
        grant::Restriction,
    },
    text::Text,
    time::Instant,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What a reviewing body says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recommendation {
    /// For the grant, or against it.
    pub favourable: bool,
    /// Why, and under which conditions.
    pub note: Text,
}

/// The terms of a grant, as the board sets them.
#[derive(Debug, Clone)]
pub struct GrantTerms {
    /// From when.
    pub start: Instant,
    /// For how many months, to the day; to the end of the appointment where `None` (or of the bylaws' longest, if that is earlier).
    pub months: Option<u32>,
    /// For which sites; for all at which the criteria are met where empty.
    pub sites: Vec<SiteId>,
    /// Under which conditions.
    pub conditions: Vec<Text>,
}

/// What may be asked of a privilege.
///
/// A grant takes the proofs. It cannot be asked for by an id:
///
/// ```compile_fail,E0308
/// # use cred_core::{id::ProviderId, privileging::privilege_request::{Command, GrantTerms}, appointment::Appointed, privileging::criteria_check::CriteriaCheck};
/// fn grant(id: ProviderId, appointed: Appointed<'_>, check: CriteriaCheck, terms: GrantTerms) {
///     let _ = Command::Grant { credentialed: id, appointed, check: Box::new(check), terms };
/// }
/// ```
///
/// ```
/// # use cred_core::{credentialing::proof::Credentialed, privileging::privilege_request::{Command, GrantTerms}, appointment::Appointed, privileging::criteria_check::CriteriaCheck};
/// fn grant(proof: Credentialed<'_>, appointed: Appointed<'_>, check: CriteriaCheck, terms: GrantTerms) {
///     let _ = Command::Grant { credentialed: proof, appointed, check: Box::new(check), terms };
/// }
/// ```
#[derive(Debug)]
pub enum Command<'p> {
    /// Hold the criteria against the dossier.
    CheckCriteria(Box<CriteriaCheck>),
    /// A reviewing body speaks.
    Recommend(Recommendation),
    /// The hearing was held or waived.
    ConcludeHearing {
        /// What came of it.
        outcome: Text,
    },
    /// The board grants.
    Grant {
        /// The provider is credentialed.
        credentialed: Credentialed<'p>,
        /// The provider is appointed.
        appointed: Appointed<'p>,
        /// The criteria are met.
        check: Box<CriteriaCheck>,
        /// On these terms.
        terms: GrantTerms,
    },
    /// The board denies.
    Deny {
        /// Why.
        reason: Text,
    },
    /// The applicant takes it back.
    Withdraw,
    /// A reviewing body plans the focused evaluation that the grant begins with.
    PlanFppe(Fppe),
    /// A case of the open focused evaluation.
    RecordProctoredCase {
        /// Who looked, and that they may.
        proctoring: Box<Proctoring>,
        /// What it showed.
        outcome: CaseOutcome,
        /// What was seen.
        note: Text,
    },
    /// The open focused evaluation lasts longer.
    ExtendFppe {
        /// Before when (exclusive) it is to be concluded now; later than before.
        until: Instant,
        /// Why.
        reason: Text,
    },
    /// A focused evaluation for a cause. Not adverse by itself.
    StartFppe {
        /// How.
        plan: Fppe,
        /// From when.
        from: Instant,
        /// Why.
        reason: Text,
    },
    /// The focused evaluation is concluded.
    ConcludeFppe {
        /// What was found.
        report: Text,
        /// Why fewer cases than planned will do; never without any case.
        fewer: Option<Text>,
    },
    /// An ongoing evaluation.
    RecordReview(Review),
    /// The provider was told of the decision.
    RecordNotice {
        /// On which local day of the facility.
        on: NaiveDate,
    },
    /// The board sets a condition that the provider agreed to, or that an evaluation asks for.
    Restrict(Restriction),
    /// A restriction by the decision of a corrective action: the board's final action, or the executive committee's precaution.
    ImposeRestriction {
        /// The restriction; its basis is what the decision says.
        restriction: Restriction,
        /// The decision.
        decision: AdverseDecision,
    },
    /// A restriction is over.
    LiftRestriction {
        /// Its number: 1 for the first of this grant, in the order they were recorded.
        number: u32,
        /// From when.
        from: Instant,
    },
    /// Suspended: summarily, or by a final action.
    Suspend {
        /// From when.
        from: Instant,
        /// Why.
        reason: Text,
        /// On what it rests.
        ground: Ground,
    },
    /// The suspension is lifted.
    Lift {
        /// From when.
        from: Instant,
    },
    /// The holder gives it up.
    Relinquish {
        /// From when.
        from: Instant,
        /// Administrative where it falls without anybody's will: recorded by the staff. None for the holder's own will.
        cause: Option<Cause>,
    },
    /// The board takes it away.
    Revoke {
        /// From when.
        from: Instant,
        /// Why.
        reason: Text,
        /// On what it rests.
        ground: Ground,
    },
}

impl Command<'_> {
    /// The instant from which it would change a grant.
    pub(super) const fn from(&self) -> Option<Instant> {
        match self {
            Self::Suspend { from, .. }
            | Self::Lift { from }
            | Self::Relinquish { from, .. }
            | Self::LiftRestriction { from, .. }
            | Self::Revoke { from, .. } => Some(*from),
            Self::Restrict(restriction) | Self::ImposeRestriction { restriction, .. } => Some(restriction.from),
            Self::StartFppe { from, .. } => Some(*from),
            Self::PlanFppe(_)
            | Self::RecordProctoredCase { .. }
            | Self::ExtendFppe { .. }
            | Self::RecordReview(_)
            | Self::RecordNotice { .. }
            | Self::CheckCriteria(_)
            | Self::Recommend(_)
            | Self::ConcludeHearing { .. }
            | Self::Grant { .. }
            | Self::Deny { .. }
            | Self::Withdraw
            | Self::ConcludeFppe { .. } => None,
        }
    }

    /// The name in the table.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::CheckCriteria(_) => "check-criteria",
            Self::Recommend(_) => "recommend",
            Self::ConcludeHearing { .. } => "conclude-hearing",
            Self::Grant { .. } => "grant",
            Self::Deny { .. } => "deny",
            Self::Withdraw => "withdraw",
            Self::PlanFppe(_) => "plan-fppe",
            Self::RecordProctoredCase { .. } => "record-proctored-case",
            Self::ExtendFppe { .. } => "extend-fppe",
            Self::StartFppe { .. } => "start-fppe",
            Self::ConcludeFppe { .. } => "conclude-fppe",
            Self::RecordReview(_) => "record-review",
            Self::RecordNotice { .. } => "record-notice",
            Self::Restrict(_) => "restrict",
            Self::ImposeRestriction { .. } => "impose-restriction",
            Self::LiftRestriction { .. } => "lift-restriction",
            Self::Suspend { .. } => "suspend",
            Self::Lift { .. } => "lift",
            Self::Relinquish { .. } => "relinquish",
            Self::Revoke { .. } => "revoke",
        }
    }
}
