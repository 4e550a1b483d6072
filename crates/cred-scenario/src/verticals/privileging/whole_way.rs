//! The whole way of a privilege, from the request to the grant.

use cred_app::use_cases::privileging::PrivilegeStep;
use cred_core::{
    actor::Capacity,
    id::{FacilityId, ItemId, MeetingId, ProviderId},
    privileging::privilege_request::{MACHINE, PrivilegeRequest, Recommendation},
    text::Text,
};
use cred_import::toml_fault::not_one_of;

use super::{items::Items, outcome};
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
        let by = match (&step, reviewer(state)) {
            (PrivilegeStep::Grant(..), _) => stage.by(Capacity::Board, Some(id))?,
            (_, Some(capacity)) => stage.acting(capacity, Some(id))?,
            (_, None) => stage.acting(Capacity::Msp, Some(id))?,
        };
        checked = true;
        let decided_at = meeting.filter(|_| matches!(step, PrivilegeStep::Grant(..)));
        stands = stage.act().privilege_step_at(&by, id, facility, one, &step, decided_at)?.result.unwrap_or_default();
        let Some(stand) = stands.last() else { break };
        state = stand.state;
        open.clone_from(&stand.open);
    }
    if state == stop_at.unwrap_or("granted") {
        return outcome(stage, id, facility, one, stands);
    }
    Err(Trouble::Stuck { state: state.to_owned(), open })
}
