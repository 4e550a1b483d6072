//! Members of a body: who votes, who is a physician, who sits on the board, and who stands in a conflict with whom.

use crate::{
    actor::{Actor, Capacity},
    id::ProviderId,
    provider::Provider,
    text::Text,
};
use serde::{Deserialize, Serialize};

/// A member of the body, as it is convened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The name for the record; each name once.
    pub name: Text,
    /// Whether a doctor of medicine or osteopathy.
    #[serde(default)]
    pub physician: bool,
    /// Whether the member votes; staff and guests do not.
    #[serde(default = "yes")]
    pub voting: bool,
    /// Whether a voting member of the board: what a committee of the board is made of.
    #[serde(default)]
    pub board: bool,
    /// Which provider the person is, where known. It tells two people of one name apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub provider: Option<ProviderId>,
    /// The department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<Text>,
    /// Conflicts that are declared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<Conflict>,
}

const fn yes() -> bool {
    true
}

/// What stands between a member and a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ConflictKind {
    /// A relative.
    Relative,
    /// A partner in practice.
    Partner,
    /// In direct economic competition.
    Competitor,
    /// Someone who decided about the matter before.
    EarlierDecider,
    /// Any other.
    Other,
}

impl ConflictKind {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Relative => "relative",
            Self::Partner => "partner",
            Self::Competitor => "competitor",
            Self::EarlierDecider => "earlier-decider",
            Self::Other => "other",
        }
    }

    /// Whether it keeps somebody from a hearing panel altogether, where other bodies recuse.
    #[must_use]
    pub const fn bars_from_a_panel(self) -> bool {
        match self {
            Self::Competitor | Self::EarlierDecider => true,
            Self::Relative | Self::Partner | Self::Other => false,
        }
    }
}

/// A conflict that a member declared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    /// What it is.
    pub kind: ConflictKind,
    /// With which provider; left out, the note alone says, and a person recuses by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub with: Option<ProviderId>,
    /// In the member's words.
    pub note: Text,
}

impl Member {
    /// Whether the member is the provider: by id, by NPI or by any of their names.
    pub(super) fn is_subject(&self, body: Capacity, subject: &Provider) -> bool {
        // A name that cannot act for the record is nobody who could be told from the subject.
        Actor::new(self.name.as_str(), body).is_ok_and(|member| {
            subject.is(&match self.provider {
                Some(provider) => member.being(provider),
                None => member,
            })
        })
    }

    /// The declared conflict with this very provider, by any of their ids.
    pub(super) fn conflict_with(&self, subject: &Provider) -> Option<&Conflict> {
        self.conflicts.iter().find(|conflict| conflict.with.is_some_and(|with| subject.has_id(with)))
    }

    /// What bars the member from a panel about this provider; a declaration that names nobody bars from every panel.
    pub(super) fn barred_from_panel(&self, subject: &Provider) -> Option<&Conflict> {
        self.conflicts
            .iter()
            .find(|conflict| conflict.kind.bars_from_a_panel() && conflict.with.is_none_or(|with| subject.has_id(with)))
    }

    /// Whether two entries are one person: one id, or where one has none, one name.
    pub(super) fn is_same_person(&self, other: &Self) -> bool {
        match (self.provider, other.provider) {
            (Some(own), Some(their)) => own == their,
            (None, _) | (_, None) => self.name.means(other.name.as_str()),
        }
    }
}
