//! Exclusive contracts: a group alone offers a service. A request by anybody else is not processed: neither a denial nor reportable.

use serde::{Deserialize, Serialize};

use crate::{
    id::{AgreementId, ItemId, ProviderId},
    provider::Provider,
    refusal::Reason,
    text::Text,
    time::{Instant, period::Period},
};

/// One exclusive contract. Grants that others hold already stand; what its end means for the group's members is the bylaws' (the trigger
/// `contract` of an automatic relinquishment).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExclusiveContract {
    /// Its id, unique in the facility.
    pub id: AgreementId,
    /// With which group.
    pub group: Text,
    /// For which privileges.
    pub items: Vec<ItemId>,
    /// The group's members.
    pub members: Vec<ProviderId>,
    /// From when.
    pub from: Instant,
    /// The first instant after it; open where none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Instant>,
}

impl ExclusiveContract {
    /// Whether it keeps somebody from a privilege at an instant.
    #[must_use]
    pub fn keeps_out(&self, subject: &Provider, item: &ItemId, at: Instant) -> bool {
        let in_force = Period::new(self.from, self.to).is_ok_and(|period| period.contains(at));
        in_force && self.items.contains(item) && !self.members.iter().any(|member| subject.has_id(*member))
    }

    /// The refusal of what it keeps somebody from.
    #[must_use]
    pub fn not_offered(&self, item: &ItemId) -> Reason {
        let because = format!("an exclusive contract with {} is in force", self.group);
        Reason::NotOffered { item: item.to_string(), because }
    }

    pub(super) fn fault(&self) -> Option<Reason> {
        if self.items.is_empty() || self.members.is_empty() {
            return Some(Reason::TextMissing { field: "the list of privileges or of members", max: Text::MAX });
        }
        let end = self.to.filter(|to| *to <= self.from)?;
        Some(Reason::EmptyPeriod { what: "the contract", start: self.from, end })
    }
}
