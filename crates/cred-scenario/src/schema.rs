//! The JSON Schema of a scenario's file: editors complete and check with it.

use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use crate::verticals;

/// The schema. Line by line the same on every machine.
#[must_use]
pub fn schema() -> String {
    serde_json::to_string_pretty(&value()).unwrap_or_default()
}

/// The schema as a value.
#[must_use]
pub fn value() -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let mut entries = Vec::new();
    for vertical in verticals::ALL {
        if let Some(words) = &vertical.steps {
            entries.extend(variants(&(words.schema)(&mut generator).to_value(), "do"));
        }
        if let Some(words) = &vertical.questions {
            entries.extend(variants(&(words.schema)(&mut generator).to_value(), "ask"));
        }
    }
    let provider = generator.subschema_for::<verticals::providers::Register>().to_value();
    let pack = generator.subschema_for::<cred_core::standard::rule_pack::RulePack>().to_value();
    let defs = defs(&mut generator);
    let entries: Vec<Value> = entries.into_iter().map(|entry| with_common(entry, &defs)).collect();
    let text = |doc: &str| json!({ "type": "string", "description": doc });
    let list = |doc: &str, items: Value| json!({ "type": "array", "description": doc, "items": items });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scenario",
        "description": "A scenario: who is there, which rules bind, what happens when, and which answers are expected.",
        "type": "object",
        "properties": {
            "title": text("What it is about, in a line."),
            "why": text("Why the expectations are right."),
            "source": text("Where the rule can be read."),
            "rules": list("Tags: which rules or invariants it is about.", json!({ "type": "string" })),
            "zone": text("The zone in which local times are read and told: `America/Phoenix`."),
            "begins": text("When the setting is made; the start of the first step's day where left out."),
            "use": list("Other files whose setting and steps come first, by their path from this file.", json!({ "type": "string" })),
            "organization": one_or_more("Who credentials: as in a facility's file."),
            "facility": one_or_more("Who privileges, with its sites and resources: as in a facility's file."),
            "pack": list("Rule packs that stand in the scenario.", pack),
            "adopt": list("Which packs are adopted at the beginning.", adopt()),
            "privilege_set": list("Versions of the facility's forms: as in a privilege set's file, the head beside the items, or `path`.", json!({ "type": "object" })),
            "provider": list("Who is there.", provider),
            "step": list("What is done and what is asked, in the order of time.", json!({ "oneOf": entries })),
        },
        "additionalProperties": false,
        "required": ["step"],
        "$defs": defs,
    })
}

fn one_or_more(doc: &str) -> Value {
    json!({ "description": doc, "anyOf": [{ "type": "object" }, { "type": "array", "items": { "type": "object" } }] })
}

fn adopt() -> Value {
    let names = json!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }], "description": "The organisations and facilities that adopt it; every one where left out." });
    json!({
        "type": "object",
        "properties": {
            "pack": { "type": "string", "description": "The id of a pack of the scenario or of a shipped one, or the path of a pack's file." },
            "by": names,
            "from": { "type": "string", "description": "The first day; the pack's own where left out." },
            "to": { "type": "string", "description": "The last day." },
            "readings": { "type": "object", "additionalProperties": { "type": "string" }, "description": "For parameters that sources disagree on, the reading chosen." }
        },
        "required": ["pack"],
        "additionalProperties": false
    })
}

fn defs(generator: &mut SchemaGenerator) -> Map<String, Value> {
    generator.take_definitions(true).into_iter().collect()
}

/// The variants of an enum's schema, each with its word under `tag`.
pub(crate) fn variants(schema: &Value, tag: &str) -> Vec<Value> {
    let all = schema.get("oneOf").and_then(Value::as_array).cloned().unwrap_or_default();
    let tagged = |variant: &Value| variant.pointer(&format!("/properties/{tag}")).is_some();
    all.into_iter().filter(|variant| tagged(variant)).collect()
}

/// A variant whose fields stand in a struct of its own, with those fields beside the word.
pub(crate) fn resolved(mut variant: Value, defs: &Map<String, Value>) -> Value {
    let name = variant.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next()).map(str::to_owned);
    let Some(target) = name.and_then(|name| defs.get(&name)).cloned() else { return variant };
    let Some(object) = variant.as_object_mut() else { return variant };
    object.remove("$ref");
    if let (Some(own), Some(fields)) = (
        object.entry("properties").or_insert_with(|| json!({})).as_object_mut(),
        target.get("properties").and_then(Value::as_object),
    ) {
        for (key, field) in fields {
            own.entry(key.clone()).or_insert_with(|| field.clone());
        }
    }
    let mut required = object.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    required.extend(target.get("required").and_then(Value::as_array).cloned().unwrap_or_default());
    object.insert("required".to_owned(), Value::Array(required));
    object.insert("additionalProperties".to_owned(), Value::Bool(false));
    variant
}

/// The keys that every entry may have.
fn with_common(variant: Value, defs: &Map<String, Value>) -> Value {
    let mut variant = resolved(variant, defs);
    let is_step = variant.pointer("/properties/do").is_some();
    if let Some(properties) = variant.get_mut("properties").and_then(Value::as_object_mut) {
        for (key, doc) in common(is_step) {
            properties.insert((*key).to_owned(), json!({ "description": doc }));
        }
    }
    variant
}

/// The keys beside the fields, with what they are.
pub(crate) const fn common(is_step: bool) -> &'static [(&'static str, &'static str)] {
    if is_step { STEP } else { QUESTION }
}

const STEP: &[(&str, &str)] = &[
    ("at", "When it is done; the time of the last step that did something where left out. Never before it."),
    ("by", "Who does it: `capacity`, `capacity:who`, or a provider's alias; the default of the word where left out."),
    (
        "refused",
        "Expected: it is refused with this code (`appointment/own-file`), with this reason (`own-file`), or with `any`.",
    ),
    ("saying", "Expected: the refusal's text has this part."),
    ("then", "Expected: what holds afterwards, by the facts of the word."),
    ("note", "A remark; told where an expectation fails."),
];

const QUESTION: &[(&str, &str)] = &[
    (
        "at",
        "About which time it is asked, past or to come; the time of the last step that did something where left out. The clock is not moved.",
    ),
    ("note", "A remark; told where an expectation fails."),
];
