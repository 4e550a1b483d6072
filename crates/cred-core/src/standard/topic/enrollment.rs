//! Topics of payer enrollment.

use serde::{Deserialize, Serialize};

use crate::{standard::limit::Limit, text::Text};

/// Services before the effective date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RetroactiveBilling {
    /// Paid for up to this time before the effective date.
    pub limit: Limit,
    /// In a declared disaster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_disaster: Option<Limit>,
    /// For this payer alone; every payer where none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer: Option<Text>,
}

impl RetroactiveBilling {
    pub(super) fn fault(&self) -> Option<String> {
        self.limit.fault().or_else(|| self.in_disaster.and_then(Limit::fault))
    }
}

/// At least once in this time, or within this time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Revalidation {
    /// The limit.
    pub limit: Limit,
    /// For this payer alone; every payer where none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer: Option<Text>,
}

impl Revalidation {
    pub(super) fn fault(&self) -> Option<String> {
        self.limit.fault()
    }
}

/// A change that a payer is told of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeReport {
    /// What changed: `practice location`, `adverse legal action`, `ownership`, `other`.
    pub what: Text,
    /// Told within this time.
    pub limit: Limit,
}

impl ChangeReport {
    pub(super) fn fault(&self) -> Option<String> {
        self.limit.fault()
    }
}
