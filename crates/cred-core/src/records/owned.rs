//! States that belong to one provider each, found by their own id and by their provider.

use std::collections::BTreeMap;

use crate::id::ProviderId;

/// The states of one kind. Those of a provider lie together: a rule looks at all of them, again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Owned<K: Ord, V> {
    of: BTreeMap<ProviderId, BTreeMap<K, V>>,
    owners: BTreeMap<K, ProviderId>,
}

impl<K: Ord, V> Default for Owned<K, V> {
    fn default() -> Self {
        Self { of: BTreeMap::new(), owners: BTreeMap::new() }
    }
}

impl<K: Ord + Copy, V> Owned<K, V> {
    pub(super) fn get(&self, id: &K) -> Option<&V> {
        self.of.get(self.owners.get(id)?)?.get(id)
    }

    pub(super) fn get_mut(&mut self, id: &K) -> Option<&mut V> {
        self.of.get_mut(self.owners.get(id)?)?.get_mut(id)
    }

    /// Puts a new state under its provider, who stays the same for good.
    pub(super) fn insert(&mut self, id: K, provider: ProviderId, state: V) {
        self.owners.insert(id, provider);
        self.of.entry(provider).or_default().insert(id, state);
    }

    /// Those of a person, who may be on record under other ids as well, in the order of their own ids.
    pub(super) fn of<'s>(
        &'s self,
        provider: ProviderId,
        others: &[ProviderId],
    ) -> impl Iterator<Item = &'s V> + use<'s, K, V> {
        let alone = if others.is_empty() { self.of.get(&provider) } else { None };
        let mut several: Vec<(&K, &V)> = Vec::new();
        if !others.is_empty() {
            several.extend(std::iter::once(&provider).chain(others).filter_map(|id| self.of.get(id)).flatten());
            several.sort_unstable_by_key(|(id, _)| **id);
        }
        alone.into_iter().flat_map(BTreeMap::values).chain(several.into_iter().map(|(_, own)| own))
    }
}
