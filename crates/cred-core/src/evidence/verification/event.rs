//! What can happen to a verification.

use crate::{
    actor::Actor,
    id::ProviderId,
    provider::{credential::FieldDifference, element::ElementKey},
    text::Text,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Evidence;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Event {
    /// The source was asked.
    #[non_exhaustive]
    Requested {
        /// About whom.
        provider: ProviderId,
        /// About what.
        element: ElementKey,
        /// Which source.
        source: Text,
    },
    /// It was asked again.
    #[non_exhaustive]
    FollowedUp {
        /// How.
        note: Text,
    },
    /// It answered.
    #[non_exhaustive]
    Received {
        /// The answer.
        evidence: Box<Evidence>,
        /// Who recorded it.
        verifier: Actor,
    },
    /// The answer agrees with the claim.
    #[non_exhaustive]
    Verified {
        /// Whether it is adverse all the same.
        adverse: bool,
    },
    /// The answer differs from the claim.
    #[non_exhaustive]
    FoundDiscrepant {
        /// In what.
        differences: Vec<FieldDifference>,
    },
    /// The provider was told of the difference.
    #[non_exhaustive]
    ProviderTold {
        /// On which day.
        on: NaiveDate,
        /// How.
        note: Text,
    },
    /// The provider explained.
    #[non_exhaustive]
    Resolved {
        /// How.
        explanation: Text,
    },
    /// No answer could be had.
    #[non_exhaustive]
    GivenUp {
        /// Why.
        reason: Text,
    },
    /// Another answer was accepted.
    #[non_exhaustive]
    AlternateAccepted {
        /// The answer.
        evidence: Box<Evidence>,
        /// Who recorded it.
        verifier: Actor,
        /// Why.
        reason: Text,
    },
    /// It was an error.
    #[non_exhaustive]
    EnteredInError {
        /// Why.
        reason: Text,
    },
}

impl Event {
    /// The stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Requested { .. } => "requested",
            Self::FollowedUp { .. } => "followed-up",
            Self::Received { .. } => "received",
            Self::Verified { .. } => "verified",
            Self::FoundDiscrepant { .. } => "found-discrepant",
            Self::ProviderTold { .. } => "provider-told",
            Self::Resolved { .. } => "resolved",
            Self::GivenUp { .. } => "given-up",
            Self::AlternateAccepted { .. } => "alternate-accepted",
            Self::EnteredInError { .. } => "entered-in-error",
        }
    }
}
