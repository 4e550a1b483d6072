//! What a temporary or disaster privilege was given for, on what it rests, and for how long.

use serde::{Deserialize, Serialize};

use crate::{
    actor::Actor,
    digest::Digest,
    id::{CredentialingFileId, PrivilegeRequestId, SiteId, TemporaryPrivilegeId, VerificationId, VersionLabel},
    text::Text,
    time::{Instant, period::Period},
};

/// The four kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// While a complete application waits for its decision.
    NewApplicant,
    /// For an important patient-care need.
    CareNeed,
    /// In the place of an absent practitioner.
    LocumTenens,
    /// For a volunteer in a disaster.
    Disaster,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::NewApplicant, Self::CareNeed, Self::LocumTenens, Self::Disaster];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::NewApplicant => "new-applicant",
            Self::CareNeed => "care-need",
            Self::LocumTenens => "locum-tenens",
            Self::Disaster => "disaster",
        }
    }

    /// Whether what is done under it can count for a focused evaluation or a required volume. Days and cases under a disaster privilege
    /// never do.
    #[must_use]
    pub const fn counts_as_experience(self) -> bool {
        match self {
            Self::NewApplicant | Self::CareNeed | Self::LocumTenens => true,
            Self::Disaster => false,
        }
    }

    /// The command that grants it.
    pub(super) const fn command(self) -> &'static str {
        match self {
            Self::NewApplicant => "grant-new-applicant",
            Self::CareNeed => "grant-care-need",
            Self::LocumTenens => "grant-locum-tenens",
            Self::Disaster => "grant-disaster",
        }
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

/// The application that waits for its decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Application {
    /// A new applicant's.
    CredentialingFile(CredentialingFileId),
    /// A member's, for an added privilege.
    PrivilegeRequest(PrivilegeRequestId),
}

impl std::fmt::Display for Application {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::CredentialingFile(id) => write!(f, "{id}"),
            Self::PrivilegeRequest(id) => write!(f, "{id}"),
        }
    }
}

/// What beside a government photo identification shows who a volunteer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum IdentityMeans {
    /// A hospital's picture identification.
    HospitalId,
    /// A licence to practise.
    License,
    /// Verification of the licence at its source.
    PrimaryVerification,
    /// The card of a response team or reserve (DMAT, MRC, ESAR-VHP).
    ResponseTeamCard,
    /// Authority given by a government to act in a disaster.
    GovernmentAuthority,
    /// A member of the staff knows the person.
    PersonalKnowledge,
}

impl IdentityMeans {
    /// Every means.
    pub const ALL: [Self; 6] = [
        Self::HospitalId,
        Self::License,
        Self::PrimaryVerification,
        Self::ResponseTeamCard,
        Self::GovernmentAuthority,
        Self::PersonalKnowledge,
    ];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::HospitalId => "hospital-id",
            Self::License => "license",
            Self::PrimaryVerification => "primary-verification",
            Self::ResponseTeamCard => "response-team-card",
            Self::GovernmentAuthority => "government-authority",
            Self::PersonalKnowledge => "personal-knowledge",
        }
    }

    /// Parses the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|means| means.word().eq_ignore_ascii_case(word.trim()))
    }
}

/// How a volunteer was identified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// The government photo identification that was seen.
    pub government_id: Text,
    /// What else.
    pub means: IdentityMeans,
    /// Which one, or who knows the person.
    pub detail: Text,
}

/// What a disaster privilege rests on, and its two clocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisasterGround {
    /// The activation of the emergency operations plan, by the instant it began.
    pub activation: Instant,
    /// When the volunteer presented.
    pub presented_at: Instant,
    /// When the volunteer arrived.
    pub arrived_at: Instant,
    /// Who it is.
    pub identity: Identity,
    /// How the volunteer is overseen.
    pub oversight: Text,
    /// The instant from which a verification of the licence is late, unless the disaster is under control before.
    pub verify_by: Instant,
    /// The instant from which a decision to continue is late.
    pub decide_by: Instant,
}

/// What it was given for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// A complete application waits.
    NewApplicant {
        /// Which.
        application: Application,
        /// How competence was verified, where the criteria of the form do not show it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        competence: Option<Text>,
    },
    /// A patient-care need.
    CareNeed {
        /// Which.
        need: Text,
        /// How competence was verified, where the criteria of the form do not show it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        competence: Option<Text>,
    },
    /// In somebody's place.
    LocumTenens {
        /// In whose place, and why.
        need: Text,
        /// How competence was verified, where the criteria of the form do not show it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        competence: Option<Text>,
    },
    /// A disaster.
    Disaster(Box<DisasterGround>),
}

impl Ground {
    /// Which kind it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::NewApplicant { .. } => Kind::NewApplicant,
            Self::CareNeed { .. } => Kind::CareNeed,
            Self::LocumTenens { .. } => Kind::LocumTenens,
            Self::Disaster(_) => Kind::Disaster,
        }
    }

    /// Whether competence was stated, and is not to be read from the criteria of the form.
    #[must_use]
    pub const fn competence_is_stated(&self) -> bool {
        match self {
            Self::NewApplicant { competence, .. }
            | Self::CareNeed { competence, .. }
            | Self::LocumTenens { competence, .. } => competence.is_some(),
            Self::Disaster(_) => true,
        }
    }

    /// The application it waits for.
    #[must_use]
    pub const fn application(&self) -> Option<Application> {
        match self {
            Self::NewApplicant { application, .. } => Some(*application),
            Self::CareNeed { .. } | Self::LocumTenens { .. } | Self::Disaster(_) => None,
        }
    }

    /// The need it answers.
    #[must_use]
    pub const fn need(&self) -> Option<&Text> {
        match self {
            Self::CareNeed { need, .. } | Self::LocumTenens { need, .. } => Some(need),
            Self::NewApplicant { .. } | Self::Disaster(_) => None,
        }
    }
}

/// A recommendation by the chief of staff or whom they named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recommended {
    /// By whom.
    pub by: Actor,
    /// What was said.
    pub note: Text,
}

/// A temporary privilege as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemporaryGrant {
    /// When it was decided.
    pub decided_at: Instant,
    /// Who decided.
    pub decided_by: Actor,
    /// What it was given for.
    pub ground: Ground,
    /// From when until when at the latest. Only a disaster privilege may have no end of its own: it ends with the activation.
    pub term: Period,
    /// Whether the term ends because no more time may be given.
    #[serde(default)]
    pub to_the_cap: bool,
    /// The rule that limits it.
    pub limit: String,
    /// The version of the form.
    pub version: VersionLabel,
    /// The fingerprint of that version.
    pub version_digest: Digest,
    /// The sites.
    pub sites: Vec<SiteId>,
    /// Conditions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Text>,
    /// Who recommended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recommended: Option<Recommended>,
    /// Earlier ones whose days count with its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<TemporaryPrivilegeId>,
    /// The evidence it rests on, each with its fingerprint.
    pub basis: Vec<(VerificationId, Digest)>,
}
