//! Focused professional practice evaluation (FPPE): how the first cases under a new privilege, or cases after a concern, are looked at.
//!
//! Its time may run out without a conclusion: the privilege stays exercisable under the evaluation, and a violation is derived. It is
//! concluded with enough cases or with a reason why fewer will do; no case at all is never a pass.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    delineation::privilege_item::Fppe,
    id::{FacilityId, ItemId, ProviderId, SiteId},
    refusal::Reason,
    standard::{binding::Standards, limit::Limit, topic::Topic},
    text::Text,
    time::{Instant, zone::Zone},
};

/// Why it began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FocusedKind {
    /// With a new privilege.
    NewPrivilege,
    /// For a cause; not adverse by itself.
    ForCause,
}

/// What an observed or reviewed case showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CaseOutcome {
    /// As it should be. These alone count towards the number asked for.
    Acceptable,
    /// With a concern.
    Concern,
}

/// The proof that a proctor held the privilege, could exercise it, and was not under an open evaluation for it, at the time of a case. Made
/// by [`crate::exercise::standing_checks::proctoring`] alone.
///
/// ```compile_fail,E0451
/// # use cred_core::privileging::focused_evaluation::Proctoring;
/// fn forge(other: Proctoring) -> Proctoring {
///     Proctoring { ..other }
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proctoring {
    pub(crate) proctor: ProviderId,
    pub(crate) name: String,
    pub(crate) facility: FacilityId,
    pub(crate) site: SiteId,
    pub(crate) item: ItemId,
    pub(crate) when: Instant,
    pub(crate) at: Instant,
}

impl Proctoring {
    /// Who.
    #[must_use]
    pub const fn proctor(&self) -> ProviderId {
        self.proctor
    }

    /// Of which privilege.
    #[must_use]
    pub const fn item(&self) -> &ItemId {
        &self.item
    }

    /// At the time of which case.
    #[must_use]
    pub const fn when(&self) -> Instant {
        self.when
    }
}

/// One case of an evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProctoredCase {
    /// Who looked.
    pub proctor: ProviderId,
    /// Their name, for the record.
    pub name: String,
    /// At which site.
    pub site: SiteId,
    /// When the case was.
    pub when: Instant,
    /// What it showed.
    pub outcome: CaseOutcome,
    /// What was seen, without confidential content.
    pub note: Text,
}

/// One focused evaluation of a grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FocusedEvaluation {
    /// Why it began.
    pub kind: FocusedKind,
    /// How many cases, and how.
    pub plan: Fppe,
    /// From when.
    pub began: Instant,
    /// It is to be concluded before this instant; no time where none.
    pub until: Option<Instant>,
    /// From when it is concluded.
    pub concluded: Option<Instant>,
    /// The cases, in the order they were recorded.
    pub cases: Vec<ProctoredCase>,
}

impl FocusedEvaluation {
    /// Whether nobody has concluded it.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.concluded.is_none()
    }

    /// Whether it runs at an instant.
    #[must_use]
    pub fn is_open_at(&self, instant: Instant) -> bool {
        self.began <= instant && self.concluded.is_none_or(|concluded| instant < concluded)
    }

    /// How many acceptable cases there are.
    #[must_use]
    pub fn acceptable(&self) -> usize {
        self.cases.iter().filter(|case| case.outcome == CaseOutcome::Acceptable).count()
    }

    /// Whether it may be concluded at an instant, with a reason for fewer cases or without.
    pub(crate) fn may_conclude(&self, reason: Option<&Text>, at: Instant) -> Result<(), Reason> {
        let (done, asked) = (self.acceptable(), usize::try_from(self.plan.cases).unwrap_or(usize::MAX));
        if self.cases.is_empty() {
            let open = "no case on record: no volume is not passed; extend the evaluation or let it be relinquished";
            return Err(Reason::RequirementsOpen { open: vec![open.to_owned()] });
        }
        if self.began > at {
            return Err(Reason::BackDated { what: "the conclusion", start: at, decided: self.began });
        }
        let over = self.plan.cases > 0 || self.until.is_none_or(|until| until <= at);
        if reason.is_some() || (done >= asked && over) {
            return Ok(());
        }
        let open = if done < asked {
            format!("{done} of {asked} acceptable cases; say why fewer will do")
        } else {
            "the time of the evaluation is not over; say why less will do".to_owned()
        };
        Err(Reason::RequirementsOpen { open: vec![open] })
    }
}

/// What an ongoing evaluation (OPPE) concluded. Not adverse by itself: limits and revocations are decisions of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ReviewOutcome {
    /// The privilege continues.
    Continue,
    /// It should be limited.
    Limit,
    /// It should be revoked.
    Revoke,
}

/// Whose data an ongoing evaluation looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ReviewData {
    /// The facility's own; no volume is a datum too.
    OwnSite,
    /// Another place's alone: it supplements and never stands for the own.
    Outside,
}

/// One ongoing evaluation of a privilege.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// On which local day of the facility.
    pub on: NaiveDate,
    /// What it concluded.
    pub outcome: ReviewOutcome,
    /// Whose data.
    pub data: ReviewData,
    /// What was found, without confidential content.
    pub note: Text,
}

/// Before when an evaluation that begins at an instant is to be concluded: the earliest of the plan's own months and the rules' time.
pub(crate) fn to_conclude(
    plan: &Fppe,
    standards: &Standards<'_>,
    zone: Zone,
    began: Instant,
    on: NaiveDate,
) -> Option<Instant> {
    let rules = standards.on(on, |topic| if let Topic::Fppe(rule) = topic { rule.within } else { None });
    let own = plan.within_months.map(Limit::months);
    let ends = rules.into_iter().map(|rule| rule.value).chain(own).filter_map(|limit| limit.held_until(began, zone));
    ends.min()
}

/// The rule by which every new privilege begins with an evaluation, where one is adopted.
pub(crate) fn every_new_privilege(standards: &Standards<'_>, on: NaiveDate) -> Option<String> {
    let rules = standards.on(on, |topic| {
        if let Topic::Fppe(rule) = topic
            && rule.every_new_privilege
        {
            Some(())
        } else {
            None
        }
    });
    rules.first().map(crate::standard::binding::Bound::citation)
}
