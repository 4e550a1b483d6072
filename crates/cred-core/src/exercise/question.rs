//! Questions.

use crate::{
    id::{FacilityId, ItemId, ProviderId, SiteId},
    jurisdiction::Jurisdiction,
    text::Text,
    time::Instant,
};

/// What is to be exercised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A privilege, by its item.
    Privilege(ItemId),
    /// A procedure, by its code: any privilege that covers it will do.
    Procedure(String),
}

impl std::fmt::Display for What {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Privilege(item) => write!(f, "{item}"),
            Self::Procedure(code) => write!(f, "procedure {code}"),
        }
    }
}

/// May this provider exercise this, there, then?
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Who.
    pub provider: ProviderId,
    /// What.
    pub what: What,
    /// At which facility.
    pub facility: FacilityId,
    /// At which of its sites.
    pub site: SiteId,
    /// When.
    pub at: Instant,
    /// The patient's age in completed years, where it is to be looked at.
    pub patient_age: Option<u32>,
    /// The state in which the patient is, for care at a distance; the site's where not given. The licence and the DEA registration must be
    /// of this state.
    pub patient_state: Option<Jurisdiction>,
    /// Whether the patient is one of a federal programme; taken for one where not given.
    pub federal_patient: Option<bool>,
    /// The setting of care (`med-surg`, `icu`, …), where it is to be looked at.
    pub setting: Option<Text>,
    /// Whether it is to save life or limb: then a member may act within the licence, whatever is granted.
    pub emergency: bool,
}

impl Question {
    /// A question about a time and a place, with nothing said of the patient.
    #[must_use]
    pub const fn new(provider: ProviderId, what: What, facility: FacilityId, site: SiteId, at: Instant) -> Self {
        Self {
            provider,
            what,
            facility,
            site,
            at,
            patient_age: None,
            patient_state: None,
            federal_patient: None,
            setting: None,
            emergency: false,
        }
    }
}
