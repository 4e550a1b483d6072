//! Items of a privilege set: one privilege each, core (a bundle) or special.

use serde::{Deserialize, Serialize};

use super::{criterion::Criterion, procedure_code::CodePattern};
use crate::{id::ItemId, text::Text};

/// Whether an item is the bundle that comes with the specialty, or an extra with criteria of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemKind {
    /// The bundle.
    Core,
    /// An extra (non-core).
    Special,
}

/// The patients an item is for, in whole years: from `at_least` until before `under`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgeBand {
    /// The youngest, inclusive; no limit where none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u32>,
    /// The age that is too old, exclusive; no limit where none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under: Option<u32>,
}

impl AgeBand {
    /// Whether a patient of so many completed years is in it.
    #[must_use]
    pub fn contains(self, years: u32) -> bool {
        self.at_least.is_none_or(|least| least <= years) && self.under.is_none_or(|under| years < under)
    }
}

impl std::fmt::Display for AgeBand {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.at_least, self.under) {
            (Some(least), Some(under)) => write!(f, "patients aged {least} to under {under} years"),
            (Some(least), None) => write!(f, "patients aged {least} years and over"),
            (None, Some(under)) => write!(f, "patients aged under {under} years"),
            (None, None) => f.write_str("patients of all ages"),
        }
    }
}

/// Focused professional practice evaluation: how the first cases under a new privilege are looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fppe {
    /// How many cases.
    pub cases: u32,
    /// How: `concurrent`, `retrospective`, `direct`, …
    pub method: Text,
    /// Within so many months after the privilege begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within_months: Option<u32>,
}

impl std::fmt::Display for Fppe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FPPE: {} cases, {}", self.cases, self.method)?;
        self.within_months.map_or(Ok(()), |months| write!(f, ", within {months} months"))
    }
}

/// A privilege that must be exercisable too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prerequisite {
    /// Which.
    pub item: ItemId,
    /// Enough that it is granted, though it may not be exercisable here at this time.
    #[serde(default)]
    pub granted_only: bool,
}

/// One privilege.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrivilegeItem {
    /// The id, unique in the facility.
    pub id: ItemId,
    /// What it is, in the facility's words.
    pub name: Text,
    /// Core or special.
    pub kind: ItemKind,
    /// Whether it belongs in the roster of the surgical service (42 CFR 482.51(a)(4)).
    #[serde(default)]
    pub surgical: bool,
    /// The procedures it covers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub procedures: Vec<CodePattern>,
    /// Privileges that must be exercisable too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prerequisites: Vec<Prerequisite>,
    /// What it asks of the holder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub criteria: Option<Criterion>,
    /// What it asks of the site, at every instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requires: Option<Criterion>,
    /// Which patients it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ages: Option<AgeBand>,
    /// The settings of care it is for (`med-surg`, `icu`, …); any where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<Text>,
    /// The focused evaluation of a new grant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fppe: Option<Fppe>,
}
