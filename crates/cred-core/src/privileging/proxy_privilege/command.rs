//! What may be asked of a privilege by proxy.

use serde::{Deserialize, Serialize};

use super::grant::{Distant, Listed};
use crate::{
    id::{AgreementId, SiteId},
    text::Text,
    time::Instant,
};

/// A privilege by proxy as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProxyAsk {
    /// Under which agreement.
    pub agreement: AgreementId,
    /// On which decision.
    pub distant: Distant,
    /// From when; not before the decision.
    pub start: Instant,
    /// For how many months, to the day; as long as the rules allow where none.
    pub months: Option<u32>,
    /// For which sites; for all at which it may be given where empty.
    pub sites: Vec<SiteId>,
    /// Under which conditions.
    pub conditions: Vec<Text>,
}

/// What may be asked of a privilege by proxy that was granted. What is decided here takes effect at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// The outside distant site supplied its list again, before the last one ran out.
    RecordDistantPrivileges {
        /// The list.
        listed: Listed,
    },
    /// The distant site told that it ended, suspended or limited the privilege there. A fact: it may lie back.
    RecordDistantPrivilegesEnded {
        /// From when.
        from: Instant,
        /// Why.
        reason: Text,
    },
    /// Suspend it here.
    Suspend {
        /// Why.
        reason: Text,
    },
    /// Lift the suspension here.
    Lift,
    /// Revoke it here.
    Revoke {
        /// Why.
        reason: Text,
    },
    /// The holder gives it up.
    Relinquish,
}

impl Command {
    /// The name in the table.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::RecordDistantPrivileges { .. } => "record-distant-privileges",
            Self::RecordDistantPrivilegesEnded { .. } => "record-distant-privileges-ended",
            Self::Suspend { .. } => "suspend",
            Self::Lift => "lift",
            Self::Revoke { .. } => "revoke",
            Self::Relinquish => "relinquish",
        }
    }
}
