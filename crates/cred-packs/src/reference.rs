//! The reference of the pack's file, made from its schema.

use cred_core::standard::topic::Topic;
use serde_json::{Map, Value};

use crate::{SHIPPED, find, schema_words::takes};

/// Every key of a pack's file and every topic, as Markdown.
#[must_use]
pub fn reference() -> String {
    let schema = schemars::schema_for!(cred_core::standard::rule_pack::RulePack).to_value();
    let none = Map::new();
    let defs = schema.get("$defs").and_then(Value::as_object).unwrap_or(&none);
    let mut text = String::from("### The head\n\n");
    text.push_str(&table(&schema, defs, &[]));
    text.push_str("### A rule\n\nThese keys, and one topic.\n\n");
    if let Some(rule) = defs.get("Rule") {
        let topics: Vec<&str> = Topic::ALL.iter().map(|(word, ..)| *word).collect();
        text.push_str(&table(rule, defs, &topics));
    }
    text.push_str("### A limit\n\nOne of `{ days = 120 }` (1 to 36500), `{ months = 36, count = \"to-day\" }` (1 to 1200; `to-day` where left out, or `to-month-end`), `{ hours = 72 }` (1 to 87600, exact).\n\n### Topics\n\n");
    for (word, doc, strictest) in Topic::ALL {
        text.push_str(&format!("#### `{word}`\n\n{} Where several bind: {strictest}.\n\n", doc.trim()));
        if let Some(content) = content_of(word, defs) {
            let own = content.get("description").and_then(Value::as_str).unwrap_or_default();
            if !own.is_empty() {
                text.push_str(&format!("{}\n\n", own.replace('\n', " ")));
            }
            text.push_str(&table(content, defs, &[]));
        }
    }
    text.push_str(
        "### Shipped packs\n\n| id | what it is | key date | from | to | rules |\n|---|---|---|---|---|---|\n",
    );
    for pack in SHIPPED.iter().filter_map(|(id, _)| find(id)?.ok()) {
        let to = pack.applies_to.map_or_else(|| "open".to_owned(), |to| to.to_string());
        text.push_str(&format!(
            "| `{}` | {} | {} | {} | {to} | {} |\n",
            pack.id,
            pack.title,
            pack.key_date.word(),
            pack.applies_from,
            pack.rules.len()
        ));
    }
    text
}

/// The content of a topic.
fn content_of<'a>(word: &str, defs: &'a Map<String, Value>) -> Option<&'a Value> {
    let variants =
        defs.get("Topic").or_else(|| defs.get("Rule")).and_then(|own| own.get("oneOf")).and_then(Value::as_array)?;
    let content = variants.iter().find_map(|variant| variant.get("properties")?.get(word))?;
    let name = content.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
    match name {
        Some(name) => defs.get(name),
        None => Some(content),
    }
}

/// The keys of a table, one row each.
fn table(schema: &Value, defs: &Map<String, Value>, without: &[&str]) -> String {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return String::new() };
    let required: Vec<&str> =
        schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let mut text = String::from("| key | takes | what it is |\n|---|---|---|\n");
    let mut rows: Vec<(&String, &Value)> =
        properties.iter().filter(|(key, _)| !without.contains(&key.as_str())).collect();
    rows.sort_by_key(|(key, _)| (!required.contains(&key.as_str()), *key));
    for (key, value) in rows {
        let doc = value.get("description").and_then(Value::as_str).unwrap_or_default().replace('\n', " ");
        let must = if required.contains(&key.as_str()) { " (must be there)" } else { "" };
        let default = match value.get("default") {
            Some(Value::String(word)) => format!(" `{word}` where left out."),
            Some(Value::Bool(flag)) => format!(" `{flag}` where left out."),
            Some(Value::Number(number)) => format!(" {number} where left out."),
            Some(Value::Null | Value::Array(_) | Value::Object(_)) | None => String::new(),
        };
        text.push_str(&format!("| `{key}` | {} | {doc}{default}{must} |\n", takes(value, defs).replace('|', "\\|")));
    }
    text.push('\n');
    text
}
