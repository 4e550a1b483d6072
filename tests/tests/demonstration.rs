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
    let plain = ["--db", "hospital/hospital.db", "--simulate", "2026-02-02T07:55:00-07:00"];
    let no = ["why", "okonkwo", "GS-ROBOT", "--at-site", "saltcreek"];
    let yes = ["why", "okonkwo", "GS-CORE", "--at-site", "main"];
    for (name, words) in [
        ("why-no-short.txt", [no.as_slice(), &["--form", "short"]].concat()),
        ("why-no-full.txt", [no.as_slice(), &["--form", "full"]].concat()),
        ("why-no.json", [no.as_slice(), &["--form", "json"]].concat()),
        ("why-yes-short.txt", yes.to_vec()),
        ("why-yes-full.txt", [yes.as_slice(), &["--form", "full"]].concat()),
        ("why-unknown-short.txt", ["why", "okonkwo", "9Z99ZZZ", "--at-site", "main"].to_vec()),
        ("replay.txt", vec!["replay", "--counts"]),
    ] {
        let run = cred(CRED, folder.path(), &[plain.as_slice(), &words].concat());
        let exit = if name.ends_with(".txt") { format!("(exit {})\n", run.code) } else { String::new() };
        hold(&format!("tests/golden/{name}"), &format!("{}{}{exit}", run.out, run.err));
    }
    // The position that an answer tells gives that answer again, whatever was recorded since: here all of what the transcript did after.
    let json = [db.as_slice(), &no].concat();
    let now = cred(CRED, folder.path(), &json);
    let granted_and_since = cred(CRED, folder.path(), &[json.as_slice(), &["--known-at", "@315"]].concat());
    assert_eq!(granted_and_since.out, now.out);
    let earlier = cred(CRED, folder.path(), &[json.as_slice(), &["--known-at", "@100"]].concat());
    assert!(earlier.out.contains("\"under-review\"") && !now.out.contains("\"under-review\""), "{}", earlier.out);
    let again = cred(CRED, folder.path(), &["demo", "hospital"]);
    assert_eq!(again.code, 2, "a second run does not touch what is there");
}
