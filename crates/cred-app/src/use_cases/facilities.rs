//! Loading facilities, organisations and privilege sets, and recording what happens to resources.

use chrono::NaiveDate;
use cred_core::{
    delineation::privilege_set::{PrivilegeSet, PrivilegeSetVersion},
    facility::{Command, Facility, organization::Organization},
    id::{FacilityId, OrganizationId, PackId, PrivilegeSetId},
    journal::{DomainEvent, Stream},
    standard::{adoption::Adoption, rule_pack::RulePack},
};
use cred_import::facility_file::{FacilityFile, PackReference};

use super::{By, have, wrap};
use crate::{App, Done, desk::Desk, envelope::Envelope, error::AppError};

impl App {
    /// Brings the records of an organisation and a facility to what a file says. What the file says already is no new event; what it
    /// leaves out stays. `pack` brings the rule packs that the file adopts by their id.
    ///
    /// # Errors
    /// When a pack is not known, the core refuses a difference (a published version changed, say), or the store fails; then nothing is
    /// written.
    pub fn load_facility_file(
        &mut self,
        by: &By,
        text: &str,
        file: &FacilityFile,
        pack: &dyn Fn(&str) -> Option<RulePack>,
    ) -> Result<Done<()>, AppError> {
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &("load-facility", text))?;
        self.run(&envelope, |desk| {
            let home = &file.organization;
            desk.load_organization(&home.id)?;
            let stream = Stream::Organization(home.id.clone());
            if desk.records().organization(&home.id).is_none() {
                let events = Organization::establish(home.name.clone(), home.zone, desk.actor())?;
                desk.emit(&stream, wrap(events, DomainEvent::Organization))?;
            }
            let adopted = home.adopt.iter().map(|reference| resolved(reference, pack));
            let adopted = adopted.collect::<Result<Vec<Adoption>, AppError>>()?;
            for adoption in home.policies.iter().cloned().chain(adopted) {
                adopt_for_organization(desk, &home.id, adoption)?;
            }
            let facility = &file.facility;
            match desk.load_facility(&facility.id) {
                Ok(()) => {}
                Err(AppError::NotFound { .. }) => {
                    let (id, name) = (home.id.clone(), facility.name.clone());
                    let events = Facility::establish(id, name, facility.zone, desk.actor())?;
                    desk.emit(&Stream::Facility(facility.id.clone()), wrap(events, DomainEvent::Facility))?;
                }
                Err(error) => return Err(error),
            }
            for command in &facility.commands {
                command_facility(desk, &facility.id, command.clone())?;
            }
            for reference in &facility.adopt {
                adopt_for_facility(desk, &facility.id, resolved(reference, pack)?)?;
            }
            Ok(())
        })
    }

    /// Adopts a rule pack for an organisation. An open adoption of the same pack is ended on the new one's last day.
    ///
    /// # Errors
    /// When there is no such organisation, the core refuses, or the store fails.
    pub fn adopt_pack(
        &mut self,
        by: &By,
        organization: &OrganizationId,
        adoption: &Adoption,
    ) -> Result<Done<()>, AppError> {
        let request = ("adopt-pack", organization, adoption);
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &request)?;
        self.run(&envelope, |desk| {
            desk.load_organization(organization)?;
            adopt_for_organization(desk, organization, adoption.clone())
        })
    }

    /// Ends an organisation's adoption of a rule pack after a local day.
    ///
    /// # Errors
    /// When there is no such organisation or adoption, the core refuses, or the store fails.
    pub fn end_pack(
        &mut self,
        by: &By,
        organization: &OrganizationId,
        pack: &PackId,
        last_day: NaiveDate,
    ) -> Result<Done<()>, AppError> {
        let request = ("end-pack", organization, pack, last_day);
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &request)?;
        self.run(&envelope, |desk| {
            desk.load_organization(organization)?;
            end_for_organization(desk, organization, pack.clone(), last_day)
        })
    }

    /// Adopts a rule pack for a facility, as [`App::adopt_pack`].
    ///
    /// # Errors
    /// When there is no such facility, the core refuses, or the store fails.
    pub fn adopt_facility_pack(
        &mut self,
        by: &By,
        facility: &FacilityId,
        adoption: &Adoption,
    ) -> Result<Done<()>, AppError> {
        let request = ("adopt-facility-pack", facility, adoption);
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &request)?;
        self.run(&envelope, |desk| {
            desk.load_facility(facility)?;
            adopt_for_facility(desk, facility, adoption.clone())
        })
    }

    /// Ends a facility's adoption of a rule pack after a local day.
    ///
    /// # Errors
    /// When there is no such facility or adoption, the core refuses, or the store fails.
    pub fn end_facility_pack(
        &mut self,
        by: &By,
        facility: &FacilityId,
        pack: &PackId,
        last_day: NaiveDate,
    ) -> Result<Done<()>, AppError> {
        self.facility_command(by, facility, &Command::EndPack { pack: pack.clone(), last_day })
    }

    /// Gives a command to a facility's record.
    ///
    /// # Errors
    /// When the core refuses or the store fails.
    pub fn facility_command(&mut self, by: &By, id: &FacilityId, command: &Command) -> Result<Done<()>, AppError> {
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &("facility-command", id, command))?;
        self.run(&envelope, |desk| {
            desk.load_facility(id)?;
            command_facility(desk, id, command.clone())
        })
    }

    /// Publishes a version of a privilege set.
    ///
    /// # Errors
    /// When the core refuses, the facility lacks a site of it, or the store fails.
    pub fn publish_privilege_set(
        &mut self,
        by: &By,
        facility: &FacilityId,
        set: &PrivilegeSetId,
        version: &PrivilegeSetVersion,
    ) -> Result<Done<()>, AppError> {
        let request = ("publish-privilege-set", facility, set, version);
        let envelope = Envelope::seal(by.actor.clone(), by.key.clone(), &request)?;
        self.run(&envelope, |desk| {
            desk.load_facility(facility)?;
            desk.load_stream(&Stream::PrivilegeSet(set.clone()))?;
            let own = have(desk.records().facility(facility), "facility", facility)?;
            for site in &version.sites {
                have(own.site(site), "site of the facility", site)?;
            }
            for prerequisite in version.items.iter().flat_map(|item| &item.prerequisites) {
                let known = version.item(&prerequisite.item).is_some()
                    || desk.records().set_of_item(facility, &prerequisite.item).is_some();
                have(known.then_some(()), "privilege of the facility (named as a prerequisite)", &prerequisite.item)?;
            }
            let existing = desk.records().privilege_set(set);
            let events = PrivilegeSet::publish(existing, facility, version.clone(), desk.actor())?;
            desk.emit(&Stream::PrivilegeSet(set.clone()), wrap(events, DomainEvent::PrivilegeSet))
        })
    }
}

fn command_facility(desk: &mut Desk<'_>, id: &FacilityId, command: Command) -> Result<(), AppError> {
    let own = have(desk.records().facility(id), "facility", id)?;
    let events = own.decide(command, desk.actor(), desk.now())?;
    desk.emit(&Stream::Facility(id.clone()), wrap(events, DomainEvent::Facility))
}

/// The adoption that a reference in a file means.
fn resolved(reference: &PackReference, pack: &dyn Fn(&str) -> Option<RulePack>) -> Result<Adoption, AppError> {
    let found = pack(reference.pack.as_str()).ok_or_else(|| AppError::NotFound {
        what: "rule pack",
        text: reference.pack.to_string(),
        advice: "give its file, or look at the names of those that are shipped".to_owned(),
    })?;
    Ok(reference.adoption(found))
}

/// Whether an adoption says of one that is held only that it ends: the same pack, from the same day, in the same readings.
fn only_ends(held: &Adoption, adoption: &Adoption) -> Option<NaiveDate> {
    let same = held.pack == adoption.pack && held.from == adoption.from && held.readings == adoption.readings;
    adoption.to.filter(|_| same && held.to.is_none())
}

fn adopt_for_organization(desk: &mut Desk<'_>, id: &OrganizationId, adoption: Adoption) -> Result<(), AppError> {
    let own = have(desk.records().organization(id), "organization", id)?;
    let ends = own.adoptions().iter().find_map(|held| only_ends(held, &adoption));
    if let Some(last_day) = ends {
        return end_for_organization(desk, id, adoption.pack.id, last_day);
    }
    let events = own.adopt_pack(adoption, desk.actor(), desk.now())?;
    desk.emit(&Stream::Organization(id.clone()), wrap(events, DomainEvent::Organization))
}

fn end_for_organization(
    desk: &mut Desk<'_>,
    id: &OrganizationId,
    pack: PackId,
    last_day: NaiveDate,
) -> Result<(), AppError> {
    let own = have(desk.records().organization(id), "organization", id)?;
    let events = own.end_pack(pack, last_day, desk.actor(), desk.now())?;
    desk.emit(&Stream::Organization(id.clone()), wrap(events, DomainEvent::Organization))
}

fn adopt_for_facility(desk: &mut Desk<'_>, id: &FacilityId, adoption: Adoption) -> Result<(), AppError> {
    let own = have(desk.records().facility(id), "facility", id)?;
    let ends = own.adoptions().iter().find_map(|held| only_ends(held, &adoption));
    let command = match ends {
        Some(last_day) => Command::EndPack { pack: adoption.pack.id, last_day },
        None => Command::AdoptPack(Box::new(adoption)),
    };
    command_facility(desk, id, command)
}
