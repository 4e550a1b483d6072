//! Adopting rule packs, and ending their adoption.

use chrono::NaiveDate;
use cred_core::{
    facility::Command,
    id::{FacilityId, OrganizationId, PackId},
    journal::{DomainEvent, Stream},
    standard::adoption::Adoption,
};
use serde::Serialize;

use super::{By, have, wrap};
use crate::{App, Done, desk::Desk, envelope::Envelope, error::AppError};

/// Who adopts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Adopter {
    /// An organisation.
    Organization(OrganizationId),
    /// A facility.
    Facility(FacilityId),
}

impl std::fmt::Display for Adopter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Organization(id) => write!(f, "{id}"),
            Self::Facility(id) => write!(f, "{id}"),
        }
    }
}

impl App {
    /// Adopts a rule pack. The same adoption again changes nothing.
    ///
    /// # Errors
    /// When there is no such adopter, the core refuses, or the store fails.
    pub fn adopt_pack(&mut self, by: &By, adopter: &Adopter, adoption: &Adoption) -> Result<Done<()>, AppError> {
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &("adopt-pack", adopter, adoption))?;
        self.run(&envelope, |desk| adopt(desk, adopter, adoption.clone()))
    }

    /// Ends the adoption of a pack after a local day of the adopter.
    ///
    /// # Errors
    /// When there is no such adopter, the core refuses, or the store fails.
    pub fn end_pack(
        &mut self,
        by: &By,
        adopter: &Adopter,
        pack: &PackId,
        last_day: NaiveDate,
    ) -> Result<Done<()>, AppError> {
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &("end-pack", adopter, pack, last_day))?;
        self.run(&envelope, |desk| end(desk, adopter, pack.clone(), last_day))
    }
}

/// Adopts on the desk of a command. Said again with an end, an open adoption ends on that day.
pub(super) fn adopt(desk: &mut Desk<'_>, adopter: &Adopter, adoption: Adoption) -> Result<(), AppError> {
    let only_ends = |held: &Adoption| {
        let same = held.pack == adoption.pack && held.from == adoption.from && held.readings == adoption.readings;
        adoption.to.filter(|_| same && held.to.is_none())
    };
    match adopter {
        Adopter::Organization(id) => {
            desk.load_organization(id)?;
            let own = have(desk.records().organization(id), "organization", id)?;
            let ends = own.adoptions().iter().find_map(only_ends);
            if let Some(last_day) = ends {
                return end(desk, adopter, adoption.pack.id, last_day);
            }
            let events = own.adopt_pack(adoption, desk.actor(), desk.now())?;
            desk.emit(&Stream::Organization(id.clone()), wrap(events, DomainEvent::Organization))
        }
        Adopter::Facility(id) => {
            desk.load_facility(id)?;
            let own = have(desk.records().facility(id), "facility", id)?;
            let ends = own.adoptions().iter().find_map(only_ends);
            if let Some(last_day) = ends {
                return end(desk, adopter, adoption.pack.id, last_day);
            }
            let events = own.decide(Command::AdoptPack(Box::new(adoption)), desk.actor(), desk.now())?;
            desk.emit(&Stream::Facility(id.clone()), wrap(events, DomainEvent::Facility))
        }
    }
}

fn end(desk: &mut Desk<'_>, adopter: &Adopter, pack: PackId, last_day: NaiveDate) -> Result<(), AppError> {
    match adopter {
        Adopter::Organization(id) => {
            desk.load_organization(id)?;
            let own = have(desk.records().organization(id), "organization", id)?;
            let events = own.end_pack(pack, last_day, desk.actor(), desk.now())?;
            desk.emit(&Stream::Organization(id.clone()), wrap(events, DomainEvent::Organization))
        }
        Adopter::Facility(id) => {
            desk.load_facility(id)?;
            let own = have(desk.records().facility(id), "facility", id)?;
            let events = own.decide(Command::EndPack { pack, last_day }, desk.actor(), desk.now())?;
            desk.emit(&Stream::Facility(id.clone()), wrap(events, DomainEvent::Facility))
        }
    }
}
