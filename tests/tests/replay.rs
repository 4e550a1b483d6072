//! Every decision of every scenario is derived again from the records before it: the same, byte for byte.

use std::collections::{BTreeMap, BTreeSet};

use cred_tests::root;

#[test]
fn every_decision_of_every_scenario_is_derived_again() {
    let mut told = Vec::new();
    let (mut derived, mut applied): (BTreeMap<String, u64>, BTreeSet<String>) = Default::default();
    for file in cred_scenario::run::files(&root().join("tests/scenarios")).unwrap() {
        let _ = cred_scenario::run_file_then(&file, &mut |app| {
            let replayed = app.replay().unwrap();
            for own in &replayed.differences {
                told.push(format!("{}: {own:?}", file.display()));
            }
            for (name, count) in &replayed.derived {
                *derived.entry(name.clone()).or_default() += count;
            }
            applied.extend(replayed.applied.into_keys());
        });
    }
    eprintln!("{} decisions of {} types; applied {}", derived.values().sum::<u64>(), derived.len(), applied.len());
    assert!(told.is_empty(), "{} differ:\n{}", told.len(), told.join("\n"));
}
