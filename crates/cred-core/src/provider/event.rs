//! What may be asked of a provider's record, and what can happen to it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    Registration,
    claim::Claim,
    element::ElementKey,
    merging::{Grounds, IdentityField},
    name::DatedName,
};
use crate::{actor::Actor, id::ProviderId, text::Text};

/// What may be asked of a provider's record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Command {
    /// Add a name the person bears or bore.
    AddName(DatedName),
    /// Claim a credential. The same claim again changes nothing.
    Claim(Box<Claim>),
    /// Put another claim in the place of one.
    CorrectClaim {
        /// The claim replaced.
        element: ElementKey,
        /// What is claimed now.
        claim: Box<Claim>,
        /// Why.
        reason: Text,
    },
    /// Record a death.
    RecordDeath {
        /// The day.
        on: NaiveDate,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Event {
    /// Registered.
    #[non_exhaustive]
    Registered(Box<Registration>),
    /// A name was added.
    #[non_exhaustive]
    NameAdded(DatedName),
    /// A claim was made.
    #[non_exhaustive]
    Claimed(Box<Claim>),
    /// A claim took the place of another.
    #[non_exhaustive]
    ClaimCorrected {
        /// The claim replaced.
        element: ElementKey,
        /// What is claimed now.
        claim: Box<Claim>,
        /// Why.
        reason: Text,
    },
    /// The provider died.
    #[non_exhaustive]
    Died {
        /// The day.
        on: NaiveDate,
    },
    /// The record was found to be of the same person as another one, which is the survivor. Nothing moves: what is attached to either id
    /// stays there, and questions about either see both.
    #[non_exhaustive]
    Merged {
        /// The other record.
        survivor: ProviderId,
        /// On which grounds.
        grounds: Box<Grounds>,
        /// What agreed then.
        agreeing: Vec<IdentityField>,
        /// What differed then.
        disagreeing: Vec<IdentityField>,
        /// Who says so.
        by: Actor,
    },
    /// Another record was merged into this one: the counterpart of [`Event::Merged`].
    #[non_exhaustive]
    TookIn {
        /// The other record.
        record: ProviderId,
    },
    /// The merger was an error: the two are two persons again.
    #[non_exhaustive]
    Unmerged {
        /// The record it was merged into.
        survivor: ProviderId,
        /// Why.
        reason: Text,
        /// Who says so.
        by: Actor,
    },
    /// A record that was merged into this one stands for itself again: the counterpart of [`Event::Unmerged`].
    #[non_exhaustive]
    GaveBack {
        /// The other record.
        record: ProviderId,
    },
    /// Somebody read peer-review matter about the provider. It changes nothing.
    #[non_exhaustive]
    PeerReviewRead {
        /// Who.
        by: Actor,
        /// Why.
        why: Text,
        /// How many events were read.
        events: u64,
    },
}

impl Event {
    /// The stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Registered(_) => "registered",
            Self::NameAdded(_) => "name-added",
            Self::Claimed(_) => "claimed",
            Self::ClaimCorrected { .. } => "claim-corrected",
            Self::Died { .. } => "died",
            Self::Merged { .. } => "merged",
            Self::TookIn { .. } => "took-in",
            Self::Unmerged { .. } => "unmerged",
            Self::GaveBack { .. } => "gave-back",
            Self::PeerReviewRead { .. } => "peer-review-read",
        }
    }
}
