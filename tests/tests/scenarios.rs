//! Every scenario of the repository holds.

use cred_scenario::report::{Report, Verdict};
use cred_tests::root;

#[test]
fn every_scenario_holds() {
    let mut report = Report::default();
    let mut told = Vec::new();
    for file in cred_scenario::run::files(&root().join("tests/scenarios")).unwrap() {
        let own = cred_scenario::run_file(&file);
        if own.result != Verdict::Passed {
            told.extend(own.lines());
        }
        report.add(own);
    }
    assert!(told.is_empty(), "{}\n{}", told.join("\n"), report.summary());
    assert!(report.files.len() > 12, "{}", report.summary());
}
