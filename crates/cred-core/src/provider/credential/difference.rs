//! What differs between a claim and what a source confirms.

use serde::{Deserialize, Serialize};

use super::Credential;
use crate::text::folded;

impl Credential {
    /// What differs between a claim and what a source confirms, field by field: the field, the claim's value, the source's. Case and
    /// spacing do not count. Secrets are masked.
    #[must_use]
    pub fn differences(&self, confirmed: &Self) -> Vec<FieldDifference> {
        let (own, other) = (self.fields(), confirmed.fields());
        if self.kind() != confirmed.kind() {
            return vec![FieldDifference::new("kind", self.kind().word(), confirmed.kind().word())];
        }
        own.iter()
            .zip(other.iter())
            .filter(|((_, claimed), (_, found))| !claimed.is_empty() && folded(claimed) != folded(found))
            .map(|((field, claimed), (_, found))| FieldDifference::new(field, claimed, found))
            .collect()
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Identity { .. } => vec![],
            Self::License { jurisdiction, license_type, number, compact, training } => vec![
                ("jurisdiction", jurisdiction.to_string()),
                ("license type", license_type.to_string()),
                ("number", number.comparison_key()),
                // A claim that names no compact and no limit of scope claims a full licence.
                ("scope", if *training { "training" } else { "full" }.to_owned()),
                ("compact", compact.map_or_else(String::new, super::LicenseCompact::describe)),
            ],
            Self::Dea { jurisdiction, number, schedules, .. } => {
                let mut schedules: Vec<String> = schedules.iter().map(ToString::to_string).collect();
                schedules.sort();
                vec![
                    ("jurisdiction", jurisdiction.to_string()),
                    ("number", number.masked()),
                    ("schedules", schedules.join(" ")),
                ]
            }
            Self::ControlledSubstance { jurisdiction, number } => {
                vec![("jurisdiction", jurisdiction.to_string()), ("number", number.comparison_key())]
            }
            Self::Education { institution, degree } => {
                vec![("institution", institution.to_string()), ("degree", degree.to_string())]
            }
            Self::Training { program, specialty } => {
                vec![("program", program.to_string()), ("specialty", specialty.to_string())]
            }
            Self::BoardCertification { board, certificate } => {
                vec![("board", board.to_string()), ("certificate", certificate.to_string())]
            }
            Self::Certification { name } => vec![("name", name.to_string())],
            Self::Insurance { carrier, policy, per_claim_cents, aggregate_cents, .. } => vec![
                ("carrier", carrier.to_string()),
                ("policy", policy.to_string()),
                ("per claim", per_claim_cents.to_string()),
                ("aggregate", aggregate_cents.to_string()),
            ],
            Self::WorkHistory { employer, position } => {
                vec![("employer", employer.to_string()), ("position", position.to_string())]
            }
            Self::PeerReference { peer } => vec![("peer", peer.to_string())],
            Self::HealthStatement { .. } => vec![],
            Self::CaseLog { activity, role, count, place, .. } => vec![
                ("activity", activity.to_string()),
                ("role", role.word().to_owned()),
                ("count", count.to_string()),
                ("place", place.to_string()),
            ],
            Self::MalpracticeHistory | Self::NpdbQuery | Self::ContinuousQuery => vec![],
            Self::Sanctions { jurisdiction } => vec![("jurisdiction", jurisdiction.to_string())],
            Self::Exclusion { list } => vec![("list", list.to_string())],
        }
    }
}

/// One field in which a claim and a source differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldDifference {
    /// The field.
    pub field: String,
    /// What the provider says.
    pub claimed: String,
    /// What the source says.
    pub found: String,
}

impl FieldDifference {
    pub(crate) fn new(field: &str, claimed: &str, found: &str) -> Self {
        Self { field: field.to_owned(), claimed: claimed.to_owned(), found: found.to_owned() }
    }
}

impl std::fmt::Display for FieldDifference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: claimed {}, found {}", self.field, self.claimed, self.found)
    }
}
