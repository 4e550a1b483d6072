//! What is due: the next changes of everything in force for a provider at a facility.

use super::{answer::NotAskable, roster, rules::next_changes};
use crate::{
    evidence::dossier::told, facility::Facility, id::ProviderId, records::Records, time::Instant,
    timeline::truth::Truth,
};

/// One change to come.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// When it changes: the first instant of the new value.
    pub at: Instant,
    /// A stable word: `license`, `appointment`, `credentialing`, `privilege`, ….
    pub kind: &'static str,
    /// What changes.
    pub what: String,
    /// To what: `unmet`, `unknown` or `met`.
    pub becomes: Truth,
}

/// The next change of every element on file, approval, appointment and held privilege after an instant, soonest first.
///
/// # Errors
/// When the records do not have the facility.
pub fn upcoming(
    records: &Records,
    provider: ProviderId,
    facility: &Facility,
    after: Instant,
) -> Result<Vec<Due>, NotAskable> {
    let dossier = records.dossier(provider).ok_or(NotAskable::Provider(provider))?;
    let mut due = Vec::new();
    for (key, items) in dossier.elements() {
        let truth = told(items).map(|cause| cause.truth);
        if let Some((at, becomes)) = truth.next_change(after) {
            let what = items.last().map_or_else(|| key.to_string(), |item| item.fact().label.clone());
            due.push(Due { at, kind: key.kind().word(), what, becomes: *becomes });
        }
    }
    for file in records.files_of(provider).filter(|file| file.organization() == facility.organization()) {
        for end in file.periods().iter().filter_map(|period| period.end()).filter(|end| *end > after) {
            let what = format!("recredentialing by {}", file.organization());
            due.push(Due { at: end, kind: "credentialing", what, becomes: Truth::Unmet });
        }
    }
    for appointment in records.appointments_of(provider).filter(|held| held.facility() == facility.id()) {
        if let Some(end) = appointment.whole().and_then(|period| period.end()).filter(|end| *end > after) {
            let what = format!("reappointment at {}", facility.name());
            due.push(Due { at: end, kind: "appointment", what, becomes: Truth::Unmet });
        }
    }
    let special = next_changes(records, provider, facility.id(), after);
    due.extend(special.into_iter().map(|(at, kind, what, becomes)| Due { at, kind, what, becomes }));
    for site in facility.sites() {
        for entry in roster::held(records, provider, facility.id(), &site.id, after)? {
            if let Some((at, becomes)) = entry.answer.until() {
                due.push(Due { at, kind: "privilege", what: format!("{} at {}", entry.item, site.id), becomes });
            }
        }
    }
    due.sort();
    due.dedup();
    Ok(due)
}
