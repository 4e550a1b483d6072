//! The vocabulary: every word with its fields, who does it by default and who may, for the documentation and the command line.

use std::collections::BTreeSet;

use cred_core::actor::Capacity;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

use cred_packs::schema_words::takes;

use crate::{schema, vertical::Word, verticals};

/// One word.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The title of its part of the domain.
    pub part: &'static str,
    /// The word.
    pub word: &'static str,
    /// Whether it asks.
    pub asks: bool,
    /// What it does, in our words.
    pub doc: String,
    /// Who does it where the step does not say.
    pub by: Option<Capacity>,
    /// Who may.
    pub may: Vec<Capacity>,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// One field of a word.
#[derive(Debug, Clone)]
pub struct Field {
    /// The key.
    pub key: String,
    /// What it takes.
    pub takes: String,
    /// Whether it must be there.
    pub required: bool,
    /// What it is.
    pub doc: String,
}

/// Every word, part by part.
#[must_use]
pub fn entries() -> Vec<Entry> {
    let mut entries = Vec::new();
    for vertical in verticals::ALL {
        let mut generator = SchemaSettings::draft2020_12().into_generator();
        let steps = vertical.steps.as_ref().map(|own| (own.words, (own.schema)(&mut generator).to_value(), "do"));
        let asked = vertical.questions.as_ref().map(|own| (own.words, (own.schema)(&mut generator).to_value(), "ask"));
        let defs: Map<String, Value> = generator.take_definitions(true).into_iter().collect();
        for (words, schema, tag) in steps.into_iter().chain(asked) {
            let variants: Vec<Value> =
                schema::variants(&schema, tag).into_iter().map(|own| schema::resolved(own, &defs)).collect();
            for word in words {
                let of = |variant: &&Value| {
                    variant.pointer(&format!("/properties/{tag}/const")).and_then(Value::as_str) == Some(word.word)
                };
                let variant = variants.iter().find(of);
                entries.push(entry(vertical.title, word, tag == "ask", variant, &defs));
            }
        }
    }
    entries
}

/// What a definition or variant says of itself, and its fields: the provider first, then what must be there.
fn described(own: &Value, defs: &Map<String, Value>) -> (String, Vec<Field>) {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().replace('\n', " ");
    let required: BTreeSet<&str> =
        own.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let properties = own.get("properties").and_then(Value::as_object);
    let mut fields: Vec<Field> = properties
        .into_iter()
        .flatten()
        .filter(|(key, _)| key.as_str() != "do" && key.as_str() != "ask")
        .map(|(key, field)| Field {
            key: key.clone(),
            takes: tables(field, defs).first().map_or_else(
                || takes(field, defs),
                |name| takes(field, defs).replace("table", &format!("table `{name}`")),
            ),
            required: required.contains(key.as_str()),
            doc: format!("{}{}", text(field.get("description")), keys_within(field, defs)),
        })
        .collect();
    fields.sort_by_key(|field| (field.key != "provider", !field.required));
    (text(own.get("description")), fields)
}

fn entry(part: &'static str, word: &Word, asks: bool, variant: Option<&Value>, defs: &Map<String, Value>) -> Entry {
    let (doc, fields) = variant.map_or_else(Default::default, |own| described(own, defs));
    let rows = word
        .commands
        .iter()
        .flat_map(|(machine, commands)| machine.transitions.iter().filter(move |row| commands.contains(&row.command)));
    let mut may: Vec<Capacity> = rows.flat_map(|row| row.by.iter().copied()).collect();
    may.sort();
    may.dedup();
    Entry { part, word: word.word, asks, doc, by: word.by, may, fields }
}

/// The tables that a field takes, by the names of their definitions.
fn tables(field: &Value, defs: &Map<String, Value>) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(name) = field.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next()) {
        match defs.get(name) {
            Some(own) if own.get("properties").is_some() => found.push(name.to_owned()),
            Some(own) => found.extend(tables(own, defs)),
            None => {}
        }
    }
    found.extend(field.get("items").into_iter().flat_map(|items| tables(items, defs)));
    for key in ["anyOf", "oneOf"] {
        let parts = field.get(key).and_then(Value::as_array).into_iter().flatten();
        found.extend(parts.flat_map(|part| tables(part, defs)));
    }
    found
}

/// The tables that fields take, with those that they take themselves, each once in the order of their names.
#[must_use]
pub fn tables_of_fields() -> Vec<(String, String, Vec<Field>)> {
    let mut all: std::collections::BTreeMap<String, (String, Vec<Field>)> = std::collections::BTreeMap::new();
    for vertical in verticals::ALL {
        let mut generator = SchemaSettings::draft2020_12().into_generator();
        let mut roots = Vec::new();
        roots.extend(vertical.steps.as_ref().map(|own| ((own.schema)(&mut generator).to_value(), "do")));
        roots.extend(vertical.questions.as_ref().map(|own| ((own.schema)(&mut generator).to_value(), "ask")));
        let defs: Map<String, Value> = generator.take_definitions(true).into_iter().collect();
        let mut wanted: Vec<String> = Vec::new();
        for (root, tag) in &roots {
            for variant in schema::variants(root, tag) {
                let variant = schema::resolved(variant, &defs);
                let fields = variant.get("properties").and_then(Value::as_object).into_iter().flatten();
                wanted.extend(fields.flat_map(|(_, field)| tables(field, &defs)));
            }
        }
        while let Some(name) = wanted.pop() {
            let Some(own) = defs.get(&name).filter(|_| !all.contains_key(&name)) else { continue };
            let (doc, fields) = described(own, &defs);
            let inner = own.get("properties").and_then(Value::as_object).into_iter().flatten();
            wanted.extend(inner.flat_map(|(_, field)| tables(field, &defs)));
            all.insert(name, (doc, fields));
        }
    }
    all.into_iter().map(|(name, (doc, fields))| (name, doc, fields)).collect()
}

/// More keys than this within a field are those of another word, which its text names.
const MOST_KEYS: usize = 16;

/// The keys of the tables that a field takes, in words.
fn keys_within(field: &Value, defs: &Map<String, Value>) -> String {
    let resolved = |value: &Value| schema::resolved(value.clone(), defs);
    let own = resolved(field.get("anyOf").and_then(Value::as_array).and_then(|own| own.first()).unwrap_or(field));
    let table = own.get("items").map_or_else(|| own.clone(), resolved);
    let Some(keys) = table.get("properties").and_then(Value::as_object) else { return String::new() };
    if keys.is_empty() || keys.len() > MOST_KEYS {
        return String::new();
    }
    let told = keys.iter().map(|(key, own)| {
        let doc = own.get("description").and_then(Value::as_str).unwrap_or_default().replace('\n', " ");
        let doc = doc.trim_end_matches('.');
        if doc.is_empty() { format!("`{key}`") } else { format!("`{key}` ({doc})") }
    });
    format!(" Keys: {}.", told.collect::<Vec<_>>().join("; "))
}

/// The vocabulary as a reference in Markdown.
#[must_use]
pub fn reference() -> String {
    let mut text = String::new();
    let table = |keys: &[(&str, &str)]| {
        let rows: String = keys.iter().map(|(key, doc)| format!("| `{key}` | {doc} |\n")).collect();
        format!("| key | what it is |\n|---|---|\n{rows}\n")
    };
    text.push_str("### Keys of every step\n\n");
    text.push_str(&table(schema::common(true)));
    text.push_str("### Keys of every question\n\n");
    text.push_str(&table(schema::common(false)));
    let mut part = "";
    for entry in entries() {
        if entry.part != part {
            part = entry.part;
            text.push_str(&format!("### {part}\n\n"));
        }
        let key = if entry.asks { "ask" } else { "do" };
        text.push_str(&format!("#### `{key} = \"{}\"`\n\n{}\n", entry.word, entry.doc));
        if let Some(by) = entry.by {
            let may: Vec<String> = entry.may.iter().map(|capacity| format!("`{capacity}`")).collect();
            let may = if may.is_empty() { String::new() } else { format!(" May: {}.", may.join(", ")) };
            text.push_str(&format!("\nBy default: `{by}`.{may}\n"));
        }
        if !entry.fields.is_empty() {
            text.push_str("\n| field | takes | what it is |\n|---|---|---|\n");
        }
        text.push_str(&rows(&entry.fields));
        text.push('\n');
    }
    text.push_str(
        "### Tables\n\nWhat stands in braces, such as `members = [{ name = \"Ada Lee\", physician = false }]`.\n\n",
    );
    for (name, doc, fields) in tables_of_fields() {
        text.push_str(&format!("#### `{name}`\n\n{doc}\n\n| field | takes | what it is |\n|---|---|---|\n"));
        text.push_str(&rows(&fields));
        text.push('\n');
    }
    text
}

fn rows(fields: &[Field]) -> String {
    let row = |field: &Field| {
        let must = if field.required { " (must be there)" } else { "" };
        format!("| `{}` | {} | {}{must} |\n", field.key, field.takes.replace('|', "\\|"), field.doc)
    };
    fields.iter().map(row).collect()
}

/// The vocabulary in lines: each word with what it does.
#[must_use]
pub fn lines() -> Vec<(String, String, String)> {
    let first =
        |doc: &str| doc.split_inclusive(". ").next().unwrap_or_default().trim().trim_end_matches('.').to_owned();
    entries()
        .iter()
        .map(|entry| {
            let key = if entry.asks { "ask" } else { "do" };
            (entry.part.to_owned(), format!("{key} = \"{}\"", entry.word), first(&entry.doc))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_a_variant_with_its_words_and_every_variant_is_a_word() {
        for entry in entries() {
            assert!(!entry.doc.is_empty(), "{} says nothing of itself: is it a variant?", entry.word);
            for field in &entry.fields {
                assert!(!field.doc.is_empty(), "{}.{}", entry.word, field.key);
            }
        }
        let mut generator = SchemaSettings::draft2020_12().into_generator();
        let count = |schema: Value, tag: &str| schema::variants(&schema, tag).len();
        for vertical in verticals::ALL {
            if let Some(own) = &vertical.steps {
                assert_eq!(count((own.schema)(&mut generator).to_value(), "do"), own.words.len(), "{}", vertical.title);
            }
            if let Some(own) = &vertical.questions {
                assert_eq!(
                    count((own.schema)(&mut generator).to_value(), "ask"),
                    own.words.len(),
                    "{}",
                    vertical.title
                );
            }
        }
    }
}
