//! Sites: places where care is given. The state of a site decides which licence is needed there.

use serde::{Deserialize, Serialize};

use crate::{
    id::SiteId,
    identifier::{Ccn, CliaNumber},
    jurisdiction::Jurisdiction,
    text::Text,
    time::zone::Zone,
};

/// One site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// The id, unique in the facility.
    pub id: SiteId,
    /// Its name.
    pub name: Text,
    /// The state it lies in.
    pub jurisdiction: Jurisdiction,
    /// The zone of its clocks.
    pub zone: Zone,
    /// CMS certification number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ccn: Option<Ccn>,
    /// CLIA number of its laboratory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clia: Option<CliaNumber>,
    /// A duty place of the Veterans Affairs, the Indian Health Service or the Department of Defense: there any current full licence of the
    /// profession, of whatever state, will do.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub federal: bool,
}
