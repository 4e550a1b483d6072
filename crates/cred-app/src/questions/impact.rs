//! Questions about what might happen: which answers, rosters and booked cases would change.

use cred_core::{
    evidence::reply::Reply,
    exercise::{
        answer::NotAskable,
        impact::{self, CaseChange, Impact},
        question::Question,
        supposition::{Supposition, suppose},
    },
    id::{FacilityId, OrganizationId, ProviderId},
    provider::element::ElementKey,
    records::Records,
    time::{Instant, period::Period},
};
use cred_store::Bound;

use super::schedule::BookedCase;
use crate::{
    App,
    error::{AppError, Candidate},
};

/// What would change, with the records it was read from.
#[derive(Debug)]
pub struct ImpactOf {
    /// The records as they are.
    pub records: Records,
    /// From when until before when was looked.
    pub window: Period,
    /// The answers and rosters that would change.
    pub impact: Impact,
    /// The booked cases that would change.
    pub cases: Vec<CaseChange>,
}

impl App {
    /// What would change at a facility had all of this happened, from now on. Nothing is written.
    ///
    /// # Errors
    /// When something could not happen, names something there is not, a case is booked elsewhere, or the store fails.
    pub fn impact(
        &self,
        facility: &FacilityId,
        suppositions: &[Supposition],
        until: Option<Instant>,
        cases: &[BookedCase],
    ) -> Result<ImpactOf, AppError> {
        let now = self.now();
        let window = Period::new(now, until).map_err(|error| AppError::Usage(error.to_string()))?;
        if let Some(case) = cases.iter().find(|case| case.question.facility != *facility) {
            let (line, other) = (case.line, &case.question.facility);
            return Err(AppError::Usage(format!("the case of line {line} is booked at {other}, not at {facility}")));
        }
        let bound = self.pinned(Bound::Now)?;
        let named = suppositions.iter().filter_map(|own| match own {
            Supposition::Lapse { provider, .. } | Supposition::Leaving { provider, .. } => Some(*provider),
            Supposition::Outage { .. } | Supposition::Adoption { .. } => None,
        });
        let booked: Vec<ProviderId> = cases.iter().map(|case| case.question.provider).chain(named).collect();
        let records = self.records_at(facility, &booked, bound)?;
        let supposed = suppose(&records, suppositions, now)?;
        let impact = impact::impact(&records, &supposed, facility, window)?;
        let questions: Vec<Question> = cases.iter().map(|case| case.question.clone()).collect();
        let cases = impact::cases(&records, &supposed, &questions)?;
        Ok(ImpactOf { records, window, impact, cases })
    }

    /// The organization that a facility belongs to.
    ///
    /// # Errors
    /// When there is no such facility, or the store fails.
    pub fn organization_of(&self, facility: &FacilityId) -> Result<OrganizationId, AppError> {
        let records = self.records(&[], std::slice::from_ref(facility), Bound::Now)?;
        let held = records.facility(facility).ok_or_else(|| NotAskable::Facility(facility.clone()))?;
        Ok(held.organization().clone())
    }

    /// The credential on a provider's file that a text names, such as `license:AZ` or `insurance`: the kind, and as many further parts as
    /// tell it from the others. Only what a source has found.
    ///
    /// # Errors
    /// When none is named so, or several are; then they are told.
    pub fn find_element(&self, provider: ProviderId, text: &str) -> Result<ElementKey, AppError> {
        let records = self.records(&[provider], &[], Bound::Now)?;
        let dossier = records.dossier(provider);
        let on_file: Vec<ElementKey> = dossier.map_or_else(Vec::new, |dossier| {
            let found = dossier
                .elements()
                .filter(|(_, items)| items.iter().any(|item| matches!(item.held.evidence.reply, Reply::Found { .. })));
            found.map(|(key, _)| key.clone()).collect()
        });
        let named: Vec<&ElementKey> = on_file.iter().filter(|key| key.is_written(text)).collect();
        match named.as_slice() {
            [one] => Ok((*one).clone()),
            [] => {
                let known: Vec<String> = on_file.iter().map(ToString::to_string).collect();
                let advice =
                    format!("on file is {}", if known.is_empty() { "nothing".to_owned() } else { known.join(", ") });
                Err(AppError::NotFound { what: "credential on file", text: text.to_owned(), advice })
            }
            many => {
                let candidate = |key: &&ElementKey| Candidate { id: key.to_string(), label: String::new() };
                let candidates = many.iter().map(candidate).collect();
                Err(AppError::Ambiguous { what: "credential", text: text.to_owned(), candidates })
            }
        }
    }
}
