//! Temporary and disaster privileges as a step asks for them, with what is left out.

use cred_app::use_cases::temporary::{TemporaryKind, TemporaryTerms};
use cred_core::{
    actor::Capacity,
    id::{FacilityId, ProviderId},
    privileging::temporary_privilege::{
        Purpose,
        grant::{Identity, IdentityMeans, Recommended},
    },
    text::Text,
    time::Instant,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{sites, temporary::outcome, text};
use crate::{
    moment::Moment,
    outcome::{Outcome, Trouble},
    stage::Stage,
    verticals::privileging::items::Items,
};

/// What a temporary privilege is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum For {
    /// A complete application waits for its decision; also a member's request for an added privilege.
    #[default]
    NewApplicant,
    /// An important need of patients.
    CareNeed,
    /// Somebody is absent.
    #[serde(alias = "locum-tenens")]
    Locum,
}

/// A temporary privilege as a step asks for it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GrantTemporary {
    /// Who.
    provider: String,
    /// Which items.
    privileges: Items,
    /// At which facility; the only one where left out.
    #[serde(default)]
    facility: Option<String>,
    /// What it is for: `new-applicant` (where left out) waits for the provider's pending file, or for a member's pending request.
    #[serde(default)]
    kind: For,
    /// For a patient-care need or a locum: which need, or in whose place; `a need of patients` where left out.
    #[serde(default)]
    need: Option<Text>,
    /// How competence was verified, where the criteria of the form do not show it.
    #[serde(default)]
    competence: Option<Text>,
    /// `patient-care` where left out; `learning` is always refused.
    #[serde(default)]
    purpose: Purpose,
    /// From when; now where left out.
    #[serde(default)]
    start: Option<Moment>,
    /// Until when (exclusive); as long as the rules allow where left out.
    #[serde(default)]
    until: Option<Moment>,
    /// For how many days, the first one counted, in the place of `until`.
    #[serde(default)]
    days: Option<u32>,
    /// For which sites; all at which it may be given where left out.
    #[serde(default)]
    sites: Vec<String>,
    /// Under which conditions.
    #[serde(default)]
    conditions: Vec<Text>,
    /// Who recommends it, as `by` names somebody; the chief of staff (`mec:chief of staff`) where left out, `nobody` for none.
    #[serde(default)]
    recommended_by: Option<String>,
    /// What the recommendation says.
    #[serde(default)]
    recommendation: Option<Text>,
    /// Challenges to a licence and involuntary losses of membership or privileges that the file shows.
    #[serde(default)]
    concerns: Vec<Text>,
}

/// A disaster privilege as a step asks for it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GrantDisaster {
    /// Who.
    provider: String,
    /// Which items.
    privileges: Items,
    /// At which facility; the only one where left out.
    #[serde(default)]
    facility: Option<String>,
    /// When the volunteer presented; now where left out. The licence is verified within 72 hours after it, where no rule says otherwise.
    #[serde(default)]
    presented_at: Option<Moment>,
    /// When the volunteer arrived; when they presented where left out. The decision to continue is due within 72 hours after it.
    #[serde(default)]
    arrived_at: Option<Moment>,
    /// The government photo identification that was seen; a driver's licence where left out.
    #[serde(default)]
    photo_id: Option<Text>,
    /// What else shows who it is; a licence to practise where left out.
    #[serde(default)]
    identified_by: Option<IdentityMeans>,
    /// Which one, or who knows the person.
    #[serde(default)]
    identified_how: Option<Text>,
    /// How the volunteer is overseen; paired with a member of the staff where left out.
    #[serde(default)]
    oversight: Option<Text>,
    /// `patient-care` where left out; `learning` is always refused.
    #[serde(default)]
    purpose: Purpose,
    /// From when; now where left out.
    #[serde(default)]
    start: Option<Moment>,
    /// Until when (exclusive); as long as the activation where left out.
    #[serde(default)]
    until: Option<Moment>,
    /// For which sites; all at which it may be given where left out.
    #[serde(default)]
    sites: Vec<String>,
    /// Under which conditions.
    #[serde(default)]
    conditions: Vec<Text>,
}

impl GrantTemporary {
    pub(super) fn act(&self, stage: &mut Stage) -> Result<Outcome, Trouble> {
        let (id, at) = (stage.provider(&self.provider)?, stage.facility(self.facility.as_deref())?);
        let competence = self.competence.clone();
        let need = |stage: &Stage| text(stage, "need", self.need.as_ref(), "a need of patients");
        let kind = match self.kind {
            For::NewApplicant => TemporaryKind::NewApplicant { application: None, competence },
            For::CareNeed => TemporaryKind::CareNeed { need: need(stage)?, competence },
            For::Locum => TemporaryKind::LocumTenens { need: need(stage)?, competence },
        };
        let start = stage.maybe("start", self.start.as_ref())?;
        let terms = TemporaryTerms {
            kind,
            purpose: self.purpose,
            start,
            until: self.until(stage, id, &at, start.unwrap_or_else(|| stage.now()))?,
            sites: sites(&self.sites)?,
            conditions: self.conditions.clone(),
            recommended: self.recommended(stage)?,
            concerns: self.concerns.clone(),
        };
        let by = stage.by(Capacity::Ceo, Some(id))?;
        let done = stage.act().grant_temporary(&by, id, &at, &self.privileges.0, &terms)?;
        outcome(stage, id, done.result)
    }

    fn until(
        &self,
        stage: &Stage,
        id: ProviderId,
        facility: &FacilityId,
        start: Instant,
    ) -> Result<Option<Instant>, Trouble> {
        let until = stage.maybe("until", self.until.as_ref())?;
        match (self.days, until) {
            (None, until) => Ok(until),
            (Some(_), Some(_)) => Err(Trouble::file("days", "give either `until` or `days`")),
            (Some(days), None) => {
                let records = stage.records(id)?;
                let zone = records.facility(facility).map_or_else(|| stage.zone(), |own| own.zone());
                let over = zone.date_at(start).checked_add_days(chrono::Days::new(u64::from(days)));
                let over = over.ok_or_else(|| Trouble::file("days", "it lies outside of the calendar"))?;
                Ok(Some(zone.start_of_day(over)))
            }
        }
    }

    fn recommended(&self, stage: &Stage) -> Result<Option<Recommended>, Trouble> {
        let by = match self.recommended_by.as_deref() {
            Some("nobody") => return Ok(None),
            Some(own) => own,
            None if stage.makes_up() => "mec:chief of staff",
            None => return Ok(None),
        };
        let by = stage.somebody("recommended_by", by)?;
        let note = text(stage, "recommendation", self.recommendation.as_ref(), "recommended")?;
        Ok(Some(Recommended { by, note }))
    }
}

impl GrantDisaster {
    pub(super) fn act(&self, stage: &mut Stage) -> Result<Outcome, Trouble> {
        let (id, at) = (stage.provider(&self.provider)?, stage.facility(self.facility.as_deref())?);
        let presented_at = match stage.maybe("presented_at", self.presented_at.as_ref())? {
            Some(own) => own,
            None => stage.made_up("presented_at", stage.now())?,
        };
        let means = match self.identified_by {
            Some(own) => own,
            None => stage.made_up("identified_by", IdentityMeans::License)?,
        };
        let identity = Identity {
            government_id: text(stage, "photo_id", self.photo_id.as_ref(), "a driver's licence with a photo")?,
            means,
            detail: text(stage, "identified_how", self.identified_how.as_ref(), means.word())?,
        };
        let paired = "paired with a member of the staff";
        let terms = TemporaryTerms {
            kind: TemporaryKind::Disaster {
                presented_at,
                arrived_at: stage.maybe("arrived_at", self.arrived_at.as_ref())?,
                identity,
                oversight: text(stage, "oversight", self.oversight.as_ref(), paired)?,
            },
            purpose: self.purpose,
            start: stage.maybe("start", self.start.as_ref())?,
            until: stage.maybe("until", self.until.as_ref())?,
            sites: sites(&self.sites)?,
            conditions: self.conditions.clone(),
            recommended: None,
            concerns: vec![],
        };
        let by = stage.by(Capacity::Ceo, Some(id))?;
        let done = stage.act().grant_temporary(&by, id, &at, &self.privileges.0, &terms)?;
        outcome(stage, id, done.result)
    }
}
