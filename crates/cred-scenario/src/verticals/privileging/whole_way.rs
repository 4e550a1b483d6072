//! The whole way of a privilege, from the request to the grant.

use cred_app::use_cases::{evaluating::EvaluationStep, privileging::PrivilegeStep};
use cred_core::{
    actor::Capacity,
    delineation::privilege_item::Fppe,
    id::{FacilityId, ItemId, MeetingId, ProviderId},
    privileging::privilege_request::{MACHINE, PrivilegeRequest, Recommendation},
    standard::{adoption::Adoptions, binding::Standards, topic::Topic},
    text::Text,
};
use cred_import::toml_fault::not_one_of;

use super::{decision, given, items::Items, outcome, voting};
use crate::{
    outcome::{Outcome, Trouble},
    stage::Stage,
};

/// What a recommendation says; made up where left out.
pub(super) fn noted(stage: &Stage, note: Option<&Text>, against: bool) -> Result<Text, Trouble> {
    stage.said("reason", note, if against { "does not meet the criteria" } else { "meets the criteria" })
}

/// The state of the pending request of an item; none where none is pending.
fn pending(
    stage: &Stage,
    id: ProviderId,
    facility: &FacilityId,
    item: &ItemId,
) -> Result<Option<&'static str>, Trouble> {
    let records = stage.records(id)?;
    let mut held = records.privileges_of(id).filter(|held| held.facility() == facility && held.item() == item);
    Ok(held.find(|held| held.is_pending()).map(PrivilegeRequest::state_name))
}

/// Whose turn it is to recommend, by default.
pub(super) fn turn(stage: &Stage, provider: &str, facility: Option<&str>, items: &Items) -> Result<Capacity, Trouble> {
    let (id, at) = (stage.provider(provider)?, stage.facility(facility)?);
    let state = items.0.first().map(|item| pending(stage, id, &at, item)).transpose()?.flatten();
    Ok(state.and_then(reviewer).unwrap_or(Capacity::Chair))
}

fn reviewer(state: &str) -> Option<Capacity> {
    match state {
        "chair-review" => Some(Capacity::Chair),
        "committee-review" => Some(Capacity::CredentialsCommittee),
        "mec-review" => Some(Capacity::Mec),
        _ => None,
    }
}

/// Where the rules let every new privilege begin with a focused evaluation, and neither the form nor the reviewers name one, the chair does.
fn plan_evaluation(stage: &mut Stage, id: ProviderId, facility: &FacilityId, item: &ItemId) -> Result<(), Trouble> {
    if stage.expects_refusal("against-rule") || !stage.makes_up() {
        return Ok(());
    }
    let records = stage.records(id)?;
    let Some(place) = records.facility(facility) else { return Ok(()) };
    let home = records.organization(place.organization()).map(|home| home.adoptions());
    let adopted: Vec<&Adoptions> = std::iter::once(place.adoptions()).chain(home).collect();
    let on = place.zone().date_at(stage.now());
    let asked = Standards::of(&adopted)
        .on(on, |topic| if let Topic::Fppe(rule) = topic { rule.every_new_privilege.then_some(()) } else { None });
    let named = records
        .privilege_sets_of(facility)
        .any(|set| set.version_on(on).and_then(|version| version.item(item)).is_some_and(|item| item.fppe.is_some()));
    let mut held = records.privileges_of(id).filter(|held| held.facility() == facility && held.item() == item);
    let planned = held.any(|held| held.is_pending() && held.fppe_plan().is_some());
    if asked.is_empty() || named || planned {
        return Ok(());
    }
    let method = Text::parse("as the chair says").map_err(|error| Trouble::value("method", error))?;
    let plan = Fppe { cases: 1, method, within_months: None };
    let by = stage.acting(Capacity::Chair, Some(id))?;
    stage.act().evaluation_step(&by, id, facility, item, &EvaluationStep::PlanFppe(plan))?;
    Ok(())
}

/// No request takes more steps than this to its grant.
const MOST_STEPS: usize = 10;

pub(super) fn whole_way(
    stage: &mut Stage,
    id: ProviderId,
    facility: &FacilityId,
    item: &ItemId,
    grant: &PrivilegeStep,
    meeting: Option<MeetingId>,
    stop_at: Option<&str>,
) -> Result<Outcome, Trouble> {
    let one = std::slice::from_ref(item);
    if let Some(state) = stop_at.filter(|state| !MACHINE.states.contains(state)) {
        return Err(Trouble::file("stop_at", not_one_of(state, MACHINE.states)));
    }
    let mut state = match pending(stage, id, facility, item)? {
        Some(state) => state,
        None => {
            let by = stage.acting(Capacity::Provider, Some(id))?;
            let stands = stage.act().request_privileges(&by, id, facility, one)?.result.unwrap_or_default();
            stands.last().map_or("requested", |stand| stand.state)
        }
    };
    let mut checked = false;
    let mut open = Vec::new();
    let mut stands = Vec::new();
    for _ in 0..MOST_STEPS {
        if stop_at == Some(state) || state == "granted" {
            break;
        }
        let step = match state {
            "requested" => PrivilegeStep::CheckCriteria,
            "criteria-not-met" if !checked => PrivilegeStep::CheckCriteria,
            "board-review" => grant.clone(),
            _ if reviewer(state).is_some() => {
                PrivilegeStep::Recommend(Recommendation { favourable: true, note: noted(stage, None, false)? })
            }
            _ => break,
        };
        checked = true;
        stands = if matches!(step, PrivilegeStep::Grant(..)) {
            plan_evaluation(stage, id, facility, item)?;
            given(stage, id, facility, one, Capacity::Board, &step, meeting)?
        } else {
            let body = reviewer(state).unwrap_or(Capacity::Msp);
            let decision = decision(stage, id, facility, one, body, &step)?;
            voting::decide(stage, None, &decision, |stage, meeting| {
                let by = stage.acting(body, Some(id))?;
                Ok(stage.act().privilege_step_at(&by, id, facility, one, &step, meeting)?.result.unwrap_or_default())
            })?
        };
        let Some(stand) = stands.last() else { break };
        state = stand.state;
        open.clone_from(&stand.open);
    }
    if state == stop_at.unwrap_or("granted") {
        return outcome(stage, id, facility, one, stands);
    }
    Err(Trouble::Stuck { state: state.to_owned(), open })
}
