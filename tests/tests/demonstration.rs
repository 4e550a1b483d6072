//! The demonstration is the golden transcript of the whole way: what it prints is held word for word.

use cred_tests::{cred, hold};

const CRED: &str = env!("CARGO_BIN_EXE_cred-under-test");

#[test]
fn the_demonstration_and_the_shapes_of_its_answers_are_held() {
    let folder = tempfile::tempdir().unwrap();
    let run = cred(CRED, folder.path(), &["demo", "hospital"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(run.err, "");
    hold("tests/golden/demonstration.txt", &run.out);
    let db = ["--db", "hospital/hospital.db", "--simulate", "2026-02-02T07:55:00-07:00", "--json"];
    for (name, words) in [
        ("may-yes", ["may", "okonkwo", "GS-ROBOT", "--at-site", "main"].as_slice()),
        ("may-no", &["may", "okonkwo", "GS-ROBOT", "--at-site", "saltcreek"]),
        ("may-unknown", &["may", "okonkwo", "9Z99ZZZ", "--at-site", "main"]),
        ("roster", &["roster", "main", "--surgical"]),
        ("due", &["due", "--within", "60"]),
        ("problem", &["may", "nobody", "GS-ROBOT", "--at-site", "main"]),
    ] {
        let run = cred(CRED, folder.path(), &[&db, words].concat());
        hold(&format!("tests/golden/{name}.json"), &format!("{}{}", run.out, run.err));
    }
    let again = cred(CRED, folder.path(), &["demo", "hospital"]);
    assert_eq!(again.code, 2, "a second run does not touch what is there");
}
