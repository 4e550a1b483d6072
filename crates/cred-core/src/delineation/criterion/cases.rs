//! What a form asks of cases done.

use serde::{Deserialize, Serialize};

use super::MAX_MONTHS;
use crate::{provider::credential::CaseRole, text::Text};

/// At least so many cases in the months before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CasesCriterion {
    /// The activity.
    pub activity: Text,
    /// How many.
    pub at_least: u32,
    /// In the window of so many months before the decision, to the day; the day of the decision is not in it.
    pub months: u32,
    /// In one of these roles; as the primary one where empty.
    #[serde(default)]
    pub roles: Vec<CaseRole>,
    /// Whether cases done anywhere count together; else those of this site alone, which a log names as its place by the site's id or name (or
    /// the facility's, where it has one site).
    #[serde(default = "together")]
    pub combine_sites: bool,
    /// No two cases that follow each other, nor the last one and the decision, lie further apart than so many days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_gap_days: Option<u32>,
    /// Whether cases on a simulator count like the others.
    #[serde(default)]
    pub simulator_counts: bool,
    /// Whether cases done under disaster privileges count.
    #[serde(default)]
    pub disaster_counts: bool,
}

const fn together() -> bool {
    true
}

impl CasesCriterion {
    /// So many cases as the primary one in so many months, wherever done.
    #[must_use]
    pub const fn new(activity: Text, at_least: u32, months: u32) -> Self {
        Self {
            activity,
            at_least,
            months,
            roles: Vec::new(),
            combine_sites: true,
            max_gap_days: None,
            simulator_counts: false,
            disaster_counts: false,
        }
    }
}

/// Cases done under a proctor before the decision: elsewhere, or as assistant. Those done here afterwards belong to the focused evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProctoredCriterion {
    /// The activity.
    pub activity: Text,
    /// How many.
    pub at_least: u32,
    /// In the months before the decision; whenever where not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within_months: Option<u32>,
    /// Whether cases done as assistant count as well.
    #[serde(default)]
    pub assistant_counts: bool,
}

impl ProctoredCriterion {
    /// The same as a rule about cases.
    #[must_use]
    pub fn as_cases(&self) -> CasesCriterion {
        let assistant = self.assistant_counts.then_some(CaseRole::Assistant);
        CasesCriterion {
            roles: std::iter::once(CaseRole::Proctored).chain(assistant).collect(),
            ..CasesCriterion::new(self.activity.clone(), self.at_least, self.within_months.unwrap_or(MAX_MONTHS))
        }
    }
}
