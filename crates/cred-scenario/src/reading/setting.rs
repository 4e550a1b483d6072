//! Who and what is there at the beginning: organisations, facilities, packs, forms, providers.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use cred_core::{id::OrganizationId, standard::rule_pack::RulePack, text::Text, time::zone::Zone};
use cred_import::{
    facility_file, privilege_set_file, rule_pack_file,
    toml_fault::{TomlFault, not_one_of, table::Table},
};

use super::{Shelf, place, time};
use crate::{
    adopting,
    moment::Moment,
    one_or_more::Names,
    scenario::{Adopt, Form, Setting},
};

/// Reads the setting of one file into that of the scenario; whether nothing was at fault.
pub(super) fn read(
    file: &mut Table<'_, '_>,
    label: &Arc<str>,
    path: &Path,
    shelf: &dyn Shelf,
    zone: Option<Zone>,
    setting: &mut Setting,
) -> bool {
    let mut whole = true;
    for table in file.one_or_more("organization") {
        let part = facility_file::organization(table);
        whole &= part.is_some();
        setting.organizations.extend(part);
    }
    for mut table in file.one_or_more("facility") {
        let home: Option<OrganizationId> = table.optional("organization");
        if home.is_none() && setting.organizations.len() != 1 {
            table.fault("organization", "say whose facility it is, by the organisation's id");
            whole = false;
        }
        let home = home.or_else(|| setting.organizations.first().map(|own| own.id.clone()));
        let part = facility_file::facility(table);
        whole &= part.is_some();
        setting.facilities.extend(home.zip(part));
    }
    for mut table in file.tables("pack") {
        let pack = if table.has("path") { pack_of_file(table, path, shelf) } else { rule_pack_file::rule_pack(table) };
        whole &= pack.is_some();
        setting.packs.extend(pack);
    }
    for table in file.tables("adopt") {
        let adopted = adopt(table, label, path, shelf, zone, &setting.packs);
        whole &= adopted.is_some();
        setting.adoptions.extend(adopted);
    }
    whole &= forms(file, label, path, shelf, setting);
    for table in file.tables("provider") {
        let place = place(&table, label);
        let at = table.at();
        let faults = table.faults();
        let read = faults.note(serde::Deserialize::deserialize(table.fields("provider")), at);
        whole &= read.is_some();
        setting.providers.extend(read.map(|own| (place, own)));
    }
    whole
}

/// A pack in a file of its own, known from then on by its id.
fn pack_of_file(mut table: Table<'_, '_>, path: &Path, shelf: &dyn Shelf) -> Option<RulePack> {
    let name: String = table.required("path")?;
    let file = path.parent().unwrap_or(Path::new("")).join(&name);
    let label = file.display().to_string();
    let found = inner(&table, "path", shelf.text(&file), |text| rule_pack_file::parse(text, &label));
    table.finish();
    found
}

fn adopt(
    mut table: Table<'_, '_>,
    label: &Arc<str>,
    path: &Path,
    shelf: &dyn Shelf,
    zone: Option<Zone>,
    inline: &[RulePack],
) -> Option<Adopt> {
    let place = place(&table, label);
    let name: Option<String> = table.required("pack");
    let by: Option<Names> = if table.has("by") { table.required("by") } else { Some(Names::default()) };
    let day = |table: &mut Table<'_, '_>, key: &'static str| match table.text_or_time(key) {
        Some(text) => time(table, key, &text, zone).and_then(|_| Moment::parse(&text).ok()).map(Some),
        None => (!table.has(key)).then_some(None),
    };
    let from = day(&mut table, "from");
    let to = day(&mut table, "to");
    let readings: Option<BTreeMap<Text, Text>> =
        if table.has("readings") { table.required("readings") } else { Some(BTreeMap::new()) };
    let pack = name.and_then(|name| pack(&table, &name, path, shelf, inline));
    table.finish();
    Some(Adopt { place, pack: pack?, by: by?.0, from: from?, to: to?, readings: readings? })
}

/// A pack by its id (of this scenario, or shipped) or by its file.
fn pack(table: &Table<'_, '_>, name: &str, path: &Path, shelf: &dyn Shelf, inline: &[RulePack]) -> Option<RulePack> {
    if name.ends_with(".toml") {
        let file = path.parent().unwrap_or(Path::new("")).join(name);
        return inner(table, "pack", shelf.text(&file), |text| {
            rule_pack_file::parse(text, &file.display().to_string())
        });
    }
    let own = inline.iter().find(|pack| pack.id.as_str() == name).cloned();
    let found = own.or_else(|| adopting::shipped(name));
    if found.is_none() {
        let shipped = adopting::shipped_ids();
        let known: Vec<&str> = inline.iter().map(|pack| pack.id.as_str()).chain(shipped).collect();
        table.fault("pack", not_one_of(name, &known));
    }
    found
}

/// Reads another file that is named under a key; its faults are told at the key.
fn inner<T>(
    table: &Table<'_, '_>,
    key: &str,
    text: Result<String, String>,
    read: impl FnOnce(&str) -> Result<T, TomlFault>,
) -> Option<T> {
    let text = text.map_err(|rule| table.fault(key, rule)).ok()?;
    read(&text).map_err(|fault| fault.to_string().lines().for_each(|line| table.fault(key, line))).ok()
}

/// `[[privilege_set]]`, and a file that is one.
fn forms(file: &mut Table<'_, '_>, label: &Arc<str>, path: &Path, shelf: &dyn Shelf, setting: &mut Setting) -> bool {
    let mut whole = true;
    for mut table in file.tables("privilege_set") {
        let place = place(&table, label);
        let held_back = table.optional("held_back").unwrap_or_default();
        let form = match table.word("path") {
            Some(name) => {
                let other = path.parent().unwrap_or(Path::new("")).join(name);
                let label = other.display().to_string();
                let parsed = inner(&table, "path", shelf.text(&other), |text| privilege_set_file::parse(text, &label));
                table.finish();
                parsed.map(|own| (own.set, Some(own.facility), own.version))
            }
            None => privilege_set_file::privilege_set(table).map(|own| (own.set, own.facility, own.version)),
        };
        whole &= form.is_some();
        setting.privilege_sets.extend(form.map(|(set, facility, version)| Form {
            place,
            set,
            facility,
            version,
            held_back,
        }));
    }
    whole
}
