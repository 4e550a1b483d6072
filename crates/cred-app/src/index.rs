//! Look-up entries. They follow from the events and can be made again from them; they answer "which stream", never a rule.

use cred_core::{
    journal::{Recorded, Stream},
    provider::name::PersonName,
    records::Records,
    text::plain,
};
use cred_store::{IndexChange, StoredEvent};

use crate::codec;

/// NPI → provider id; one provider a number.
pub const NPI: &str = "npi";
/// Provider id → itself, to be found by a part.
pub const PROVIDER: &str = "provider";
/// Names and aliases in plain letters → provider id.
pub const NAME: &str = "name";
/// Facility id → itself.
pub const FACILITY: &str = "facility";
/// Site id → facility id.
pub const SITE: &str = "site";

/// The entries an event makes; the records have the event applied.
#[must_use]
pub fn of(recorded: &Recorded, records: &Records) -> Vec<IndexChange> {
    let put = |space: &str, key: String, target: String, unique| IndexChange::Put {
        space: space.to_owned(),
        key,
        target,
        unique,
    };
    match (&recorded.stream, recorded.event.name()) {
        (Stream::Provider(id), "registered") => {
            let Some(provider) = records.provider(*id) else { return vec![] };
            let id = id.to_string();
            let mut entries = vec![
                put(PROVIDER, id.clone(), id.clone(), true),
                put(NAME, searchable(provider.name()), id.clone(), false),
            ];
            entries.extend(provider.registration().npi.as_ref().map(|npi| put(NPI, npi.to_string(), id, true)));
            entries
        }
        (Stream::Provider(id), "name-added") => {
            let added = records.provider(*id).and_then(|provider| provider.aliases().last());
            added.map(|alias| put(NAME, searchable(&alias.name), id.to_string(), false)).into_iter().collect()
        }
        (Stream::Facility(id), "established") => vec![put(FACILITY, id.to_string(), id.to_string(), true)],
        (Stream::Facility(id), "site-opened") => {
            let sites = records.facility(id).into_iter().flat_map(|facility| facility.sites());
            sites.map(|site| put(SITE, site.id.to_string(), id.to_string(), false)).collect()
        }
        _ => vec![],
    }
}

/// Derives the entries of a whole history, event by event in its order.
#[derive(Debug, Default)]
pub struct Derivation {
    records: Records,
}

impl Derivation {
    /// The entries of the next event; none for one that cannot be read.
    pub fn next(&mut self, stored: &StoredEvent) -> Vec<IndexChange> {
        let Ok(recorded) = codec::recorded(stored) else { return vec![] };
        match self.records.apply(&recorded) {
            Ok(()) => of(&recorded, &self.records),
            Err(_) => vec![],
        }
    }
}

/// `family, given | given family` in lower case, accents set aside.
fn searchable(name: &PersonName) -> String {
    plain(&format!("{} | {name}", name.sorted()))
}
