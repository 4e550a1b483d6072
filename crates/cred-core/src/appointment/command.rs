//! What may be asked of an appointment.

use crate::{
    credentialing::{meeting::authority::Authority, proof::Credentialed},
    text::Text,
    time::Instant,
};

/// What may be asked of an appointment. Every instant is at or after the command.
#[derive(Debug)]
pub enum Command<'p> {
    /// A new term, from the end of the old one.
    Reappoint {
        /// Why it may be.
        proof: Credentialed<'p>,
        /// For so many months, to the day.
        months: u32,
        /// By which authority the body decides.
        authority: Authority<'p>,
    },
    /// Leave of absence; the term keeps running.
    TakeLeave {
        /// From when until when; past a printed end without a return there is still no exercise.
        from: Instant,
        /// The reason.
        reason: Text,
    },
    /// Back from leave.
    Return {
        /// From when.
        from: Instant,
    },
    /// Suspended from the staff.
    Suspend {
        /// From when.
        from: Instant,
        /// Why.
        reason: Text,
    },
    /// The suspension is lifted.
    Lift {
        /// From when.
        from: Instant,
    },
    /// The provider leaves.
    Resign {
        /// From when.
        from: Instant,
    },
    /// The board takes it away.
    Revoke {
        /// From when.
        from: Instant,
        /// Why.
        reason: Text,
    },
    /// The provider died.
    RecordDeath {
        /// When; before the command, and then nothing was exercised since.
        from: Instant,
    },
}

impl Command<'_> {
    /// The instant from which it would change the standing.
    pub(super) const fn from(&self) -> Option<Instant> {
        match self {
            Self::Reappoint { .. } => None,
            Self::TakeLeave { from, .. }
            | Self::Return { from }
            | Self::Suspend { from, .. }
            | Self::Lift { from }
            | Self::Resign { from }
            | Self::Revoke { from, .. }
            | Self::RecordDeath { from } => Some(*from),
        }
    }

    /// The name in the table.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Reappoint { .. } => "reappoint",
            Self::TakeLeave { .. } => "take-leave",
            Self::Return { .. } => "return",
            Self::Suspend { .. } => "suspend",
            Self::Lift { .. } => "lift",
            Self::Resign { .. } => "resign",
            Self::Revoke { .. } => "revoke",
            Self::RecordDeath { .. } => "record-death",
        }
    }
}
