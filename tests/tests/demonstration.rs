//! The demonstration is the golden transcript of the whole way: what it prints is held word for word.

use cred_tests::{cred, hold};

const CRED: &str = env!("CARGO_BIN_EXE_cred-under-test");

#[test]
fn the_demonstration_prints_its_golden_transcript() {
    let folder = tempfile::tempdir().unwrap();
    let run = cred(CRED, folder.path(), &["demo", "hospital"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(run.err, "");
    hold("tests/golden/demonstration.txt", &run.out);
    let again = cred(CRED, folder.path(), &["demo", "hospital"]);
    assert_eq!(again.code, 2, "a second run does not touch what is there");
}
