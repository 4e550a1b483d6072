//! Investigations: whether one into a provider's competence or conduct is open at a facility at an instant.

use crate::{
    id::{CorrectiveActionId, FacilityId, ProviderId},
    privileging::corrective_action::CorrectiveAction,
    records::Records,
    time::Instant,
};

/// The matters in which an investigation of competence or conduct is open: from the executive committee's vote until the matter is finally
/// decided, closed or given up.
pub(super) fn open_at<'r>(
    records: &'r Records,
    provider: ProviderId,
    facility: &'r FacilityId,
    at: Instant,
) -> impl Iterator<Item = &'r CorrectiveAction> {
    records
        .corrective_actions_of(provider)
        .filter(move |matter| matter.facility() == facility)
        .filter(move |matter| matter.investigated().is_some_and(|open| open.contains(at)))
}

/// The open investigation of a provider's competence or conduct at a facility at an instant, if there is one: what a reappointment and a
/// resignation are held against. An administrative one is none.
#[must_use]
pub fn open_investigation(
    records: &Records,
    provider: ProviderId,
    facility: &FacilityId,
    at: Instant,
) -> Option<CorrectiveActionId> {
    open_at(records, provider, facility, at).map(CorrectiveAction::id).next()
}
