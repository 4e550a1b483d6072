//! What a screening answers: potential matches, each with its evidence field by field.

use cred_core::{digest::Digest, evidence::list_entry::ListEntry};
use serde::{Deserialize, Serialize};

use crate::subject::Subject;

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// National provider identifier.
    Npi,
    /// Licence number with its state.
    License,
    /// Family name of a person.
    Family,
    /// First name.
    Given,
    /// Middle names.
    Middle,
    /// Jr, III, …
    Suffix,
    /// Name of an organisation.
    Organization,
    /// Date of birth. Its values are never written out.
    Born,
    /// State.
    State,
    /// Profession or specialty.
    Occupation,
}

impl Field {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Npi => "npi",
            Self::License => "license",
            Self::Family => "family",
            Self::Given => "given",
            Self::Middle => "middle",
            Self::Suffix => "suffix",
            Self::Organization => "organization",
            Self::Born => "born",
            Self::State => "state",
            Self::Occupation => "occupation",
        }
    }

    /// Whether it tells *who* somebody is, rather than where they work and as what. Only such fields can break a tie: many share a state
    /// and a profession.
    #[must_use]
    pub const fn identifies(self) -> bool {
        !matches!(self, Self::State | Self::Occupation)
    }
}

/// How the two sides of a field compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The same, after case, accents and punctuation.
    Same,
    /// Not the same, but such as one value is written for the other; the evidence tells how.
    Near,
    /// Different.
    Differs,
    /// One side, or both, do not tell: no evidence either way.
    NotTold,
}

/// How two values are near to one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nearness {
    /// One letter or digit more, less or other, or two neighbours swapped.
    OneEdit,
    /// Two such edits, in a long name.
    TwoEdits,
    /// One is cut off.
    Truncated,
    /// One is a part of the other: of a hyphenated or double name.
    Part,
    /// One is a short form of the other.
    Nickname,
    /// One is the other's initial.
    Initial,
    /// One goes by the middle name.
    MiddleName,
    /// Given and family name have changed places.
    Swapped,
    /// Day and month have changed places.
    DayAndMonthSwapped,
    /// They agree as far as the less precise one tells.
    LessPrecise,
    /// A licence number without a state on one side.
    WithoutState,
    /// The same words, in another order or with others between them.
    SameWords,
    /// A word in common.
    SharedWord,
    /// `Jr` and `II`: both are written of a son.
    SuffixOfSon,
}

/// One field held against its counterpart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldEvidence {
    /// Which field.
    pub field: Field,
    /// Ours, as written; empty where not told. A date of birth stands masked.
    pub ours: String,
    /// The list's, as written; empty where not told. A date of birth stands masked.
    pub theirs: String,
    /// How they compare.
    pub outcome: Outcome,
    /// Of `Near`: in which way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nearness: Option<Nearness>,
    /// What it adds to the score; below zero it takes away.
    pub points: i32,
}

/// What a match rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// On a name, and what does not contradict it.
    Potential,
    /// On so much that it is hardly chance; still to be confirmed by a person.
    Strong,
    /// On an identifier: the NPI agrees, and the name does not speak against it.
    Identifier,
}

impl Standing {
    /// What may be said of it. Without an identifier nobody is called excluded.
    #[must_use]
    pub const fn wording(self) -> &'static str {
        match self {
            Self::Potential => "potential match",
            Self::Strong => "strong potential match",
            Self::Identifier => "listed under the same identifier",
        }
    }
}

/// An entry that may be about the subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PotentialMatch {
    /// The entry's position in the index that found it.
    pub entry: usize,
    /// The pair's score, 0 to 1000: the sum of the evidence's points, clipped.
    pub score: u16,
    /// The points of the fields that identify, unclipped: what ties are judged by.
    pub identity: i32,
    /// What it rests on.
    pub standing: Standing,
    /// Whether another match of the same subject has the same evidence of identity. Then none of them may be picked.
    pub tied: bool,
    /// The evidence, in the order of [`Field`].
    pub evidence: Vec<FieldEvidence>,
    /// The pair's fingerprint: see [`pair_digest`].
    pub pair: Digest,
}

/// The fingerprint of a subject held against an entry. A pair that a person has cleared is known again by it, and comes back as soon as
/// anything told of either changes.
#[must_use]
pub fn pair_digest(subject: &Subject, entry: &ListEntry) -> Digest {
    let (subject, entry) = (subject.digest().to_string(), entry.digest().to_string());
    Digest::of("cred/screened-pair/1", [subject.as_str(), entry.as_str()])
}
