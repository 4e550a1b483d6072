//! Whose body it is: an organisation's, or that of one of its facilities.

use crate::{
    actor::Capacity,
    facility::{Facility, organization::Organization},
    id::{FacilityId, OrganizationId},
    refusal::Reason,
    standard::binding::Standards,
    time::zone::Zone,
};

/// Where a body sits: in its zone its decisions are dated, and by the packs adopted there they are valid.
#[derive(Debug, Clone, Copy)]
pub struct Host<'a> {
    organization: &'a Organization,
    facility: Option<&'a Facility>,
}

impl<'a> Host<'a> {
    /// The bodies of an organisation.
    #[must_use]
    pub const fn of_organization(organization: &'a Organization) -> Self {
        Self { organization, facility: None }
    }

    /// The bodies of a facility, with its organisation: the rules of both bind.
    #[must_use]
    pub const fn of_facility(facility: &'a Facility, organization: &'a Organization) -> Self {
        Self { organization, facility: Some(facility) }
    }

    /// The organisation.
    #[must_use]
    pub const fn organization(&self) -> &'a Organization {
        self.organization
    }

    /// The facility, where it is one's.
    #[must_use]
    pub const fn facility(&self) -> Option<&'a Facility> {
        self.facility
    }

    /// The zone in which its decisions are dated.
    #[must_use]
    pub fn zone(&self) -> Zone {
        self.facility.map_or_else(|| self.organization.zone(), Facility::zone)
    }

    /// The rules adopted here.
    #[must_use]
    pub fn standards(&self) -> Standards<'a> {
        let own = self.facility.map(Facility::adoptions);
        let adopters: Vec<_> = own.into_iter().chain([self.organization.adoptions()]).collect();
        Standards::of(&adopters)
    }

    /// Whether the facility is the organisation's.
    pub(crate) fn is_whole(&self) -> Result<(), Reason> {
        match self.facility.filter(|facility| facility.organization() != self.organization.id()) {
            Some(facility) => Err(Reason::Mismatch {
                what: "the organization",
                given: self.organization.id().to_string(),
                wanted: facility.organization().to_string(),
            }),
            None => Ok(()),
        }
    }

    /// Whether it is this organisation, or a facility of it, and where a facility is given, that one.
    pub(crate) fn is(&self, organization: &OrganizationId, facility: Option<&FacilityId>) -> Result<(), Reason> {
        self.is_whole()?;
        let own = self.facility.map(Facility::id);
        if self.organization.id() == organization && (facility.is_none() || facility == own) {
            return Ok(());
        }
        let named = |organization: &OrganizationId, facility: Option<&FacilityId>| {
            facility.map_or_else(|| organization.to_string(), |facility| format!("{organization} at {facility}"))
        };
        Err(Reason::Mismatch {
            what: "the organization or facility",
            given: named(self.organization.id(), own),
            wanted: named(organization, facility),
        })
    }
}

/// The bodies that meet and vote.
pub const BODIES: [Capacity; 5] =
    [Capacity::CredentialsCommittee, Capacity::Mec, Capacity::Board, Capacity::BoardCommittee, Capacity::HearingPanel];
