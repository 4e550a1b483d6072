//! What can happen to an agreement.

use serde::{Deserialize, Serialize};

use crate::{
    id::{FacilityId, ItemId, ProviderId},
    text::Text,
    time::{Instant, period::Period},
};

/// What kind of agreement it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One answers for the other.
    Supervision,
    /// The two work together under a protocol.
    Collaboration,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Supervision, Self::Collaboration];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Supervision => "supervision",
            Self::Collaboration => "collaboration",
        }
    }
}

/// The names under an agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signatures {
    /// The supervisee's.
    pub supervisee: Text,
    /// The supervisor's.
    pub supervisor: Text,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Event {
    /// Agreed.
    #[non_exhaustive]
    Agreed {
        /// Who is supervised.
        provider: ProviderId,
        /// Who supervises.
        supervisor: ProviderId,
        /// Where.
        facility: FacilityId,
        /// Supervision or collaboration.
        kind: Kind,
        /// The items it is about; every one where empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        items: Vec<ItemId>,
        /// From when until before when.
        term: Period,
        /// Who signed.
        signatures: Signatures,
    },
    /// Somebody stands in for the supervisor.
    #[non_exhaustive]
    AlternateAdded {
        /// Who.
        alternate: ProviderId,
        /// From when.
        from: Instant,
        /// Until before when.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<Instant>,
    },
    /// Somebody stands in no more.
    #[non_exhaustive]
    AlternateRemoved {
        /// Who.
        alternate: ProviderId,
        /// From when.
        from: Instant,
    },
    /// Ended.
    #[non_exhaustive]
    Ended {
        /// From when.
        from: Instant,
        /// Why.
        reason: Text,
    },
}

impl Event {
    /// The commands that make it.
    pub(super) const fn commands(&self) -> &'static [&'static str] {
        match self {
            Self::Agreed { .. } => &["agree"],
            Self::AlternateAdded { .. } => &["add-alternate"],
            Self::AlternateRemoved { .. } => &["remove-alternate"],
            Self::Ended { .. } => &["end"],
        }
    }

    /// The instant whose state it rests on.
    pub(super) const fn from(&self) -> Option<Instant> {
        match self {
            Self::Agreed { .. } => None,
            Self::AlternateAdded { from, .. } | Self::AlternateRemoved { from, .. } | Self::Ended { from, .. } => {
                Some(*from)
            }
        }
    }

    /// The state it leads to.
    pub(super) const fn leads_to(&self) -> &'static str {
        match self {
            Self::Agreed { .. } | Self::AlternateAdded { .. } | Self::AlternateRemoved { .. } => "agreed",
            Self::Ended { .. } => "ended",
        }
    }

    /// The stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Agreed { .. } => "agreed",
            Self::AlternateAdded { .. } => "alternate-added",
            Self::AlternateRemoved { .. } => "alternate-removed",
            Self::Ended { .. } => "ended",
        }
    }
}
