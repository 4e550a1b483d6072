//! Which records are one person's, and which may be.

use std::collections::{BTreeMap, BTreeSet};

use super::Records;
use crate::{
    id::ProviderId,
    provider::{
        self, Provider,
        merging::{Comparison, IdentityField, licenses, names},
    },
};

impl Records {
    /// Keeps each record telling what all records of its person know.
    pub(super) fn follow_identity(&mut self, id: ProviderId, event: &provider::Event) {
        let mut touched = vec![id];
        match event {
            provider::Event::Merged { survivor, .. } => {
                if let Some(before) = self.mergers.insert(id, *survivor) {
                    self.set_free(id, before);
                }
                self.absorbed.entry(*survivor).or_default().insert(id);
            }
            provider::Event::Unmerged { survivor, .. } => {
                if let Some(before) = self.mergers.remove(&id) {
                    self.set_free(id, before);
                }
                touched.push(*survivor);
            }
            provider::Event::Registered(_)
            | provider::Event::NameAdded(_)
            | provider::Event::Claimed(_)
            | provider::Event::ClaimCorrected { .. }
            | provider::Event::Died { .. }
            | provider::Event::TookIn { .. }
            | provider::Event::GaveBack { .. }
            | provider::Event::PeerReviewRead { .. } => {
                if self.mergers.is_empty() {
                    return;
                }
            }
        }
        for id in touched {
            let person = self.same_person(id);
            let known: Vec<&Provider> = person.iter().filter_map(|id| self.providers.get(id)).collect();
            let united: Vec<Provider> = known.iter().map(|own| own.united(&known)).collect();
            self.providers.extend(united.into_iter().map(|own| (own.id(), own)));
        }
    }

    /// The record that stands for a person: the one that all others were merged into; the id itself where it was merged into none.
    #[must_use]
    pub fn survivor(&self, id: ProviderId) -> ProviderId {
        let mut survivor = id;
        // A ring cannot be decided; a history that has one ends here all the same.
        for _ in 0..=self.mergers.len() {
            match self.mergers.get(&survivor) {
                Some(next) => survivor = *next,
                None => return survivor,
            }
        }
        id
    }

    /// Takes a record back from the one that it was merged into.
    fn set_free(&mut self, id: ProviderId, survivor: ProviderId) {
        if let Some(own) = self.absorbed.get_mut(&survivor) {
            own.remove(&id);
            if own.is_empty() {
                self.absorbed.remove(&survivor);
            }
        }
    }

    /// Every id under which a person is on record, the survivor first; the id alone for who has one record, known here or not.
    #[must_use]
    pub fn same_person(&self, id: ProviderId) -> Vec<ProviderId> {
        let survivor = self.survivor(id);
        let mut others: BTreeSet<ProviderId> = BTreeSet::new();
        let mut next = vec![survivor];
        while let Some(own) = next.pop() {
            let merged = self.absorbed.get(&own).into_iter().flatten();
            // In a ring everybody stands alone.
            let of_person = merged.filter(|own| **own != survivor && self.survivor(**own) == survivor);
            next.extend(of_person.filter(|own| others.insert(**own)));
        }
        std::iter::once(survivor).chain(others).collect()
    }

    /// The other ids of the person who is on record under this one: none, at no cost, for nearly everybody.
    pub(super) fn other_records(&self, id: ProviderId) -> Vec<ProviderId> {
        if !self.mergers.contains_key(&id) && !self.absorbed.contains_key(&id) {
            return Vec::new();
        }
        self.same_person(id).into_iter().filter(|own| *own != id).collect()
    }

    /// Records of persons in here that are not in here: whoever loads a part of a history loads these too, until there are none.
    #[must_use]
    pub fn missing_records(&self) -> Vec<ProviderId> {
        let linked = self.providers.values().flat_map(|own| own.took_in().iter().copied().chain(own.merged_into()));
        let mut missing: Vec<ProviderId> = linked.filter(|id| !self.providers.contains_key(id)).collect();
        missing.sort();
        missing.dedup();
        missing
    }

    /// Whether every record of a person is in here.
    pub(super) fn is_whole(&self, person: &[ProviderId]) -> bool {
        person.iter().all(|id| {
            let here = |id: &ProviderId| self.providers.contains_key(id);
            self.providers.get(id).is_some_and(|own| own.took_in().iter().all(here))
        })
    }

    /// Pairs of live records that may be one person's, with what speaks for it and against it. It merges nothing.
    #[must_use]
    pub fn duplicates(&self) -> Vec<(ProviderId, ProviderId, Comparison)> {
        let live = || self.providers.values().filter(|own| own.merged_into().is_none());
        let mut shared: BTreeMap<(IdentityField, String), Vec<&Provider>> = BTreeMap::new();
        for own in live() {
            let mut keys: Vec<(IdentityField, String)> = Vec::new();
            keys.extend(own.npis().into_iter().map(|npi| (IdentityField::Npi, npi.to_string())));
            let registered = own.registration();
            keys.extend(registered.ssn.iter().map(|ssn| (IdentityField::Ssn, ssn.expose().to_owned())));
            keys.extend(registered.caqh_id.iter().map(|id| (IdentityField::Caqh, id.to_string())));
            keys.extend(licenses(own).map(|key| (IdentityField::License, key.to_string())));
            keys.extend(
                names(own).into_iter().map(|(family, given)| (IdentityField::Name, format!("{family}, {given}"))),
            );
            keys.sort();
            keys.dedup();
            for key in keys {
                shared.entry(key).or_default().push(own);
            }
        }
        let mut pairs: BTreeMap<(ProviderId, ProviderId), Comparison> = BTreeMap::new();
        for alike in shared.values() {
            for (index, one) in alike.iter().enumerate() {
                for other in alike.iter().skip(index + 1) {
                    let pair = (one.id().min(other.id()), one.id().max(other.id()));
                    pairs.entry(pair).or_insert_with(|| Comparison::of(one, other));
                }
            }
        }
        pairs.into_iter().map(|((one, other), comparison)| (one, other, comparison)).collect()
    }
}
