//! The journal's words: which streams there are, the sum of all events, and an event as it was recorded.

use crate::{
    appointment,
    credentialing::{credentialing_file, meeting},
    delineation::privilege_set,
    enrollment,
    evidence::{exclusion_list, verification},
    facility::{self, organization},
    id::{
        AppointmentId, CorrectiveActionId, CredentialingFileId, EnrollmentId, FacilityId, ListId, MeetingId,
        OrganizationId, PrivilegeRequestId, PrivilegeSetId, ProviderId, ProxyPrivilegeId, SupervisionId,
        TemporaryPrivilegeId, VerificationId,
    },
    privileging::{corrective_action, privilege_request, proxy_privilege, supervision, temporary_privilege},
    provider,
    time::Instant,
};

/// One stream: all events of one thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stream {
    /// A provider's record.
    Provider(ProviderId),
    /// A verification.
    Verification(VerificationId),
    /// A list of excluded parties.
    ExclusionList(ListId),
    /// A credentialing file.
    CredentialingFile(CredentialingFileId),
    /// An appointment.
    Appointment(AppointmentId),
    /// A privilege.
    Privilege(PrivilegeRequestId),
    /// A meeting.
    Meeting(MeetingId),
    /// A temporary privilege.
    TemporaryPrivilege(TemporaryPrivilegeId),
    /// A proxy privilege.
    ProxyPrivilege(ProxyPrivilegeId),
    /// A supervision.
    Supervision(SupervisionId),
    /// A corrective action.
    CorrectiveAction(CorrectiveActionId),
    /// An enrollment.
    Enrollment(EnrollmentId),
    /// An organisation.
    Organization(OrganizationId),
    /// A facility.
    Facility(FacilityId),
    /// A privilege set.
    PrivilegeSet(PrivilegeSetId),
}

impl Stream {
    /// The stable word for its kind.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Provider(_) => "provider",
            Self::Verification(_) => "verification",
            Self::ExclusionList(_) => "exclusion-list",
            Self::CredentialingFile(_) => "credentialing-file",
            Self::Appointment(_) => "appointment",
            Self::Privilege(_) => "privilege",
            Self::Meeting(_) => "meeting",
            Self::TemporaryPrivilege(_) => "temporary-privilege",
            Self::ProxyPrivilege(_) => "proxy-privilege",
            Self::Supervision(_) => "supervision",
            Self::CorrectiveAction(_) => "corrective-action",
            Self::Enrollment(_) => "enrollment",
            Self::Organization(_) => "organization",
            Self::Facility(_) => "facility",
            Self::PrivilegeSet(_) => "privilege-set",
        }
    }

    /// Its id as text.
    #[must_use]
    pub fn id(&self) -> String {
        match self {
            Self::Provider(id) => id.to_string(),
            Self::Verification(id) => id.to_string(),
            Self::ExclusionList(id) => id.to_string(),
            Self::CredentialingFile(id) => id.to_string(),
            Self::Appointment(id) => id.to_string(),
            Self::Privilege(id) => id.to_string(),
            Self::Meeting(id) => id.to_string(),
            Self::TemporaryPrivilege(id) => id.to_string(),
            Self::ProxyPrivilege(id) => id.to_string(),
            Self::Supervision(id) => id.to_string(),
            Self::CorrectiveAction(id) => id.to_string(),
            Self::Enrollment(id) => id.to_string(),
            Self::Organization(id) => id.to_string(),
            Self::Facility(id) => id.to_string(),
            Self::PrivilegeSet(id) => id.to_string(),
        }
    }

    /// The stream of a kind and an id; `None` when there is no such kind or the id has another shape.
    #[must_use]
    pub fn parse(kind: &str, id: &str) -> Option<Self> {
        match kind {
            "provider" => id.parse().ok().map(Self::Provider),
            "verification" => id.parse().ok().map(Self::Verification),
            "exclusion-list" => id.parse().ok().map(Self::ExclusionList),
            "credentialing-file" => id.parse().ok().map(Self::CredentialingFile),
            "appointment" => id.parse().ok().map(Self::Appointment),
            "privilege" => id.parse().ok().map(Self::Privilege),
            "meeting" => id.parse().ok().map(Self::Meeting),
            "temporary-privilege" => id.parse().ok().map(Self::TemporaryPrivilege),
            "proxy-privilege" => id.parse().ok().map(Self::ProxyPrivilege),
            "supervision" => id.parse().ok().map(Self::Supervision),
            "corrective-action" => id.parse().ok().map(Self::CorrectiveAction),
            "enrollment" => id.parse().ok().map(Self::Enrollment),
            "organization" => id.parse().ok().map(Self::Organization),
            "facility" => id.parse().ok().map(Self::Facility),
            "privilege-set" => id.parse().ok().map(Self::PrivilegeSet),
            _ => None,
        }
    }
}

impl std::fmt::Display for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.kind(), self.id())
    }
}

/// The sum of all events.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is the event of the machine it is named after")]
pub enum DomainEvent {
    Provider(provider::Event),
    Verification(verification::Event),
    ExclusionList(exclusion_list::Event),
    CredentialingFile(credentialing_file::Event),
    Appointment(appointment::Event),
    Privilege(privilege_request::Event),
    Meeting(meeting::Event),
    TemporaryPrivilege(temporary_privilege::Event),
    ProxyPrivilege(proxy_privilege::Event),
    Supervision(supervision::Event),
    CorrectiveAction(corrective_action::Event),
    Enrollment(enrollment::Event),
    Organization(organization::Event),
    Facility(facility::Event),
    PrivilegeSet(privilege_set::Event),
}

impl DomainEvent {
    /// The stable name within its machine.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Provider(event) => event.name(),
            Self::Verification(event) => event.name(),
            Self::ExclusionList(event) => event.name(),
            Self::CredentialingFile(event) => event.name(),
            Self::Appointment(event) => event.name(),
            Self::Privilege(event) => event.name(),
            Self::Meeting(event) => event.name(),
            Self::TemporaryPrivilege(event) => event.name(),
            Self::ProxyPrivilege(event) => event.name(),
            Self::Supervision(event) => event.name(),
            Self::CorrectiveAction(event) => event.name(),
            Self::Enrollment(event) => event.name(),
            Self::Organization(event) => event.name(),
            Self::Facility(event) => event.name(),
            Self::PrivilegeSet(event) => event.name(),
        }
    }
}

/// An event as it stands in the history.
///
/// Whoever makes one vouches that it was decided by this crate and stored since: this is the one door through which a history
/// enters, and the word to search for in a review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its place in the whole history, from 1.
    pub seq: u64,
    /// Whose event it is.
    pub stream: Stream,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// What happened.
    pub event: DomainEvent,
}
