//! A snapshot on its way: made from the demonstration's database, read without it, and refused when it is not as it was signed.

use std::fmt::Write as _;

use cred_tests::{cred, hold};

const CRED: &str = env!("CARGO_BIN_EXE_cred-under-test");
const NOW: &str = "2026-02-02T07:55:00-07:00";
/// A key for this test alone; it signs nothing else.
const PRIVATE: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz\n";
const PUBLIC: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n";

#[test]
fn a_snapshot_answers_without_the_database_and_only_as_it_was_signed() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    assert_eq!(cred(CRED, folder.path(), &["demo", "hospital"]).code, 0);
    std::fs::write(at("snapshots.key"), PRIVATE).unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(at("snapshots.key"), std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    std::fs::write(at("snapshots.pub"), PUBLIC).unwrap();
    let mut transcript = String::new();
    let mut step = |now: &str, line: &str| {
        let mut words: Vec<&str> = vec!["--simulate", now];
        words.extend(line.split(' '));
        let run = cred(CRED, folder.path(), &words);
        writeln!(transcript, "$ cred {line}\n{}{}(exit {})\n", run.out, run.err, run.code).unwrap();
        run.code
    };
    let make = |expires: &str| {
        format!(
            "snapshot make --at-site main --expires {expires} --sign-with snapshots.key --out main.snapshot --db hospital/hospital.db"
        )
    };
    let may = |what: &str, more: &str| {
        format!("may 1999999018 {what} --at-site main --snapshot main.snapshot --trust snapshots.pub{more}")
    };
    assert_eq!(step(NOW, &make("2026-02-02T07:55")), 2, "over before it begins");
    assert_eq!(step(NOW, &make("2026-03-09")), 0);
    let first = std::fs::read(at("main.snapshot")).unwrap();
    // Nothing but the file is needed from here on.
    std::fs::rename(at("hospital"), at("moved")).unwrap();
    assert_eq!(step(NOW, "snapshot show main.snapshot --trust snapshots.pub"), 0);
    assert_eq!(step(NOW, &may("GS-ROBOT", "")), 0);
    assert_eq!(step(NOW, &may("GS-ROBOT", " --at 2026-03-03T08:00")), 3);
    assert_eq!(step(NOW, &may("B2111ZZ", "")), 3);
    assert_eq!(step(NOW, &may("GS-ROBOT", " --patient-age 12")), 4);
    assert_eq!(step(NOW, &may("GS-ROBOT", " --at 2026-03-09")), 4);
    assert_eq!(step(NOW, &may("GS-ROBOT", "").replace("main ", "saltcreek ")), 4);
    assert_eq!(step(NOW, &may("GS-ROBOT", "").replace("1999999018", "1999999067")), 4);
    let json = cred(
        CRED,
        folder.path(),
        &["--simulate", NOW, "--json"].into_iter().chain(may("GS-ROBOT", "").split(' ')).collect::<Vec<_>>(),
    );
    hold("tests/golden/snapshot.json", &json.out);
    // What is edited, cut off, older than asked, of another key or of another kind of clock is refused.
    let mut edited = first.clone();
    edited[100] ^= 1;
    std::fs::write(at("main.snapshot"), edited).unwrap();
    assert_eq!(step(NOW, &may("GS-ROBOT", "")), 5);
    std::fs::write(at("main.snapshot"), &first[..first.len() - 1]).unwrap();
    assert_eq!(step(NOW, &may("GS-ROBOT", "")), 5);
    std::fs::write(at("main.snapshot"), &first).unwrap();
    assert_eq!(step(NOW, &may("GS-ROBOT", " --not-before 2026-02-03")), 5);
    let real = cred(CRED, folder.path(), &may("GS-ROBOT", "").split(' ').collect::<Vec<_>>());
    assert_eq!(real.code, 2, "a snapshot of a simulated history is read by a simulated time");
    // A newer one takes its place, and the first can no longer be put back.
    std::fs::rename(at("moved"), at("hospital")).unwrap();
    let later = "2026-02-03T07:55:00-07:00";
    assert_eq!(step(later, &make("2026-03-10")), 0);
    assert_eq!(step(later, &may("GS-ROBOT", "")), 0);
    std::fs::write(at("main.snapshot"), &first).unwrap();
    assert_eq!(step(later, &may("GS-ROBOT", "")), 5);
    assert_eq!(step(later, &make("2026-03-10")), 0);
    let over = "2026-03-10T00:00:00-07:00";
    assert_eq!(step(over, &may("GS-ROBOT", "")), 4);
    assert_eq!(step(later, &may("GS-ROBOT", "")), 4, "a clock that was set back brings none to life");
    hold("tests/golden/snapshot.txt", &transcript);
}
