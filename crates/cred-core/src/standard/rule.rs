//! Rules: one topic each, with where it comes from, which date picks its edition, and what a breach does.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::topic::Topic;
use crate::text::Text;

/// The date that decides which edition of a rule binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum KeyDate {
    /// The day of the decision, in the deciding body's zone.
    #[default]
    Decision,
    /// The day on which a verification organisation reports to its client.
    Report,
    /// The day of submission.
    Submission,
    /// The day of the event that the rule is about.
    Event,
}

impl KeyDate {
    /// Every key date.
    pub const ALL: [Self; 4] = [Self::Decision, Self::Report, Self::Submission, Self::Event];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Decision => "decision",
            Self::Report => "report",
            Self::Submission => "submission",
            Self::Event => "event",
        }
    }
}

/// What a breach does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum OnBreach {
    /// It stands in the way: of the decision, or of exercise.
    #[default]
    Block,
    /// It flags the file: a committee must look.
    Flag,
    /// It is owed: a violation is derived and a task is due, and nothing is blocked.
    Task,
}

impl OnBreach {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Flag => "flag",
            Self::Task => "task",
        }
    }
}

/// How sure the rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Its source was seen.
    Seen,
    /// It is what practitioners know; check the clause before you quote it.
    Memory,
    /// Sources disagree; the rule is one reading of several.
    Conflicting,
}

impl Confidence {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Memory => "memory",
            Self::Conflicting => "conflicting",
        }
    }
}

/// One of several readings of a rule that sources disagree on. An adoption chooses; where it does not, the default one binds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// Of which parameter.
    pub of: Text,
    /// The name of this reading.
    pub is: Text,
    /// Whether it binds where the adoption does not choose.
    #[serde(default)]
    pub default: bool,
}

/// One rule of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rule {
    /// The clause, as the body numbers it in this edition; left out where the number is not known. It is never made up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Text>,
    /// Which date picks the edition; the pack's where not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_date: Option<KeyDate>,
    /// The first key date it binds on, where later than the pack's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applies_from: Option<NaiveDate>,
    /// The last key date it binds on, where earlier than the pack's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applies_to: Option<NaiveDate>,
    /// What a breach does.
    #[serde(default)]
    pub on_breach: OnBreach,
    /// Where it can be read; the pack's where not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Text>,
    /// How sure it is; the pack's where not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// Where sources disagree: which reading this is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<Reading>,
    /// A remark in our own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// What it rules.
    #[serde(flatten)]
    pub topic: Topic,
}

impl Rule {
    /// The keys that are no topic.
    pub const META: [&'static str; 9] =
        ["code", "key_date", "applies_from", "applies_to", "on_breach", "source", "confidence", "reading", "note"];
}
