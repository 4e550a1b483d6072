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

fn entry(part: &'static str, word: &Word, asks: bool, variant: Option<&Value>, defs: &Map<String, Value>) -> Entry {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().replace('\n', " ");
    let required: BTreeSet<&str> = variant
        .and_then(|own| own.get("required"))
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let properties = variant.and_then(|own| own.get("properties")).and_then(Value::as_object);
    let mut fields: Vec<Field> = properties
        .into_iter()
        .flatten()
        .filter(|(key, _)| key.as_str() != "do" && key.as_str() != "ask")
        .map(|(key, field)| Field {
            key: key.clone(),
            takes: takes(field, defs),
            required: required.contains(key.as_str()),
            doc: format!("{}{}", text(field.get("description")), keys_within(field, defs)),
        })
        .collect();
    fields.sort_by_key(|field| (field.key != "provider", !field.required));
    let rows = word
        .commands
        .iter()
        .flat_map(|(machine, commands)| machine.transitions.iter().filter(move |row| commands.contains(&row.command)));
    let mut may: Vec<Capacity> = rows.flat_map(|row| row.by.iter().copied()).collect();
    may.sort();
    may.dedup();
    Entry {
        part,
        word: word.word,
        asks,
        doc: text(variant.and_then(|own| own.get("description"))),
        by: word.by,
        may,
        fields,
    }
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
        for field in &entry.fields {
            let must = if field.required { " (must be there)" } else { "" };
            text.push_str(&format!(
                "| `{}` | {} | {}{must} |\n",
                field.key,
                field.takes.replace('|', "\\|"),
                field.doc
            ));
        }
        text.push('\n');
    }
    text
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
