//! Credentials: what a provider claims to hold and what a source confirms, in one shape, so that the two can be compared field by
//! field. They are never stored in one place: a [`super::claim::Claim`] is the applicant's, a
//! [`crate::evidence::reply::Reply`] is a source's.

mod compact;
mod difference;

use serde::{Deserialize, Serialize};

use super::element::{ElementKey, ElementKind};
use crate::{
    identifier::{DeaNumber, LicenseNumber},
    jurisdiction::Jurisdiction,
    text::Text,
    time::{partial_date::PartialDate, zone::Zone},
};

pub use compact::{LicenseCompact, Move};
pub use difference::FieldDifference;

/// In which role cases were done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CaseRole {
    /// As the one who answers for it.
    Primary,
    /// As assistant.
    Assistant,
    /// As supervisor or teacher.
    Supervisor,
    /// As the one who learns it, under a proctor.
    Proctored,
    /// On a simulator.
    Simulator,
}

impl CaseRole {
    /// Every role.
    pub const ALL: [Self; 5] = [Self::Primary, Self::Assistant, Self::Supervisor, Self::Proctored, Self::Simulator];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Assistant => "assistant",
            Self::Supervisor => "supervisor",
            Self::Proctored => "proctored",
            Self::Simulator => "simulator",
        }
    }
}

/// What a credential is, by kind. Money is in US cents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Credential {
    /// Proof of who the person is.
    Identity {
        /// The document looked at.
        document: Text,
    },
    /// A licence to practise, keyed by state, type and number.
    License {
        /// The licensing state.
        jurisdiction: Jurisdiction,
        /// The board's type: `MD`, `DO`, `APRN`, `PA`, …
        license_type: Text,
        /// The number as the board writes it.
        number: LicenseNumber,
        /// Through which compact it was issued or reaches over its state.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        compact: Option<LicenseCompact>,
        /// A training licence: it covers the training programme and nothing else, so no privilege rests on it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        training: bool,
    },
    /// A DEA registration; per state.
    Dea {
        /// The state of the registered address.
        jurisdiction: Jurisdiction,
        /// The registration number.
        number: DeaNumber,
        /// Drug schedules, such as `2`, `2N`, `3`; empty where not stated.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        schedules: Vec<Text>,
        /// Issued without a fee for the official duties of an agency: it counts at federal sites alone.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        fee_exempt: bool,
    },
    /// A state registration for controlled substances.
    ControlledSubstance {
        /// The registering state.
        jurisdiction: Jurisdiction,
        /// Its number.
        number: LicenseNumber,
    },
    /// Professional school.
    Education {
        /// The school.
        institution: Text,
        /// The degree: `MD`, `DO`, `DNP`, …
        degree: Text,
    },
    /// Postgraduate training.
    Training {
        /// The programme.
        program: Text,
        /// The specialty: `general surgery`, …
        specialty: Text,
    },
    /// Certification by a specialty board.
    BoardCertification {
        /// The board: `ABS`, `ABIM`, `AOBS`, …
        board: Text,
        /// The certificate: `general surgery`, …
        certificate: Text,
    },
    /// Any other certificate.
    Certification {
        /// Its name: `ACLS`, `PALS`, …
        name: Text,
    },
    /// Professional liability cover.
    Insurance {
        /// The carrier.
        carrier: Text,
        /// The policy's number.
        policy: Text,
        /// The limit per claim, in cents.
        per_claim_cents: u64,
        /// The aggregate limit, in cents.
        aggregate_cents: u64,
        /// Of claims-made cover: the first day whose acts it covers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retroactive_from: Option<PartialDate>,
        /// What it leaves out: ids or names of privileges, whatever the limits.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        excluded_activities: Vec<Text>,
    },
    /// One place of work.
    WorkHistory {
        /// The employer or practice.
        employer: Text,
        /// The position.
        position: Text,
    },
    /// A peer's word.
    PeerReference {
        /// The peer.
        peer: Text,
    },
    /// Fitness to practise.
    HealthStatement {
        /// Who states it.
        stated_by: Text,
    },
    /// Cases of one activity, in one role, done between the credential's dates.
    CaseLog {
        /// The activity: `laparoscopic cholecystectomy`, `robotic`, …
        activity: Text,
        /// The role.
        role: CaseRole,
        /// How many.
        count: u32,
        /// Where.
        place: Text,
        /// Done under disaster privileges: such cases prove no volume unless a form says so.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        under_disaster: bool,
    },
    /// Settlements and judgments: a search.
    MalpracticeHistory,
    /// State board sanctions: a search.
    Sanctions {
        /// The state asked.
        jurisdiction: Jurisdiction,
    },
    /// An exclusion list: a search.
    Exclusion {
        /// The list: `LEIE`, `SAM`, a state's.
        list: Text,
    },
    /// A data bank query: a search.
    NpdbQuery,
    /// An enrollment in the data bank's continuous query, from its first day through its last. Its initial response counts as a query.
    ContinuousQuery,
}

impl Credential {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> ElementKind {
        match self {
            Self::Identity { .. } => ElementKind::Identity,
            Self::License { .. } => ElementKind::License,
            Self::Dea { .. } => ElementKind::Dea,
            Self::ControlledSubstance { .. } => ElementKind::ControlledSubstance,
            Self::Education { .. } => ElementKind::Education,
            Self::Training { .. } => ElementKind::Training,
            Self::BoardCertification { .. } => ElementKind::BoardCertification,
            Self::Certification { .. } => ElementKind::Certification,
            Self::Insurance { .. } => ElementKind::Insurance,
            Self::WorkHistory { .. } => ElementKind::WorkHistory,
            Self::PeerReference { .. } => ElementKind::PeerReference,
            Self::HealthStatement { .. } => ElementKind::HealthStatement,
            Self::CaseLog { .. } => ElementKind::CaseLog,
            Self::MalpracticeHistory => ElementKind::MalpracticeHistory,
            Self::Sanctions { .. } => ElementKind::Sanctions,
            Self::Exclusion { .. } => ElementKind::Exclusion,
            Self::NpdbQuery => ElementKind::NpdbQuery,
            Self::ContinuousQuery => ElementKind::ContinuousQuery,
        }
    }

    /// The element it is about.
    #[must_use]
    pub fn key(&self) -> ElementKey {
        let kind = self.kind();
        match self {
            Self::Identity { .. }
            | Self::HealthStatement { .. }
            | Self::MalpracticeHistory
            | Self::NpdbQuery
            | Self::ContinuousQuery => ElementKey::new(kind, &[]),
            Self::License { jurisdiction, license_type, number, .. } => {
                ElementKey::new(kind, &[jurisdiction.code(), license_type.as_str(), &number.comparison_key()])
            }
            Self::Dea { jurisdiction, number, .. } => ElementKey::new(kind, &[jurisdiction.code(), &number.masked()]),
            Self::ControlledSubstance { jurisdiction, number } => {
                ElementKey::new(kind, &[jurisdiction.code(), &number.comparison_key()])
            }
            Self::Education { institution, degree } => ElementKey::new(kind, &[degree.as_str(), institution.as_str()]),
            Self::Training { program, specialty } => ElementKey::new(kind, &[specialty.as_str(), program.as_str()]),
            Self::BoardCertification { board, certificate } => {
                ElementKey::new(kind, &[board.as_str(), certificate.as_str()])
            }
            Self::Certification { name } => ElementKey::new(kind, &[name.as_str()]),
            Self::Insurance { carrier, policy, .. } => ElementKey::new(kind, &[carrier.as_str(), policy.as_str()]),
            Self::WorkHistory { employer, position } => ElementKey::new(kind, &[employer.as_str(), position.as_str()]),
            Self::PeerReference { peer } => ElementKey::new(kind, &[peer.as_str()]),
            Self::CaseLog { activity, role, place, under_disaster, .. } => {
                let parts = [activity.as_str(), role.word(), place.as_str()];
                // Others keep the key that they always had.
                let under = under_disaster.then_some("disaster");
                ElementKey::new(kind, &parts.into_iter().chain(under).collect::<Vec<_>>())
            }
            Self::Sanctions { jurisdiction } => ElementKey::new(kind, &[jurisdiction.code()]),
            Self::Exclusion { list } => ElementKey::new(kind, &[list.as_str()]),
        }
    }

    /// The zone in which the issuer's dates are read, where the issuer's place is known.
    #[must_use]
    pub fn issuer_zone(&self) -> Option<Zone> {
        match self {
            Self::License { jurisdiction, .. }
            | Self::Dea { jurisdiction, .. }
            | Self::ControlledSubstance { jurisdiction, .. }
            | Self::Sanctions { jurisdiction } => jurisdiction.board_zone(),
            Self::Identity { .. }
            | Self::Education { .. }
            | Self::Training { .. }
            | Self::BoardCertification { .. }
            | Self::Certification { .. }
            | Self::Insurance { .. }
            | Self::WorkHistory { .. }
            | Self::PeerReference { .. }
            | Self::HealthStatement { .. }
            | Self::CaseLog { .. }
            | Self::MalpracticeHistory
            | Self::Exclusion { .. }
            | Self::NpdbQuery
            | Self::ContinuousQuery => None,
        }
    }

    /// What it is, in words.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::Identity { document } => format!("identity by {document}"),
            Self::License { jurisdiction, license_type, number, compact, training } => {
                let kind = if *training { "training license" } else { "license" };
                let compact = compact.map_or_else(String::new, |compact| format!(" ({})", compact.describe()));
                format!("{jurisdiction} {license_type} {kind} {}{compact}", number.as_entered())
            }
            Self::Dea { jurisdiction, number, .. } => format!("{jurisdiction} DEA registration {}", number.masked()),
            Self::ControlledSubstance { jurisdiction, number } => {
                format!("{jurisdiction} controlled substance registration {}", number.as_entered())
            }
            Self::Education { institution, degree } => format!("{degree}, {institution}"),
            Self::Training { program, specialty } => format!("{specialty} training, {program}"),
            Self::BoardCertification { board, certificate } => {
                format!("{board} certification in {certificate}")
            }
            Self::Certification { name } => format!("{name} certificate"),
            Self::Insurance { carrier, per_claim_cents, aggregate_cents, .. } => {
                format!("{carrier} liability cover ${} / ${}", per_claim_cents / 100, aggregate_cents / 100)
            }
            Self::WorkHistory { employer, position } => format!("{position} at {employer}"),
            Self::PeerReference { peer } => format!("reference by {peer}"),
            Self::HealthStatement { stated_by } => format!("health statement by {stated_by}"),
            Self::CaseLog { activity, role, count, place, .. } => {
                format!("{count} × {activity} as {} at {place}", role.word())
            }
            Self::MalpracticeHistory => "malpractice history".to_owned(),
            Self::Sanctions { jurisdiction } => format!("{jurisdiction} board sanctions"),
            Self::Exclusion { list } => format!("{list} screening"),
            Self::NpdbQuery => "data bank query".to_owned(),
            Self::ContinuousQuery => "continuous query enrollment".to_owned(),
        }
    }
}
