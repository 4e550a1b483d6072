//! A forger with the file, the format and time: every hash, link, version, subtree and the head record made
//! again, so that the history looks sound by itself. Only what somebody noted earlier tells.

use std::{collections::HashMap, path::Path};

use cred_store::{Bound, Digest, Finding, OpenMode, Store, StoreError, StoredEvent, Tampering, leaf};
use cred_tlog::{ProofError, TreeHead, verify_consistency, verify_inclusion};

use crate::{
    sample::{all, appended, note, open, stream, ten_events},
    tampering::{inspect, sql, tamper},
};

/// The trees that an outsider may have noted, by size.
fn trees(path: &Path) -> Vec<TreeHead> {
    let store = inspect(path);
    (0..=all(&store).len()).map(|size| store.tree(Bound::Seq(u64::try_from(size).unwrap())).unwrap()).collect()
}

/// Changes the list of events and makes everything that follows from it again.
fn forge(path: &Path, change: impl FnOnce(&mut Vec<StoredEvent>)) {
    let mut events = all(&inspect(path));
    change(&mut events);
    let (mut prev, mut versions) = (Digest::ZERO, HashMap::new());
    for (event, seq) in events.iter_mut().zip(1..) {
        let version = versions.entry(event.stream.clone()).or_insert(0_u64);
        *version += 1;
        (event.seq, event.version, event.prev) = (seq, *version, prev);
        event.hash = event.computed_hash();
        prev = event.hash;
    }
    tamper(path, |connection| {
        connection.execute_batch("DELETE FROM events; DELETE FROM tree").unwrap();
        let number = |value: u64| i64::try_from(value).unwrap();
        for event in &events {
            let insert = "INSERT INTO events VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
            let values = (
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
            );
            connection.execute(insert, values).unwrap();
        }
        connection.execute("UPDATE head SET seq = ?1, hash = ?2", (number(events.len() as u64), prev.0)).unwrap();
    });
    open(path, OpenMode::Existing).unwrap().rebuild_tree().unwrap();
}

/// What verifying against one tree finds.
fn against(path: &Path, tree: TreeHead) -> Vec<Finding> {
    inspect(path).verify_against(&[], &[tree]).unwrap().findings
}

/// A forgery that begins at an event: sound by itself, and against trees before it; found against all others.
fn shows_from(path: &Path, from: u64, noted: &[TreeHead]) {
    let store = open(path, OpenMode::ReadOnly).unwrap();
    let report = store.verify(&[]).unwrap();
    assert!(report.is_sound(), "the forgery is not good enough: {report:?}");
    let now = store.tree(Bound::Now).unwrap();
    for tree in noted {
        let findings = against(path, *tree);
        if tree.size > now.size {
            assert_eq!(findings, [Finding::RootMissing { tree: *tree }]);
            continue;
        }
        let holds = tree.size < from;
        assert_eq!(findings, if holds { vec![] } else { vec![Finding::RootDiffers { tree: *tree }] });
        // The same for an outsider with nothing but that tree, the new one and the forger's own proof.
        if tree.size > 0 {
            let proof = store.prove_consistency(tree.size, now.size).unwrap();
            let checked = verify_consistency(tree, &now, &proof);
            assert_eq!(checked.is_ok(), holds, "from {}: {checked:?}", tree.size);
        }
    }
}

#[test]
fn an_edit_of_any_column_made_good_shows_only_against_a_tree_noted_after_it() {
    let edits: [fn(&mut StoredEvent); 9] = [
        |event| event.stream = stream("c"),
        |event| event.event_type = "provider.left".into(),
        |event| event.event_version = 2,
        |event| event.provider = None,
        |event| event.facility = Some("fac_2".into()),
        |event| event.actor = "user_2".into(),
        |event| event.key = "another".into(),
        |event| event.request_hash = Digest::ZERO,
        |event| event.body = "{}".into(),
    ];
    for edit in edits {
        let (_folder, path) = ten_events();
        let noted = trees(&path);
        forge(&path, |events| edit(&mut events[4]));
        shows_from(&path, 5, &noted);
    }
    let (_folder, path) = ten_events();
    let noted = trees(&path);
    forge(&path, |events| events[4..].iter_mut().for_each(|event| event.recorded_at += 1));
    shows_from(&path, 5, &noted);
}

#[test]
fn a_deletion_made_good_shows_only_against_a_tree_noted_after_it() {
    for at in [0, 4, 8] {
        let (_folder, path) = ten_events();
        let noted = trees(&path);
        forge(&path, |events| {
            events.remove(at);
        });
        shows_from(&path, at as u64 + 1, &noted);
    }
}

#[test]
fn an_insertion_made_good_shows_only_against_a_tree_noted_after_it() {
    let (_folder, path) = ten_events();
    let noted = trees(&path);
    forge(&path, |events| {
        let mut forged = events[4].clone();
        forged.key = "forged".into();
        events.insert(5, forged);
    });
    shows_from(&path, 6, &noted);
}

#[test]
fn another_order_made_good_shows_only_against_a_tree_noted_after_it() {
    let (_folder, path) = ten_events();
    let noted = trees(&path);
    forge(&path, |events| events.swap(4, 5));
    shows_from(&path, 5, &noted);
}

#[test]
fn a_truncation_made_good_shows_only_against_a_tree_noted_after_it() {
    let (_folder, path) = ten_events();
    let noted = trees(&path);
    forge(&path, |events| events.truncate(7));
    shows_from(&path, 8, &noted);
}

#[test]
fn a_fork_that_has_grown_past_the_noted_tree_shows_all_the_same() {
    let (_folder, path) = ten_events();
    let noted = trees(&path);
    forge(&path, |events| events.truncate(7));
    let mut store = open(&path, OpenMode::Existing).unwrap();
    for version in 0..20 {
        appended(&mut store, &note("fork", version));
    }
    drop(store);
    shows_from(&path, 8, &noted);
}

#[test]
fn an_event_of_a_fork_is_not_proven_in_the_noted_tree() {
    let (_folder, path) = ten_events();
    let noted = trees(&path);
    let sound = all(&inspect(&path));
    let proof = inspect(&path).prove_inclusion(5, 10).unwrap();
    forge(&path, |events| events[4].body = "{}".into());
    let store = inspect(&path);
    let forged = leaf(all(&store)[4].computed_hash());
    assert_eq!(verify_inclusion(leaf(sound[4].computed_hash()), 4, &noted[10], &proof), Ok(()));
    assert_eq!(verify_inclusion(forged, 4, &noted[10], &proof), Err(ProofError::Root));
    let own = store.prove_inclusion(5, 10).unwrap();
    assert_eq!(verify_inclusion(forged, 4, &noted[10], &own), Err(ProofError::Root));
}

#[test]
fn a_changed_tree_shows_without_anything_noted_and_is_made_again() {
    // Event 8 completes three subtrees, event 10 one, event 9 none.
    for (change, at) in [
        ("UPDATE tree SET hash = zeroblob(32) WHERE seq = 8 AND level = 2", vec![8]),
        ("DELETE FROM tree WHERE seq = 8 AND level = 3", vec![8]),
        ("DELETE FROM tree WHERE seq = 8", vec![8]),
        ("DELETE FROM tree WHERE seq = 10", vec![10]),
        ("INSERT INTO tree VALUES (9, 1, zeroblob(32))", vec![9]),
        ("INSERT INTO tree VALUES (12, 1, zeroblob(32)), (12, 2, zeroblob(32))", vec![12]),
        ("UPDATE tree SET seq = 5 WHERE seq = 4", vec![4, 5]),
        ("DELETE FROM tree", vec![2, 4, 6, 8, 10]),
    ] {
        let (_folder, path) = ten_events();
        let noted = trees(&path);
        sql(&path, change);
        let due: Vec<_> = at.into_iter().map(|seq| Finding::TreeDiffers { seq }).collect();
        // The events are sound, and so is the tree that they give.
        let report = inspect(&path).verify_against(&[], &noted).unwrap();
        assert_eq!((report.findings, report.consistent), (due, noted.clone()), "{change}");
        open(&path, OpenMode::Existing).unwrap().rebuild_tree().unwrap();
        assert!(inspect(&path).verify_against(&[], &noted).unwrap().is_sound(), "{change}");
        assert_eq!(trees(&path), noted);
    }
}

#[test]
fn a_missing_subtree_stops_the_writer_that_needs_it() {
    let (_folder, path) = ten_events();
    sql(&path, "DELETE FROM tree WHERE seq = 10");
    let mut store = open(&path, OpenMode::Existing).unwrap();
    appended(&mut store, &note("c", 0));
    let missing = StoreError::Tampered { seq: 10, what: Tampering::SubtreeMissing };
    assert_eq!(store.append(&note("c", 1)), Err(missing));
    assert_eq!(store.head(Bound::Now).unwrap().seq, 11);
    store.rebuild_tree().unwrap();
    appended(&mut store, &note("c", 1));
    assert!(store.verify(&[]).unwrap().is_sound());
}

#[test]
fn no_tree_is_made_over_altered_events() {
    for change in [
        "UPDATE events SET body = '{}' WHERE seq = 5",
        "DELETE FROM events WHERE seq = 5",
        "UPDATE events SET hash = zeroblob(32) WHERE seq = 1",
        "DELETE FROM events WHERE seq = 10",
    ] {
        let (_folder, path) = ten_events();
        let noted = trees(&path);
        let mut store = open(&path, OpenMode::Existing).unwrap();
        sql(&path, change);
        assert!(store.rebuild_tree().is_err(), "{change}");
        // What was stored is still there, and still the evidence.
        assert_eq!(inspect(&path).tree(Bound::Seq(8)).unwrap(), noted[8], "{change}");
    }
}

#[test]
fn the_stored_tree_has_one_row_for_every_pair() {
    let (_folder, path) = ten_events();
    let mut store = open(&path, OpenMode::Existing).unwrap();
    for version in 0..90 {
        appended(&mut store, &note("c", version));
    }
    drop(store);
    let connection = rusqlite::Connection::open(&path).unwrap();
    let rows: u32 = connection.query_row("SELECT count(*) FROM tree", (), |row| row.get(0)).unwrap();
    assert_eq!(rows, 100 - 100_u32.count_ones());
}
