//! Whatever a file holds, the runner answers and never panics.

use std::path::Path;

use cred_scenario::{reading::Nothing, run_text, verticals};
use proptest::prelude::*;

/// Keys and words of the format, so that random files reach far.
fn key() -> impl Strategy<Value = String> {
    let known = [
        "title",
        "zone",
        "use",
        "begins",
        "at",
        "do",
        "ask",
        "by",
        "refused",
        "then",
        "saying",
        "provider",
        "privileges",
        "privilege",
        "element",
        "months",
        "from",
        "until",
        "start",
        "answer",
        "because",
        "meeting",
        "members",
        "with",
        "matters",
        "verified_on",
        "valid_to",
        "count",
        "reason",
        "site",
        "organization",
        "facility",
        "known_at",
        "id",
        "name",
        "alias",
        "type",
        "pack",
        "version",
        "effective_from",
        "sites",
        "item",
        "kind",
        "state",
    ];
    prop_oneof![8 => prop::sample::select(known.to_vec()).prop_map(str::to_owned), 1 => "[a-z_]{1,8}"]
}

fn word() -> impl Strategy<Value = String> {
    let mut words: Vec<String> = verticals::steps().iter().map(|(word, _)| word.word.to_owned()).collect();
    words.extend(verticals::questions().iter().map(|(word, _)| word.word.to_owned()));
    prop::sample::select(words)
}

fn value() -> impl Strategy<Value = String> {
    let text = prop_oneof![
        Just("feld".to_owned()),
        Just("license".to_owned()),
        Just("America/Phoenix".to_owned()),
        Just("CORE".to_owned()),
        Just("2026-01-05 09:00".to_owned()),
        Just("2026-03-08T02:30:00".to_owned()),
        Just("board:feld".to_owned()),
        Just("yes".to_owned()),
        word(),
        "[ -~]{0,12}".prop_map(|text| text.replace(['\\', '"'], "'")),
        "\\PC{0,6}".prop_map(|text| text.replace(['\\', '"'], "'")),
    ]
    .prop_map(|text| format!("\"{text}\""));
    let leaf = prop_oneof![
        6 => text,
        1 => any::<i64>().prop_map(|number| number.to_string()),
        1 => (0_u32..40).prop_map(|number| number.to_string()),
        1 => any::<bool>().prop_map(|word| word.to_string()),
        1 => Just("2026-01-05".to_owned()),
        1 => Just("2026-01-05T09:00:00-07:00".to_owned()),
        1 => Just("nan".to_owned()),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|list| format!("[{}]", list.join(", "))),
            prop::collection::vec((key(), inner), 0..4).prop_map(|pairs| {
                let mut seen = Vec::new();
                let pairs: Vec<String> = pairs
                    .into_iter()
                    .filter(|(key, _)| {
                        !seen.contains(key) && {
                            seen.push(key.clone());
                            true
                        }
                    })
                    .map(|(key, value)| format!("{key} = {value}"))
                    .collect();
                format!("{{ {} }}", pairs.join(", "))
            }),
        ]
    })
}

fn table() -> impl Strategy<Value = String> {
    let header = prop::sample::select(vec![
        "[[step]]",
        "[[step]]",
        "[[step]]",
        "[[provider]]",
        "[organization]",
        "[facility]",
        "[[facility.site]]",
        "[[pack]]",
        "[[adopt]]",
        "[[privilege_set]]",
        "[[privilege_set.item]]",
    ]);
    (header, word(), any::<bool>(), prop::collection::btree_map(key(), value(), 0..6)).prop_map(
        |(header, word, ask, mut keys)| {
            if header == "[[step]]" {
                keys.remove("do");
                keys.remove("ask");
                keys.insert(if ask { "ask" } else { "do" }.to_owned(), format!("\"{word}\""));
                keys.entry("at".to_owned()).or_insert_with(|| "\"2026-01-05 09:00\"".to_owned());
            }
            let keys: Vec<String> = keys.into_iter().map(|(key, value)| format!("{key} = {value}")).collect();
            format!("{header}\n{}\n", keys.join("\n"))
        },
    )
}

const HEAD: &str = "title = \"x\"\nzone = \"America/Phoenix\"\n[organization]\nid = \"o\"\nname = \"O\"\nzone = \"America/Phoenix\"\n[facility]\nid = \"f\"\nname = \"F\"\nzone = \"America/Phoenix\"\n[[facility.site]]\nid = \"main\"\nname = \"M\"\nstate = \"AZ\"\nzone = \"America/Phoenix\"\n[[provider]]\nalias = \"feld\"\nname = \"Ada Feld\"\n";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn random_texts_are_answered(text in "\\PC{0,200}") {
        let _ = run_text(&text, Path::new("x.toml"), &Nothing);
    }

    #[test]
    fn random_tables_are_answered(tables in prop::collection::vec(table(), 0..6)) {
        let _ = run_text(&tables.concat(), Path::new("x.toml"), &Nothing);
    }

    #[test]
    fn random_steps_on_a_stage_are_answered(tables in prop::collection::vec(table(), 1..6)) {
        let steps: String = tables.into_iter().filter(|table| table.starts_with("[[step]]")).collect();
        let report = run_text(&format!("{HEAD}{steps}"), Path::new("x.toml"), &Nothing);
        // Whatever came of it is told by the file's name.
        prop_assert!(report.faults.iter().all(|line| line.starts_with("x.toml")), "{:?}", report.faults);
    }
}
