//! Questions: what is read. Each reads the records it needs and nothing else, as known now or at an earlier time.

mod artefacts;
mod gaps;
pub mod impact;
pub mod schedule;
mod snapshots;
mod standards;

use cred_core::{
    exercise::{
        answer::{Answer, ask},
        due::{Due, upcoming},
        question::{Question, What},
        roster::{self, Entry},
    },
    id::{FacilityId, ItemId, ProviderId, SiteId},
    jurisdiction::Jurisdiction,
    records::Records,
    text::Text,
    time::Instant,
};
use cred_store::{Bound, StoredEvent};

use crate::{App, error::AppError};

/// A bound for what was known at an instant; what is known now where none.
#[must_use]
pub fn known_at(instant: Option<Instant>) -> Bound {
    instant.map_or(Bound::Now, |instant| Bound::RecordedAt(instant.timestamp_micros()))
}

/// A question as people put it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Who.
    pub provider: ProviderId,
    /// A privilege's id, or a procedure code.
    pub what: String,
    /// Where.
    pub facility: FacilityId,
    /// At which site.
    pub site: SiteId,
    /// When; now where none.
    pub at: Option<Instant>,
    /// The patient's age in completed years.
    pub patient_age: Option<u32>,
    /// The state the patient is in, for care at a distance; the site's where none.
    pub patient_state: Option<Jurisdiction>,
    /// Whether the patient is one of a federal programme; taken for one where none.
    pub federal_patient: Option<bool>,
    /// The setting of care.
    pub setting: Option<Text>,
    /// Whether it is to save life or limb.
    pub emergency: bool,
    /// As known when; now where none.
    pub known_at: Option<Instant>,
}

/// One provider's entries on a roster, with the records they were read from.
#[derive(Debug)]
pub struct RosterOf {
    /// Who.
    pub provider: ProviderId,
    /// The records.
    pub records: Records,
    /// What is held, exercisable or not.
    pub entries: Vec<Entry>,
}

impl App {
    /// What was known at a position of the history.
    ///
    /// # Errors
    /// When the history has not come so far: what will be known there nobody knows. When the store fails.
    pub fn up_to(&self, position: u64) -> Result<Bound, AppError> {
        let head = self.store().head(Bound::Now)?.seq;
        if position > head {
            return Err(AppError::Usage(format!("the history ends at position {head}: give that, or an earlier one")));
        }
        Ok(Bound::Seq(position))
    }

    /// May she do this here, at this time? Reads the streams of the provider and of the facility.
    ///
    /// A privilege's id is tried first, without regard to case; what is none is taken for a procedure code.
    ///
    /// # Errors
    /// When the question names something there is not, or the store fails.
    pub fn may(&self, asked: &Asked) -> Result<(Records, Answer), AppError> {
        self.may_as_known(asked, known_at(asked.known_at))
    }

    /// The same on what was known at a bound, whatever the question says of it. An answer's own position gives that answer again, byte for
    /// byte; an instant does where nothing else was recorded at it since.
    ///
    /// # Errors
    /// When the question names something there was not, or the store fails.
    pub fn may_as_known(&self, asked: &Asked, bound: Bound) -> Result<(Records, Answer), AppError> {
        let records = self.records(&[asked.provider], std::slice::from_ref(&asked.facility), bound)?;
        let answer = ask(&records, question(&records, asked, self.now())?)?;
        Ok((records, answer))
    }

    /// Who may do what at a site: one provider after the other, those with a grant at the facility.
    ///
    /// # Errors
    /// When there is no such site, or the store fails.
    pub fn roster(
        &self,
        facility: &FacilityId,
        site: &SiteId,
        at: Instant,
        known: Option<Instant>,
    ) -> Result<Vec<RosterOf>, AppError> {
        let bound = self.pinned(known_at(known))?;
        let mut roster = Vec::new();
        for id in self.store().providers_at(facility.as_str(), bound)? {
            let provider: ProviderId =
                id.parse().map_err(|_| AppError::Codec(format!("a provider link names `{id}`")))?;
            let records = self.records(&[provider], std::slice::from_ref(facility), bound)?;
            // One person has one line, under however many records.
            let provider = records.survivor(provider);
            if roster.iter().any(|own: &RosterOf| own.provider == provider) {
                continue;
            }
            let entries = roster::held(&records, provider, facility, site, at)?;
            if !entries.is_empty() {
                roster.push(RosterOf { provider, records, entries });
            }
        }
        let name = |own: &RosterOf| own.records.provider(own.provider).map(|provider| provider.name().sorted());
        roster.sort_by_key(|own| (name(own), own.provider));
        Ok(roster)
    }

    /// What changes next, for one provider or for all with a link to the facility, soonest first.
    ///
    /// # Errors
    /// When there is no such facility, or the store fails.
    pub fn due(
        &self,
        provider: Option<ProviderId>,
        facility: &FacilityId,
        after: Instant,
    ) -> Result<Vec<(ProviderId, String, Due)>, AppError> {
        let bound = self.pinned(Bound::Now)?;
        let providers = match provider {
            Some(one) => vec![one],
            None => {
                let ids = self.store().providers_at(facility.as_str(), bound)?;
                let parse =
                    |id: &String| id.parse().map_err(|_| AppError::Codec(format!("a provider link names `{id}`")));
                ids.iter().map(parse).collect::<Result<_, _>>()?
            }
        };
        let mut due = Vec::new();
        let mut told = Vec::new();
        for provider in providers {
            let records = self.records(&[provider], std::slice::from_ref(facility), bound)?;
            let provider = records.survivor(provider);
            if told.contains(&provider) {
                continue;
            }
            told.push(provider);
            let name = records.provider(provider).map_or_else(String::new, |own| own.name().to_string());
            if let Some(own) = records.facility(facility) {
                due.extend(
                    upcoming(&records, provider, own, after)?.into_iter().map(|due| (provider, name.clone(), due)),
                );
            }
        }
        due.sort_by(|(a, _, one), (b, _, other)| one.cmp(other).then(a.cmp(b)));
        Ok(due)
    }

    /// Every event of a provider, under every id of the person, oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn history(&self, provider: ProviderId) -> Result<Vec<StoredEvent>, AppError> {
        let records = self.records(&[provider], &[], Bound::Now)?;
        let mut events = Vec::new();
        for id in records.same_person(provider) {
            events.extend(self.store().events_of_provider(&id.to_string(), Bound::Now)?);
        }
        events.sort_by_key(|event| event.seq);
        Ok(events)
    }
}

/// The question as the core puts it.
fn question(records: &Records, asked: &Asked, now: Instant) -> Result<Question, AppError> {
    Ok(Question {
        provider: asked.provider,
        what: what(records, &asked.facility, &asked.what)?,
        facility: asked.facility.clone(),
        site: asked.site.clone(),
        at: asked.at.unwrap_or(now),
        patient_age: asked.patient_age,
        patient_state: asked.patient_state,
        federal_patient: asked.federal_patient,
        setting: asked.setting.clone(),
        emergency: asked.emergency,
    })
}

/// A privilege of the facility, whatever its case, or else a procedure code.
fn what(records: &Records, facility: &FacilityId, text: &str) -> Result<What, AppError> {
    let versions = records.privilege_sets_of(facility).flat_map(|set| set.versions());
    let mut items: Vec<&ItemId> = versions
        .flat_map(|version| &version.items)
        .map(|item| &item.id)
        .filter(|item| item.as_str().eq_ignore_ascii_case(text))
        .collect();
    items.sort();
    items.dedup();
    // A text with a dash looks like a privilege's id: it is a code where a form lists it as one.
    let is_listed = || {
        let mut items = records.privilege_sets_of(facility).flat_map(|set| set.versions()).flat_map(|own| &own.items);
        items.any(|item| item.procedures.iter().any(|pattern| pattern.covers(text)))
    };
    // Two ids that differ in case alone: the exact one is meant.
    match items.iter().find(|item| item.as_str() == text).or(items.first()) {
        Some(item) => Ok(What::Privilege((*item).clone())),
        None if !text.is_empty() && text.len() <= 20 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '.') => {
            Ok(What::Procedure(text.to_ascii_uppercase()))
        }
        None if is_listed() => Ok(What::Procedure(text.to_ascii_uppercase())),
        None => {
            let known = records.privilege_sets_of(facility).filter_map(|set| set.versions().last());
            let known: Vec<String> = known.flat_map(|version| &version.items).map(|item| item.id.to_string()).collect();
            Err(AppError::NotFound {
                what: "privilege or procedure code",
                text: text.to_owned(),
                advice: if known.is_empty() {
                    "the facility had no form on file at that time".to_owned()
                } else {
                    format!("the facility's privileges are {}", known.join(", "))
                },
            })
        }
    }
}
