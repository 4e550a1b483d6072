//! Credentialing policy: which elements an organisation wants verified, how fresh, from which sources; as versioned data.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    digest::Digest,
    evidence::source::Method,
    id::VersionLabel,
    provider::{element::ElementKind, provider_type::ProviderType},
    text::Text,
    time::calendar::MonthCount,
};

/// What the policy asks of one kind of element.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ElementRule {
    /// The kind.
    pub element: ElementKind,
    /// For which provider types; all where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub provider_types: Vec<ProviderType>,
    /// The oldest a verification may be at the decision, in calendar days; the day of verification is day 0, the limit itself still
    /// good. No limit where none (education does not go stale).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_age_days: Option<u32>,
    /// The sources it accepts, by name; any named source where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Text>,
    /// The methods it accepts.
    pub methods: Vec<Method>,
    /// Whether every such element that the provider claims must be verified, or one is enough.
    #[serde(default)]
    pub each_claimed: bool,
    /// Whether it is asked only of those who claim one.
    #[serde(default)]
    pub only_if_claimed: bool,
}

/// One version of an organisation's credentialing policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CredentialingPolicy {
    /// The label of the version.
    pub version: VersionLabel,
    /// The first local day on which it binds; the key date is the decision's.
    pub effective_from: NaiveDate,
    /// Months from a decision to the next one being due.
    pub recredential_months: u32,
    /// How these months are counted.
    pub recredential_count: MonthCount,
    /// The elements asked for.
    pub elements: Vec<ElementRule>,
}

impl CredentialingPolicy {
    /// The rules that apply to a provider type.
    pub fn rules_for(&self, provider_type: ProviderType) -> impl Iterator<Item = &ElementRule> {
        self.elements
            .iter()
            .filter(move |rule| rule.provider_types.is_empty() || rule.provider_types.contains(&provider_type))
    }

    /// The fingerprint a decision keeps.
    #[must_use]
    pub fn digest(&self) -> Digest {
        // `Debug` of plain data without secrets is a total, injective writing of it.
        Digest::of("cred/credentialing-policy/1", [format!("{self:?}").as_str()])
    }
}
