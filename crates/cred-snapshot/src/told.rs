//! What a snapshot says to a question: what the engine would have said, or nothing, and then why not.

use cred_core::{id::ItemId, time::Instant, timeline::truth::Truth};

pub use crate::content::Finding;

/// What is said to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "an answer that nobody reads protects nobody"]
pub enum Told {
    /// What the engine would say from the records that the snapshot was made from.
    Answer(Answer),
    /// Nothing: the answer is unknown, which never grants.
    Nothing(NotTold),
}

impl Told {
    /// The answer; *unknown* where nothing is said.
    #[must_use]
    pub const fn truth(&self) -> Truth {
        match self {
            Self::Answer(answer) => answer.truth,
            Self::Nothing(_) => Truth::Unknown,
        }
    }

    /// The answer, where one is given.
    #[must_use]
    pub const fn answer(&self) -> Option<&Answer> {
        match self {
            Self::Answer(answer) => Some(answer),
            Self::Nothing(_) => None,
        }
    }
}

/// An answer out of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The answer at the instant asked about.
    pub truth: Truth,
    /// The first instant after it at which the answer is another one, and which; at the latest the end of the snapshot, from which on it is
    /// unknown.
    pub until: (Instant, Truth),
    /// What limits a *yes*, sorted.
    pub conditions: Vec<String>,
    /// The first instant before `until` at which a *yes* is one under other conditions.
    pub conditions_until: Option<Instant>,
    /// What decides, in short.
    pub because: Vec<Finding>,
    /// The privileges that the question comes down to.
    pub privileges: Vec<ItemId>,
}

/// Why a snapshot says nothing. Each is *unknown*: ask the register itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotTold {
    /// It is past its end.
    #[error("the snapshot answers nothing since {0}: fetch a new one")]
    Expired(Instant),
    /// The reader's clock stands before what it must be past.
    #[error("the clock says {now}, and it was {at_least} before: set the clock")]
    ClockBehind {
        /// What the reader's clock says.
        now: Instant,
        /// What it must be past: when the snapshot was made, or last read.
        at_least: Instant,
    },
    /// The instant asked about lies outside of its time.
    #[error("not in the snapshot: it tells of times from {made_at} until before {expires_at}")]
    OutsideWindow {
        /// The first instant that it tells of.
        made_at: Instant,
        /// The first that it no longer tells of.
        expires_at: Instant,
    },
    /// It is of another site.
    #[error("not in the snapshot: it is of {0}")]
    OtherPlace(String),
    /// Nobody of that id, or found by that text, holds anything at the site in its time.
    #[error("not in the snapshot: nobody that `{0}` names holds anything at this site in its time")]
    Provider(String),
    /// No form of the facility has that privilege.
    #[error("not in the snapshot: the facility has no privilege {0}")]
    Privilege(ItemId),
    /// Something is given about the patient that can make the answer another one.
    #[error(
        "not in the snapshot: the answer may depend on the {0} that is given; ask without, and read the conditions"
    )]
    Patient(&'static str),
}

impl NotTold {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Expired(_) => "snapshot-expired",
            Self::ClockBehind { .. } => "clock-behind",
            Self::OutsideWindow { .. } => "outside-window",
            Self::OtherPlace(_) => "other-place",
            Self::Provider(_) => "unknown-provider",
            Self::Privilege(_) => "unknown-privilege",
            Self::Patient(_) => "patient-not-in-snapshot",
        }
    }
}
