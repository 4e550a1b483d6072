//! Who may read what of a history. Peer-review matter is for the committees and their office alone: not for the provider it is about, not
//! for payers, not for other facilities; and every reading of it is recorded.
//!
//! What is peer-review matter is decided event by event, from the safe side: whatever may say something about competence or conduct is kept.
//! Meetings and corrective actions are kept as a whole.

use crate::{
    actor::{Actor, Capacity},
    appointment::{self, Cause},
    credentialing::credentialing_file,
    id::FacilityId,
    journal::{DomainEvent, Recorded, Stream},
    privileging::{grant::GrantStanding, privilege_request, proxy_privilege, temporary_privilege},
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
            | Stream::ExclusionList(_)
            | Stream::Facility(_)
            | Stream::PrivilegeSet(_) => true,
        },
        DomainEvent::CredentialingFile(event) => of_file(event),
        DomainEvent::Appointment(event) => of_appointment(event),
        DomainEvent::Privilege(event) => of_privilege(event),
        DomainEvent::TemporaryPrivilege(event) => of_temporary_privilege(event),
        DomainEvent::ProxyPrivilege(event) => of_proxy_privilege(event),
        DomainEvent::Supervision(_)
        | DomainEvent::Enrollment(_)
        | DomainEvent::Organization(_)
        | DomainEvent::ExclusionList(_)
        | DomainEvent::Facility(_)
        | DomainEvent::PrivilegeSet(_) => false,
    }
}

/// Of a credentialing file all but what the applicant did, and what became of it: what the committee saw, asked and voted, why it denied, and
/// what came up later.
const fn of_file(event: &credentialing_file::Event) -> bool {
    use credentialing_file::Event;
    match event {
        Event::Opened { .. }
        | Event::Submitted { .. }
        | Event::Attested { .. }
        | Event::FoundIncomplete { .. }
        | Event::ItemsSupplied { .. }
        | Event::AnswerChanged { .. }
        | Event::Explained { .. }
        | Event::GapExplained(_)
        | Event::DeemedWithdrawn { .. }
        | Event::VerificationStarted
        | Event::VerificationCompleted
        | Event::ReportedToClient { .. }
        | Event::PlacedOnAgenda
        | Event::ProvisionallyApproved(_)
        | Event::Approved(_)
        | Event::Withdrawn { .. }
        | Event::NoticeRecorded { .. }
        | Event::Extended { .. }
        | Event::Returned { .. }
        | Event::Resigned { .. } => false,
        Event::FoundClean { .. }
        | Event::Flagged { .. }
        | Event::Deferred { .. }
        | Event::SentToReVerification
        | Event::Denied { .. }
        | Event::FindingRaised { .. }
        | Event::FindingResolved { .. } => true,
        Event::Terminated { administrative, .. } => !*administrative,
    }
}

/// Of an appointment a suspension, that one was lifted, a revocation, why a term is a short one, what was looked at before a reinstatement,
/// and a resignation during an investigation. What a rule takes by itself and how it is cured is administrative.
const fn of_appointment(event: &appointment::Event) -> bool {
    use appointment::{Event, Standing};
    match event {
        Event::Appointed { .. }
        | Event::ReinstatementRequested { .. }
        | Event::RelinquishedAutomatically { .. }
        | Event::CureRecorded { .. }
        | Event::CategoryChanged { .. }
        | Event::ProvisionalEnded { .. }
        | Event::NoticeGiven { .. } => false,
        Event::Reappointed { conditional, .. } => conditional.is_some(),
        Event::Reinstated { .. } => true,
        Event::StandingChanged { standing, cause, decision, .. } => match standing {
            Standing::OnLeave | Standing::Resigned | Standing::Deceased => tells_of_review(*cause, decision.is_some()),
            Standing::Good | Standing::Suspended | Standing::Revoked => true,
        },
    }
}

/// Of a privilege all but that it was asked, granted, given up or withdrawn, and that the provider was told: the recommendations, the
/// evaluations, why it was denied or limited, and what was given up during an investigation.
const fn of_privilege(event: &privilege_request::Event) -> bool {
    use privilege_request::Event;
    match event {
        Event::Requested { .. } | Event::Granted { .. } | Event::Withdrawn | Event::NoticeGiven { .. } => false,
        Event::SentToReview { .. }
        | Event::CriteriaNotMet { .. }
        | Event::Recommended { .. }
        | Event::RecommendedAgainst { .. }
        | Event::HearingConcluded { .. }
        | Event::Denied { .. }
        | Event::FppeConcluded { .. }
        | Event::FppePlanned { .. }
        | Event::CaseRecorded { .. }
        | Event::FppeExtended { .. }
        | Event::FppeStarted { .. }
        | Event::Reviewed { .. }
        | Event::Restricted(_)
        | Event::RestrictionImposed(_)
        | Event::RestrictionLifted { .. } => true,
        Event::StandingChanged { standing, cause, decision, .. } => match standing {
            GrantStanding::Relinquished => tells_of_review(*cause, decision.is_some()),
            GrantStanding::Good | GrantStanding::Suspended | GrantStanding::Revoked => true,
        },
    }
}

/// Of a temporary privilege why somebody ended it.
const fn of_temporary_privilege(event: &temporary_privilege::Event) -> bool {
    use temporary_privilege::Event;
    match event {
        Event::Granted { .. }
        | Event::LicenseVerified { .. }
        | Event::VerificationImpossible { .. }
        | Event::Continued { .. }
        | Event::Relinquished { .. } => false,
        Event::Terminated { .. } => true,
    }
}

/// Of a privilege by proxy what was decided against the holder, here or at the distant site.
const fn of_proxy_privilege(event: &proxy_privilege::Event) -> bool {
    use proxy_privilege::Event;
    match event {
        Event::Granted { .. } | Event::ListSupplied { .. } | Event::Relinquished { .. } => false,
        Event::DistantEnded { .. } | Event::Suspended { .. } | Event::Lifted { .. } | Event::Revoked { .. } => true,
    }
}

/// Whether a change by the provider's own will says that a review was going on, or carries out the decision of one.
const fn tells_of_review(cause: Option<Cause>, decided: bool) -> bool {
    decided || matches!(cause, Some(Cause::CompetenceOrConduct))
}

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
