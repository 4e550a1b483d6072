//! Claims: what a provider says about themself. A claim proves nothing; only evidence does.

use serde::{Deserialize, Serialize};

use super::{
    credential::{Credential, FieldDifference},
    element::ElementKey,
};
use crate::time::partial_date::PartialDate;

/// A credential as the provider states it. Both dates are inclusive, in the issuer's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// What is claimed.
    pub credential: Credential,
    /// Its first day, as far as stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<PartialDate>,
    /// Its last day, as far as stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<PartialDate>,
}

impl Claim {
    /// The element it is about.
    #[must_use]
    pub fn key(&self) -> ElementKey {
        self.credential.key()
    }

    /// What differs from what a source confirms. A partial date differs only where no day could be meant by both, and the end of a
    /// credential differs only where the source's is earlier: a renewal is no discrepancy.
    #[must_use]
    pub fn differences(
        &self,
        credential: &Credential,
        valid_from: Option<PartialDate>,
        valid_to: Option<PartialDate>,
    ) -> Vec<FieldDifference> {
        let mut differences = self.credential.differences(credential);
        if let (Some(claimed), Some(found)) = (self.valid_to, valid_to)
            && found.last_day() < claimed.first_day()
        {
            differences.push(FieldDifference::new("valid to", &claimed.to_string(), &found.to_string()));
        }
        if let (Some(claimed), Some(found)) = (self.valid_from, valid_from)
            && found.first_day() > claimed.last_day()
            && !matches!(
                self.credential,
                Credential::License { .. } | Credential::Dea { .. } | Credential::Insurance { .. }
            )
        {
            differences.push(FieldDifference::new("valid from", &claimed.to_string(), &found.to_string()));
        }
        differences
    }
}
