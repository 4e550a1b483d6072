//! Who may read what of a history. Peer-review matter is for the committees and their office alone: not for the provider it is about, not
//! for payers, not for other facilities; and every reading of it is recorded.
//!
//! What is peer-review matter is decided from the safe side: of the machines that carry it, the events that tell an outsider nothing are
//! listed, and everything else is kept.

use crate::{
    actor::{Actor, Capacity},
    id::FacilityId,
    journal::{DomainEvent, Recorded, Stream},
    provider::{Provider, element::ElementKind},
    records::Records,
};

/// For whom a history is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// The provider it is about, and who acts for them.
    Provider,
    /// A payer.
    Payer,
    /// Another facility or tenant, its administration, a contractor, a program.
    OtherFacility,
    /// The facility's medical staff office.
    MedicalStaffOffice,
    /// A committee, chair, officer or governing body of the facility.
    Committee,
}

impl Audience {
    /// Every audience.
    pub const ALL: [Self; 5] =
        [Self::Provider, Self::Payer, Self::OtherFacility, Self::MedicalStaffOffice, Self::Committee];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Payer => "payer",
            Self::OtherFacility => "other-facility",
            Self::MedicalStaffOffice => "medical-staff-office",
            Self::Committee => "committee",
        }
    }

    /// The audience that an actor is of when the matter is about the subject: whoever reads about themself reads as the provider, under
    /// whatever hat. A capacity without a part in peer review reads as an outsider.
    #[must_use]
    pub fn of(actor: &Actor, subject: &Provider) -> Self {
        if subject.is(actor) {
            return Self::Provider;
        }
        match actor.capacity() {
            Capacity::Provider | Capacity::Delegate => Self::Provider,
            Capacity::Payer => Self::Payer,
            Capacity::Cvo | Capacity::Facility | Capacity::System => Self::OtherFacility,
            Capacity::Msp => Self::MedicalStaffOffice,
            Capacity::Chair
            | Capacity::CredentialsCommittee
            | Capacity::MedicalDirector
            | Capacity::Mec
            | Capacity::Board
            | Capacity::BoardCommittee
            | Capacity::Ceo
            | Capacity::HearingPanel => Self::Committee,
        }
    }

    /// Whether it is within the privilege of peer review.
    #[must_use]
    pub const fn is_within(self) -> bool {
        match self {
            Self::Provider | Self::Payer | Self::OtherFacility => false,
            Self::MedicalStaffOffice | Self::Committee => true,
        }
    }
}

/// Whether an event is peer-review matter. The records tell which element a verification is about; one that they do not have is taken for
/// peer-review matter.
#[must_use]
pub fn is_peer_review(recorded: &Recorded, records: &Records) -> bool {
    match &recorded.event {
        DomainEvent::CorrectiveAction(_) | DomainEvent::Meeting(_) => true,
        DomainEvent::Provider(event) => event.name() == "peer-review-read",
        DomainEvent::Verification(_) => match &recorded.stream {
            Stream::Verification(id) => records.verification(*id).is_none_or(|own| {
                // What the data bank holds is confidential by law; what a peer says is peer review.
                matches!(own.element().kind(), ElementKind::PeerReference | ElementKind::NpdbQuery)
            }),
            Stream::Provider(_)
            | Stream::CredentialingFile(_)
            | Stream::Appointment(_)
            | Stream::Privilege(_)
            | Stream::Meeting(_)
            | Stream::TemporaryPrivilege(_)
            | Stream::ProxyPrivilege(_)
            | Stream::Supervision(_)
            | Stream::CorrectiveAction(_)
            | Stream::Enrollment(_)
            | Stream::Organization(_)
            | Stream::Facility(_)
            | Stream::PrivilegeSet(_) => true,
        },
        DomainEvent::CredentialingFile(event) => !FILE.contains(&event.name()),
        DomainEvent::Appointment(event) => !APPOINTMENT.contains(&event.name()),
        DomainEvent::Privilege(event) => !PRIVILEGE.contains(&event.name()),
        DomainEvent::TemporaryPrivilege(event) => !TEMPORARY.contains(&event.name()),
        DomainEvent::ProxyPrivilege(event) => !PROXY.contains(&event.name()),
        DomainEvent::Supervision(_)
        | DomainEvent::Enrollment(_)
        | DomainEvent::Organization(_)
        | DomainEvent::Facility(_)
        | DomainEvent::PrivilegeSet(_) => false,
    }
}

/// Of a credentialing file: what the applicant did, and what became of it. Not what the committee saw, asked and voted, nor why it denied.
const FILE: [&str; 13] = [
    "opened",
    "submitted",
    "attested",
    "found-incomplete",
    "deemed-withdrawn",
    "verification-started",
    "verification-completed",
    "placed-on-agenda",
    "approved",
    "withdrawn",
    "lapsed",
    "closed",
    "notified",
];

/// Of an appointment: not a suspension, nor that one was lifted.
const APPOINTMENT: [&str; 5] = ["appointed", "reappointed", "leave-taken", "resigned", "death-recorded"];

/// Of a privilege: asked, granted, given up. Not the recommendations, the evaluations, and why it was denied or limited.
const PRIVILEGE: [&str; 5] = ["requested", "granted", "withdrawn", "relinquished", "not-offered"];

const TEMPORARY: [&str; 7] = ["begun", "requested", "granted", "withdrawn", "ended", "expired", "continued"];

const PROXY: [&str; 5] = ["begun", "requested", "granted", "ended", "withdrawn"];

/// Whether an audience may read an event. `of` is the facility whose event it is and `at` the one for which it is read: the privilege of
/// peer review ends at the walls of the facility. Without either it is taken to be one house.
#[must_use]
pub fn may_read(
    audience: Audience,
    recorded: &Recorded,
    records: &Records,
    of: Option<&FacilityId>,
    at: Option<&FacilityId>,
) -> bool {
    if !is_peer_review(recorded, records) {
        return true;
    }
    let elsewhere = of.zip(at).is_some_and(|(of, at)| of != at);
    audience.is_within() && !elsewhere
}
