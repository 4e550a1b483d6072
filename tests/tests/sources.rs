//! `cred source` from a roster to an answer, against a server on this machine.
#![expect(clippy::unwrap_used, reason = "a test stops at what it cannot go on with")]

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    path::Path,
    thread,
};

use cred_tests::{Run, cred};

/// A registry that knows one NPI, and a register of exclusions that lists nobody of the name, or breaks.
fn serve(register: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let (mut head, mut byte) = (Vec::new(), [0]);
            while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
                head.extend(byte);
            }
            let head = String::from_utf8_lossy(&head).into_owned();
            let body = if head.contains("/api/?version=2.1&number=1234567893") {
                r#"{"result_count":1,"results":[{"number":"1234567893","enumeration_type":"NPI-1","basic":
                {"first_name":"ANNA","last_name":"FELD","status":"A"}}]}"#
            } else if head.contains("exclusionName=SMITH") {
                r#"{"totalRecords":1,"excludedEntity":[{"exclusionIdentification":{"lastName":"SMITH","firstName":"J"}}]}"#
            } else {
                register
            };
            let length = body.len();
            let answer = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
            );
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    address
}

fn run(folder: &Path, args: &[&str]) -> Run {
    cred(env!("CARGO_BIN_EXE_cred-under-test"), folder, args)
}

/// A database with one provider, and a file with both registries at an address. The register's key is not asked for, and it is never out.
fn world(folder: &Path, address: &str) {
    std::fs::write(folder.join("roster.csv"), "npi,last_name,first_name\n1234567893,Feld,Anna\n").unwrap();
    assert_eq!(run(folder, &["--db", "x.db", "--as", "msp:j", "import", "roster", "roster.csv"]).code, 0);
    let example = run(folder, &["source", "example"]);
    let own = |line: &str| {
        if line.starts_with("address") { format!("address = \"{address}\"") } else { line.to_owned() }
    };
    let left_out = ["auth", "[[source.outage]]", "weekday", "from", "until", "zone"];
    let lines = example.out.lines().filter(|line| !left_out.iter().any(|own| line.starts_with(own)));
    std::fs::write(folder.join("sources.toml"), lines.map(own).collect::<Vec<_>>().join("\n")).unwrap();
}

fn ask(folder: &Path, source: &str, element: &str) -> Run {
    run(folder, &["--db", "x.db", "source", "ask", "sources.toml", source, "1234567893", element, "--keep", "kept"])
}

#[test]
fn a_source_is_asked_and_its_answer_kept() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    world(folder, &serve(r#"{"totalRecords":0,"excludedEntity":[]}"#));
    assert_eq!(run(folder, &["source", "list", "sources.toml"]).code, 0);
    let identity = ask(folder, "nppes", "identity");
    // It matches, and the registry verifies nothing under any standard.
    assert_eq!(identity.code, 4, "{}{}", identity.out, identity.err);
    assert!(identity.out.contains("matching") && identity.out.contains("verifies nothing"), "{}", identity.out);
    let screen = ask(folder, "sam", "exclusion:SAM");
    assert_eq!(screen.code, 0, "{}{}", screen.out, screen.err);
    assert!(screen.out.starts_with("clear (not-found)"), "{}", screen.out);
    assert_eq!(std::fs::read_dir(folder.join("kept")).unwrap().count(), 2);
}

#[test]
fn a_source_that_fails_clears_nobody() {
    for register in ["<html>", "", "{}", r#"{"totalRecords":1,"excludedEntity":[]}"#] {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        world(folder, &serve(register));
        let screen = ask(folder, "sam", "exclusion:SAM");
        assert_eq!(screen.code, 4, "{register}: {}{}", screen.out, screen.err);
        assert!(screen.out.starts_with("unknown ("), "{}", screen.out);
    }
}
