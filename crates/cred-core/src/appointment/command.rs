//! What may be asked of an appointment.

use crate::{
    credentialing::{meeting::authority::Authority, proof::Credentialed},
    id::CorrectiveActionId,
    standard::topic::privileging::{RelinquishedScope, Trigger},
    text::Text,
    time::Instant,
};
use chrono::NaiveDate;

use super::{Cause, Ground};

use super::{EvaluationsConcluded, ReadyToReturn};

/// The terms of a first appointment, as the board sets them.
#[derive(Debug, Clone)]
pub struct AppointmentTerms {
    /// The staff category.
    pub category: Text,
    /// From when.
    pub start: Instant,
    /// For how many months, to the day.
    pub months: u32,
    /// Whether it makes a member; privileges alone (advanced practice staff) where not.
    pub membership: bool,
    /// Until when (exclusive) it is provisional; as long as the rules allow where none is given and they ask for it.
    pub provisional_until: Option<Instant>,
}

/// What may be asked of an appointment. Every instant is at or after the command, save that of a death and of a fact that relinquishes.
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
        /// Why it is a conditional short term, of at most twelve months; none for a full one.
        conditional: Option<Text>,
        /// The open investigation of the provider's competence or conduct here, if there is one: see
        /// [`crate::exercise::investigations::open_investigation`].
        investigation: Option<CorrectiveActionId>,
    },
    /// Leave of absence; the term keeps running.
    TakeLeave {
        /// From when; past a printed end without a return there is still no exercise.
        from: Instant,
        /// Until when (exclusive); for as long as the rules allow where none.
        until: Option<Instant>,
        /// The reason.
        reason: Text,
    },
    /// The provider asks to be reinstated after the leave.
    RequestReinstatement,
    /// Back from leave, when asked for.
    Return {
        /// From when.
        from: Instant,
        /// Health statement, licence, cover and query.
        ready: Box<ReadyToReturn>,
    },
    /// Suspended from the staff: summarily, or by a final action.
    Suspend {
        /// From when.
        from: Instant,
        /// Why.
        reason: Text,
        /// On what it rests.
        ground: Ground,
    },
    /// The suspension is lifted.
    Lift {
        /// From when.
        from: Instant,
    },
    /// Relinquished by a rule, without a vote: for an administrative reason alone.
    RelinquishAutomatically {
        /// What set it off.
        trigger: Trigger,
        /// What falls; as the rules say where none. It may be wider than they say, never narrower.
        scope: Option<RelinquishedScope>,
        /// From when: the day of the fact.
        from: Instant,
        /// What happened.
        reason: Text,
    },
    /// The cause of a relinquishment is gone. Restores by itself where the rule says so; else it waits for the reinstatement.
    RecordCure {
        /// Of which relinquishment.
        trigger: Trigger,
        /// From when.
        from: Instant,
        /// What shows it.
        evidence: Text,
    },
    /// The named body reinstates after a relinquishment that was cured, or after a lapse on file (licence, DEA, cover, exclusion) where a
    /// rule asks for a reinstatement. A lapse that is not over by then stays.
    Reinstate {
        /// After which.
        trigger: Trigger,
        /// From when.
        from: Instant,
        /// What was looked at.
        note: Text,
    },
    /// Another category of the staff.
    ChangeCategory {
        /// Which.
        category: Text,
        /// From when.
        from: Instant,
    },
    /// The provisional time ends with a category.
    EndProvisional {
        /// Which.
        category: Text,
        /// From when.
        from: Instant,
        /// No focused evaluation is open.
        evaluations: Box<EvaluationsConcluded>,
    },
    /// The provider was told of the last decision.
    RecordNotice {
        /// On which local day of the facility.
        on: NaiveDate,
    },
    /// The provider leaves.
    Resign {
        /// From when.
        from: Instant,
        /// Administrative for a resignation that is deemed one (papers, contract): recorded by the staff. None for the provider's own will.
        cause: Option<Cause>,
    },
    /// The board takes it away.
    Revoke {
        /// From when.
        from: Instant,
        /// Why.
        reason: Text,
        /// On what it rests.
        ground: Ground,
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
            Self::Reappoint { .. } | Self::RequestReinstatement | Self::RecordNotice { .. } => None,
            Self::TakeLeave { from, .. }
            | Self::Return { from, .. }
            | Self::Suspend { from, .. }
            | Self::Lift { from }
            | Self::RelinquishAutomatically { from, .. }
            | Self::RecordCure { from, .. }
            | Self::Reinstate { from, .. }
            | Self::ChangeCategory { from, .. }
            | Self::EndProvisional { from, .. }
            | Self::Resign { from, .. }
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
            Self::RequestReinstatement => "request-reinstatement",
            Self::Return { .. } => "return",
            Self::Suspend { .. } => "suspend",
            Self::Lift { .. } => "lift",
            Self::RelinquishAutomatically { .. } => "relinquish-automatically",
            Self::RecordCure { .. } => "record-cure",
            Self::Reinstate { .. } => "reinstate",
            Self::ChangeCategory { .. } => "change-category",
            Self::EndProvisional { .. } => "end-provisional",
            Self::RecordNotice { .. } => "record-notice",
            Self::Resign { .. } => "resign",
            Self::Revoke { .. } => "revoke",
            Self::RecordDeath { .. } => "record-death",
        }
    }
}
