//! What shows when someone with access to the file changes it, and what does not.

use std::{fs, path::Path};

use cred_store::{
    Anchor, Bound, Digest, Finding, IndexChange, IndexDifference, OpenMode, SqliteStore, Store, StoreError,
    StoredEvent, Tampering, VerifyReport,
};
use rusqlite::Connection;

use crate::sample::{all, appended, note, open, stream, ten_events};

/// Changes the file as someone would who knows it: triggers off, change, triggers on again.
pub(crate) fn tamper(path: &Path, change: impl FnOnce(&Connection)) {
    let connection = Connection::open(path).unwrap();
    let triggers: Vec<(String, String)> = {
        let mut select = connection.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").unwrap();
        let rows = select.query_map((), |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    for (name, _) in &triggers {
        connection.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    change(&connection);
    for (_, sql) in &triggers {
        connection.execute_batch(sql).unwrap();
    }
    connection.close().unwrap();
}

pub(crate) fn sql(path: &Path, sql: &str) {
    tamper(path, |connection| connection.execute_batch(sql).unwrap());
}

pub(crate) fn inspect(path: &Path) -> SqliteStore {
    open(path, OpenMode::Inspect).unwrap()
}

fn verify(path: &Path, anchors: &[Anchor]) -> VerifyReport {
    inspect(path).verify(anchors).unwrap()
}

fn head(path: &Path) -> Anchor {
    inspect(path).head(Bound::Now).unwrap().anchor()
}

#[test]
fn an_edit_of_any_column_is_refused_by_reads_and_named_by_verify() {
    let edits = [
        "stream_kind = 'facility'",
        "stream_id = 'c'",
        "version = 77",
        "event_type = 'provider.left'",
        "event_version = 2",
        "provider = 'b'",
        "provider = NULL",
        "facility = NULL",
        "facility = 'fac_2'",
        "recorded_at = 1001",
        "recorded_at = 999",
        "actor = 'user_2'",
        "key = 'another'",
        "request_hash = zeroblob(32)",
        "body = '{}'",
        "prev = zeroblob(32)",
        "hash = zeroblob(32)",
    ];
    for edit in edits {
        let (_folder, path) = ten_events();
        sql(&path, &format!("UPDATE events SET {edit} WHERE seq = 5"));
        let store = inspect(&path);
        assert_eq!(
            store.after(0, 100, Bound::Now),
            Err(StoreError::Tampered { seq: 5, what: Tampering::HashMismatch }),
            "{edit}"
        );
        let report = store.verify(&[]).unwrap();
        assert!(report.findings.contains(&Finding::Altered { seq: 5 }), "{edit}: {report:?}");
    }
}

#[test]
fn an_edit_in_the_last_event_keeps_the_store_closed() {
    let (_folder, path) = ten_events();
    sql(&path, "UPDATE events SET body = '{}' WHERE seq = 10");
    let refused = StoreError::Tampered { seq: 10, what: Tampering::HashMismatch };
    for mode in [OpenMode::Create, OpenMode::Existing, OpenMode::ReadOnly] {
        assert_eq!(open(&path, mode).unwrap_err(), refused);
    }
}

#[test]
fn an_edit_with_a_fresh_hash_breaks_the_link() {
    let (_folder, path) = ten_events();
    let mut event = all(&inspect(&path))[4].clone();
    event.body = "{}".into();
    event.hash = event.computed_hash();
    tamper(&path, |connection| store_event(connection, &event));
    let broken = StoreError::Tampered { seq: 6, what: Tampering::LinkBroken };
    assert_eq!(inspect(&path).after(0, 100, Bound::Now), Err(broken));
    // The subtrees above it are those that end with 6 and with 8.
    let differs = |seq| Finding::TreeDiffers { seq };
    assert_eq!(verify(&path, &[]).findings, [Finding::LinkBroken { seq: 6 }, differs(6), differs(8)]);
}

#[test]
fn a_deleted_event_shows() {
    let (_folder, path) = ten_events();
    sql(&path, "DELETE FROM events WHERE seq = 5");
    let store = inspect(&path);
    let missing = StoreError::Tampered { seq: 5, what: Tampering::Missing };
    assert_eq!(store.after(0, 100, Bound::Now), Err(missing));
    // Event 5 was version 3 of `a`; event 7 is version 4.
    let gap = StoreError::Tampered { seq: 7, what: Tampering::LinkBroken };
    assert_eq!(store.stream(&stream("a"), Bound::Now), Err(gap));
    assert_eq!(
        store.verify(&[]).unwrap().findings,
        [
            Finding::SeqGap { expected: 5, found: 6 },
            Finding::LinkBroken { seq: 6 },
            Finding::VersionGap { seq: 7, stream: stream("a"), expected: 3, found: 4 },
        ]
    );
}

#[test]
fn a_deleted_event_with_the_rest_moved_up_shows() {
    let (_folder, path) = ten_events();
    sql(
        &path,
        "DELETE FROM events WHERE seq = 5; UPDATE events SET seq = seq - 1 WHERE seq > 5; \
         UPDATE head SET seq = 9",
    );
    let findings = verify(&path, &[]).findings;
    assert!(findings.contains(&Finding::Altered { seq: 5 }), "{findings:?}");
}

#[test]
fn swapped_events_show() {
    let (_folder, path) = ten_events();
    sql(
        &path,
        "UPDATE events SET seq = 100 WHERE seq = 5; UPDATE events SET seq = 5 WHERE seq = 6; \
         UPDATE events SET seq = 6 WHERE seq = 100",
    );
    let findings = verify(&path, &[]).findings;
    for seq in [5, 6] {
        assert!(findings.contains(&Finding::Altered { seq }), "{findings:?}");
    }
}

#[test]
fn an_event_moved_to_another_stream_shows() {
    let (_folder, path) = ten_events();
    // The last of `b` becomes the sixth of `a`: both streams stay without a gap.
    sql(&path, "UPDATE events SET stream_id = 'a', provider = 'a', version = 6 WHERE seq = 10");
    assert_eq!(verify(&path, &[]).findings, [Finding::Altered { seq: 10 }]);
}

#[test]
fn a_careless_cut_shows_at_opening() {
    let (_folder, path) = ten_events();
    let recorded = head(&path);
    sql(&path, "DELETE FROM events WHERE seq > 8");
    let last = head(&path);
    for mode in [OpenMode::Existing, OpenMode::ReadOnly] {
        assert_eq!(open(&path, mode).unwrap_err(), StoreError::HeadDiffers { recorded, last });
    }
    let differs = Finding::TreeDiffers { seq: 10 };
    assert_eq!(verify(&path, &[]).findings, [differs, Finding::HeadDiffers { recorded, last }]);
}

#[test]
fn a_careless_cut_under_an_open_store_stops_its_writer() {
    let (_folder, path) = ten_events();
    let mut store = open(&path, OpenMode::Existing).unwrap();
    let recorded = head(&path);
    sql(&path, "DELETE FROM events WHERE seq > 8");
    let last = head(&path);
    assert_eq!(store.append(&note("c", 0)), Err(StoreError::HeadDiffers { recorded, last }));
}

fn cut_with_care(path: &Path) {
    sql(
        path,
        "DELETE FROM events WHERE seq > 8; DELETE FROM tree WHERE seq > 8; \
         UPDATE head SET seq = 8, hash = (SELECT hash FROM events WHERE seq = 8)",
    );
}

#[test]
fn a_careful_cut_shows_only_against_an_anchor_above_it() {
    let (_folder, path) = ten_events();
    let events = all(&inspect(&path));
    let anchor = |seq: usize| events[seq - 1].head().anchor();
    cut_with_care(&path);
    assert!(open(&path, OpenMode::Existing).is_ok());
    // Not detected: the chain alone, and an anchor below the cut.
    assert!(verify(&path, &[]).is_sound());
    assert!(verify(&path, &[anchor(8)]).is_sound());
    // Detected.
    for seq in [9, 10] {
        let anchor = anchor(seq);
        assert_eq!(verify(&path, &[anchor]).findings, [Finding::AnchorMissing { anchor }]);
    }
}

/// Rewrites everything from one event on with valid hashes.
fn rewrite(path: &Path, from: usize) {
    let mut events = all(&inspect(path));
    tamper(path, |connection| {
        let mut prev = events[from - 2].hash;
        for event in &mut events[from - 1..] {
            event.body = "{\"rewritten\":true}".into();
            event.prev = prev;
            event.hash = event.computed_hash();
            prev = event.hash;
            store_event(connection, event);
        }
        connection.execute("UPDATE head SET hash = ?1", (prev.0,)).unwrap();
    });
    open(path, OpenMode::Existing).unwrap().rebuild_tree().unwrap();
}

fn store_event(connection: &Connection, event: &StoredEvent) {
    let seq = i64::try_from(event.seq).unwrap();
    let update = "UPDATE events SET body = ?2, prev = ?3, hash = ?4 WHERE seq = ?1";
    connection.execute(update, (seq, &event.body, event.prev.0, event.hash.0)).unwrap();
}

#[test]
fn a_rewrite_shows_only_against_an_anchor_within_it() {
    let (_folder, path) = ten_events();
    let events = all(&inspect(&path));
    let anchor = |seq: usize| events[seq - 1].head().anchor();
    rewrite(&path, 6);
    // Not detected: the chain alone, and an anchor before the rewrite.
    assert!(verify(&path, &[]).is_sound());
    assert!(verify(&path, &[anchor(5)]).is_sound());
    assert_eq!(verify(&path, &[anchor(5)]).unanchored, 5);
    // Detected.
    for seq in [6, 8, 10] {
        let anchor = anchor(seq);
        assert_eq!(verify(&path, &[anchor]).findings, [Finding::AnchorDiffers { anchor }]);
    }
}

#[test]
fn a_forged_event_at_the_end_does_not_show() {
    let (_folder, path) = ten_events();
    let anchor = head(&path);
    appended(&mut open(&path, OpenMode::Existing).unwrap(), &note("forged", 0));
    let report = verify(&path, &[anchor]);
    assert!(report.is_sound());
    // It is in the blind spot, and the report says how large that is.
    assert_eq!(report.unanchored, 1);
}

#[test]
fn an_altered_index_passes_verify_and_fails_check_index() {
    let (_folder, path) = ten_events();
    let put =
        |target: &str| IndexChange::Put { space: "npi".into(), key: "1".into(), target: target.into(), unique: true };
    let mut append = note("c", 0);
    append.index.push(put("c"));
    appended(&mut open(&path, OpenMode::Existing).unwrap(), &append);
    sql(&path, "UPDATE lookup SET target = 'a'");
    assert!(verify(&path, &[]).is_sound());
    let mut derive = |event: &StoredEvent| match event.stream.id() {
        "c" => vec![put("c")],
        _ => vec![],
    };
    let mut store = open(&path, OpenMode::Existing).unwrap();
    let differences = store.check_index(&mut derive).unwrap();
    assert!(
        matches!(
            differences.as_slice(),
            [IndexDifference::Missing(due), IndexDifference::Extra(found)]
                if due.target == "c" && found.target == "a"
        ),
        "{differences:?}"
    );
    store.rebuild_index(&mut derive).unwrap();
    assert_eq!(store.find("npi", "1", Bound::Now).unwrap(), ["c"]);
}

#[test]
fn an_altered_note_does_not_show() {
    let (_folder, path) = ten_events();
    open(&path, OpenMode::Existing).unwrap().set_meta_once("clock", "simulated").unwrap();
    sql(&path, "UPDATE meta SET value = 'system'");
    assert!(verify(&path, &[]).is_sound());
    assert_eq!(inspect(&path).meta("clock").unwrap().as_deref(), Some("system"));
}

#[test]
fn a_missing_trigger_keeps_the_store_closed() {
    for damage in
        ["DROP TRIGGER events_never_change", "DROP INDEX events_by_key", "CREATE TABLE extra (x)", "DROP TABLE lookup"]
    {
        let (_folder, path) = ten_events();
        Connection::open(&path).unwrap().execute_batch(damage).unwrap();
        for mode in [OpenMode::Existing, OpenMode::ReadOnly] {
            let refused = open(&path, mode).unwrap_err().to_string();
            assert!(refused.contains("structure was altered"), "{damage}: {refused}");
        }
        let report = verify(&path, &[]);
        assert!(matches!(report.findings.first(), Some(Finding::SchemaAltered { .. })), "{damage}: {report:?}");
    }
}

#[test]
fn sql_cannot_change_what_is_written_while_the_triggers_are_there() {
    let (_folder, path) = ten_events();
    open(&path, OpenMode::Existing).unwrap().set_meta_once("clock", "simulated").unwrap();
    let connection = Connection::open(&path).unwrap();
    let columns = "seq, stream_kind, stream_id, version, event_type, event_version, provider, \
                   facility, recorded_at, actor, key, request_hash, body, prev, hash";
    let again = |seq: &str, version: &str| {
        format!(
            "INSERT OR REPLACE INTO events ({columns}) SELECT {seq}, stream_kind, stream_id, \
             {version}, 'forged', event_version, provider, facility, recorded_at, actor, key, \
             request_hash, body, prev, hash FROM events WHERE seq = 5"
        )
    };
    for attempt in [
        "UPDATE events SET body = '' WHERE seq = 5",
        "DELETE FROM events WHERE seq = 10",
        "DELETE FROM events",
        &again("5", "version"),
        &again("11", "version"),
        &again("12", "6"),
        "UPDATE head SET seq = 9",
        "DELETE FROM head",
        "INSERT OR REPLACE INTO head (one, seq, hash) VALUES (1, 9, zeroblob(32))",
        "UPDATE meta SET value = 'system'",
        "DELETE FROM meta",
        "INSERT OR REPLACE INTO meta (key, value) VALUES ('clock', 'system')",
    ] {
        assert!(connection.execute(attempt, ()).is_err(), "{attempt}");
    }
    drop(connection);
    let report = verify(&path, &[]);
    assert!(report.is_sound() && report.events == 10, "{report:?}");
}

#[test]
fn no_flipped_bit_gives_a_changed_event() {
    let (folder, path) = ten_events();
    let (whole, sound) = (fs::read(&path).unwrap(), all(&inspect(&path)));
    let other = folder.path().join("flipped.cred");
    let (mut refused, mut found, mut harmless) = (0, 0, 0);
    // A prime stride visits offsets, and bits within bytes, of every kind.
    for (n, offset) in (0..whole.len()).step_by(241).enumerate() {
        let mut bytes = whole.clone();
        bytes[offset] ^= 1 << (n % 8);
        fs::write(&other, &bytes).unwrap();
        match open(&other, OpenMode::Inspect).and_then(|store| {
            let report = store.verify(&[])?;
            Ok((report, store.after(0, 100, Bound::Now)))
        }) {
            Err(_) => refused += 1,
            Ok((report, _)) if !report.is_sound() => found += 1,
            Ok((_, events)) => {
                assert_eq!(events.unwrap(), sound, "bit {} of byte {offset}", n % 8);
                harmless += 1;
            }
        }
    }
    assert!(found > 0 && harmless > 0, "{refused} refused, {found} found, {harmless} harmless");
}

#[test]
fn anchors_are_read_back_from_their_text() {
    let (_folder, path) = ten_events();
    let Anchor { seq, hash } = head(&path);
    let noted: Digest = hash.to_string().parse().unwrap();
    assert!(verify(&path, &[Anchor { seq, hash: noted }]).is_sound());
}
