//! Whatever is typed or fed, the answer is a clear error with the right exit code, nothing half-written, and never a panic.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at what it cannot go on with")]

use std::{fs, path::Path};

use cred_tests::{Run, cred, root};

const CRED: &str = env!("CARGO_BIN_EXE_cred-under-test");

fn run(folder: &Path, args: &[&str]) -> Run {
    let run = cred(CRED, folder, args);
    assert!(!run.err.contains("defect in cred"), "{args:?}: {}", run.err);
    run
}

/// A refused run: its exit code, and what its message must name.
#[track_caller]
fn refused(folder: &Path, args: &[&str], code: i32, names: &[&str]) {
    let run = run(folder, args);
    assert_eq!(run.code, code, "{args:?}\n{}\n{}", run.out, run.err);
    for name in names {
        let told = format!("{}{}", run.out, run.err);
        assert!(told.contains(name), "{args:?} does not name `{name}`:\n{told}");
    }
}

fn demo_file(name: &str) -> String {
    root().join("crates/cred-cli/demo").join(name).display().to_string()
}

/// A database with the demonstration's facility and providers.
fn begun() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for args in [
        ["facility", "load", &demo_file("facility.toml"), "--as", "facility:administration"].as_slice(),
        &["privilege-set", "load", &demo_file("surgery.toml"), "--as", "board:minutes"],
        &["import", "roster", &demo_file("roster.csv"), "--as", "msp:office"],
    ] {
        let run = run(folder.path(), args);
        assert_eq!(run.code, 0, "{args:?}: {}{}", run.out, run.err);
    }
    folder
}

fn events(folder: &Path) -> u64 {
    let run = run(folder, &["db", "head", "--json"]);
    serde_json::from_str::<serde_json::Value>(&run.out).unwrap()["seq"].as_u64().unwrap()
}

#[test]
fn arguments_that_are_not_what_they_should_be() {
    let folder = begun();
    let at = folder.path();
    refused(at, &["may"], 2, &["Usage"]);
    refused(at, &["may", "okonkwo", "GS-CORE", "--at-site", "nowhere"], 2, &["nowhere", "copper-basin/main"]);
    refused(at, &["may", "nobody", "GS-CORE", "--at-site", "main"], 2, &["nobody"]);
    refused(at, &["may", "1234567890", "GS-CORE", "--at-site", "main"], 2, &["1234567890", "check digit"]);
    refused(at, &["may", "okonkwo", "GS CORE!", "--at-site", "main"], 2, &["GS-CORE"]);
    for time in ["tomorrow", "2026-02-30", "2026-13-01T00:00", "9999999-01-01", "2026-01-01T25:00"] {
        refused(at, &["may", "okonkwo", "GS-CORE", "--at-site", "main", "--at", time], 2, &[time]);
    }
    refused(
        at,
        &["provider", "add", "--family", "X", "--type", "physician", "--npi", "1234567890", "--as", "msp:o"],
        2,
        &["npi"],
    );
    refused(at, &["provider", "add", "--family", "  ", "--type", "physician", "--as", "msp:o"], 2, &["characters"]);
    refused(at, &["provider", "add", "--family", "Xi", "--type", "wizard", "--as", "msp:o"], 2, &["physician"]);
    refused(at, &["provider", "add", "--family", "Xi", "--type", "physician"], 2, &["--as"]);
    refused(at, &["provider", "add", "--family", "Xi", "--type", "physician", "--as", "wizard:o"], 2, &["msp"]);
    refused(at, &["file", "open", "okonkwo", "--as", "chair:o"], 5, &["chair", "msp"]);
    refused(at, &["file", "approve", "okonkwo", "--as", "medical-director:o"], 2, &["cred file open"]);
    refused(at, &["grant", "okonkwo", "GS-CORE", "--as", "board:m"], 2, &["cred request"]);
    refused(at, &["request", "okonkwo", "GS-NOTHING", "--as", "msp:o"], 2, &["GS-CORE"]);
    refused(at, &["roster", "main", "--simulate", "2026-01-01"], 2, &["simulated"]);
}

#[test]
fn secrets_are_in_no_message() {
    let folder = begun();
    let at = folder.path();
    for args in [
        ["provider", "add", "--family", "Xi", "--type", "physician", "--ssn", "666-12-3456", "--as", "msp:o"],
        ["provider", "add", "--family", "Xi", "--type", "physician", "--date-of-birth", "1861-13-99", "--as", "msp:o"],
    ] {
        let run = run(at, &args);
        assert_eq!(run.code, 2);
        for secret in ["666-12-3456", "1861-13-99"] {
            assert!(!run.err.contains(secret) && !run.out.contains(secret), "{}", run.err);
        }
    }
    run(
        at,
        &[
            "provider",
            "add",
            "--family",
            "Quill",
            "--given",
            "Zed",
            "--type",
            "physician",
            "--ssn",
            "001-01-0001",
            "--date-of-birth",
            "1970-01-01",
            "--as",
            "msp:o",
        ],
    );
    for args in [
        ["history", "Quill", "--json"].as_slice(),
        &["show", "Quill", "--json"],
        &["show", "Quill"],
        &["history", "okonkwo", "--json"],
    ] {
        let run = run(at, args);
        assert_eq!(run.code, 0, "{}", run.err);
        for secret in ["001010001", "001-01-0001", "1970-01-01", "FO9123453"] {
            assert!(!run.out.contains(secret), "{args:?} tells {secret}");
        }
    }
}

#[test]
fn files_with_faults_write_nothing() {
    let folder = begun();
    let at = folder.path();
    let before = events(at);
    let file = |name: &str, text: &[u8]| {
        fs::write(at.join(name), text).unwrap();
        name.to_owned()
    };
    let broken = file("broken.toml", b"[organization]\nid = \"x\"\nname = ");
    refused(at, &["facility", "load", &broken, "--as", "facility:a"], 2, &["broken.toml:3:"]);
    let facility = fs::read_to_string(demo_file("facility.toml")).unwrap();
    let unknown = file("unknown.toml", facility.replace("state = \"AZ\"", "sate = \"AZ\"").as_bytes());
    refused(at, &["facility", "load", &unknown, "--as", "facility:a"], 2, &["unknown.toml:", "sate"]);
    let changed =
        file("changed.toml", facility.replace("recredential_months = 36", "recredential_months = 24").as_bytes());
    refused(at, &["facility", "load", &changed, "--as", "facility:a"], 5, &["exists already with other content"]);
    refused(at, &["facility", "load", "absent.toml", "--as", "facility:a"], 1, &["absent.toml"]);
    let form = fs::read_to_string(demo_file("surgery.toml")).unwrap();
    let changed = file("form.toml", form.replace("months = 24", "months = 12").as_bytes());
    refused(at, &["privilege-set", "load", &changed, "--as", "board:m"], 5, &["new version"]);
    let ring = file(
        "ring.toml",
        form.replace("kind = \"core\"", "kind = \"core\"\nprerequisites = [\"GS-ROBOT\"]").as_bytes(),
    );
    refused(at, &["privilege-set", "check", &ring], 2, &["GS-CORE", "ring.toml:"]);

    let roster = fs::read_to_string(demo_file("roster.csv")).unwrap();
    let bad = file("bad.csv", roster.replace("1999999026", "1999999027").replace("2027-03-31", "soon").as_bytes());
    refused(at, &["import", "roster", &bad, "--as", "msp:o"], 2, &["1999999027", "soon", "nothing was written"]);
    for (name, bytes) in [
        ("empty.csv", b"".as_slice()),
        ("binary.csv", &[0, 159, 146, 150, 10, 0]),
        ("quote.csv", b"NPI,Last Name,First Name\n\"1999999018,Okonkwo,Maya\n"),
        ("other.csv", b"a,b,c\n1,2,3\n"),
        ("zip.csv", b"PK\x03\x04rest"),
    ] {
        let name = file(name, bytes);
        refused(at, &["import", "roster", &name, "--as", "msp:o"], 2, &[]);
        refused(at, &["import", "nppes", &name, "--as", "msp:o"], 2, &[]);
        refused(at, &["import", "evidence", &name, "--as", "msp:o"], 2, &[]);
    }
    assert_eq!(events(at), before, "something was written");
    refused(at, &["import", "roster", "bad.csv", "--partial", "--as", "msp:other"], 2, &["1999999027"]);
}

#[test]
fn the_same_file_again_changes_nothing() {
    let folder = begun();
    let at = folder.path();
    let before = events(at);
    for args in [
        ["facility", "load", &demo_file("facility.toml"), "--as", "facility:administration"].as_slice(),
        &["privilege-set", "load", &demo_file("surgery.toml"), "--as", "board:minutes"],
        &["import", "roster", &demo_file("roster.csv"), "--as", "msp:office"],
        &["import", "roster", &demo_file("roster.csv"), "--as", "msp:other"],
    ] {
        assert_eq!(run(at, args).code, 0);
    }
    assert_eq!(events(at), before);
}

#[test]
fn one_command_under_one_key_is_carried_out_once() {
    let folder = begun();
    let at = folder.path();
    let add = ["provider", "add", "--family", "Once", "--type", "physician", "--as", "msp:o", "--key", "k-1"];
    assert_eq!(run(at, &add).code, 0);
    let before = events(at);
    let again = run(at, &add);
    assert_eq!((again.code, events(at)), (0, before));
    assert!(again.out.contains("done before"), "{}", again.out);
    let other = ["provider", "add", "--family", "Twice", "--type", "physician", "--as", "msp:o", "--key", "k-1"];
    refused(at, &other, 6, &["k-1"]);
    let hat = ["provider", "add", "--family", "Once", "--type", "physician", "--as", "msp:other", "--key", "k-1"];
    refused(at, &hat, 6, &["k-1"]);
}

#[test]
fn databases_that_cannot_be_used() {
    let folder = begun();
    let at = folder.path();
    refused(at, &["may", "okonkwo", "GS-CORE", "--at-site", "main", "--db", "absent.db"], 1, &["absent.db"]);
    fs::write(at.join("text.db"), "this is no database at all, but it is long enough to look at").unwrap();
    refused(at, &["roster", "main", "--db", "text.db"], 1, &["text.db"]);
    refused(
        at,
        &["provider", "add", "--family", "Xi", "--type", "other", "--as", "msp:o", "--db", "no/such/folder.db"],
        1,
        &["no/such"],
    );
    run(at, &["db", "backup", "copy.db"]);
    let whole = fs::read(at.join("copy.db")).unwrap();
    fs::write(at.join("short.db"), &whole[..whole.len() - 4096]).unwrap();
    refused(at, &["roster", "main", "--db", "short.db"], 1, &["short.db"]);
    let needle = b"copper-basin-health";
    let place = whole.windows(needle.len()).rposition(|window| window == needle).unwrap();
    let mut edited = whole;
    edited[place] = b'C';
    fs::write(at.join("edited.db"), &edited).unwrap();
    refused(at, &["db", "verify", "--db", "edited.db"], 1, &["not sound"]);
}

#[test]
fn an_ambiguous_name_lists_the_candidates() {
    let folder = begun();
    let at = folder.path();
    for given in ["Ana", "Ann"] {
        run(at, &["provider", "add", "--family", "Twain", "--given", given, "--type", "physician", "--as", "msp:o"]);
    }
    refused(at, &["show", "twain"], 2, &["Ana Twain", "Ann Twain", "prov_"]);
    assert_eq!(run(at, &["show", "ann twain"]).code, 0);
}

#[test]
fn two_processes_at_once_lose_nothing() {
    let folder = begun();
    let before = events(folder.path());
    let threads: Vec<_> = (0..2)
        .map(|number| {
            let at = folder.path().to_owned();
            std::thread::spawn(move || {
                (0..10)
                    .filter(|turn| {
                        let name = format!("Racer{number}x{turn}");
                        run(&at, &["provider", "add", "--family", &name, "--type", "other", "--as", "msp:o"]).code == 0
                    })
                    .count() as u64
            })
        })
        .collect();
    let done: u64 = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
    assert_eq!(done, 20);
    assert_eq!(events(folder.path()), before + 20);
    assert_eq!(run(folder.path(), &["db", "verify"]).code, 0);
}
