//! JSON Schemas in words, for references that people read.

use serde_json::{Map, Value};

/// What a value takes, in a few words: `text`, `number`, the words of a choice, `list of …`, `table`.
#[must_use]
pub fn takes(schema: &Value, defs: &Map<String, Value>) -> String {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next()) {
        return match defs.get(name) {
            Some(target) => {
                let told = takes(target, defs);
                if told == "table" { "table".to_owned() } else { told }
            }
            None => name.to_owned(),
        };
    }
    if let Some(words) = words(schema) {
        return words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    }
    let parts = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array);
    if let Some(parts) = parts {
        let mut told: Vec<String> = parts.iter().map(|part| takes(part, defs)).filter(|part| part != "null").collect();
        told.dedup();
        return told.join(", or ");
    }
    let kind = match schema.get("type") {
        Some(Value::String(kind)) => kind.as_str(),
        Some(Value::Array(kinds)) => {
            kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or("any")
        }
        _ => "any",
    };
    match kind {
        "string" => "text".to_owned(),
        "integer" | "number" => "number".to_owned(),
        "boolean" => "`true` or `false`".to_owned(),
        "array" => match schema.get("items") {
            Some(items) => format!("list of {}", takes(items, defs)),
            None => "list".to_owned(),
        },
        "object" => "table".to_owned(),
        other => other.to_owned(),
    }
}

/// The words of an enum without content.
fn words(schema: &Value) -> Option<Vec<String>> {
    let texts = |list: &Vec<Value>| -> Option<Vec<String>> {
        list.iter().map(|word| word.as_str().map(str::to_owned)).collect()
    };
    if let Some(list) = schema.get("enum").and_then(Value::as_array) {
        let list: Vec<Value> = list.iter().filter(|word| !word.is_null()).cloned().collect();
        return texts(&list);
    }
    let parts = schema.get("oneOf").and_then(Value::as_array)?;
    let mut all = Vec::new();
    for part in parts {
        match part.get("const").and_then(Value::as_str) {
            Some(word) => all.push(word.to_owned()),
            None => all.extend(texts(part.get("enum").and_then(Value::as_array)?)?),
        }
    }
    Some(all)
}
