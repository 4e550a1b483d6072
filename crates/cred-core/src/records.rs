//! Records: the state of everything known, rebuilt by replaying events. A question is asked of them.
//!
//! They may hold a whole history or only the part that a question needs; see [`crate::journal`] for the events.

use std::collections::BTreeMap;

use crate::{
    appointment::Appointment,
    credentialing::credentialing_file::CredentialingFile,
    delineation::privilege_set::PrivilegeSet,
    evidence::{dossier::Dossier, verification::Verification},
    facility::{Facility, organization::Organization},
    id::{
        AppointmentId, CredentialingFileId, FacilityId, ItemId, OrganizationId, PrivilegeRequestId, PrivilegeSetId,
        ProviderId, VerificationId,
    },
    journal::{DomainEvent, Recorded, Stream},
    privileging::privilege_request::PrivilegeRequest,
    provider::Provider,
    refusal::ReplayError,
};

/// The state of every stream replayed so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Records {
    providers: BTreeMap<ProviderId, Provider>,
    verifications: BTreeMap<VerificationId, Verification>,
    files: BTreeMap<CredentialingFileId, CredentialingFile>,
    appointments: BTreeMap<AppointmentId, Appointment>,
    privileges: BTreeMap<PrivilegeRequestId, PrivilegeRequest>,
    organizations: BTreeMap<OrganizationId, Organization>,
    facilities: BTreeMap<FacilityId, Facility>,
    privilege_sets: BTreeMap<PrivilegeSetId, PrivilegeSet>,
    position: u64,
}

macro_rules! replay {
    ($map:expr, $id:expr, $event:expr, $begin:path, $apply:expr) => {
        match $map.get_mut($id) {
            Some(state) => $apply(state),
            None => $begin($id.clone(), $event).map(|state| {
                $map.insert($id.clone(), state);
            }),
        }
    };
}

impl Records {
    /// Replays a history, or a part of one, in its order.
    ///
    /// # Errors
    /// When an event cannot follow what came before it.
    pub fn replay<'e>(events: impl IntoIterator<Item = &'e Recorded>) -> Result<Self, ReplayError> {
        let mut records = Self::default();
        for event in events {
            records.apply(event)?;
        }
        Ok(records)
    }

    /// Applies one recorded event.
    ///
    /// # Errors
    /// When it cannot follow what came before it.
    pub fn apply(&mut self, recorded: &Recorded) -> Result<(), ReplayError> {
        match (&recorded.stream, &recorded.event) {
            (Stream::Provider(id), DomainEvent::Provider(event)) => {
                replay!(self.providers, id, event, Provider::begin, |state: &mut Provider| state.apply(event))
            }
            (Stream::Verification(id), DomainEvent::Verification(event)) => {
                replay!(self.verifications, id, event, Verification::begin, |state: &mut Verification| state.apply(
                    event,
                    recorded.recorded_at,
                    recorded.seq
                ))
            }
            (Stream::CredentialingFile(id), DomainEvent::CredentialingFile(event)) => {
                replay!(self.files, id, event, CredentialingFile::begin, |state: &mut CredentialingFile| state
                    .apply(event))
            }
            (Stream::Appointment(id), DomainEvent::Appointment(event)) => {
                replay!(self.appointments, id, event, Appointment::begin, |state: &mut Appointment| state.apply(event))
            }
            (Stream::Privilege(id), DomainEvent::Privilege(event)) => {
                replay!(self.privileges, id, event, PrivilegeRequest::begin, |state: &mut PrivilegeRequest| state
                    .apply(event))
            }
            (Stream::Organization(id), DomainEvent::Organization(event)) => {
                replay!(self.organizations, id, event, Organization::begin, |state: &mut Organization| state
                    .apply(event))
            }
            (Stream::Facility(id), DomainEvent::Facility(event)) => {
                replay!(self.facilities, id, event, Facility::begin, |state: &mut Facility| state.apply(event))
            }
            (Stream::PrivilegeSet(id), DomainEvent::PrivilegeSet(event)) => {
                replay!(self.privilege_sets, id, event, PrivilegeSet::begin, |state: &mut PrivilegeSet| state
                    .apply(event))
            }
            (stream, event) => Err(ReplayError {
                stream: stream.to_string(),
                event: event.name(),
                after: "a stream of another kind".to_owned(),
            }),
        }?;
        self.position = self.position.max(recorded.seq);
        Ok(())
    }

    /// The sequence number of the last event applied; 0 before the first.
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.position
    }

    /// A provider.
    #[must_use]
    pub fn provider(&self, id: ProviderId) -> Option<&Provider> {
        self.providers.get(&id)
    }

    /// Every provider.
    pub fn providers(&self) -> impl Iterator<Item = &Provider> {
        self.providers.values()
    }

    /// A verification.
    #[must_use]
    pub fn verification(&self, id: VerificationId) -> Option<&Verification> {
        self.verifications.get(&id)
    }

    /// A provider's verifications.
    pub fn verifications_of(&self, provider: ProviderId) -> impl Iterator<Item = &Verification> {
        self.verifications.values().filter(move |verification| verification.provider() == provider)
    }

    /// A provider's dossier.
    #[must_use]
    pub fn dossier(&self, provider: ProviderId) -> Option<Dossier<'_>> {
        Some(Dossier::new(self.providers.get(&provider)?, self.verifications_of(provider)))
    }

    /// A credentialing file.
    #[must_use]
    pub fn file(&self, id: CredentialingFileId) -> Option<&CredentialingFile> {
        self.files.get(&id)
    }

    /// A provider's credentialing files.
    pub fn files_of(&self, provider: ProviderId) -> impl Iterator<Item = &CredentialingFile> {
        self.files.values().filter(move |file| file.provider() == provider)
    }

    /// An appointment.
    #[must_use]
    pub fn appointment(&self, id: AppointmentId) -> Option<&Appointment> {
        self.appointments.get(&id)
    }

    /// A provider's appointments.
    pub fn appointments_of(&self, provider: ProviderId) -> impl Iterator<Item = &Appointment> {
        self.appointments.values().filter(move |appointment| appointment.provider() == provider)
    }

    /// A privilege.
    #[must_use]
    pub fn privilege(&self, id: PrivilegeRequestId) -> Option<&PrivilegeRequest> {
        self.privileges.get(&id)
    }

    /// A provider's privileges, requested and granted.
    pub fn privileges_of(&self, provider: ProviderId) -> impl Iterator<Item = &PrivilegeRequest> {
        self.privileges.values().filter(move |privilege| privilege.provider() == provider)
    }

    /// An organisation.
    #[must_use]
    pub fn organization(&self, id: &OrganizationId) -> Option<&Organization> {
        self.organizations.get(id)
    }

    /// Every organisation.
    pub fn organizations(&self) -> impl Iterator<Item = &Organization> {
        self.organizations.values()
    }

    /// A facility.
    #[must_use]
    pub fn facility(&self, id: &FacilityId) -> Option<&Facility> {
        self.facilities.get(id)
    }

    /// Every facility.
    pub fn facilities(&self) -> impl Iterator<Item = &Facility> {
        self.facilities.values()
    }

    /// A privilege set.
    #[must_use]
    pub fn privilege_set(&self, id: &PrivilegeSetId) -> Option<&PrivilegeSet> {
        self.privilege_sets.get(id)
    }

    /// A facility's privilege sets.
    pub fn privilege_sets_of(&self, facility: &FacilityId) -> impl Iterator<Item = &PrivilegeSet> {
        self.privilege_sets.values().filter(move |set| set.facility() == facility)
    }

    /// The form of a facility that has an item in any version, the one with the latest such version.
    #[must_use]
    pub fn set_of_item(&self, facility: &FacilityId, item: &ItemId) -> Option<&PrivilegeSet> {
        self.privilege_sets_of(facility)
            .filter_map(|set| {
                let last = set.versions().iter().rev().find(|version| version.item(item).is_some())?;
                Some((last.effective_from, set))
            })
            .max_by_key(|(from, _)| *from)
            .map(|(_, set)| set)
    }
}
