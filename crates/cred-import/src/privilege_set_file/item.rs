//! `[[item]]`: one privilege.

use cred_core::{
    delineation::{
        criterion::Criterion,
        privilege_item::{AgeBand, Fppe, Prerequisite, PrivilegeItem},
    },
    id::ItemId,
};
use serde::Deserialize as _;
use toml::de::DeValue;

use super::criterion::{self, Strings};
use crate::toml_fault::{document::Faults, table::Table, value::Value};

/// The most privileges that one may rest on.
const MAX_PREREQUISITES: usize = 20;

pub(super) fn item(mut table: Table<'_, '_>) -> Option<PrivilegeItem> {
    let id = table.required("id");
    let name = table.required("name");
    let kind = table.required("kind");
    let surgical = table.optional("surgical").unwrap_or_default();
    let procedures = table.list("procedures");
    let prerequisites = prerequisites(&mut table);
    let criteria = tree(&mut table, "criteria", Strings::Refused);
    let requires = tree(&mut table, "requires", Strings::Resources);
    let ages: Option<AgeBand> = table.optional("ages");
    if ages.is_some_and(|ages| ages.at_least.is_none() && ages.under.is_none()) {
        table.fault("ages", "it has no limit: give `at_least` or `under`, or leave it out");
    }
    let settings = table.list("settings");
    let fppe: Option<Fppe> = table.optional("fppe");
    if fppe.as_ref().is_some_and(|fppe| fppe.cases == 0 && fppe.within_months.is_none()) {
        table.fault(
            "fppe",
            "an evaluation of no cases and no time looks at nothing: give `cases` or `within_months`, or leave it out",
        );
    }
    table.finish();
    Some(PrivilegeItem {
        id: id?,
        name: name?,
        kind: kind?,
        surgical,
        procedures: procedures?,
        prerequisites: prerequisites?,
        criteria: criteria?,
        requires: requires?,
        ages,
        settings: settings?,
        fppe,
    })
}

/// `Some(None)` where the key is left out, `None` where it is at fault.
fn tree(table: &mut Table<'_, '_>, key: &'static str, strings: Strings) -> Option<Option<Criterion>> {
    match table.value(key) {
        None => Some(None),
        Some(value) => criterion::tree(value, strings, table.faults()).map(Some),
    }
}

/// Each is an id, or a table with the id under `item`.
fn prerequisites(table: &mut Table<'_, '_>) -> Option<Vec<Prerequisite>> {
    let Some(value) = table.value("prerequisites") else {
        return Some(Vec::new());
    };
    let DeValue::Array(values) = value.0.get_ref() else {
        table.fault("prerequisites", "expected a list in `[ ]`");
        return None;
    };
    if values.len() > MAX_PREREQUISITES {
        table.fault("prerequisites", format!("more than {MAX_PREREQUISITES}: name those that others do not imply"));
        return None;
    }
    let mut read: Vec<Prerequisite> = Vec::new();
    for value in values.iter().map(Value) {
        let Some(prerequisite) = prerequisite(value, table.faults()) else {
            continue;
        };
        if read.iter().any(|other| other.item == prerequisite.item) {
            let message = format!("`prerequisites`: `{}` stands twice: leave one out", prerequisite.item);
            table.faults().add(value.at(), message);
        }
        read.push(prerequisite);
    }
    (read.len() == values.len()).then_some(read)
}

fn prerequisite(value: Value<'_, '_>, faults: &Faults<'_>) -> Option<Prerequisite> {
    let read = match value.0.get_ref() {
        DeValue::String(_) => ItemId::deserialize(value).map(|item| Prerequisite { item, granted_only: false }),
        DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Array(_)
        | DeValue::Table(_) => Prerequisite::deserialize(value),
    };
    faults.keep(read, value.at(), "prerequisites")
}
