//! Bylaws: the facility's own rules for its medical staff, as versioned data.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::id::VersionLabel;

/// A body that reviews privilege requests before the board decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewStep {
    /// Department chair.
    Chair,
    /// Credentials committee.
    CredentialsCommittee,
    /// Medical executive committee.
    Mec,
}

/// The liability cover a facility asks for. US cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequiredCover {
    /// At least so much per claim.
    pub per_claim_cents: u64,
    /// At least so much in the aggregate.
    pub aggregate_cents: u64,
}

/// One version of a facility's bylaws.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bylaws {
    /// The label of the version.
    pub version: VersionLabel,
    /// The first local day on which it binds.
    pub effective_from: NaiveDate,
    /// The longest term of an appointment, in months to the day.
    pub appointment_term_max_months: u32,
    /// The longest term of a privilege grant, in months to the day.
    pub privilege_term_max_months: u32,
    /// The bodies that review a privilege request, from the chair upwards; the board decides after the last.
    pub review: Vec<ReviewStep>,
    /// The liability cover without which nothing is exercised; none where not required.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insurance: Option<RequiredCover>,
    /// The lists on which each provider is screened, any unknown one stops exercise: `LEIE`, …
    pub exclusion_lists: Vec<String>,
}

impl Bylaws {
    /// What is wrong with them; empty if nothing is.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if !self.review.is_sorted_by(|earlier, later| earlier < later) {
            faults.push("the review goes from chair to credentials committee to MEC, each at most once".to_owned());
        }
        for (what, months) in
            [("an appointment", self.appointment_term_max_months), ("a privilege", self.privilege_term_max_months)]
        {
            if months == 0 {
                faults.push(format!("the longest term of {what} is 0 months"));
            }
        }
        faults
    }
}
