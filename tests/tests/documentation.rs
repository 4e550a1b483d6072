//! Generated documents are what the code says; written ones name files that exist.

#![expect(clippy::unwrap_used, reason = "test code: what fails here fails the test that asked for it")]

use cred_app::wording;
use cred_core::{refusal, timeline::finding::FindingReason};
use cred_import::evidence_file;
use cred_tests::{hold, root};
use cred_wire::exit::Exit;
use serde_json::Value;

#[test]
fn the_command_line_reference_is_what_the_program_says() {
    let mut text = String::from(
        "# The command line\n\nMade from the program itself by the test `documentation`; do not edit by hand.\n\n\
         ## Exit codes\n\n| code | meaning |\n|---|---|\n",
    );
    for exit in Exit::ALL {
        text.push_str(&format!("| {} | {} |\n", exit.code(), exit.meaning()));
    }
    text.push_str(
        "\n## Elements\n\nWhat each kind of element takes as issuer, number and details, in `cred provider claim`, `cred verify` and the \
         evidence file.\n\n| element | takes |\n|---|---|\n",
    );
    for (kind, takes) in wording::DETAILS {
        text.push_str(&format!("| `{kind}` | {takes} |\n"));
    }
    text.push_str(&format!(
        "\n## The evidence file\n\nA CSV with this header (`cred import evidence`): `{}`. `result` is `match`, `adverse` or `not-found`; for \
         searches (`malpractice-history`, `sanctions`, `exclusion`, `npdb-query`) `clear`, `reported` or `possible-match`. `standing` is \
         `limited` (also `probation`, `restricted`), `suspended`, `revoked` or `surrendered`. Dates are `2026-12-31`, `2026-12` or `2026`; the \
         last day is inclusive, in the issuer's zone, or in the zone that `zone=…` in `detail` names. `artefact` is `sha256:` and the \
         fingerprint of the stored answer.\n",
        evidence_file::COLUMNS.join(",")
    ));
    text.push_str(
        "\n## The roster mapping\n\nWell-known headers need no mapping. For others (`cred import roster --mapping`):\n\n```toml\n[columns]\nnpi = \
         \"Provider NPI\"\nlast_name = \"Surname\"\n```\n\n| key | what | well-known headers |\n|---|---|---|\n",
    );
    for field in cred_import::roster::Field::ALL {
        text.push_str(&format!("| `{}` | {} | {} |\n", field.key(), field.name(), field.names().join(", ")));
    }
    text.push_str(&cred_cli::commands::manual::reference());
    hold("docs/cli.md", &text);
}

#[test]
fn every_element_kind_says_what_it_takes() {
    for kind in cred_core::provider::element::ElementKind::ALL {
        assert!(wording::DETAILS.iter().any(|(own, _)| *own == kind), "{kind}");
    }
}

#[test]
fn the_list_of_codes_is_what_the_code_says() {
    let mut text = String::from(
        "# Codes\n\nMade from the code itself by the test `documentation`; do not edit by hand. Codes are stable.\n\n## Refusals\n\nA command that \
         may not happen now. The code stands behind the machine's name, such as `verification/own-file`; exit code 5.\n\n| code | what to do next \
         |\n|---|---|\n",
    );
    for (code, advice) in refusal::CODES {
        text.push_str(&format!("| `{code}` | {advice} |\n"));
    }
    text.push_str("\n## Reasons in answers\n\nWhy a requirement has the value it has, in `cred may --json` and the HTTP API.\n\n| code | in words |\n|---|---|\n");
    for reason in FindingReason::ALL {
        text.push_str(&format!("| `{}` | {} |\n", reason.code(), reason.sentence()));
    }
    text.push_str("\n## Errors\n\n| code | when | exit code |\n|---|---|---|\n");
    for (code, when, exit) in cred_app::error::CODES {
        text.push_str(&format!("| `{code}` | {when} | {exit} |\n"));
    }
    hold("docs/errors.md", &text);
}

#[test]
fn every_term_of_the_glossary_is_found_by_its_file() {
    let glossary = std::fs::read_to_string(root().join("docs/glossary.md")).unwrap();
    let mut rows = 0;
    for line in glossary.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        let (word, path) = (cells[1], cells[3]);
        let file = root().join(path);
        let text = std::fs::read_to_string(&file).unwrap_or_else(|_| panic!("{word}: {path} does not exist"));
        let named =
            ["struct", "enum", "fn", "mod", "static"].iter().any(|kind| text.contains(&format!("{kind} {word}")));
        assert!(named || text.contains(&format!("    {word}")), "{path} does not define {word}");
        rows += 1;
    }
    assert!(rows > 40, "the glossary has only {rows} rows");
}

/// What stands above the line is written by hand, what stands below is what the program says.
#[test]
fn the_vocabulary_of_scenarios_is_what_the_program_says() {
    let path = "docs/scenarios.md";
    let held = std::fs::read_to_string(root().join(path)).unwrap();
    let line = "<!-- Below this line the document is made from the program";
    let (by_hand, rest) = held.split_once(line).unwrap();
    let mark = rest.lines().next().unwrap();
    hold(path, &format!("{by_hand}{line}{mark}\n\n{}", cred_scenario::vocabulary::reference()));
    hold("docs/scenario.schema.json", &format!("{}\n", cred_scenario::schema::schema()));
}

#[test]
fn the_reference_of_rule_packs_is_what_the_program_says() {
    let path = "docs/rule-packs.md";
    let held = std::fs::read_to_string(root().join(path)).unwrap();
    let line = "<!-- Below this line the document is made from the program";
    let (by_hand, rest) = held.split_once(line).unwrap();
    let mark = rest.lines().next().unwrap();
    hold(path, &format!("{by_hand}{line}{mark}\n\n{}", cred_packs::reference::reference()));
    hold("docs/rule-pack.schema.json", &format!("{}\n", cred_packs::schema()));
}

#[test]
fn the_schema_of_an_explanation_is_what_the_program_says() {
    hold("docs/explanation.schema.json", &format!("{}\n", cred_wire::explanation::schema()));
    // What the demonstration is told keeps to it.
    let schema: Value = serde_json::from_str(&cred_wire::explanation::schema()).unwrap();
    let told = std::fs::read_to_string(root().join("tests/golden/why-no.json")).unwrap();
    let mut told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(faults(&schema, &schema, &told), [""; 0]);
    told["because"][0]["reason"] = "because-i-say-so".into();
    assert_ne!(faults(&schema, &schema, &told), [""; 0], "a code that is none is seen");
}

/// Where a value does not keep to a schema: the words of JSON Schema that ours uses.
fn faults(root: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let fault = |what: &str| vec![format!("{what}: {value}")];
    if let Some(path) = schema.get("$ref").and_then(Value::as_str) {
        let target = root.pointer(path.trim_start_matches('#')).unwrap();
        let own = faults(root, target, value);
        if !own.is_empty() {
            return own;
        }
    }
    if schema.get("const").is_some_and(|only| only != value) {
        return fault("another constant");
    }
    if schema.get("enum").and_then(Value::as_array).is_some_and(|all| !all.contains(value)) {
        return fault("none of the words");
    }
    if let Some(all) = schema.get("oneOf").and_then(Value::as_array) {
        let fits = all.iter().filter(|own| faults(root, own, value).is_empty()).count();
        if fits != 1 {
            return fault(&format!("it is {fits} of them"));
        }
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let wrong_kind = match schema.get("type") {
        Some(Value::String(only)) => only != kind,
        Some(Value::Array(some)) => !some.contains(&kind.into()),
        _ => false,
    };
    if wrong_kind {
        return fault("of another type");
    }
    let mut found = Vec::new();
    if let (Some(items), Some(values)) = (schema.get("items"), value.as_array()) {
        found.extend(values.iter().flat_map(|own| faults(root, items, own)));
    }
    for key in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
        if value.get(key.as_str().unwrap()).is_none() {
            found.push(format!("without {key}: {value}"));
        }
    }
    let fields = schema.get("properties").and_then(Value::as_object);
    for (key, own) in fields.into_iter().flatten() {
        found.extend(value.get(key).into_iter().flat_map(|value| faults(root, own, value)));
    }
    found
}

/// The example of the document is a pack without a fault.
#[test]
fn the_pack_in_the_document_is_whole() {
    let text = std::fs::read_to_string(root().join("docs/rule-packs.md")).unwrap();
    let example = text.split("```toml").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let pack = cred_import::rule_pack_file::parse(example, "docs/rule-packs.md").unwrap();
    assert_eq!(pack.rules.len(), 5);
}

/// The example of the document is a scenario that holds.
#[test]
fn the_scenario_in_the_document_holds() {
    let text = std::fs::read_to_string(root().join("docs/scenarios.md")).unwrap();
    let example = text.split("```toml").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let report =
        cred_scenario::run_text(example, std::path::Path::new("docs/scenarios.md"), &cred_scenario::reading::Nothing);
    assert_eq!(report.result, cred_scenario::report::Verdict::Passed, "{}", report.lines().join("\n"));
    assert!(report.expectations >= 8);
}
