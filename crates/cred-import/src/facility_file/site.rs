//! `[[facility.site]]`.

use std::collections::BTreeMap;

use cred_core::{
    facility::{Command, site::Site},
    id::SiteId,
    time::zone::Zone,
};

use crate::toml_fault::table::Table;

/// The sites read so far.
#[derive(Debug, Default)]
pub(super) struct Sites {
    /// Each with its place and, unless that one is at fault, its zone.
    known: BTreeMap<SiteId, (usize, Option<Zone>)>,
}

impl Sites {
    pub(super) fn open(&mut self, mut table: Table<'_, '_>) -> Option<Command> {
        let id: Option<SiteId> = table.required("id");
        let name = table.required("name");
        let jurisdiction = table.required("state");
        let zone = table.required("zone");
        let ccn = table.optional("ccn");
        let clia = table.optional("clia");
        let federal = table.optional("federal").unwrap_or_default();
        if let Some(id) = &id {
            let place = table.place_of("id");
            if let Some((first, _)) = self.known.get(id) {
                let line = table.faults().line(*first);
                table.fault("id", format!("site `{id}` stands twice, first in line {line}: give each its own id"));
            } else {
                self.known.insert(id.clone(), (place, zone));
            }
        }
        table.finish();
        Some(Command::OpenSite(Site {
            id: id?,
            name: name?,
            jurisdiction: jurisdiction?,
            zone: zone?,
            ccn,
            clia,
            federal,
        }))
    }

    /// The zone of a site, if the file has the site.
    pub(super) fn zone_of(&self, id: &SiteId) -> Option<Option<Zone>> {
        self.known.get(id).map(|(_, zone)| *zone)
    }

    /// The ids.
    pub(super) fn ids(&self) -> Vec<&str> {
        self.known.keys().map(SiteId::as_str).collect()
    }
}
