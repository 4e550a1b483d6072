//! The walls of the core, held: a module uses only what is declared above it in `lib.rs`, and nothing here touches the world.
#![expect(clippy::unwrap_used, reason = "a test stops at what it cannot go on with")]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Uses of a module further down that are wanted, each with its reason.
const EXCEPTIONS: [(&str, &str, &str); 1] =
    [("refusal", "machine", "a refusal before the start names the table's word for it")];

/// What would let the world in.
const BANNED: [&str; 20] = [
    "async ",
    ".await",
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::io",
    "SystemTime",
    "Instant::now",
    "Utc::now",
    "Local::now",
    "thread_rng",
    "HashMap",
    "HashSet",
    "static mut",
    "OnceLock",
    "LazyLock",
    "println!",
    "unsafe ",
];

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The code of a file: without comments, and without its tests.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let before_tests = text.split("#[cfg(test)]").next().unwrap().to_owned();
    before_tests.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The module of the first level that a file belongs to.
fn module_of(path: &Path) -> String {
    let inside = path.strip_prefix(src()).unwrap();
    inside.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned()
}

/// Every `crate::x` of a text, also in grouped imports.
fn uses(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in text.split("crate::").skip(1) {
        if let Some(group) = part.strip_prefix('{') {
            // The first word of each member of the group.
            let (mut depth, mut word, mut first) = (0, String::new(), true);
            for c in group.chars() {
                if depth == 0 && first && (c.is_alphanumeric() || c == '_') {
                    word.push(c);
                    continue;
                }
                if !word.is_empty() {
                    found.push(std::mem::take(&mut word));
                    first = false;
                }
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => first = true,
                    _ => {}
                }
            }
        } else {
            found.push(part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    found
}

#[test]
fn a_module_uses_only_what_is_declared_above_it() {
    let lib = fs::read_to_string(src().join("lib.rs")).unwrap();
    let order: Vec<&str> = lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert!(order.len() > 15, "lib.rs declares {order:?}");
    let mut all = Vec::new();
    files(&src(), &mut all);
    let (mut wrong, mut needed) = (Vec::new(), Vec::new());
    for path in all {
        let own = module_of(&path);
        let Some(place) = order.iter().position(|module| *module == own) else { continue };
        for used in uses(&code(&path)) {
            let below = order.iter().position(|module| *module == used).is_some_and(|used| used > place);
            let wanted = EXCEPTIONS.iter().find(|(from, to, _)| *from == own && *to == used);
            needed.extend(wanted.filter(|_| below));
            if below && wanted.is_none() {
                wrong.push(format!("{} uses {used}, which stands below {own}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for exception in EXCEPTIONS {
        assert!(needed.contains(&exception), "no longer needed: {exception:?}");
    }
}

#[test]
fn the_layer_test_sees_a_use_of_a_lower_module() {
    assert_eq!(uses("use crate::{\n    actor::Actor,\n    time::{Instant, zone::Zone},\n};"), ["actor", "time"]);
    assert_eq!(uses("let x = crate::exercise::rules::exercise();"), ["exercise"]);
}

#[test]
fn nothing_in_the_core_touches_the_world() {
    let mut all = Vec::new();
    files(&src(), &mut all);
    for path in all
        .iter()
        .filter(|path| !path.ends_with("tests.rs") && !path.components().any(|part| part.as_os_str() == "tests"))
    {
        let text = code(path);
        for word in BANNED {
            assert!(!text.contains(word), "{} has `{word}`", path.display());
        }
    }
}

#[test]
fn no_room_is_crowded() {
    let mut all = Vec::new();
    files(&src(), &mut all);
    for path in all {
        let lines = code(&path).lines().count();
        if lines > 500 {
            panic!("{} has {lines} lines: divide it", path.display());
        }
    }
}
