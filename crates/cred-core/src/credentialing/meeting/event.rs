//! What can happen to a meeting.

use super::{
    matter::{Matter, Recusal},
    member::Member,
    vote::Vote,
};
use crate::{
    actor::Capacity,
    id::{FacilityId, OrganizationId, ProviderId},
    text::Text,
    time::{Instant, zone::Zone},
};
use serde::{Deserialize, Serialize};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Event {
    /// Convened.
    #[non_exhaustive]
    Convened {
        /// Whose body.
        organization: OrganizationId,
        /// Of which facility; the organisation's own where none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        facility: Option<FacilityId>,
        /// Which body.
        body: Capacity,
        /// From when on it sits.
        on: Instant,
        /// In which zone its day is counted.
        zone: Zone,
        /// Its members.
        members: Vec<Member>,
    },
    /// A matter is on the agenda.
    #[non_exhaustive]
    MatterPlaced {
        /// Which.
        matter: Matter,
        /// About whom.
        provider: ProviderId,
        /// In a few words.
        about: Text,
        /// Who keeps out of it from the beginning.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        recusals: Vec<Recusal>,
    },
    /// Who is there.
    #[non_exhaustive]
    AttendanceRecorded {
        /// By name.
        present: Vec<Text>,
    },
    /// A member keeps out of a matter.
    #[non_exhaustive]
    MemberRecused {
        /// Of which.
        matter: Matter,
        /// Who, and why.
        recusal: Recusal,
    },
    /// A motion was put.
    #[non_exhaustive]
    Voted {
        /// On which matter.
        matter: Matter,
        /// The vote.
        vote: Box<Vote>,
    },
    /// Put off by common consent.
    #[non_exhaustive]
    MatterDeferred {
        /// Which.
        matter: Matter,
        /// What must be answered.
        question: Text,
        /// Who was there.
        vote: Box<Vote>,
    },
    /// Over.
    #[non_exhaustive]
    Adjourned,
}

impl Event {
    /// The commands that make it.
    pub(super) const fn commands(&self) -> &'static [&'static str] {
        match self {
            Self::Convened { .. } => &["convene"],
            Self::MatterPlaced { .. } => &["place-matter"],
            Self::AttendanceRecorded { .. } => &["record-attendance"],
            Self::MemberRecused { .. } => &["recuse"],
            Self::Voted { .. } => &["vote"],
            Self::MatterDeferred { .. } => &["defer"],
            Self::Adjourned => &["adjourn"],
        }
    }

    /// The stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Convened { .. } => "convened",
            Self::MatterPlaced { .. } => "matter-placed",
            Self::AttendanceRecorded { .. } => "attendance-recorded",
            Self::MemberRecused { .. } => "member-recused",
            Self::Voted { .. } => "voted",
            Self::MatterDeferred { .. } => "matter-deferred",
            Self::Adjourned => "adjourned",
        }
    }
}
