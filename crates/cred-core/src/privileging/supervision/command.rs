//! What may be asked of an agreement.

use super::event::Kind;
use crate::{
    id::{ItemId, ProviderId},
    text::Text,
    time::Instant,
};

/// What two people agree on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Supervision or collaboration.
    pub kind: Kind,
    /// The items it is about; every one where empty.
    pub items: Vec<ItemId>,
    /// From when.
    pub from: Instant,
    /// Until before when; open where none.
    pub to: Option<Instant>,
    /// The name with which the supervisee signed.
    pub signed_by_supervisee: Option<Text>,
    /// The name with which the supervisor signed.
    pub signed_by_supervisor: Option<Text>,
}

/// What may be asked of an agreement. Every instant is at or after the command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Somebody stands in for the supervisor.
    AddAlternate {
        /// Who.
        alternate: ProviderId,
        /// From when.
        from: Instant,
        /// Until before when; as long as the agreement where none.
        to: Option<Instant>,
    },
    /// Somebody stands in no more; the alternate in person may say so.
    RemoveAlternate {
        /// Who.
        alternate: ProviderId,
        /// From when.
        from: Instant,
    },
    /// The agreement ends; either of the two may end it.
    End {
        /// From when.
        from: Instant,
        /// Why.
        reason: Text,
    },
}

impl Command {
    /// The instant from which it would hold.
    pub(super) const fn from(&self) -> Instant {
        match self {
            Self::AddAlternate { from, .. } | Self::RemoveAlternate { from, .. } | Self::End { from, .. } => *from,
        }
    }

    /// The name in the table.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::AddAlternate { .. } => "add-alternate",
            Self::RemoveAlternate { .. } => "remove-alternate",
            Self::End { .. } => "end",
        }
    }
}
