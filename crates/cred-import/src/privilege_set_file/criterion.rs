//! Trees of criteria. The knots are walked here, so that each fault has its place; the leaves are the core's own shapes.

use cred_core::{
    delineation::criterion::{AtLeast, Criterion},
    id::ResourceId,
};
use serde::Deserialize as _;
use toml::de::DeValue;

use crate::toml_fault::{document::Faults, table::Table, value::Value};

/// The deepest tree.
const MAX_DEPTH: usize = 16;

/// Whether a text in quotes is a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strings {
    /// It is the id of a resource.
    Resources,
    /// It is none.
    Refused,
}

/// Reads a tree.
pub(super) fn tree<'d, 't>(value: Value<'d, 't>, strings: Strings, faults: &'d Faults<'t>) -> Option<Criterion> {
    Walk { strings, faults }.node(value, 0)
}

struct Walk<'d, 't> {
    strings: Strings,
    faults: &'d Faults<'t>,
}

impl<'d, 't> Walk<'d, 't> {
    fn node(&self, value: Value<'d, 't>, depth: usize) -> Option<Criterion> {
        if depth > MAX_DEPTH {
            self.faults
                .add(value.at(), format!("criteria are nested deeper than {MAX_DEPTH} levels: write them flatter"));
            return None;
        }
        let entries = match value.0.get_ref() {
            DeValue::Table(entries) => entries,
            DeValue::String(_) if self.strings == Strings::Resources => {
                let resource = ResourceId::deserialize(value).map(Criterion::Resource);
                return self.faults.keep(resource, value.at(), "resource");
            }
            // A bare list asks for all of it.
            DeValue::Array(_) => return self.nodes(value, depth).map(Criterion::All),
            other @ (DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)) => {
                let advice = match self.strings {
                    Strings::Refused => "write it like `{ certification = { name = \"ACLS\" } }`",
                    Strings::Resources => "write the id of a resource in quotes",
                };
                self.fault(value, format!("a criterion is a table with one key, not a {}: {advice}", other.type_str()));
                return None;
            }
        };
        let mut keys = entries.iter();
        let (Some((key, inner)), None) = (keys.next(), keys.next()) else {
            self.fault(value, wrong_count(&entries.keys().map(|key| key.get_ref().as_ref()).collect::<Vec<_>>()));
            return None;
        };
        let inner = Value(inner);
        let criterion = match key.get_ref().as_ref() {
            "all" => Criterion::All(self.nodes(inner, depth)?),
            "any" => Criterion::Any(self.nodes(inner, depth)?),
            "at-least" => {
                let mut table = Table::of(inner, "`{ count = …, of = [ … ] }`", self.faults)?;
                let count = table.required("count");
                let of = table.required_value("of").and_then(|list| self.nodes(list, depth));
                table.finish();
                Criterion::AtLeast(AtLeast { count: count?, of: of? })
            }
            _ => self.faults.keep(Criterion::deserialize(value), value.at(), key.get_ref())?,
        };
        if let Some(fault) = criterion.fault() {
            self.fault(value, format!("{fault}: change it"));
            return None;
        }
        Some(criterion)
    }

    /// Every node of a list; all are read, whatever is wrong with one.
    fn nodes(&self, list: Value<'d, 't>, depth: usize) -> Option<Vec<Criterion>> {
        let DeValue::Array(items) = list.0.get_ref() else {
            self.fault(list, format!("expected a list of criteria in `[ ]`, found a {}", list.0.get_ref().type_str()));
            return None;
        };
        if items.is_empty() {
            self.fault(list, "the list is empty: name at least one criterion, or leave the whole out");
        }
        let nodes: Vec<Criterion> = items.iter().filter_map(|item| self.node(Value(item), depth + 1)).collect();
        (!items.is_empty() && nodes.len() == items.len()).then_some(nodes)
    }

    fn fault(&self, value: Value<'_, '_>, message: impl AsRef<str>) {
        self.faults.add(value.at(), message);
    }
}

fn wrong_count(keys: &[&str]) -> String {
    if keys.is_empty() {
        return "the criterion is empty: name one, or leave it out".to_owned();
    }
    let keys = keys.iter().take(5).map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
    format!("a criterion is a table with one key, this one has {keys}: write `{{ all = [ {{ … }}, {{ … }} ] }}`")
}
