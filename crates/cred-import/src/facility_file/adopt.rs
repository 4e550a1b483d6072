//! `[[organization.adopt]]` and `[[facility.adopt]]`: a rule pack by its id.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use cred_core::{
    id::PackId,
    standard::{adoption::Adoption, rule_pack::RulePack},
    text::Text,
};

use crate::toml_fault::table::Table;

/// A pack adopted, by its id: whoever loads the file brings the pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackReference {
    /// The pack.
    pub pack: PackId,
    /// The first local day on which it binds.
    pub from: NaiveDate,
    /// The last local day; open where none.
    pub to: Option<NaiveDate>,
    /// For parameters that sources disagree on, the reading chosen.
    pub readings: BTreeMap<Text, Text>,
}

impl PackReference {
    /// The adoption of the pack that it names.
    #[must_use]
    pub fn adoption(&self, pack: RulePack) -> Adoption {
        Adoption { pack, from: self.from, to: self.to, readings: self.readings.clone() }
    }
}

pub(super) fn reference(mut table: Table<'_, '_>) -> Option<PackReference> {
    let pack = table.required("pack");
    let from = table.date("from");
    let to = if table.has("to") { table.date("to") } else { None };
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        table.fault("to", "it is before `from`: give the last day on which it binds");
    }
    let readings = table.optional("readings").unwrap_or_default();
    table.finish();
    Some(PackReference { pack: pack?, from: from?, to, readings })
}
