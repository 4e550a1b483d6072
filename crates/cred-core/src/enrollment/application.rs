//! What is applied for: the key of an enrollment, and what stands beside it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    digest::Digest,
    id::{FacilityId, OrganizationId},
    identifier::Tin,
    jurisdiction::Jurisdiction,
    text::Text,
    time::zone::Zone,
};

/// Whose money it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Program {
    /// Medicare: one may opt out of it.
    Medicare,
    /// A state's Medicaid.
    Medicaid,
    /// Any other payer.
    Other,
}

/// An application to a payer. Person, payer, product, group, location and state are the key: of one key one application is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Application {
    /// The payer or its contractor.
    pub payer: Text,
    /// The programme it belongs to.
    pub program: Program,
    /// The product or network.
    pub product: Text,
    /// The taxpayer number that is paid; secret where it is a person's.
    pub group_tin: Tin,
    /// The practice location.
    pub location: Text,
    /// Its state.
    pub state: Jurisdiction,
    /// Its zone: service dates and the payer's dates are read in it.
    pub zone: Zone,
    /// The organisation that bills: its adopted packs give the limits.
    pub organization: OrganizationId,
    /// The facility, where it is one's: its adopted packs bind as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facility: Option<FacilityId>,
    /// The person reassigns the benefits to the group: then the person and the group's official both sign.
    #[serde(default)]
    pub reassigns: bool,
}

impl Application {
    /// Whether two applications have the same key, the person left aside.
    #[must_use]
    pub fn same_key(&self, other: &Self) -> bool {
        self.payer.means(other.payer.as_str())
            && self.product.means(other.product.as_str())
            && self.group_tin == other.group_tin
            && self.location.means(other.location.as_str())
            && self.state == other.state
    }
}

/// A notice of the payer: what an effective date rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Its date.
    pub date: NaiveDate,
    /// The fingerprint of the stored notice.
    pub artefact: Digest,
    /// The payer's reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Text>,
}

/// Why an enrollment was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TerminationKind {
    /// The provider or the group ended it.
    Voluntary,
    /// The payer ended it for cause.
    ForCause,
    /// The payer ended it because nobody answered.
    NoResponse,
}
