//! No room left, or a write that fails: a clear refusal, nothing half-written, work goes on after.

use std::{fs, io::Write, path::Path, process::Command};

use cred_store::{Append, Bound, OpenMode, OpenOptions, Outcome, SqliteStore, StorageProblem, Store, StoreError};

use crate::sample::{all, appended, as_child, child, note, open};

fn large(version: u64) -> Append {
    let mut append = note("a", version);
    append.events[0].body = "x".repeat(10_000);
    append
}

/// Appends until one append is refused; gives its version and the refusal.
fn fill(store: &mut SqliteStore) -> (u64, StorageProblem) {
    for version in store.head(Bound::Now).unwrap().seq.. {
        match store.append(&large(version)) {
            Ok(_) => {}
            Err(StoreError::Storage { place: _, problem }) => return (version, problem),
            Err(other) => panic!("{other}"),
        }
    }
    panic!("it never filled up")
}

#[test]
fn a_size_limit_refuses_cleanly_and_work_goes_on_after() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.cred");
    let options = OpenOptions { max_bytes: Some(400_000), ..OpenOptions::new(OpenMode::Create) };
    let mut store = SqliteStore::open(&path, options).unwrap();
    let (version, problem) = fill(&mut store);
    assert_eq!(problem, StorageProblem::DiskFull);
    assert!(version > 10);
    let report = store.verify(&[]).unwrap();
    assert!(report.is_sound() && report.events == version, "{report:?}");
    // Refused before the commit, so the handle is not spoilt: it says the same again.
    assert_eq!(fill(&mut store), (version, StorageProblem::DiskFull));
    drop(store);
    assert!(fs::metadata(&path).unwrap().len() <= 400_000 + 4_096);
    let mut store = open(&path, OpenMode::Existing).unwrap();
    appended(&mut store, &large(version));
    assert!(store.verify(&[]).unwrap().is_sound());
}

/// Runs under a limit on the size of files: a write beyond it fails.
#[test]
fn child_meets_a_failing_write() {
    let Some(path) = as_child() else { return };
    let mut store = open(&path, OpenMode::Create).unwrap();
    let (version, problem) = fill(&mut store);
    assert!(matches!(problem, StorageProblem::Io { .. } | StorageProblem::DiskFull), "{problem}");
    // The outcome is unknown, so nothing more is written through this handle.
    assert_eq!(fill(&mut store).1, StorageProblem::Poisoned);
    let poisoned = store.set_meta_once("clock", "system").unwrap_err();
    assert!(matches!(poisoned, StoreError::Storage { problem: StorageProblem::Poisoned, .. }));
    let report = store.verify(&[]).unwrap();
    assert!(report.is_sound() && report.events == version, "{report:?}");
    writeln!(std::io::stdout(), "refused at version {version}").unwrap();
}

#[cfg(unix)]
#[test]
fn a_failing_write_stops_the_handle_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.cred");
    let plain = child("full_disk::child_meets_a_failing_write", &path);
    let mut limited = Command::new("sh");
    // Blocks of 512 or 1,024 bytes, depending on the shell.
    limited.args(["-c", "trap '' XFSZ; ulimit -f 600; exec \"$0\" \"$@\""]);
    limited.arg(plain.get_program()).args(plain.get_args()).env("CRED_CHILD", &path);
    let output = limited.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    let version = said.split("refused at version ").nth(1).unwrap();
    let version: u64 = version.split_whitespace().next().unwrap().parse().unwrap();
    carry_on(&path, version);
}

/// Sends the refused command again: it is carried out exactly once, whatever became of it.
fn carry_on(path: &Path, version: u64) {
    let mut store = open(path, OpenMode::Existing).unwrap();
    let _: Outcome = store.append(&large(version)).unwrap();
    assert_eq!(all(&store).len(), usize::try_from(version).unwrap() + 1);
    assert!(store.verify(&[]).unwrap().is_sound());
}

/// Runs with a file system of its own that is really full.
#[test]
fn child_fills_a_disk() {
    let Some(path) = as_child() else { return };
    let ballast = path.with_file_name("ballast");
    // Not even room for a new store: then there is none, and nothing of it is left.
    fs::write(&ballast, vec![0; 1_510_000]).unwrap();
    let refused = open(&path, OpenMode::Create).unwrap_err();
    assert!(matches!(refused, StoreError::Storage { problem: StorageProblem::DiskFull, .. }), "{refused}");
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    fs::remove_file(&ballast).unwrap();
    let mut store = open(&path, OpenMode::Create).unwrap();
    fs::write(&ballast, vec![0; 500_000]).unwrap();
    let (version, problem) = fill(&mut store);
    assert_eq!(problem, StorageProblem::DiskFull);
    assert_eq!(fill(&mut store).1, StorageProblem::Poisoned);
    let report = store.verify(&[]).unwrap();
    assert!(report.is_sound() && report.events == version, "{report:?}");
    fs::remove_file(ballast).unwrap();
    store.recover().unwrap();
    let _: Outcome = store.append(&large(version)).unwrap();
    assert_eq!(all(&store).len(), usize::try_from(version).unwrap() + 1);
    assert!(store.verify(&[]).unwrap().is_sound());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_survived() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.cred");
    // Mounting needs privileges; without them the limits above have to do.
    let mount = "mount -t tmpfs -o size=1500k tmpfs \"$(dirname \"$CRED_CHILD\")\" || exit 77; \
                 exec \"$0\" \"$@\"";
    let plain = child("full_disk::child_fills_a_disk", &path);
    let mut own = Command::new("unshare");
    own.args(["-m", "sh", "-c", mount]).arg(plain.get_program()).args(plain.get_args());
    let Ok(output) = own.env("CRED_CHILD", &path).output() else {
        return;
    };
    let (said, erred) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let unprivileged = erred.contains("unshare failed") || output.status.code() == Some(77);
    assert!(output.status.success() || unprivileged, "{said} {erred}");
}
