//! What an outcome does to an element: a pure function of the outcome, the element, the instant and how old a list may be.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::{Adverse, Outcome, Searched};
use crate::{
    evidence::{primary_source::PrimarySource, reply::Reply},
    provider::element::ElementKey,
    text::Text,
    time::Instant,
};

/// What an outcome does to an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Effect {
    /// The credential is verified.
    Satisfied,
    /// The search was made, and nothing is on record.
    Clear,
    /// Something is on record against the person.
    Adverse,
    /// The element stays open.
    Unknown {
        /// Why.
        open: Open,
    },
}

/// Why an element stays open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Open {
    /// What the source has differs from what is claimed.
    Differs,
    /// The source has no record of the credential.
    NoRecord,
    /// It may be somebody else.
    Ambiguous,
    /// The source did not answer.
    Unavailable,
    /// What it answered is no answer.
    Malformed,
    /// By its own dates it is not, or not certainly, in force now.
    NotInForce,
    /// Not told what was searched.
    ListUnknown,
    /// Another list was searched.
    OtherList,
    /// Not all of the list was searched.
    ListNotWhole,
    /// Nobody knows which version of the list was searched.
    VersionUnknown,
    /// The list is too old, or from a time to come.
    ListStale,
    /// The element cannot be answered so.
    OtherKind,
    /// The source verifies nothing of this kind under the standard.
    SourceNotAccepted,
}

impl Open {
    /// In words.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Differs => "what the source has differs from what is claimed",
            Self::NoRecord => "the source has no record of it",
            Self::Ambiguous => "it may be somebody else: a person must say",
            Self::Unavailable => "the source did not answer",
            Self::Malformed => "what the source answered is no answer",
            Self::NotInForce => "by its dates it is not, or not certainly, in force now",
            Self::ListUnknown => "it is not told what was searched",
            Self::OtherList => "another list was searched",
            Self::ListNotWhole => "not all of the list was searched",
            Self::VersionUnknown => "the version of the list is not known",
            Self::ListStale => "the list is too old to tell an absence",
            Self::OtherKind => "the element cannot be answered so",
            Self::SourceNotAccepted => "the source verifies nothing of this kind under the standard",
        }
    }
}

impl Effect {
    const fn unknown(open: Open) -> Self {
        Self::Unknown { open }
    }

    /// Whether anything may rest on it.
    #[must_use]
    pub const fn grants(self) -> bool {
        matches!(self, Self::Satisfied | Self::Clear)
    }

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Satisfied => "satisfied",
            Self::Clear => "clear",
            Self::Adverse => "adverse",
            Self::Unknown { .. } => "unknown",
        }
    }
}

/// What an outcome does to an element at an instant. A list older than `stale_after` then tells no absence.
#[must_use]
pub fn effect(outcome: &Outcome, element: &ElementKey, at: Instant, stale_after: TimeDelta) -> Effect {
    let search = element.kind().is_search();
    match outcome {
        Outcome::Adverse { .. } => Effect::Adverse,
        Outcome::Unavailable { .. } => Effect::unknown(Open::Unavailable),
        Outcome::Malformed { .. } => Effect::unknown(Open::Malformed),
        Outcome::Ambiguous { .. } => Effect::unknown(Open::Ambiguous),
        Outcome::Differing { .. } => Effect::unknown(Open::Differs),
        Outcome::Matching { found } if search || found.credential.key() != *element => Effect::unknown(Open::OtherKind),
        Outcome::Matching { found } if !found.encumbrances.is_empty() => Effect::Adverse,
        Outcome::Matching { found } if !found.in_force(at) => Effect::unknown(Open::NotInForce),
        Outcome::Matching { .. } => Effect::Satisfied,
        Outcome::NotFound { .. } if !search => Effect::unknown(Open::NoRecord),
        Outcome::NotFound { searched: None } => Effect::unknown(Open::ListUnknown),
        Outcome::NotFound { searched: Some(searched) } => {
            lacking(searched, element, at, stale_after).map_or(Effect::Clear, Effect::unknown)
        }
    }
}

/// What a search lacks to tell an absence.
fn lacking(searched: &Searched, element: &ElementKey, at: Instant, stale_after: TimeDelta) -> Option<Open> {
    let age = at.signed_duration_since(searched.as_of);
    if searched.element != *element {
        Some(Open::OtherList)
    } else if !searched.whole {
        Some(Open::ListNotWhole)
    } else if searched.version.is_none() {
        Some(Open::VersionUnknown)
    } else if age < TimeDelta::zero() || age > stale_after {
        Some(Open::ListStale)
    } else {
        None
    }
}

impl PrimarySource {
    /// What an outcome of this source does to an element at an instant, under a standard (the id of a rule pack): what is adverse is so
    /// whoever says it, and only a source that counts under the standard verifies.
    #[must_use]
    pub fn effect(&self, outcome: &Outcome, element: &ElementKey, standard: &str, at: Instant) -> Effect {
        let stale_after = TimeDelta::hours(i64::from(self.cadence.stale_after_hours));
        let effect = effect(outcome, element, at, stale_after);
        let accepted = self.answers(element) && self.method(standard, element.kind()).is_some();
        if effect.grants() && !accepted { Effect::unknown(Open::SourceNotAccepted) } else { effect }
    }
}

/// The reply that evidence keeps of an outcome. None where there is nothing to keep: that was an attempt, which is noted and repeated.
#[must_use]
pub fn reply(outcome: &Outcome, element: &ElementKey, at: Instant, stale_after: TimeDelta) -> Option<Reply> {
    let search = element.kind().is_search();
    match outcome {
        Outcome::Matching { found }
        | Outcome::Differing { found, .. }
        | Outcome::Adverse { record: Adverse::Encumbered { found, .. } } => {
            (!search && found.credential.key() == *element).then(|| found.reply())
        }
        Outcome::Adverse { record: Adverse::Listed { summary, from, to, .. } } => {
            search.then(|| Reply::Reported { summary: summary.clone(), from: *from, to: *to })
        }
        Outcome::NotFound { .. } if !search => Some(Reply::NotFound),
        Outcome::NotFound { searched } => {
            let clear = effect(outcome, element, at, stale_after) == Effect::Clear;
            let list_version: Option<Text> = searched.as_ref().and_then(|searched| searched.version.clone());
            clear.then_some(Reply::Clear { list_version })
        }
        Outcome::Ambiguous { candidates, .. } if search => {
            let first = candidates.first().map(|candidate| candidate.summary.clone());
            first.map(|summary| Reply::PossibleMatch { summary, pairs: vec![] })
        }
        Outcome::Ambiguous { .. } | Outcome::Unavailable { .. } | Outcome::Malformed { .. } => None,
    }
}
