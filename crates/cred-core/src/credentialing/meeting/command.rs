//! What may be asked of a meeting.

use super::{
    Meeting,
    matter::{Matter, Motion},
    vote::Ballots,
};
use crate::{provider::Provider, text::Text};

/// What may be asked of a meeting. Each is given by its staff or by the body itself, and by nobody about themselves.
#[derive(Debug, Clone)]
pub enum Command<'a> {
    /// Put a matter on the agenda. Members who are its subject, or declared a conflict with them, keep out of it from here on; on a hearing
    /// panel a competitor or an earlier decision maker may not sit at all.
    PlaceMatter {
        /// The matter.
        matter: Matter,
        /// About whom.
        subject: &'a Provider,
        /// In a few words.
        about: Text,
        /// The meetings before, from which a panel's earlier decision makers are known.
        earlier: Vec<&'a Meeting>,
    },
    /// Say who is there now; the newest list holds.
    RecordAttendance {
        /// By name.
        present: Vec<Text>,
    },
    /// A member keeps out of a matter.
    Recuse {
        /// Who.
        member: Text,
        /// Of which.
        matter: Matter,
        /// About whom that is.
        subject: &'a Provider,
        /// Why.
        reason: Text,
    },
    /// A motion is put.
    Vote {
        /// On which matter.
        matter: Matter,
        /// Which.
        motion: Motion,
        /// About whom.
        subject: &'a Provider,
        /// Who votes how.
        ballots: Ballots,
    },
    /// The matter is put off by common consent of a quorum, with a question.
    Defer {
        /// Which.
        matter: Matter,
        /// About whom.
        subject: &'a Provider,
        /// What must be answered.
        question: Text,
    },
    /// The meeting is over.
    Adjourn,
}

impl Command<'_> {
    /// The name in the table.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::PlaceMatter { .. } => "place-matter",
            Self::RecordAttendance { .. } => "record-attendance",
            Self::Recuse { .. } => "recuse",
            Self::Vote { .. } => "vote",
            Self::Defer { .. } => "defer",
            Self::Adjourn => "adjourn",
        }
    }
}
