//! Questions about adopted rule packs.

use chrono::NaiveDate;
use cred_core::{
    exercise::simulation::{Adopting, Effect, simulate},
    journal::Stream,
    records::Records,
    standard::adoption::Adoption,
    time::zone::Zone,
};
use cred_store::Bound;

use crate::{App, codec, error::AppError, use_cases::adopting::Adopter};

impl App {
    fn adopter(&self, adopter: &Adopter) -> Result<Records, AppError> {
        match adopter {
            Adopter::Facility(id) => self.records(&[], std::slice::from_ref(id), Bound::Now),
            Adopter::Organization(id) => {
                let stream = Stream::Organization(id.clone());
                let id = codec::stream_id(stream.kind(), &stream.id())?;
                codec::replay(&self.store().stream(&id, Bound::Now)?)
            }
        }
    }

    fn zone_of(&self, adopter: &Adopter) -> Result<Zone, AppError> {
        let records = self.adopter(adopter)?;
        let zone = match adopter {
            Adopter::Facility(id) => records.facility(id).map(|own| own.zone()),
            Adopter::Organization(id) => records.organization(id).map(|own| own.zone()),
        };
        let advice = "load it with `cred facility load <file>`".to_owned();
        zone.ok_or_else(|| AppError::NotFound { what: "adopter", text: adopter.to_string(), advice })
    }

    /// Today, in the zone of an adopter.
    ///
    /// # Errors
    /// When there is no such adopter, or the store fails.
    pub fn today(&self, adopter: &Adopter) -> Result<NaiveDate, AppError> {
        Ok(self.zone_of(adopter)?.date_at(self.now()))
    }

    /// Every adoption that binds an adopter: its own, and for a facility its organisation's.
    ///
    /// # Errors
    /// When there is no such adopter, or the store fails.
    pub fn adoptions(&self, adopter: &Adopter) -> Result<Vec<Adoption>, AppError> {
        let records = self.adopter(adopter)?;
        self.zone_of(adopter)?;
        Ok(match adopter {
            Adopter::Facility(id) => {
                records.governed(id).map_or_else(Vec::new, |own| own.standards().adoptions().cloned().collect())
            }
            Adopter::Organization(id) => {
                records.organization(id).map_or_else(Vec::new, |own| own.adoptions().iter().cloned().collect())
            }
        })
    }

    /// What adopting a pack would change, each effect with the provider's name. Reads every provider with a link to the adopter's
    /// facilities; nothing is written.
    ///
    /// # Errors
    /// When there is no such adopter, or the store fails.
    pub fn simulate(&self, adopter: &Adopter, adoption: &Adoption) -> Result<Vec<(String, Effect)>, AppError> {
        self.zone_of(adopter)?;
        let (facilities, adopting, providers) = match adopter {
            Adopter::Facility(id) => {
                let linked = self.store().providers_at(id.as_str(), Bound::Now)?;
                let parse =
                    |id: &String| id.parse().map_err(|_| AppError::Codec(format!("a provider link names `{id}`")));
                let providers = linked.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
                (vec![id.clone()], Adopting::Facility(id.clone()), providers)
            }
            Adopter::Organization(id) => {
                let mut facilities = Vec::new();
                for facility in self.facilities()? {
                    let records = self.records(&[], std::slice::from_ref(&facility), Bound::Now)?;
                    if records.facility(&facility).is_some_and(|own| own.organization() == id) {
                        facilities.push(facility);
                    }
                }
                (facilities, Adopting::Organization(id.clone()), self.all_providers()?)
            }
        };
        let records = self.records(&providers, &facilities, Bound::Now)?;
        let effects = simulate(&records, &adopting, adoption, self.now())?;
        let name = |effect: &Effect| {
            records.provider(effect.provider).map_or_else(String::new, |provider| provider.name().to_string())
        };
        Ok(effects.into_iter().map(|effect| (name(&effect), effect)).collect())
    }
}
