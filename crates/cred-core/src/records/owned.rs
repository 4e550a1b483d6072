//! States that belong to one provider each, found by their own id and by their provider.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::ProviderId;

/// The states of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Owned<K: Ord, V> {
    by_id: BTreeMap<K, V>,
    of: BTreeMap<ProviderId, BTreeSet<K>>,
}

impl<K: Ord, V> Default for Owned<K, V> {
    fn default() -> Self {
        Self { by_id: BTreeMap::new(), of: BTreeMap::new() }
    }
}

impl<K: Ord + Copy, V> Owned<K, V> {
    pub(super) fn get(&self, id: &K) -> Option<&V> {
        self.by_id.get(id)
    }

    pub(super) fn get_mut(&mut self, id: &K) -> Option<&mut V> {
        self.by_id.get_mut(id)
    }

    /// Puts a new state under its provider, who stays the same for good.
    pub(super) fn insert(&mut self, id: K, provider: ProviderId, state: V) {
        self.by_id.insert(id, state);
        self.of.entry(provider).or_default().insert(id);
    }

    /// Those of a person, who may be on record under several ids, in the order of their own ids.
    pub(super) fn of<'s>(&'s self, person: &[ProviderId]) -> impl Iterator<Item = &'s V> + use<'s, K, V> {
        let mut ids: Vec<K> = person.iter().filter_map(|id| self.of.get(id)).flatten().copied().collect();
        if person.len() > 1 {
            ids.sort();
        }
        ids.into_iter().filter_map(|id| self.by_id.get(&id))
    }
}
