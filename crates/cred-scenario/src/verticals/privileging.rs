//! Privileges: command by command, or on the whole way from the request to the grant.

pub mod items;
mod whole_way;

use cred_app::use_cases::privileging::{PrivilegeStep, Stand};
use cred_core::{
    actor::Capacity,
    credentialing::meeting::matter::{Matter, Motion},
    id::{FacilityId, ItemId, MeetingId, ProviderId, SiteId},
    privileging::privilege_request::{MACHINE, PrivilegeRequest, Recommendation},
    text::Text,
};
use schemars::JsonSchema;
use serde::Deserialize;

use self::{
    items::Items,
    whole_way::{noted, turn, whole_way},
};
use super::{
    meeting,
    voting::{self, Decision, Place},
};
use crate::{
    moment::Moment,
    outcome::{Outcome, Trouble},
    stage::Stage,
    vertical::{Step, Vertical, Word, Words},
};

/// The vertical.
pub static VERTICAL: Vertical = Vertical {
    title: "Privileges",
    steps: Some(Words::<dyn Step>::of::<PrivilegingStep>(&[
        Word::does("grant", Capacity::Board, &[(&MACHINE, &["request", "check-criteria", "recommend", "grant"])]),
        Word::does("request", Capacity::Provider, &[(&MACHINE, &["request"])]),
        Word::does("check-criteria", Capacity::Msp, &[(&MACHINE, &["check-criteria"])]),
        Word::does("recommend", Capacity::Chair, &[(&MACHINE, &["recommend"])]),
        Word::does("conclude-hearing", Capacity::HearingPanel, &[(&MACHINE, &["conclude-hearing"])]),
        Word::does("grant-privilege", Capacity::Board, &[(&MACHINE, &["grant"])]),
        Word::does("deny-privilege", Capacity::Board, &[(&MACHINE, &["deny"])]),
        Word::does("withdraw-request", Capacity::Provider, &[(&MACHINE, &["withdraw"])]),
    ])),
    questions: None,
};

/// What is done about privileges.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(tag = "do")]
enum PrivilegingStep {
    /// Shorthand: from where the request stands (a new one where none is pending) to the grant: request, check, every review that the rules
    /// ask for, grant. `by` names who grants. Where a criterion is not met it is refused with `requirements-open`, and the request waits in
    /// the state `criteria-not-met`: the next `grant` goes on from there. A grant ends with its own term: a reappointment renews none, grant
    /// it again with `start` at the old end. Facts: `state`, `until`, `open`.
    Grant {
        /// Who.
        provider: String,
        /// Which items.
        privileges: Items,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// By whose vote: the name of a meeting.
        #[serde(default)]
        meeting: Option<String>,
        /// From when; now where left out.
        #[serde(default)]
        start: Option<Moment>,
        /// For how many months; to the end of the appointment where left out.
        #[serde(default)]
        months: Option<u32>,
        /// For which sites; every one at which the criteria are met where left out.
        #[serde(default)]
        sites: Vec<String>,
        /// Under which conditions.
        #[serde(default)]
        conditions: Vec<Text>,
        /// Stop when the request is in this state.
        #[serde(default)]
        stop_at: Option<String>,
    },
    /// Requests items of the facility's forms. Facts: `state`, `open` (the criteria that are not met).
    Request {
        /// Who.
        provider: String,
        /// Which items.
        privileges: Items,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
    },
    /// Holds the criteria against what is on file. Facts: `state`, `open`.
    CheckCriteria {
        /// Who.
        provider: String,
        /// Which items.
        privileges: Items,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
    },
    /// A reviewing body speaks: by default the one whose turn it is. Facts: `state`.
    Recommend {
        /// Who.
        provider: String,
        /// Which items.
        privileges: Items,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// By whose vote: the name of a meeting.
        #[serde(default)]
        meeting: Option<String>,
        /// Whether it speaks against the grant.
        #[serde(default)]
        against: bool,
        /// Why, and under which conditions.
        #[serde(default)]
        reason: Option<Text>,
    },
    /// The hearing was held or waived. Facts: `state`.
    ConcludeHearing {
        /// Who.
        provider: String,
        /// Which items.
        privileges: Items,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// What came of it.
        outcome: Text,
    },
    /// The board grants what is before it. Facts: `state`, `until`.
    GrantPrivilege {
        /// Who.
        provider: String,
        /// Which items.
        privileges: Items,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// By whose vote: the name of a meeting.
        #[serde(default)]
        meeting: Option<String>,
        /// From when; now where left out.
        #[serde(default)]
        start: Option<Moment>,
        /// For how many months; to the end of the appointment where left out.
        #[serde(default)]
        months: Option<u32>,
        /// For which sites; every one at which the criteria are met where left out.
        #[serde(default)]
        sites: Vec<String>,
        /// Under which conditions.
        #[serde(default)]
        conditions: Vec<Text>,
    },
    /// The board denies. Facts: `state`.
    DenyPrivilege {
        /// Who.
        provider: String,
        /// Which items.
        privileges: Items,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
        /// By whose vote: the name of a meeting.
        #[serde(default)]
        meeting: Option<String>,
        /// Why.
        reason: Text,
    },
    /// The applicant takes the request back. Facts: `state`.
    WithdrawRequest {
        /// Who.
        provider: String,
        /// Which items.
        privileges: Items,
        /// At which facility; the only one where left out.
        #[serde(default)]
        facility: Option<String>,
    },
}

impl Step for PrivilegingStep {
    fn act(&self, stage: &mut Stage) -> Result<Outcome, Trouble> {
        let mut at_meeting = None;
        let (provider, privileges, facility, default, step) = match self {
            Self::Grant { provider, privileges, facility, meeting, start, months, sites, conditions, stop_at } => {
                let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
                let meeting = meeting::named(stage, meeting.as_ref())?;
                let grant = terms(stage, start.as_ref(), *months, sites, conditions)?;
                let mut last = Outcome::nothing();
                for item in &privileges.0 {
                    last = whole_way(stage, id, &at, item, &grant, meeting, stop_at.as_deref())?;
                }
                return Ok(last);
            }
            Self::Request { provider, privileges, facility } => {
                let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
                let by = stage.by(Capacity::Provider, Some(id))?;
                let done = stage.act().request_privileges(&by, id, &at, &privileges.0)?;
                return outcome(stage, id, &at, &privileges.0, done.result.unwrap_or_default());
            }
            Self::CheckCriteria { provider, privileges, facility } => {
                let step = PrivilegeStep::CheckCriteria;
                (provider, privileges, facility, Capacity::Msp, step)
            }
            Self::Recommend { provider, privileges, facility, meeting, against, reason } => {
                at_meeting = meeting::named(stage, meeting.as_ref())?;
                let step = PrivilegeStep::Recommend(Recommendation {
                    favourable: !against,
                    note: noted(stage, reason.as_ref(), *against)?,
                });
                (provider, privileges, facility, turn(stage, provider, facility.as_deref(), privileges)?, step)
            }
            Self::ConcludeHearing { provider, privileges, facility, outcome } => {
                let step = PrivilegeStep::ConcludeHearing(outcome.clone());
                (provider, privileges, facility, Capacity::HearingPanel, step)
            }
            Self::GrantPrivilege { provider, privileges, facility, meeting, start, months, sites, conditions } => {
                at_meeting = meeting::named(stage, meeting.as_ref())?;
                let step = terms(stage, start.as_ref(), *months, sites, conditions)?;
                (provider, privileges, facility, Capacity::Board, step)
            }
            Self::DenyPrivilege { provider, privileges, facility, meeting, reason } => {
                at_meeting = meeting::named(stage, meeting.as_ref())?;
                let step = PrivilegeStep::Deny(reason.clone());
                (provider, privileges, facility, Capacity::Board, step)
            }
            Self::WithdrawRequest { provider, privileges, facility } => {
                let step = PrivilegeStep::Withdraw;
                (provider, privileges, facility, Capacity::Provider, step)
            }
        };
        let (id, at) = (stage.provider(provider)?, stage.facility(facility.as_deref())?);
        let stands = given(stage, id, &at, &privileges.0, default, &step, at_meeting)?;
        outcome(stage, id, &at, &privileges.0, stands)
    }
}

/// One step of requests, by whoever the step says or the default.
fn given(
    stage: &mut Stage,
    id: ProviderId,
    at: &FacilityId,
    items: &[ItemId],
    default: Capacity,
    step: &PrivilegeStep,
    meeting: Option<MeetingId>,
) -> Result<Vec<Stand>, Trouble> {
    let body = stage.spoken_for().unwrap_or(default);
    let decision = decision(stage, id, at, items, body, step)?;
    voting::decide(stage, meeting, &decision, |stage, meeting| {
        let by = stage.by(default, Some(id))?;
        Ok(stage.act().privilege_step_at(&by, id, at, items, step, meeting)?.result.unwrap_or_default())
    })
}

/// What a body decides by a step.
fn decision(
    stage: &Stage,
    id: ProviderId,
    at: &FacilityId,
    items: &[ItemId],
    body: Capacity,
    step: &PrivilegeStep,
) -> Result<Decision, Trouble> {
    let motion = if let PrivilegeStep::Recommend(own) = step {
        if own.favourable { Motion::Recommend } else { Motion::RecommendAgainst }
    } else if matches!(step, PrivilegeStep::Deny(_)) {
        Motion::Deny
    } else {
        Motion::Approve
    };
    let records = stage.records(id)?;
    let of = |item: &ItemId| {
        latest(records.privileges_of(id).filter(|held| held.facility() == at && held.item() == item))
            .map(|held| Matter::Privilege(held.id()))
    };
    let matters = items.iter().filter_map(of).collect();
    Ok(Decision { body, place: Place::Facility(at.clone()), matters, motion })
}

fn terms(
    stage: &Stage,
    start: Option<&Moment>,
    months: Option<u32>,
    sites: &[String],
    conditions: &[Text],
) -> Result<PrivilegeStep, Trouble> {
    let start = stage.maybe("start", start)?;
    let site = |text: &String| SiteId::parse(text).map_err(|error| Trouble::value("sites", error));
    let sites = sites.iter().map(site).collect::<Result<_, _>>()?;
    Ok(PrivilegeStep::Grant(start, months, sites, conditions.to_vec()))
}

/// The latest request or grant of an item: the pending one, or else the one whose term ends last.
pub(super) fn latest<'a>(held: impl Iterator<Item = &'a PrivilegeRequest>) -> Option<&'a PrivilegeRequest> {
    let end = |held: &PrivilegeRequest| held.held().and_then(|held| held.grant.term.end());
    held.max_by_key(|held| (held.is_pending(), end(held), held.id()))
}

/// How the last of the items stands.
pub(super) fn outcome(
    stage: &Stage,
    id: ProviderId,
    facility: &FacilityId,
    items: &[ItemId],
    stands: Vec<Stand>,
) -> Result<Outcome, Trouble> {
    let records = stage.records(id)?;
    let held = records.privileges_of(id).filter(|held| held.facility() == facility && items.contains(held.item()));
    let mut told = Outcome::nothing();
    if let Some(last) = latest(held) {
        let until = last.held().and_then(|held| held.grant.term.end());
        told = Outcome::state(last.state_name()).moment("until", until);
    }
    if let Some(stand) = stands.last() {
        told = told.word("state", stand.state).list("open", stand.open.clone());
    }
    Ok(told)
}
