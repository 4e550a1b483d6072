//! Several writers on one file: they take turns, and exactly one wins each version.

use std::{path::Path, thread, time::Duration};

use cred_store::{Bound, OpenMode, OpenOptions, SqliteStore, StorageProblem, Store, StoreError};
use rusqlite::Connection;

use crate::sample::{all, appended, as_child, child, note, open, stream};

/// Appends to one stream until this writer has won so many times; anything but a conflict stops it.
fn win(path: &Path, writer: &str, wins: usize) {
    let mut store = open(path, OpenMode::Existing).unwrap();
    let mut won = 0;
    while won < wins {
        let version = store.stream(&stream("race"), Bound::Now).unwrap().len();
        let mut append = note("race", u64::try_from(version).unwrap());
        append.command.key = format!("{writer}-{version}");
        match store.append(&append) {
            Ok(_) => won += 1,
            Err(StoreError::Conflict { .. }) => {}
            Err(other) => panic!("{other}"),
        }
    }
}

fn check(path: &Path, wins: usize) {
    let store = open(path, OpenMode::Existing).unwrap();
    let events = store.stream(&stream("race"), Bound::Now).unwrap();
    assert_eq!(events.len(), wins);
    assert!(store.verify(&[]).unwrap().is_sound());
}

#[test]
fn threads_racing_on_one_stream_have_one_winner_per_version() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.cred");
    drop(open(&path, OpenMode::Create).unwrap());
    thread::scope(|scope| {
        for n in 0..4 {
            let path = &path;
            scope.spawn(move || win(path, &format!("thread{n}"), 25));
        }
    });
    check(&path, 100);
}

#[test]
fn child_races() {
    if let Some(path) = as_child() {
        win(&path, &format!("process{}", std::process::id()), 25);
    }
}

#[test]
fn processes_racing_on_one_stream_have_one_winner_per_version() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.cred");
    drop(open(&path, OpenMode::Create).unwrap());
    let start = || child("contention::child_races", &path).spawn().unwrap();
    let racers = [start(), start()];
    for mut racer in racers {
        assert!(racer.wait().unwrap().success());
    }
    check(&path, 50);
}

#[test]
fn the_same_command_sent_at_once_is_carried_out_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.cred");
    drop(open(&path, OpenMode::Create).unwrap());
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut store = open(&path, OpenMode::Existing).unwrap();
                for version in 0..10 {
                    let append = note("a", version);
                    assert_eq!(store.append(&append).unwrap().events().len(), 1);
                }
            });
        }
    });
    assert_eq!(all(&open(&path, OpenMode::Existing).unwrap()).len(), 10);
}

#[test]
fn waiting_for_another_writer_ends() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.cred");
    let wait = Duration::from_millis(30);
    let options = OpenOptions { wait, ..OpenOptions::new(OpenMode::Create) };
    let mut store = SqliteStore::open(&path, options).unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let busy = store.append(&note("a", 0)).unwrap_err();
    assert!(
        matches!(busy, StoreError::Storage { problem: StorageProblem::Busy { waited }, .. } if waited == wait),
        "{busy}"
    );
    // Reading does not wait, and nothing is spoilt.
    assert_eq!(all(&store), []);
    other.execute_batch("ROLLBACK").unwrap();
    appended(&mut store, &note("a", 0));
}
