//! Records: the state of everything known, rebuilt by replaying events. A question is asked of them.
//!
//! They may hold a whole history or only the part that a question needs; see [`crate::journal`] for the events.

mod identity;
mod owned;

use std::collections::{BTreeMap, BTreeSet};

use owned::Owned;

use crate::{
    appointment::{self, Appointment, Standing},
    credentialing::{
        credentialing_file::{self, CredentialingFile},
        meeting::Meeting,
    },
    delineation::privilege_set::PrivilegeSet,
    enrollment::Enrollment,
    evidence::{dossier::Dossier, exclusion_list::ExclusionList, verification::Verification},
    facility::{Facility, governed::Governed, organization::Organization},
    id::{
        AppointmentId, CorrectiveActionId, CredentialingFileId, EnrollmentId, FacilityId, ItemId, ListId, MeetingId,
        OrganizationId, PrivilegeRequestId, PrivilegeSetId, ProviderId, ProxyPrivilegeId, SupervisionId,
        TemporaryPrivilegeId, VerificationId,
    },
    journal::{DomainEvent, Recorded, Stream},
    privileging::{
        corrective_action::CorrectiveAction,
        grant::GrantStanding,
        privilege_request::{self, PrivilegeRequest},
        proxy_privilege::ProxyPrivilege,
        supervision::Supervision,
        temporary_privilege::TemporaryPrivilege,
    },
    provider::Provider,
    refusal::ReplayError,
    standard::{adoption::Adoption, adoption::Adoptions, binding::Standards},
    time::Instant,
};

/// The state of every stream replayed so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Records {
    providers: BTreeMap<ProviderId, Provider>,
    verifications: Owned<VerificationId, Verification>,
    files: Owned<CredentialingFileId, CredentialingFile>,
    appointments: Owned<AppointmentId, Appointment>,
    privileges: Owned<PrivilegeRequestId, PrivilegeRequest>,
    meetings: BTreeMap<MeetingId, Meeting>,
    temporary_privileges: Owned<TemporaryPrivilegeId, TemporaryPrivilege>,
    proxy_privileges: Owned<ProxyPrivilegeId, ProxyPrivilege>,
    supervisions: Owned<SupervisionId, Supervision>,
    corrective_actions: Owned<CorrectiveActionId, CorrectiveAction>,
    enrollments: Owned<EnrollmentId, Enrollment>,
    exclusion_lists: BTreeMap<ListId, ExclusionList>,
    organizations: BTreeMap<OrganizationId, Organization>,
    facilities: BTreeMap<FacilityId, Facility>,
    privilege_sets: BTreeMap<PrivilegeSetId, PrivilegeSet>,
    /// The states that files and privileges went through, each with the instant it was recorded.
    states: BTreeMap<Stream, Vec<(Instant, &'static str)>>,
    /// Merged record → the record it was merged into.
    mergers: BTreeMap<ProviderId, ProviderId>,
    /// The record that others were merged into → those.
    absorbed: BTreeMap<ProviderId, BTreeSet<ProviderId>>,
    ended_at: BTreeMap<Stream, Instant>,
    order_of_end: BTreeMap<Stream, u64>,
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

macro_rules! replay_owned {
    ($map:expr, $id:expr, $event:expr, $begin:path, $apply:expr) => {
        match $map.get_mut($id) {
            Some(state) => $apply(state),
            None => $begin($id.clone(), $event).map(|state| $map.insert($id.clone(), state.provider(), state)),
        }
    };
}

/// Whether an event withdraws, denies or gives something up.
const fn ends(event: &DomainEvent) -> bool {
    match event {
        DomainEvent::Appointment(event) => {
            matches!(event, appointment::Event::StandingChanged { standing: Standing::Resigned, .. })
        }
        DomainEvent::Privilege(event) => matches!(
            event,
            privilege_request::Event::Withdrawn
                | privilege_request::Event::Denied { .. }
                | privilege_request::Event::StandingChanged { standing: GrantStanding::Relinquished, .. }
        ),
        DomainEvent::CredentialingFile(event) => {
            matches!(
                event,
                credentialing_file::Event::Withdrawn { .. } | credentialing_file::Event::DeemedWithdrawn { .. }
            )
        }
        DomainEvent::Provider(_)
        | DomainEvent::Verification(_)
        | DomainEvent::Meeting(_)
        | DomainEvent::TemporaryPrivilege(_)
        | DomainEvent::ProxyPrivilege(_)
        | DomainEvent::Supervision(_)
        | DomainEvent::CorrectiveAction(_)
        | DomainEvent::Enrollment(_)
        | DomainEvent::Organization(_)
        | DomainEvent::ExclusionList(_)
        | DomainEvent::Facility(_)
        | DomainEvent::PrivilegeSet(_) => false,
    }
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
                replay_owned!(self.verifications, id, event, Verification::begin, |state: &mut Verification| state
                    .apply(event, recorded.recorded_at, recorded.seq))
            }
            (Stream::CredentialingFile(id), DomainEvent::CredentialingFile(event)) => {
                replay_owned!(self.files, id, event, CredentialingFile::begin, |state: &mut CredentialingFile| state
                    .apply(event))
            }
            (Stream::Appointment(id), DomainEvent::Appointment(event)) => {
                replay_owned!(self.appointments, id, event, Appointment::begin, |state: &mut Appointment| state
                    .apply(event))
            }
            (Stream::Privilege(id), DomainEvent::Privilege(event)) => {
                replay_owned!(self.privileges, id, event, PrivilegeRequest::begin, |state: &mut PrivilegeRequest| state
                    .apply(event))
            }
            (Stream::Meeting(id), DomainEvent::Meeting(event)) => {
                replay!(self.meetings, id, event, Meeting::begin, |state: &mut Meeting| state.apply(event))
            }
            (Stream::TemporaryPrivilege(id), DomainEvent::TemporaryPrivilege(event)) => {
                replay_owned!(
                    self.temporary_privileges,
                    id,
                    event,
                    TemporaryPrivilege::begin,
                    |state: &mut TemporaryPrivilege| state.apply(event)
                )
            }
            (Stream::ProxyPrivilege(id), DomainEvent::ProxyPrivilege(event)) => {
                replay_owned!(self.proxy_privileges, id, event, ProxyPrivilege::begin, |state: &mut ProxyPrivilege| {
                    state.apply(event)
                })
            }
            (Stream::Supervision(id), DomainEvent::Supervision(event)) => {
                replay_owned!(self.supervisions, id, event, Supervision::begin, |state: &mut Supervision| state
                    .apply(event))
            }
            (Stream::CorrectiveAction(id), DomainEvent::CorrectiveAction(event)) => {
                replay_owned!(
                    self.corrective_actions,
                    id,
                    event,
                    CorrectiveAction::begin,
                    |state: &mut CorrectiveAction| { state.apply(event) }
                )
            }
            (Stream::Enrollment(id), DomainEvent::Enrollment(event)) => {
                replay_owned!(self.enrollments, id, event, Enrollment::begin, |state: &mut Enrollment| state
                    .apply(event))
            }
            (Stream::ExclusionList(id), DomainEvent::ExclusionList(event)) => {
                replay!(self.exclusion_lists, id, event, ExclusionList::begin, |state: &mut ExclusionList| state
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
        let state = match &recorded.stream {
            Stream::CredentialingFile(id) => self.files.get(id).map(CredentialingFile::state_name),
            Stream::Privilege(id) => self.privileges.get(id).map(PrivilegeRequest::state_name),
            Stream::Provider(_)
            | Stream::Verification(_)
            | Stream::Appointment(_)
            | Stream::Meeting(_)
            | Stream::TemporaryPrivilege(_)
            | Stream::ProxyPrivilege(_)
            | Stream::Supervision(_)
            | Stream::CorrectiveAction(_)
            | Stream::Enrollment(_)
            | Stream::Organization(_)
            | Stream::ExclusionList(_)
            | Stream::Facility(_)
            | Stream::PrivilegeSet(_) => None,
        };
        if let Some(state) = state {
            self.states.entry(recorded.stream.clone()).or_default().push((recorded.recorded_at, state));
        }
        if let (Stream::Provider(id), DomainEvent::Provider(event)) = (&recorded.stream, &recorded.event) {
            self.follow_identity(*id, event);
        }
        if ends(&recorded.event) {
            self.ended_at.insert(recorded.stream.clone(), recorded.recorded_at);
            self.order_of_end.insert(recorded.stream.clone(), recorded.seq);
        }
        if let DomainEvent::CorrectiveAction(event) = &recorded.event
            && event.closes_investigation()
        {
            self.order_of_end.entry(recorded.stream.clone()).or_insert(recorded.seq);
        }
        self.position = self.position.max(recorded.seq);
        Ok(())
    }

    /// The states that a credentialing file or a privilege went through, each with the instant at which it was recorded, oldest first;
    /// empty for other streams.
    #[must_use]
    pub fn states_of(&self, stream: &Stream) -> &[(Instant, &'static str)] {
        self.states.get(stream).map_or(&[], Vec::as_slice)
    }

    /// The sequence number of the last event applied; 0 before the first.
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.position
    }

    /// Where in the order of the records it stands that something was withdrawn, denied, resigned or given up, or that a matter was first
    /// closed: of two of the same instant the lower came first.
    #[must_use]
    pub fn order_of_end(&self, stream: &Stream) -> Option<u64> {
        self.order_of_end.get(stream).copied()
    }

    /// When it was recorded that something was withdrawn, denied, resigned or given up; it may take effect later.
    #[must_use]
    pub fn ended_at(&self, stream: &Stream) -> Option<Instant> {
        self.ended_at.get(stream).copied()
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

    /// A provider's verifications. Here and below: of all records of the same person.
    pub fn verifications_of(&self, provider: ProviderId) -> impl Iterator<Item = &Verification> {
        self.verifications.of(provider, &self.other_records(provider))
    }

    /// A provider's dossier: of the whole person, under the id asked for. `None` where a record of the person is not in here: half a
    /// person is asked nothing.
    #[must_use]
    pub fn dossier(&self, provider: ProviderId) -> Option<Dossier<'_>> {
        if !self.is_whole(&self.same_person(provider)) {
            return None;
        }
        Some(Dossier::new(self.providers.get(&provider)?, self.verifications_of(provider)))
    }

    /// A credentialing file.
    #[must_use]
    pub fn file(&self, id: CredentialingFileId) -> Option<&CredentialingFile> {
        self.files.get(&id)
    }

    /// A provider's credentialing files.
    pub fn files_of(&self, provider: ProviderId) -> impl Iterator<Item = &CredentialingFile> {
        self.files.of(provider, &self.other_records(provider))
    }

    /// An appointment.
    #[must_use]
    pub fn appointment(&self, id: AppointmentId) -> Option<&Appointment> {
        self.appointments.get(&id)
    }

    /// A provider's appointments.
    pub fn appointments_of(&self, provider: ProviderId) -> impl Iterator<Item = &Appointment> {
        self.appointments.of(provider, &self.other_records(provider))
    }

    /// A privilege.
    #[must_use]
    pub fn privilege(&self, id: PrivilegeRequestId) -> Option<&PrivilegeRequest> {
        self.privileges.get(&id)
    }

    /// A provider's privileges, requested and granted.
    pub fn privileges_of(&self, provider: ProviderId) -> impl Iterator<Item = &PrivilegeRequest> {
        self.privileges.of(provider, &self.other_records(provider))
    }

    /// A meeting.
    #[must_use]
    pub fn meeting(&self, id: MeetingId) -> Option<&Meeting> {
        self.meetings.get(&id)
    }

    /// Every meeting.
    pub fn meetings(&self) -> impl Iterator<Item = &Meeting> {
        self.meetings.values()
    }

    /// A temporary privilege.
    #[must_use]
    pub fn temporary_privilege(&self, id: TemporaryPrivilegeId) -> Option<&TemporaryPrivilege> {
        self.temporary_privileges.get(&id)
    }

    /// A provider's temporary privileges.
    pub fn temporary_privileges_of(&self, provider: ProviderId) -> impl Iterator<Item = &TemporaryPrivilege> {
        self.temporary_privileges.of(provider, &self.other_records(provider))
    }

    /// A proxy privilege.
    #[must_use]
    pub fn proxy_privilege(&self, id: ProxyPrivilegeId) -> Option<&ProxyPrivilege> {
        self.proxy_privileges.get(&id)
    }

    /// A provider's proxy privileges.
    pub fn proxy_privileges_of(&self, provider: ProviderId) -> impl Iterator<Item = &ProxyPrivilege> {
        self.proxy_privileges.of(provider, &self.other_records(provider))
    }

    /// A supervision.
    #[must_use]
    pub fn supervision(&self, id: SupervisionId) -> Option<&Supervision> {
        self.supervisions.get(&id)
    }

    /// A provider's supervisions.
    pub fn supervisions_of(&self, provider: ProviderId) -> impl Iterator<Item = &Supervision> {
        self.supervisions.of(provider, &self.other_records(provider))
    }

    /// A corrective action.
    #[must_use]
    pub fn corrective_action(&self, id: CorrectiveActionId) -> Option<&CorrectiveAction> {
        self.corrective_actions.get(&id)
    }

    /// A provider's corrective actions.
    pub fn corrective_actions_of(&self, provider: ProviderId) -> impl Iterator<Item = &CorrectiveAction> {
        self.corrective_actions.of(provider, &self.other_records(provider))
    }

    /// An enrollment.
    #[must_use]
    pub fn enrollment(&self, id: EnrollmentId) -> Option<&Enrollment> {
        self.enrollments.get(&id)
    }

    /// A provider's enrollments.
    pub fn enrollments_of(&self, provider: ProviderId) -> impl Iterator<Item = &Enrollment> {
        self.enrollments.of(provider, &self.other_records(provider))
    }

    /// An organisation.
    #[must_use]
    pub fn organization(&self, id: &OrganizationId) -> Option<&Organization> {
        self.organizations.get(id)
    }

    /// Every exclusion list that was loaded.
    pub fn exclusion_lists(&self) -> impl Iterator<Item = &ExclusionList> {
        self.exclusion_lists.values()
    }

    /// An exclusion list that was loaded.
    #[must_use]
    pub fn exclusion_list(&self, id: &ListId) -> Option<&ExclusionList> {
        self.exclusion_lists.get(id)
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

    /// A facility with the rules that bind it; `None` where it or its organisation is not in the records.
    #[must_use]
    pub fn governed(&self, id: &FacilityId) -> Option<Governed<'_>> {
        let facility = self.facilities.get(id)?;
        Governed::of(facility, self.organizations.get(facility.organization())?)
    }

    /// The records as they would be had a facility adopted a pack now. Nothing is written.
    #[must_use]
    pub fn supposing_at_facility(&self, id: &FacilityId, adoption: &Adoption, now: Instant) -> Self {
        let mut supposed = self.clone();
        if let Some(facility) = supposed.facilities.get_mut(id) {
            facility.suppose(adoption.clone(), now);
        }
        supposed
    }

    /// The records as they would be had an organisation adopted a pack now. Nothing is written.
    #[must_use]
    pub fn supposing_at_organization(&self, id: &OrganizationId, adoption: &Adoption, now: Instant) -> Self {
        let mut supposed = self.clone();
        if let Some(organization) = supposed.organizations.get_mut(id) {
            organization.suppose(adoption.clone(), now);
        }
        supposed
    }

    /// Every facility.
    pub fn facilities(&self) -> impl Iterator<Item = &Facility> {
        self.facilities.values()
    }

    /// The rules of a facility and of its organisation together, as far as the records have them.
    #[must_use]
    pub fn standards_at<'a>(&'a self, facility: &'a Facility) -> Standards<'a> {
        let organization = self.organizations.get(facility.organization()).map(Organization::adoptions);
        let adopters: Vec<&Adoptions> = std::iter::once(facility.adoptions()).chain(organization).collect();
        Standards::of(&adopters)
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
