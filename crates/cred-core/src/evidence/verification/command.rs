//! What may be asked of a verification.

use crate::{provider::claim::Claim, text::Text};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Evidence;

/// What may be asked of a verification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Command {
    /// Ask again.
    FollowUp {
        /// How, and what came of it.
        note: Text,
    },
    /// Record the source's answer.
    Receive(Box<Evidence>),
    /// Compare the answer with the claim on the provider's record; `None` where nothing is claimed.
    Conclude {
        /// The provider's claim about the element.
        claim: Option<Box<Claim>>,
    },
    /// The provider is told that the source says something else: a substantial variance.
    TellProvider {
        /// On which day.
        on: NaiveDate,
        /// How, and of what.
        note: Text,
    },
    /// The provider, once told of the discrepancy, explained or corrected it.
    Resolve {
        /// What was said and accepted.
        explanation: Text,
    },
    /// The source cannot be brought to answer.
    GiveUp {
        /// Why.
        reason: Text,
        /// The most attempts that a rule adopted asks to be logged before; at least one is always asked.
        #[serde(default = "one")]
        attempts: u32,
    },
    /// Another answer stands in for the source that cannot.
    AcceptAlternate {
        /// The answer.
        evidence: Box<Evidence>,
        /// Why it is acceptable.
        reason: Text,
    },
    /// It was about someone else, or wrong from the start. It is kept and not used.
    EnterInError {
        /// Why.
        reason: Text,
    },
}

const fn one() -> u32 {
    1
}

impl Command {
    /// The name in the table.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::FollowUp { .. } => "follow-up",
            Self::Receive(_) => "receive",
            Self::Conclude { .. } => "conclude",
            Self::TellProvider { .. } => "tell-provider",
            Self::Resolve { .. } => "resolve",
            Self::GiveUp { .. } => "give-up",
            Self::AcceptAlternate { .. } => "accept-alternate",
            Self::EnterInError { .. } => "enter-in-error",
        }
    }
}
