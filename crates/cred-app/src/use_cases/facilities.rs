//! Loading facilities, organisations and privilege sets, and recording what happens to resources.

use cred_core::{
    delineation::privilege_set::{PrivilegeSet, PrivilegeSetVersion},
    facility::{Command, Facility, organization::Organization},
    id::{FacilityId, PrivilegeSetId},
    journal::{DomainEvent, Stream},
    standard::{adoption::Adoption, rule_pack::RulePack},
};
use cred_import::facility_file::{FacilityFile, PackReference};

use super::{
    By,
    adopting::{Adopter, adopt},
    have, wrap,
};
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
                adopt(desk, &Adopter::Organization(home.id.clone()), adoption)?;
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
                adopt(desk, &Adopter::Facility(facility.id.clone()), resolved(reference, pack)?)?;
            }
            Ok(())
        })
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
