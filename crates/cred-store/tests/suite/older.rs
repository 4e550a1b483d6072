//! A store of the first schema version, which had no tree, gets one when it is opened for writing.

use std::path::{Path, PathBuf};

use cred_store::{Bound, Finding, MemoryStore, OpenMode, StorageProblem, Store, StoreError, StoredEvent, Tampering};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::sample::{all, appended, note, open};

/// As the first version of the schema was written, with nothing of the present code but its first step.
fn store_events(path: &Path, events: &[StoredEvent]) {
    let connection = Connection::open(path).unwrap();
    connection.execute_batch(include_str!("../../src/sqlite/0001_history.sql")).unwrap();
    connection.pragma_update(None, "application_id", 0x4352_4544).unwrap();
    connection.pragma_update(None, "user_version", 1).unwrap();
    connection.execute_batch("BEGIN").unwrap();
    for event in events {
        let number = |value: u64| i64::try_from(value).unwrap();
        connection
            .execute(
                "INSERT INTO events (seq, stream_kind, stream_id, version, event_type, event_version, provider, \
                 facility, recorded_at, actor, key, request_hash, body, prev, hash) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
                (
                    number(event.seq),
                    event.stream.kind(),
                    event.stream.id(),
                    number(event.version),
                    &event.event_type,
                    event.event_version,
                    &event.provider,
                    &event.facility,
                    event.recorded_at,
                    &event.actor,
                    &event.key,
                    event.request_hash.0,
                    &event.body,
                    event.prev.0,
                    event.hash.0,
                ),
            )
            .unwrap();
        connection.execute("UPDATE head SET seq = ?1, hash = ?2", (number(event.seq), event.hash.0)).unwrap();
    }
    connection.execute_batch("COMMIT").unwrap();
    connection.pragma_update(None, "journal_mode", "wal").unwrap();
}

fn older(events: u64) -> (TempDir, PathBuf, MemoryStore) {
    let mut memory = MemoryStore::new();
    for version in 0..events {
        appended(&mut memory, &note("a", version));
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("older.cred");
    store_events(&path, &all(&memory));
    (folder, path, memory)
}

#[test]
fn an_older_store_gets_its_tree_when_it_is_opened_for_writing() {
    // More events than are read at once.
    for events in [0, 1, 2, 37, 2_345] {
        let (folder, path, mut memory) = older(events);
        for mode in [OpenMode::ReadOnly, OpenMode::Inspect] {
            let refused = open(&path, mode).unwrap_err().to_string();
            assert!(refused.contains("open it for writing once"), "{refused}");
        }
        let mut store = open(&path, OpenMode::Existing).unwrap();
        assert_eq!(all(&store), all(&memory));
        for size in (0..=events).step_by(usize::try_from(events / 50 + 1).unwrap()) {
            assert_eq!(store.tree(Bound::Seq(size)), memory.tree(Bound::Seq(size)));
        }
        let heads = [memory.tree(Bound::Now).unwrap(), memory.tree(Bound::Seq(events / 2)).unwrap()];
        for version in events..events + 3 {
            assert_eq!(appended(&mut store, &note("a", version)), appended(&mut memory, &note("a", version)));
        }
        assert_eq!(store.tree(Bound::Now), memory.tree(Bound::Now));
        let report = store.verify_against(&[], &heads).unwrap();
        assert!(report.is_sound() && report.consistent.len() == 2, "{report:?}");
        store.copy_to(folder.path().join("copy.cred")).unwrap();
        drop(store);
        assert!(open(&path, OpenMode::ReadOnly).unwrap().verify(&[]).unwrap().is_sound());
    }
}

#[test]
fn an_older_store_with_a_gap_opens_for_verifying_and_takes_no_event_for_long() {
    let (_folder, path, _) = older(10);
    let connection = Connection::open(&path).unwrap();
    let trigger: String = connection
        .query_row("SELECT sql FROM sqlite_schema WHERE name = 'events_never_go'", (), |row| row.get(0))
        .unwrap();
    connection.execute_batch("DROP TRIGGER events_never_go; DELETE FROM events WHERE seq = 5").unwrap();
    connection.execute_batch(&trigger).unwrap();
    drop(connection);
    let mut store = open(&path, OpenMode::Existing).unwrap();
    let report = store.verify(&[]).unwrap();
    assert_eq!((report.findings[0].clone(), report.tree), (Finding::SeqGap { expected: 5, found: 6 }, None));
    let missing = |seq, what| StoreError::Tampered { seq, what };
    assert_eq!(store.tree(Bound::Seq(4)).map(|tree| tree.size), Ok(4));
    assert_eq!(store.tree(Bound::Now).unwrap_err(), missing(8, Tampering::SubtreeMissing));
    assert_eq!(store.rebuild_tree().unwrap_err(), missing(5, Tampering::Missing));
    // The eleventh event completes no subtree; the twelfth needs the one over 9 and 10.
    appended(&mut store, &note("a", 10));
    assert_eq!(store.append(&note("a", 11)).unwrap_err(), missing(10, Tampering::SubtreeMissing));
}

#[test]
fn a_second_process_may_migrate_at_the_same_time() {
    let (_folder, path, memory) = older(300);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let store = open(&path, OpenMode::Existing).unwrap();
                assert!(store.verify(&[]).unwrap().is_sound());
            });
        }
    });
    assert_eq!(open(&path, OpenMode::ReadOnly).unwrap().tree(Bound::Now), memory.tree(Bound::Now));
    let found = Connection::open(&path).unwrap().pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0));
    assert_eq!(found.unwrap(), 2);
    let older = StorageProblem::OlderSchema { found: 1, supported: 2 };
    assert!(older.to_string().contains("open it for writing once"));
}
