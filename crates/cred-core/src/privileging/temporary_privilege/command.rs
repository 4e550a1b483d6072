//! What may be asked of a temporary privilege.

use serde::{Deserialize, Serialize};

use super::grant::{Application, Identity, Kind, Recommended};
use crate::{evidence::verification::Verification, id::SiteId, text::Text, time::Instant};

/// What a temporary privilege is wanted for. It is never given to learn a procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// To care for patients.
    #[default]
    PatientCare,
    /// To learn; always refused.
    Learning,
}

/// What is asked for, by kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Asked {
    /// While a complete application waits.
    NewApplicant {
        /// Which.
        application: Application,
        /// How competence was verified, where the criteria of the form do not show it.
        competence: Option<Text>,
    },
    /// For a patient-care need.
    CareNeed {
        /// Which.
        need: Text,
        /// How competence was verified, where the criteria of the form do not show it.
        competence: Option<Text>,
    },
    /// In somebody's place.
    LocumTenens {
        /// In whose place, and why.
        need: Text,
        /// How competence was verified, where the criteria of the form do not show it.
        competence: Option<Text>,
    },
    /// In a disaster.
    Disaster {
        /// When the volunteer presented.
        presented_at: Instant,
        /// When the volunteer arrived.
        arrived_at: Instant,
        /// How the volunteer was identified.
        identity: Identity,
        /// How the volunteer is overseen.
        oversight: Text,
    },
}

impl Asked {
    /// Which kind it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::NewApplicant { .. } => Kind::NewApplicant,
            Self::CareNeed { .. } => Kind::CareNeed,
            Self::LocumTenens { .. } => Kind::LocumTenens,
            Self::Disaster { .. } => Kind::Disaster,
        }
    }
}

/// A temporary privilege as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// Of which kind.
    pub asked: Asked,
    /// For what.
    pub purpose: Purpose,
    /// From when; not before the decision.
    pub start: Instant,
    /// Until when (exclusive); as long as the rules allow where none.
    pub until: Option<Instant>,
    /// For which sites; for all at which it may be given where empty.
    pub sites: Vec<SiteId>,
    /// Under which conditions.
    pub conditions: Vec<Text>,
    /// Who recommends it; needed for every kind but disaster.
    pub recommended: Option<Recommended>,
    /// What the file shows against it: a challenge to a licence, an involuntary loss of membership or privileges. Any bars the
    /// new-applicant kind.
    pub concerns: Vec<Text>,
}

/// A verification of a licence at its source.
#[derive(Debug)]
pub enum Psv<'v> {
    /// By evidence that is here.
    Evidence(&'v Verification),
    /// By a source that was asked.
    Source {
        /// Which.
        source: Text,
        /// When it answered.
        at: Instant,
    },
}

/// What may be asked of a temporary privilege that was granted.
#[derive(Debug)]
pub enum Command<'v> {
    /// The licence of a disaster volunteer was verified at its source.
    RecordLicensePsv(Psv<'v>),
    /// It cannot be verified in time.
    RecordPsvImpossible {
        /// Why not.
        reason: Text,
    },
    /// A disaster privilege goes on.
    Continue {
        /// Why.
        reason: Text,
    },
    /// It is ended at once. No hearing.
    Terminate {
        /// Why.
        reason: Text,
    },
    /// The holder gives it up at once.
    Relinquish,
}

impl Command<'_> {
    /// The name in the table.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::RecordLicensePsv(_) => "record-license-psv",
            Self::RecordPsvImpossible { .. } => "record-psv-impossible",
            Self::Continue { .. } => "continue",
            Self::Terminate { .. } => "terminate",
            Self::Relinquish => "relinquish",
        }
    }
}
