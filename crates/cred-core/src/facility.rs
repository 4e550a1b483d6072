//! Facilities: their sites, what each site can support at a time, and the bylaws they adopted.
//!
//! Privileging sits here; credentialing sits at the [`organization`].

pub mod agreement;
mod command;
pub mod emergency_plan;
mod event;
pub mod exclusive_contract;
pub mod governed;
pub mod organization;
pub mod resource;
pub mod site;
mod table;

use crate::{
    actor::Actor,
    id::{AgreementId, FacilityId, OrganizationId, ResourceId, SiteId},
    machine::Machine,
    refusal::{Reason, Refusal, ReplayError},
    standard::adoption::{Adoption, Adoptions},
    text::Text,
    time::{Instant, calendar::MonthCount, period::Period, zone::Zone},
};
use agreement::Agreement;
use emergency_plan::EmergencyPlan;
use exclusive_contract::ExclusiveContract;
use resource::Resource;
use site::Site;
use std::collections::BTreeMap;

pub use command::Command;
pub use event::Event;
pub use table::MACHINE;

/// A facility.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facility {
    id: FacilityId,
    organization: OrganizationId,
    name: Text,
    zone: Zone,
    sites: BTreeMap<SiteId, Site>,
    resources: BTreeMap<(SiteId, ResourceId), Resource>,
    adoptions: Adoptions,
    emergency_plan: EmergencyPlan,
    agreements: BTreeMap<AgreementId, Agreement>,
    exclusive_contracts: BTreeMap<AgreementId, ExclusiveContract>,
}

impl Facility {
    /// Establishes a facility of an organisation.
    ///
    /// # Errors
    /// When the actor may not.
    pub fn establish(
        organization: OrganizationId,
        name: Text,
        zone: Zone,
        actor: &Actor,
    ) -> Result<Vec<Event>, Refusal> {
        MACHINE.admit(Machine::START, "establish", actor)?;
        Ok(vec![Event::Established { organization, name, zone }])
    }

    /// Decides what a command does; changes nothing. What is recorded already is no new event.
    ///
    /// # Errors
    /// When the actor may not, or a guard fails.
    pub fn decide(&self, command: Command, actor: &Actor, at: Instant) -> Result<Vec<Event>, Refusal> {
        let name = command.name();
        MACHINE.admit("established", name, actor)?;
        let changes = self.would_change(&command, at).map_err(|reason| MACHINE.refuse("established", name, reason))?;
        if !changes {
            return Ok(vec![]);
        }
        Ok(vec![if let Command::AdoptPack(adoption) = command {
            Event::PackAdopted { adoption, decided_on: self.zone.date_at(at) }
        } else {
            Event::Recorded(command)
        }])
    }

    /// Whether a command is lawful, and whether it says anything new.
    fn would_change(&self, command: &Command, at: Instant) -> Result<bool, Reason> {
        match command {
            Command::OpenSite(site) => match self.sites.get(&site.id) {
                None => Ok(true),
                Some(held) if held == site => Ok(false),
                Some(_) => Err(Reason::AlreadyExists { what: format!("site {}", site.id) }),
            },
            Command::PlanResource { site, resource, name } => {
                self.known_site(site)?;
                match self.resources.get(&(site.clone(), resource.clone())) {
                    None => Ok(true),
                    Some(held) if held.name() == name => Ok(false),
                    Some(_) => Err(Reason::AlreadyExists { what: format!("resource {resource} at {site}") }),
                }
            }
            Command::PutInService { site, resource, from } => {
                self.known_resource(site, resource)?.may_enter_service(*from)
            }
            Command::RecordOutage { site, resource, outage } => self.known_resource(site, resource)?.may_go_out(outage),
            Command::ReturnToService { site, resource, from } => self.known_resource(site, resource)?.may_return(*from),
            Command::EndResource { site, resource, from, ending } => {
                self.known_resource(site, resource)?.may_end(*from, *ending)
            }
            Command::AdoptPack(adoption) => self.adoptions.may_adopt(adoption, self.zone.date_at(at)),
            Command::EndPack { pack, last_day } => self.adoptions.may_end(pack, *last_day, self.zone.date_at(at)),
            Command::ActivateEmergencyPlan { from, needs_cannot_be_met, .. } => {
                self.emergency_plan.may_activate(*from, *needs_cannot_be_met)
            }
            Command::EndEmergencyPlan { from } => self.emergency_plan.may_end(*from),
            Command::RecordUnderControl { from } => self.emergency_plan.may_be_under_control(*from),
            Command::RecordAgreement(agreement) => match self.agreements.get(&agreement.id) {
                None if agreement.to.is_some_and(|to| to <= agreement.from) => Err(Reason::EmptyPeriod {
                    what: "the agreement",
                    start: agreement.from,
                    end: agreement.to.unwrap_or(agreement.from),
                }),
                None => Ok(true),
                Some(held) if *held == **agreement => Ok(false),
                Some(_) => Err(Reason::AlreadyExists { what: format!("agreement {}", agreement.id) }),
            },
            Command::EndAgreement { id, from } => {
                let known = || self.agreements.keys().map(ToString::to_string).collect();
                let held = self.agreements.get(id).ok_or_else(|| Reason::Unknown {
                    what: "agreement",
                    name: id.to_string(),
                    known: known(),
                })?;
                held.may_end(*from)
            }
            Command::RecordExclusiveContract(contract) => match self.exclusive_contracts.get(&contract.id) {
                None => contract.fault().map_or(Ok(true), Err),
                Some(held) if *held == **contract => Ok(false),
                Some(_) => Err(Reason::AlreadyExists { what: format!("exclusive contract {}", contract.id) }),
            },
            Command::EndExclusiveContract { id, from } => {
                let known = || self.exclusive_contracts.keys().map(ToString::to_string).collect();
                let held = self.exclusive_contracts.get(id).ok_or_else(|| Reason::Unknown {
                    what: "exclusive contract",
                    name: id.to_string(),
                    known: known(),
                })?;
                match held.to {
                    Some(to) if to == *from => Ok(false),
                    Some(to) if to < *from => Err(Reason::TermEnded { ended: to }),
                    Some(_) | None if *from <= held.from => {
                        Err(Reason::EmptyPeriod { what: "the contract", start: held.from, end: *from })
                    }
                    Some(_) | None => Ok(true),
                }
            }
        }
    }

    fn known_site(&self, site: &SiteId) -> Result<&Site, Reason> {
        self.sites.get(site).ok_or_else(|| Reason::Unknown {
            what: "site",
            name: site.to_string(),
            known: self.sites.keys().map(ToString::to_string).collect(),
        })
    }

    fn known_resource(&self, site: &SiteId, resource: &ResourceId) -> Result<&Resource, Reason> {
        self.known_site(site)?;
        self.resource(site, resource).ok_or_else(|| Reason::Unknown {
            what: "resource",
            name: resource.to_string(),
            known: self.resources.keys().filter(|(at, _)| at == site).map(|(_, id)| id.to_string()).collect(),
        })
    }

    /// Begins a record from its first event.
    ///
    /// # Errors
    /// When the event begins none.
    pub fn begin(id: FacilityId, event: &Event) -> Result<Self, ReplayError> {
        let Event::Established { organization, name, zone } = event else {
            return Err(ReplayError { stream: id.to_string(), event: event.name(), after: Machine::START.to_owned() });
        };
        Ok(Self {
            id,
            organization: organization.clone(),
            name: name.clone(),
            zone: *zone,
            sites: BTreeMap::new(),
            resources: BTreeMap::new(),
            adoptions: Adoptions::default(),
            emergency_plan: EmergencyPlan::default(),
            agreements: BTreeMap::new(),
            exclusive_contracts: BTreeMap::new(),
        })
    }

    /// Applies an event. No rules here.
    ///
    /// # Errors
    /// When the event cannot follow.
    pub fn apply(&mut self, event: &Event) -> Result<(), ReplayError> {
        let broken =
            || ReplayError { stream: self.id.to_string(), event: event.name(), after: "established".to_owned() };
        let command = match event {
            Event::Established { .. } => return Err(broken()),
            Event::PackAdopted { adoption, decided_on } => {
                self.adoptions.adopt((**adoption).clone(), *decided_on);
                return Ok(());
            }
            Event::Recorded(command) => command,
        };
        match command {
            Command::OpenSite(site) if self.sites.contains_key(&site.id) => return Err(broken()),
            Command::OpenSite(site) => {
                self.sites.insert(site.id.clone(), site.clone());
            }
            Command::PlanResource { site, resource, .. } if self.resource(site, resource).is_some() => {
                return Err(broken());
            }
            Command::PlanResource { site, resource, name } => {
                self.resources
                    .insert((site.clone(), resource.clone()), Resource::planned(resource.clone(), name.clone()));
            }
            // An adoption is an event of its own, with its day.
            Command::AdoptPack(_) => return Err(broken()),
            Command::EndPack { pack, last_day } => self.adoptions.end(pack, *last_day),
            Command::ActivateEmergencyPlan { from, reason, needs_cannot_be_met } => {
                self.emergency_plan.activate(*from, reason.clone(), *needs_cannot_be_met);
            }
            Command::EndEmergencyPlan { from } => self.emergency_plan.end(*from),
            Command::RecordUnderControl { from } => self.emergency_plan.under_control(*from),
            Command::RecordAgreement(agreement) if self.agreements.contains_key(&agreement.id) => return Err(broken()),
            Command::RecordAgreement(agreement) => {
                self.agreements.insert(agreement.id.clone(), (**agreement).clone());
            }
            Command::EndAgreement { id, from } => {
                let Some(held) = self.agreements.get_mut(id) else { return Err(broken()) };
                held.to = Some(*from);
            }
            Command::RecordExclusiveContract(contract) if self.exclusive_contracts.contains_key(&contract.id) => {
                return Err(broken());
            }
            Command::RecordExclusiveContract(contract) => {
                self.exclusive_contracts.insert(contract.id.clone(), (**contract).clone());
            }
            Command::EndExclusiveContract { id, from } => {
                let Some(held) = self.exclusive_contracts.get_mut(id) else { return Err(broken()) };
                held.to = Some(*from);
            }
            Command::PutInService { site, resource, .. }
            | Command::RecordOutage { site, resource, .. }
            | Command::ReturnToService { site, resource, .. }
            | Command::EndResource { site, resource, .. } => {
                let Some(held) = self.resources.get_mut(&(site.clone(), resource.clone())) else {
                    return Err(broken());
                };
                match command {
                    Command::PutInService { from, .. } => held.enter_service(*from),
                    Command::RecordOutage { outage, .. } => held.go_out(outage.clone()),
                    Command::ReturnToService { from, .. } => held.come_back(*from),
                    Command::EndResource { from, ending, .. } => held.end(*from, *ending),
                    Command::OpenSite(_)
                    | Command::PlanResource { .. }
                    | Command::AdoptPack(_)
                    | Command::EndPack { .. }
                    | Command::ActivateEmergencyPlan { .. }
                    | Command::EndEmergencyPlan { .. }
                    | Command::RecordUnderControl { .. }
                    | Command::RecordAgreement(_)
                    | Command::RecordExclusiveContract(_)
                    | Command::EndExclusiveContract { .. }
                    | Command::EndAgreement { .. } => {}
                }
            }
        }
        Ok(())
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> &FacilityId {
        &self.id
    }

    /// Whose facility it is.
    #[must_use]
    pub const fn organization(&self) -> &OrganizationId {
        &self.organization
    }

    /// Its name.
    #[must_use]
    pub const fn name(&self) -> &Text {
        &self.name
    }

    /// The zone of its governing body, in which its terms are counted.
    #[must_use]
    pub const fn zone(&self) -> Zone {
        self.zone
    }

    /// A site.
    #[must_use]
    pub fn site(&self, site: &SiteId) -> Option<&Site> {
        self.sites.get(site)
    }

    /// Every site.
    pub fn sites(&self) -> impl Iterator<Item = &Site> {
        self.sites.values()
    }

    /// A resource at a site.
    #[must_use]
    pub fn resource(&self, site: &SiteId, resource: &ResourceId) -> Option<&Resource> {
        self.resources.get(&(site.clone(), resource.clone()))
    }

    /// Every resource with its site.
    pub fn resources(&self) -> impl Iterator<Item = (&SiteId, &Resource)> {
        self.resources.iter().map(|((site, _), resource)| (site, resource))
    }

    /// Adopts a pack in a copy made to see what it would change. An edition of the same programme that runs then ends the day before.
    pub(crate) fn suppose(&mut self, adoption: Adoption, now: Instant) {
        let decided_on = self.zone.date_at(now);
        self.adoptions.suppose(adoption, decided_on);
    }

    /// The rule packs it adopted.
    #[must_use]
    pub const fn adoptions(&self) -> &Adoptions {
        &self.adoptions
    }

    /// The activations of its emergency operations plan.
    #[must_use]
    pub const fn emergency_plan(&self) -> &EmergencyPlan {
        &self.emergency_plan
    }

    /// An agreement with a distant site.
    #[must_use]
    pub fn agreement(&self, id: &AgreementId) -> Option<&Agreement> {
        self.agreements.get(id)
    }

    /// Every agreement with a distant site.
    pub fn agreements(&self) -> impl Iterator<Item = &Agreement> {
        self.agreements.values()
    }

    /// Every exclusive contract.
    pub fn exclusive_contracts(&self) -> impl Iterator<Item = &ExclusiveContract> {
        self.exclusive_contracts.values()
    }

    /// The period of so many months from an instant, counted to the day in the facility's zone.
    #[must_use]
    pub fn months_from(&self, start: Instant, months: u32) -> Option<Period> {
        let over_on = MonthCount::ToDay.over_on(self.zone.date_at(start), months)?;
        Period::new(start, Some(self.zone.start_of_day(over_on))).ok()
    }
}
