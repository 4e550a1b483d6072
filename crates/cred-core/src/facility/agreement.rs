//! Agreements with distant sites, by which a facility relies on their privileging of telemedicine practitioners
//! (42 CFR 482.12(a)(8)-(9), 485.616(c)).

use serde::{Deserialize, Serialize};

use crate::{
    id::{AgreementId, FacilityId},
    refusal::Reason,
    text::Text,
    time::{Instant, period::Period},
};

/// With whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DistantSite {
    /// A facility whose records are here.
    Facility(FacilityId),
    /// Another one, by its name.
    Outside(Text),
}

impl std::fmt::Display for DistantSite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Facility(id) => write!(f, "{id}"),
            Self::Outside(name) => write!(f, "{name}"),
        }
    }
}

/// What the distant site is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum AgreementKind {
    /// A hospital: it must take part in Medicare.
    TelemedicineHospital,
    /// Another entity: its credentialing and privileging must meet the hospital standards.
    TelemedicineEntity,
}

/// One written agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// Its id, unique in the facility.
    pub id: AgreementId,
    /// With whom.
    pub with: DistantSite,
    /// What the distant site is.
    pub kind: AgreementKind,
    /// From when.
    pub from: Instant,
    /// The first instant after it; open where none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Instant>,
    /// Whether the distant site takes part in Medicare.
    #[serde(default)]
    pub medicare_participating: bool,
    /// Whether the distant entity's credentialing and privileging meets the hospital standards.
    #[serde(default)]
    pub meets_standards: bool,
}

impl Agreement {
    /// From when until when; `None` where it was over before it began.
    #[must_use]
    pub fn period(&self) -> Option<Period> {
        Period::new(self.from, self.to).ok()
    }

    /// Why the distant site's decision cannot be relied on under it; `None` where it can.
    #[must_use]
    pub const fn shortcoming(&self) -> Option<&'static str> {
        match self.kind {
            AgreementKind::TelemedicineHospital if !self.medicare_participating => {
                Some("the distant hospital does not take part in Medicare")
            }
            AgreementKind::TelemedicineEntity if !self.meets_standards => {
                Some("the distant entity's process does not meet the hospital standards")
            }
            AgreementKind::TelemedicineHospital | AgreementKind::TelemedicineEntity => None,
        }
    }

    pub(super) fn may_end(&self, from: Instant) -> Result<bool, Reason> {
        match self.to {
            Some(to) if to == from => Ok(false),
            Some(to) if to < from => Err(Reason::TermEnded { ended: to }),
            Some(_) | None if from < self.from => {
                Err(Reason::EmptyPeriod { what: "the agreement", start: self.from, end: from })
            }
            Some(_) | None => Ok(true),
        }
    }
}
