//! The whole person behind several records: what each of them then tells.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{
    Provider,
    claim::Claim,
    element::ElementKey,
    name::{DatedName, NameKind},
    provider_type::ProviderType,
};
use crate::{id::ProviderId, identifier::Npi};

/// What all records of one person know together. Derived, never stored: taking a record out again leaves no trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) ids: Vec<ProviderId>,
    pub(super) npis: Vec<Npi>,
    /// Names beside the one that the record itself was registered with.
    pub(super) names: Vec<DatedName>,
    pub(super) claims: BTreeMap<ElementKey, Claim>,
    pub(super) died: Option<NaiveDate>,
    pub(super) provider_type: ProviderType,
}

impl Provider {
    /// What this record tells of the person, given every record of the same person, the survivor first. One record alone is its own
    /// person.
    #[must_use]
    pub(crate) fn united(&self, records: &[&Self]) -> Self {
        let person = match records {
            [] | [_] => None,
            [survivor, ..] => Some(Box::new(self.person_of(survivor, records))),
        };
        Self { person, ..self.clone() }
    }

    fn person_of(&self, survivor: &Self, records: &[&Self]) -> Person {
        let mut names = self.names.clone();
        for other in records.iter().filter(|other| other.id != self.id) {
            let registered =
                DatedName { name: other.registration.name.clone(), kind: NameKind::Other, from: None, to: None };
            for name in std::iter::once(&registered).chain(&other.names) {
                if !names.contains(name) {
                    names.push(name.clone());
                }
            }
        }
        let mut claims = BTreeMap::new();
        for record in records {
            for (key, claim) in &record.claims {
                claims.entry(key.clone()).or_insert_with(|| claim.clone());
            }
        }
        let mut npis: Vec<Npi> = records.iter().filter_map(|record| record.registration.npi.clone()).collect();
        npis.dedup();
        Person {
            ids: records.iter().map(|record| record.id).collect(),
            npis,
            names,
            claims,
            died: records.iter().filter_map(|record| record.died).min(),
            provider_type: survivor.registration.provider_type,
        }
    }
}
