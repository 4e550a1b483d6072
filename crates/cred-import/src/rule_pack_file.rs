//! The file of one rule pack: the head, and one `[[rule]]` per rule, each with one topic.
//!
//! ```
//! let text = r#"
//! id = "two-rivers-bylaws-2026"
//! title = "Bylaws of the medical staff"
//! body = "Two Rivers"
//! program = "bylaws"
//! edition = "2026"
//! applies_from = 2026-01-01
//! source = "the bylaws, article 4"
//! confidence = "seen"
//!
//! [[rule]]
//! code = "4.2"
//! appointment-term = { limit = { months = 24 } }
//!
//! [[rule]]
//! verification-age = { element = "licence", limit = { days = 120 } }
//! "#;
//! let fault = cred_import::rule_pack_file::parse(text, "bylaws.toml").unwrap_err();
//! assert!(fault.to_string().starts_with("bylaws.toml:16:32: `verification-age`: `licence` is not known here: did you mean `license`?"));
//! ```

use cred_core::standard::{
    rule::Rule,
    rule_pack::{PackFault, RulePack},
    topic::Topic,
};
use serde::{
    Deserialize as _,
    de::value::{MapAccessDeserializer, MapDeserializer},
};

use crate::toml_fault::{
    TomlFault,
    document::{Faults, read},
    not_one_of,
    table::Table,
    value::Value,
};

/// Reads a rule pack's file. `label` is the name under which faults are reported.
///
/// # Errors
/// Everything found wrong, each with its line and column.
pub fn parse(text: &str, label: &str) -> Result<RulePack, TomlFault> {
    read(text, label, rule_pack)
}

/// Reads the packs that stand inside another file as `[[pack]]`, whatever else that file holds.
///
/// # Errors
/// Everything found wrong in them, each with its line and column.
pub fn parse_inside(text: &str, label: &str) -> Result<Vec<RulePack>, TomlFault> {
    read(text, label, |mut file| {
        let packs = file.tables("pack");
        let count = packs.len();
        let read: Vec<RulePack> = packs.into_iter().filter_map(rule_pack).collect();
        (read.len() == count).then_some(read)
    })
}

/// Reads a pack where it stands inside another file.
#[must_use]
pub fn rule_pack(mut table: Table<'_, '_>) -> Option<RulePack> {
    let id = table.required("id");
    let title = table.required("title");
    let body = table.required("body");
    let program = table.required("program");
    let edition = table.required("edition");
    let applies_from = table.date("applies_from");
    let applies_to = table.optional_date("applies_to");
    let key_date = if table.has("key_date") { table.optional("key_date") } else { Some(Default::default()) };
    let source = table.required("source");
    let confidence = table.required("confidence");
    let at = table.at();
    let mut places: Vec<Places> = Vec::new();
    let mut rules: Vec<Rule> = Vec::new();
    let mut whole = true;
    for own in table.some_tables("rule") {
        let place = Places::of(&own);
        match rule(own) {
            Some(rule) => {
                rules.push(rule);
                places.push(place);
            }
            None => whole = false,
        }
    }
    let faults = table.faults();
    let head = |key: &'static str| table.place_of(key);
    let heads = [("applies_to", head("applies_to")), ("rule", head("rule"))];
    table.finish();
    let pack = RulePack {
        id: id?,
        title: title?,
        body: body?,
        program: program?,
        edition: edition?,
        applies_from: applies_from?,
        applies_to: applies_to?,
        key_date: key_date?,
        source: source?,
        confidence: confidence?,
        rules,
    };
    for PackFault { rule, key, message } in pack.faults() {
        // A pack whose rules are all at fault is not without rules.
        if rule.is_none() && key == "rule" && !whole {
            continue;
        }
        let place = match rule {
            Some(index) => places.get(index).map(|places| places.at(key)),
            None => heads.iter().find(|(head, _)| *head == key).map(|(_, at)| *at),
        };
        faults.add(place.unwrap_or(at), format!("`{key}`: {message}"));
    }
    whole.then_some(pack)
}

/// Where the parts of a rule stand that the core finds fault with.
struct Places {
    table: usize,
    keys: Vec<(String, usize)>,
}

impl Places {
    fn of(table: &Table<'_, '_>) -> Self {
        let keys = table.others().into_iter().map(|(key, _)| (key.to_owned(), table.place_of(key))).collect();
        Self { table: table.at(), keys }
    }

    fn at(&self, key: &str) -> usize {
        self.keys.iter().find(|(own, _)| own == key).map_or(self.table, |(_, at)| *at)
    }
}

fn rule(mut table: Table<'_, '_>) -> Option<Rule> {
    let code = optional(&mut table, "code");
    let key_date = optional(&mut table, "key_date");
    let applies_from = table.optional_date("applies_from");
    let applies_to = table.optional_date("applies_to");
    let on_breach = optional(&mut table, "on_breach");
    let source = optional(&mut table, "source");
    let confidence = optional(&mut table, "confidence");
    let reading = optional(&mut table, "reading");
    let note = optional(&mut table, "note");
    let topic = topic(&mut table);
    Some(Rule {
        code: code?,
        key_date: key_date?,
        applies_from: applies_from?,
        applies_to: applies_to?,
        on_breach: on_breach?.unwrap_or_default(),
        source: source?,
        confidence: confidence?,
        reading: reading?,
        note: note?,
        topic: topic?,
    })
}

/// None where the value is at fault, `Some(None)` where the key is left out.
fn optional<T: serde::de::DeserializeOwned>(table: &mut Table<'_, '_>, key: &'static str) -> Option<Option<T>> {
    if table.has(key) { table.optional(key).map(Some) } else { Some(None) }
}

/// The one key that is no part of the head of a rule.
fn topic(table: &mut Table<'_, '_>) -> Option<Topic> {
    let words: Vec<&'static str> = Topic::ALL.iter().map(|(word, ..)| *word).collect();
    let others = table.others();
    let faults = table.faults();
    let mut topics = Vec::new();
    let mut strange = false;
    for (key, value) in others {
        if words.contains(&key) {
            topics.push((key, value));
        } else {
            strange = true;
            let known: Vec<&str> = words.iter().chain(&Rule::META).copied().collect();
            faults.add(table.place_of(key), not_one_of(key, &known));
        }
    }
    match topics.as_slice() {
        [(key, value)] => read_topic(key, *value, faults),
        [] if strange => None,
        [] => {
            faults.add(
                table.at(),
                "the rule has no topic: add one, like `appointment-term = { limit = { months = 24 } }`",
            );
            None
        }
        [.., (key, _)] => {
            faults.add(
                table.place_of(key),
                format!("`{key}`: a rule has one topic: write another `[[rule]]` for this one"),
            );
            None
        }
    }
}

fn read_topic(key: &str, value: Value<'_, '_>, faults: &Faults<'_>) -> Option<Topic> {
    let entry = MapDeserializer::new(std::iter::once((key, value)));
    faults.keep(Topic::deserialize(MapAccessDeserializer::new(entry)), value.at(), key)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "id = \"p\"\ntitle = \"P\"\nbody = \"B\"\nprogram = \"x\"\nedition = \"1\"\napplies_from = 2026-01-01\nsource = \"s\"\nconfidence = \"seen\"\n";

    fn told(rules: &str) -> String {
        parse(&format!("{HEAD}{rules}"), "p.toml").map_or_else(|fault| fault.to_string(), |pack| pack.id.to_string())
    }

    #[test]
    fn each_fault_names_its_place() {
        let cases = [
            ("[[rule]]\nappointment-term = { limit = { months = 24 } }\n", "p"),
            ("", "p.toml:1:1: `[[rule]]` is missing: add at least one"),
            ("[[rule]]\ncode = \"1\"\n", "p.toml:9:1: the rule has no topic"),
            (
                "[[rule]]\nappointment-terms = {}\n",
                "p.toml:10:21: `appointment-terms` is not known here: did you mean `appointment-term`?",
            ),
            (
                "[[rule]]\noppe = { interval = { months = 12, days = 1 } }\n",
                "p.toml:10:21: `oppe`: a limit names one unit",
            ),
            ("[[rule]]\noppe = { interval = { months = 0 } }\n", "p.toml:10:8: `oppe`: 0 months is no limit"),
            (
                "[[rule]]\nverification-age = { element = \"blood\", limit = { days = 1 } }\n",
                "p.toml:10:32: `verification-age`: `blood` is not known here",
            ),
            (
                "[[rule]]\napplies_from = 2025-01-01\noppe = { interval = { months = 1 } }\n",
                "p.toml:10:16: `applies_from`: a rule binds only within",
            ),
            ("[[rule]]\nsource = 3\noppe = { interval = { months = 1 } }\n", "p.toml:10:10: `source`: expected"),
            (
                "[[rule]]\noppe = { interval = { months = 1 } }\nfppe = { every_new_privilege = true }\n",
                "p.toml:10:8: `oppe`: a rule has one topic",
            ),
        ];
        for (rules, expected) in cases {
            let told = told(rules);
            assert!(told.starts_with(expected), "{rules}\n{told}");
        }
    }

    #[test]
    fn a_missing_source_and_an_inverted_edition_are_told() {
        let text = "id = \"p\"\ntitle = \"P\"\nbody = \"B\"\nprogram = \"x\"\nedition = \"1\"\napplies_from = 2026-01-01\napplies_to = 2025-01-01\nconfidence = \"seen\"\n[[rule]]\noppe = { interval = { months = 1 } }\n";
        let told = parse(text, "p.toml").unwrap_err().to_string();
        assert!(told.contains("p.toml:1:1: `source` is missing"), "{told}");
        let told = parse(&format!("source = \"s\"\n{text}"), "p.toml").unwrap_err().to_string();
        assert!(told.starts_with("p.toml:8:14: `applies_to`: it ends before it begins"), "{told}");
    }
}
