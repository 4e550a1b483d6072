//! The file of one version of a privilege set (delineation of privileges form): which privileges there are, what each asks of its
//! holder and of the site, and how new grants are looked at.
//!
//! `criteria`, `requires` and `[threshold]` hold trees: each node is a table with one key (`all`, `any`, `at-least`, `license`,
//! `certification`, …). Under `requires` a text in quotes stands for a resource.
//!
//! ```
//! let text = r#"
//! [set]
//! id = "surgery-general"
//! facility = "two-rivers-clinic"
//! version = "2026.1"
//! effective_from = 2026-01-01
//! title = "General surgery"
//! sites = ["main"]
//!
//! [[item]]
//! id = "GS-CORE"
//! name = "General surgery core privileges"
//! kind = "core"
//! surgical = true
//! criteria = { licence = { types = ["MD", "DO"] } }
//! "#;
//! let fault = cred_import::privilege_set_file::parse(text, "surgery.toml").unwrap_err();
//! assert!(fault.to_string().starts_with("surgery.toml:15:14: `licence` is not known here: did you mean `license`?"));
//! ```

mod criterion;
mod item;

use std::collections::BTreeMap;

use cred_core::{
    delineation::privilege_set::PrivilegeSetVersion,
    id::{FacilityId, ItemId, PrivilegeSetId},
};

use crate::toml_fault::{TomlFault, document::read, table::Table};
use criterion::Strings;

/// The most items of one form. The longest real ones have a quarter of it.
const MAX_ITEMS: usize = 400;

/// What a privilege set's file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivilegeSetFile {
    /// Which form.
    pub set: PrivilegeSetId,
    /// Whose form.
    pub facility: FacilityId,
    /// The version; it has no faults.
    pub version: PrivilegeSetVersion,
}

/// Reads a privilege set's file. `label` is the name under which faults are reported.
///
/// # Errors
/// Everything found wrong, each with its line.
pub fn parse(text: &str, label: &str) -> Result<PrivilegeSetFile, TomlFault> {
    read(text, label, |mut file| {
        let set = file.table("set").and_then(|mut table| {
            let (id, facility, version) = head(&mut table, false);
            table.finish();
            Some((id, facility?, version))
        });
        let (id, facility, version) = content(file, set)?;
        Some(PrivilegeSetFile { set: id, facility, version })
    })
}

/// A privilege set as it stands inside another file: its head beside its items. Whose form it is may be left out there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivilegeSetPart {
    /// Which form.
    pub set: PrivilegeSetId,
    /// Whose form, where that is said.
    pub facility: Option<FacilityId>,
    /// The version; it has no faults.
    pub version: PrivilegeSetVersion,
}

/// Reads a privilege set where it stands inside another file.
#[must_use]
pub fn privilege_set(mut table: Table<'_, '_>) -> Option<PrivilegeSetPart> {
    let named = table.has("facility");
    let (id, facility, version) = head(&mut table, true);
    let facility = if named { facility.map(Some) } else { Some(None) };
    let (set, facility, version) = content(table, facility.map(|facility| (id, facility, version)))?;
    Some(PrivilegeSetPart { set, facility, version })
}

type Head<F> = (Option<PrivilegeSetId>, F, Option<PrivilegeSetVersion>);

/// The threshold and the items.
fn content<F>(mut file: Table<'_, '_>, set: Option<Head<F>>) -> Option<(PrivilegeSetId, F, PrivilegeSetVersion)> {
    let threshold = file.value("threshold").map(|tree| criterion::tree(tree, Strings::Refused, file.faults()));
    let threshold_at = file.place_of("threshold");
    let tables = file.some_tables("item");
    if let Some(table) = tables.get(MAX_ITEMS) {
        file.faults().add(table.at(), format!("more than {MAX_ITEMS} items: divide the form"));
        return None;
    }
    let mut places = Places { threshold: threshold_at, items: BTreeMap::new() };
    let mut items = Vec::new();
    for table in tables {
        let at = table.place_of("id");
        if let Some(item) = item::item(table) {
            places.items.insert(item.id.clone(), at);
            items.push(item);
        }
    }
    let faults = file.faults();
    file.finish();

    let (set, facility, version) = set?;
    let (set, mut version) = set.zip(version)?;
    version.threshold = threshold.map_or(Some(None), |tree| tree.map(Some))?;
    version.items = items;
    for fault in version.faults() {
        // A form whose items are all at fault is not without items.
        if let Some(at) = places.of(&fault) {
            faults.add(at, format!("{fault}: change it"));
        }
    }
    Some((set, facility, version))
}

/// Where the parts stand that the core finds fault with.
struct Places {
    threshold: usize,
    items: BTreeMap<ItemId, usize>,
}

impl Places {
    /// The place of one of the core's faults; none where the reading has reported it.
    fn of(&self, fault: &str) -> Option<usize> {
        let (part, _) = fault.split_once(": ")?;
        let item = part.strip_prefix("item ").and_then(|id| ItemId::parse(id).ok());
        Some(item.and_then(|id| self.items.get(&id).copied()).unwrap_or(self.threshold))
    }
}

fn head(table: &mut Table<'_, '_>, inside: bool) -> Head<Option<FacilityId>> {
    let id = table.required("id");
    let facility = if inside && !table.has("facility") { None } else { table.required("facility") };
    let version = table.required("version");
    let effective_from = table.date("effective_from");
    let title = table.required("title");
    let sites = table.filled("sites");
    let grandfather = table.optional("grandfather").unwrap_or(true);
    let version = (|| {
        Some(PrivilegeSetVersion {
            version: version?,
            effective_from: effective_from?,
            title: title?,
            sites: sites?,
            grandfather,
            threshold: None,
            items: Vec::new(),
        })
    })();
    (id, facility, version)
}
