//! Finding things by what people type: an NPI, an id or a part of it, a part of a name. Nothing is ever guessed.

use cred_core::{
    id::{FacilityId, ProviderId, SiteId},
    identifier::Npi,
    records::Records,
    text::plain,
};
use cred_store::Bound;

use crate::{
    App, codec,
    error::{AppError, Candidate},
    index,
};

/// At most so many candidates are told.
const CANDIDATES: usize = 20;

/// A provider found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundProvider {
    /// The record that stands for the person.
    pub provider: ProviderId,
    /// The records that the text names and that were merged into it; empty where it names that one itself.
    pub merged: Vec<ProviderId>,
}

impl App {
    /// The provider that a text names: by NPI, by id (or at least eight characters of it), or by a part of a name. Of several records of one
    /// person it is the survivor, whichever is named.
    ///
    /// # Errors
    /// When none is named so, or several are; then the candidates are told.
    pub fn find_provider(&self, text: &str) -> Result<ProviderId, AppError> {
        self.find_provider_as_known(text, Bound::Now)
    }

    /// The same among what was known at a bound: a name that means two people today may have meant one then, and a record that was merged
    /// since stood for itself.
    ///
    /// # Errors
    /// When none was named so, or several were; then the candidates are told.
    pub fn find_provider_as_known(&self, text: &str, bound: Bound) -> Result<ProviderId, AppError> {
        Ok(self.resolve(text, bound)?.provider)
    }

    /// The record that stands for the person of a record: itself, unless it was merged into another one.
    ///
    /// # Errors
    /// When the store fails.
    pub fn survivor(&self, provider: ProviderId) -> Result<ProviderId, AppError> {
        self.survivor_as_known(provider, Bound::Now)
    }

    fn survivor_as_known(&self, provider: ProviderId, bound: Bound) -> Result<ProviderId, AppError> {
        let mut records = Records::default();
        let mut next = Some(provider);
        while let Some(id) = next {
            let stream = codec::stream_id("provider", &id.to_string())?;
            for event in self.store().stream(&stream, bound)? {
                records.apply(&codec::recorded(&event)?)?;
            }
            let into = records.provider(id).and_then(cred_core::provider::Provider::merged_into);
            next = into.filter(|id| records.provider(*id).is_none());
        }
        Ok(records.survivor(provider))
    }

    /// The same as [`App::find_provider`], and whether the text named a record that was merged into the one found.
    ///
    /// # Errors
    /// When none is named so, or several are; then the candidates are told.
    pub fn resolve_provider(&self, text: &str) -> Result<FoundProvider, AppError> {
        self.resolve(text, Bound::Now)
    }

    fn resolve(&self, text: &str, bound: Bound) -> Result<FoundProvider, AppError> {
        let text = text.trim();
        let not_found =
            |advice: &str| AppError::NotFound { what: "provider", text: text.to_owned(), advice: advice.to_owned() };
        let ids = if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
            let npi = Npi::parse(text).map_err(|error| AppError::Usage(error.to_string()))?;
            self.store().find(index::NPI, npi.as_str(), bound)?
        } else if text.starts_with("prov_") && text.len() >= 8 {
            let entries = self.store().search(index::PROVIDER, text, CANDIDATES, bound)?;
            entries.into_iter().filter(|entry| entry.key.starts_with(text)).map(|entry| entry.target).collect()
        } else if text.len() < 2 {
            return Err(not_found("give at least two letters of the name, an NPI or an id"));
        } else {
            let words = plain(&text.replace(',', " "));
            let mut words = words.split(' ');
            let first = words.next().unwrap_or_default();
            let rest: Vec<&str> = words.collect();
            let entries = self.store().search(index::NAME, first, 10_000, bound)?;
            let mut ids: Vec<String> = entries
                .into_iter()
                .filter(|entry| rest.iter().all(|word| entry.key.contains(word)))
                .map(|entry| entry.target)
                .collect();
            ids.sort();
            ids.dedup();
            ids
        };
        let mut found: Vec<FoundProvider> = Vec::new();
        for id in ids {
            let named: ProviderId = id.parse().map_err(|_| AppError::Codec(format!("the look-up names `{id}`")))?;
            let provider = self.survivor_as_known(named, bound)?;
            let place = match found.iter().position(|own| own.provider == provider) {
                Some(place) => place,
                None => {
                    found.push(FoundProvider { provider, merged: vec![] });
                    found.len() - 1
                }
            };
            if let Some(own) = found.get_mut(place).filter(|_| named != provider) {
                own.merged.push(named);
            }
        }
        match found.as_slice() {
            [] => Err(not_found("register the provider with `cred provider add`, or import a file")),
            [one] => Ok(one.clone()),
            many => {
                let candidates = many.iter().take(CANDIDATES).map(|own| self.candidate(&own.provider.to_string()));
                let candidates = candidates.collect::<Result<_, _>>()?;
                Err(AppError::Ambiguous { what: "provider", text: text.to_owned(), candidates })
            }
        }
    }

    fn candidate(&self, id: &str) -> Result<Candidate, AppError> {
        let stream = codec::stream_id("provider", id)?;
        let records = codec::replay(&self.store().stream(&stream, Bound::Now)?)?;
        let label = records.providers().next().map_or_else(String::new, |provider| {
            let npi =
                provider.registration().npi.as_ref().map_or_else(|| "no NPI".to_owned(), |npi| format!("NPI {npi}"));
            format!("{}, {}, {npi}", provider.name(), provider.provider_type())
        });
        Ok(Candidate { id: id.to_owned(), label })
    }

    /// The facility and site that a text names: `site`, or `facility/site` where several facilities have a site of that id.
    ///
    /// # Errors
    /// When none is named so, or several are.
    pub fn find_site(&self, text: &str) -> Result<(FacilityId, SiteId), AppError> {
        self.find_site_as_known(text, Bound::Now)
    }

    /// The same among what was known at a bound.
    ///
    /// # Errors
    /// When there was none, or several facilities had one of that id; then they are told.
    pub fn find_site_as_known(&self, text: &str, bound: Bound) -> Result<(FacilityId, SiteId), AppError> {
        let (facility, site) = text.split_once('/').map_or((None, text), |(facility, site)| (Some(facility), site));
        let site = SiteId::parse(site).map_err(|error| AppError::Usage(error.to_string()))?;
        let mut owners = self.store().find(index::SITE, site.as_str(), bound)?;
        owners.retain(|owner| facility.is_none_or(|facility| facility == owner));
        match owners.as_slice() {
            [] => {
                let known = self.store().search(index::SITE, "", 50, bound)?;
                let known: Vec<String> = known.iter().map(|entry| format!("{}/{}", entry.target, entry.key)).collect();
                let advice = if known.is_empty() {
                    "load a facility with `cred facility load <file>`".to_owned()
                } else {
                    format!("there is {}", known.join(", "))
                };
                Err(AppError::NotFound { what: "site", text: text.to_owned(), advice })
            }
            [one] => Ok((FacilityId::parse(one).map_err(|error| AppError::Codec(error.to_string()))?, site)),
            many => {
                let candidates = many
                    .iter()
                    .map(|owner| Candidate { id: format!("{owner}/{site}"), label: format!("site of {owner}") })
                    .collect();
                Err(AppError::Ambiguous { what: "site", text: text.to_owned(), candidates })
            }
        }
    }

    /// The facility that a text names; the only one where none is given.
    ///
    /// # Errors
    /// When none is named so, or none is given and there are several.
    pub fn find_facility(&self, text: Option<&str>) -> Result<FacilityId, AppError> {
        let known = self.facilities()?;
        match text {
            Some(text) => known.iter().find(|id| id.as_str() == text).cloned().ok_or_else(|| {
                let known: Vec<&str> = known.iter().map(FacilityId::as_str).collect();
                let advice =
                    format!("there is {}", if known.is_empty() { "none".to_owned() } else { known.join(", ") });
                AppError::NotFound { what: "facility", text: text.to_owned(), advice }
            }),
            None => match known.as_slice() {
                [one] => Ok(one.clone()),
                [] => Err(AppError::NotFound {
                    what: "facility",
                    text: String::new(),
                    advice: "load one with `cred facility load <file>`".to_owned(),
                }),
                many => Err(AppError::Ambiguous {
                    what: "facility",
                    text: String::new(),
                    candidates: many
                        .iter()
                        .map(|id| Candidate { id: id.to_string(), label: "give it with --facility".to_owned() })
                        .collect(),
                }),
            },
        }
    }

    /// Every facility.
    ///
    /// # Errors
    /// When the store fails.
    pub fn facilities(&self) -> Result<Vec<FacilityId>, AppError> {
        let mut ids = Vec::new();
        for entry in self.store().search(index::FACILITY, "", usize::MAX >> 33, Bound::Now)? {
            ids.push(FacilityId::parse(&entry.target).map_err(|error| AppError::Codec(error.to_string()))?);
        }
        Ok(ids)
    }

    /// Every provider's id.
    ///
    /// # Errors
    /// When the store fails.
    pub fn all_providers(&self) -> Result<Vec<ProviderId>, AppError> {
        let ids = self.store().providers(Bound::Now)?;
        ids.iter().map(|id| id.parse().map_err(|_| AppError::Codec(format!("a provider link names `{id}`")))).collect()
    }
}
