//! Replies: what a source answered.

use serde::{Deserialize, Serialize};

use crate::{
    digest::Digest,
    provider::{credential::Credential, drug_schedule, element::ElementKind},
    text::Text,
    time::partial_date::PartialDate,
};

/// What an issuer has done to a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EncumbranceKind {
    /// Suspended: no authority meanwhile.
    Suspended,
    /// Revoked: no authority from then on.
    Revoked,
    /// Surrendered: no authority from then on.
    Surrendered,
    /// On probation, restricted, under a board order: authority with limits.
    Limited,
}

impl EncumbranceKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Suspended, Self::Revoked, Self::Surrendered, Self::Limited];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Suspended => "suspended",
            Self::Revoked => "revoked",
            Self::Surrendered => "surrendered",
            Self::Limited => "limited",
        }
    }

    /// Parses the word; *probation* and *restricted* are limits.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word.trim().to_ascii_lowercase().as_str() {
            "probation" | "restricted" => Some(Self::Limited),
            word => Self::ALL.into_iter().find(|kind| kind.word() == word),
        }
    }
}

/// What a board order limits, where a rule can read it. The order's own terms say the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Drug schedules that may not be prescribed: `2` also bars `2N`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub no_schedules: Vec<Text>,
    /// Practice under supervision or with a chaperone alone: told as a condition.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub supervised: bool,
}

impl Limits {
    /// Whether nothing of it can be read by a rule.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Whether one of these schedules may not be prescribed. `2` and `2N` bar each other: an order is read against the holder.
    #[must_use]
    pub fn bars(&self, schedules: &[Text]) -> bool {
        let number = |text: &Text| {
            let meant = drug_schedule::canonical(text.as_str()).unwrap_or_else(|| text.as_str().trim());
            meant.trim_end_matches(['n', 'N']).to_owned()
        };
        schedules.iter().any(|wanted| self.no_schedules.iter().any(|barred| number(barred) == number(wanted)))
    }
}

/// A limit that an issuer put on a credential. Dates inclusive, in the issuer's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Encumbrance {
    /// What kind.
    pub kind: EncumbranceKind,
    /// Its first day; the credential's own first day where not stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<PartialDate>,
    /// Its last day; open where not stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<PartialDate>,
    /// Its terms.
    pub terms: Text,
    /// What of the terms a rule can read.
    #[serde(default, skip_serializing_if = "Limits::is_none")]
    pub limits: Limits,
}

/// What a source answered. A source that did not answer gave no reply: that is an attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reply", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Reply {
    /// The source has the credential. Dates inclusive, in the issuer's zone.
    Found {
        /// What the source has.
        credential: Credential,
        /// The first day of the period the source vouches for. Give the start of the current term where it renews with a gap: an
        /// older first day asserts that there was none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        valid_from: Option<PartialDate>,
        /// The last day; none for a credential without an end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        valid_to: Option<PartialDate>,
        /// Limits on it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        encumbrances: Vec<Encumbrance>,
        /// The issuer says that it goes on past its printed end until it decides finally: a renewal filed in time, under a law that
        /// continues it. Of licences and registrations alone.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        continues_until_final_action: bool,
    },
    /// The source has no such credential.
    NotFound,
    /// A search found nothing against the provider.
    Clear {
        /// Which edition of the list was searched.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        list_version: Option<Text>,
    },
    /// A search found a report: an adverse fact. For an exclusion list it excludes.
    Reported {
        /// What was found, without confidential content.
        summary: Text,
        /// Its first day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<PartialDate>,
        /// Its last day (a reinstatement by letter; never an elapsed minimum term).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<PartialDate>,
    },
    /// A search found somebody who may be the provider; a person must say.
    PossibleMatch {
        /// What was found.
        summary: Text,
        /// The fingerprints of the pairs that a person has to judge, where they were found by screening. Cleared with this reply.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pairs: Vec<Digest>,
    },
}

impl Reply {
    /// The word for its kind.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Found { .. } => "found",
            Self::NotFound => "not-found",
            Self::Clear { .. } => "clear",
            Self::Reported { .. } => "reported",
            Self::PossibleMatch { .. } => "possible-match",
        }
    }

    /// Whether an element of this kind can be answered so.
    #[must_use]
    pub fn suits(&self, kind: ElementKind) -> bool {
        match self {
            Self::Found { credential, .. } => !kind.is_search() && credential.kind() == kind,
            Self::NotFound => !kind.is_search(),
            Self::Clear { .. } | Self::Reported { .. } | Self::PossibleMatch { .. } => kind.is_search(),
        }
    }

    /// Whether it is adverse: usable, and a flag on the file.
    #[must_use]
    pub const fn is_adverse(&self) -> bool {
        match self {
            Self::Found { encumbrances, .. } => !encumbrances.is_empty(),
            Self::Reported { .. } => true,
            Self::NotFound | Self::Clear { .. } | Self::PossibleMatch { .. } => false,
        }
    }
}
