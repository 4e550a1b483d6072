//! What became of asking a source, and what that does to an element.
//!
//! One rule stands over all: *nothing that failed to answer is ever taken for clear.* A credential is satisfied by [`Outcome::Matching`]
//! alone; absence from a list is established by [`Outcome::NotFound`] alone, and only against a list that is whole, of a known version and
//! recent enough. Everything else leaves the element unknown, or is adverse.

mod comparing;
mod effect;

use serde::{Deserialize, Serialize};

use super::{
    list_entry::ListEntry,
    reply::{Encumbrance, Reply},
};
use crate::{
    provider::{
        credential::{Credential, FieldDifference},
        element::ElementKey,
    },
    text::Text,
    time::{Instant, partial_date::PartialDate},
};

pub use comparing::{Asked, compared};
pub use effect::{Effect, Open, effect, reply};

/// One record of a source about a credential. Dates inclusive, in the issuer's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Found {
    /// What the source has.
    pub credential: Credential,
    /// The names under which it has the person, as it writes them; the first is its own, the rest are others that it tells.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Text>,
    /// The first day of the period the source vouches for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<PartialDate>,
    /// The last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<PartialDate>,
    /// Limits on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub encumbrances: Vec<Encumbrance>,
}

impl Found {
    /// The reply that evidence keeps of it.
    #[must_use]
    pub fn reply(&self) -> Reply {
        Reply::Found {
            credential: self.credential.clone(),
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            encumbrances: self.encumbrances.clone(),
            continues_until_final_action: false,
        }
    }
}

/// What a source has against a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Adverse {
    /// The credential, with limits on it.
    Encumbered {
        /// The record.
        found: Box<Found>,
        /// What also differs from what is claimed; empty where nothing does.
        differences: Vec<FieldDifference>,
    },
    /// An entry of a list or register, tied to the person by an identifier.
    Listed {
        /// What it says, without confidential content.
        summary: Text,
        /// Its first day.
        from: Option<PartialDate>,
        /// Its last day, where the source itself tells one.
        to: Option<PartialDate>,
        /// The entry, where it is one of a list.
        entry: Option<Box<ListEntry>>,
    },
}

/// Somebody who may be the one asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    /// Who, in one line, without confidential content.
    pub summary: Text,
    /// The record about a credential.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<Box<Found>>,
    /// The entry of a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<Box<ListEntry>>,
}

/// What was searched when nothing was found: an edition of a list, or a register as it stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Searched {
    /// What it is a list of: `exclusion:SAM`.
    pub element: ElementKey,
    /// Its version; none where nobody knows.
    pub version: Option<Text>,
    /// As of when it tells.
    pub as_of: Instant,
    /// Whether all of it was searched: no page missing, no row that could not be read.
    pub whole: bool,
}

/// Why a source gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Unavailable {
    /// It is known not to answer now.
    Outage {
        /// Until when.
        until: Instant,
    },
    /// No connection came about, or none that can be trusted.
    NoConnection {
        /// Why, as far as is known.
        because: Text,
    },
    /// It did not answer in time.
    TimedOut,
    /// The answer broke off.
    BrokenOff,
    /// It said that it is asked too often.
    TooOften {
        /// From when on it may be asked again, where it says so.
        again_from: Option<Instant>,
    },
    /// It did not let us in: a key is missing, wrong or run out.
    NotAdmitted {
        /// The HTTP status; none where we had no key to show.
        status: Option<u16>,
    },
    /// It said that it cannot answer.
    Failed {
        /// The HTTP status.
        status: u16,
    },
    /// It was not asked: something that it needs to be given is not known.
    NotAsked {
        /// What is missing.
        missing: Text,
    },
}

/// What became of asking a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Outcome {
    /// It has what was asked for, and nothing in it differs from what is claimed.
    Matching {
        /// The record.
        found: Box<Found>,
    },
    /// It has what was asked for, and something differs.
    Differing {
        /// The record.
        found: Box<Found>,
        /// What differs between what is claimed and the record, field by field; never empty. Whoever compares the evidence finds it again.
        differences: Vec<FieldDifference>,
    },
    /// It has something against the person.
    Adverse {
        /// What.
        record: Adverse,
    },
    /// It has nothing.
    NotFound {
        /// What was searched; none where the source is asked for one credential.
        searched: Option<Searched>,
    },
    /// It has several, or one that may be somebody else: a person must say.
    Ambiguous {
        /// Those it may be.
        candidates: Vec<Candidate>,
        /// Whether these are all of them.
        all: bool,
    },
    /// It gave no answer.
    Unavailable {
        /// Why.
        reason: Unavailable,
    },
    /// It gave an answer that cannot be taken for one.
    Malformed {
        /// What is wrong with it.
        because: Text,
    },
}

impl Outcome {
    /// The word for its kind.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Matching { .. } => "matching",
            Self::Differing { .. } => "differing",
            Self::Adverse { .. } => "adverse",
            Self::NotFound { .. } => "not-found",
            Self::Ambiguous { .. } => "ambiguous",
            Self::Unavailable { .. } => "unavailable",
            Self::Malformed { .. } => "malformed",
        }
    }

    /// Whether the source did not do its part: asked again later it may.
    #[must_use]
    pub const fn is_failure(&self) -> bool {
        match self {
            Self::Unavailable { .. } | Self::Malformed { .. } => true,
            Self::Matching { .. }
            | Self::Differing { .. }
            | Self::Adverse { .. }
            | Self::NotFound { .. }
            | Self::Ambiguous { .. } => false,
        }
    }

    /// A malformed answer. What is told of it is cut to the length of a text, and no control character of the source's gets through.
    #[must_use]
    pub fn malformed(because: &str) -> Self {
        Self::Malformed { because: Text::of_words(because) }
    }

    /// No answer.
    #[must_use]
    pub const fn unavailable(reason: Unavailable) -> Self {
        Self::Unavailable { reason }
    }
}

impl std::fmt::Display for Unavailable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Outage { until } => write!(f, "it is known not to answer until {until}"),
            Self::NoConnection { because } => write!(f, "no connection: {because}"),
            Self::TimedOut => f.write_str("it did not answer in time"),
            Self::BrokenOff => f.write_str("the answer broke off"),
            Self::TooOften { again_from: Some(from) } => write!(f, "it is asked too often; again from {from}"),
            Self::TooOften { again_from: None } => f.write_str("it is asked too often"),
            Self::NotAdmitted { status: Some(status) } => {
                write!(f, "it did not let us in (status {status}): check the key")
            }
            Self::NotAdmitted { status: None } => f.write_str("the key to show it is not set"),
            Self::Failed { status } => write!(f, "it said that it cannot answer (status {status})"),
            Self::NotAsked { missing } => write!(f, "it was not asked: {missing}"),
        }
    }
}
