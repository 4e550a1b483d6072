//! Investigations: whether one into a provider's competence or conduct is open at a facility at an instant.

use crate::{
    id::{CorrectiveActionId, FacilityId, ProviderId},
    journal::Stream,
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

/// The matters in which one was open when something was given up by the provider or withdrawn: at that instant, or closed at it and later
/// in the order of the records, as one that a resignation puts an end to.
pub(super) fn open_when_ended<'r>(
    records: &'r Records,
    provider: ProviderId,
    facility: &'r FacilityId,
    stream: &Stream,
) -> impl Iterator<Item = &'r CorrectiveAction> + use<'r> {
    let (ended_at, order) = (records.ended_at(stream), records.order_of_end(stream));
    records.corrective_actions_of(provider).filter(move |matter| matter.facility() == facility).filter(move |matter| {
        let (Some(open), Some(ended)) = (matter.investigated(), ended_at) else { return false };
        let closed_later = || order < records.order_of_end(&Stream::CorrectiveAction(matter.id()));
        open.contains(ended) || (open.end() == Some(ended) && closed_later())
    })
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
