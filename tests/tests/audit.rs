//! Checkpoints and proofs from the command line, as the keeper of a database, a witness and an outsider use them; and what each of them
//! sees when the database was altered.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at what it cannot go on with")]

use std::{fs, path::Path};

use cred_store::{Bound, OpenMode, OpenOptions, SqliteStore, Store as _, StoredEvent};
use cred_tests::{Run, cred, root};
use serde_json::Value;

const CRED: &str = env!("CARGO_BIN_EXE_cred-under-test");

fn run(folder: &Path, args: &[&str]) -> Run {
    let run = cred(CRED, folder, args);
    assert!(!run.err.contains("defect in cred"), "{args:?}: {}", run.err);
    run
}

#[track_caller]
fn done(folder: &Path, args: &[&str]) -> String {
    let run = run(folder, args);
    assert_eq!(run.code, 0, "{args:?}: {}{}", run.out, run.err);
    run.out.trim_end().to_owned()
}

#[track_caller]
fn refused(folder: &Path, args: &[&str], code: i32, names: &[&str]) {
    let run = run(folder, args);
    assert_eq!(run.code, code, "{args:?}\n{}\n{}", run.out, run.err);
    for name in names {
        assert!(
            run.out.contains(name) || run.err.contains(name),
            "{args:?} does not name `{name}`:\n{}{}",
            run.out,
            run.err
        );
    }
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.out).unwrap_or_else(|_| Value::String(format!("{}{}", run.out, run.err)))
}

fn add(folder: &Path, family: &str) {
    done(folder, &["provider", "add", "--family", family, "--type", "physician", "--as", "msp:office"]);
}

/// A database with the demonstration's providers, and the key of its log.
fn begun() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let roster = root().join("crates/cred-cli/demo/roster.csv").display().to_string();
    done(folder.path(), &["import", "roster", &roster, "--as", "msp:office"]);
    let key = done(folder.path(), &["audit", "key", "log.key", "--name", "hospital.example/credentials"]);
    (folder, key)
}

fn events(folder: &Path) -> u64 {
    json(&run(folder, &["audit", "verify", "--json"]))["events"].as_u64().unwrap()
}

#[test]
fn a_log_is_checked_by_people_who_hold_only_checkpoints() {
    let (keeper, key) = begun();
    let (keeper, outside) = (keeper.path(), tempfile::tempdir().unwrap());
    let outside = outside.path();
    let hand_over = |name: &str| fs::copy(keeper.join(name), outside.join(name)).map(|_| ()).unwrap();

    done(keeper, &["audit", "checkpoint", "--sign-with", "log.key", "--out", "first"]);
    hand_over("first");
    let (from, text) = (events(keeper), fs::read_to_string(keeper.join("first")).unwrap());
    assert!(text.starts_with(&format!("hospital.example/credentials\n{from}\n")), "{text}");
    for family in ["Halloran", "Ibarra", "Jablonski"] {
        add(keeper, family);
    }
    done(keeper, &["audit", "checkpoint", "--sign-with", "log.key", "--out", "second"]);
    hand_over("second");

    // The keeper, against what was noted.
    let verified =
        run(keeper, &["audit", "verify", "--since", "first", "--since", "second", "--trust", &key, "--json"]);
    let value = json(&verified);
    assert_eq!((verified.code, &value["verdict"], &value["unanchored"]), (0, &"consistent".into(), &0.into()));
    assert_eq!(value["since"][0]["verdict"], "consistent");

    // An event, proven to somebody without the database.
    done(keeper, &["audit", "prove", "--event", "2", "--checkpoint", "first", "--out", "event.json"]);
    hand_over("event.json");
    let checked = done(outside, &["audit", "check-proof", "event.json", "--checkpoint", "first", "--trust", &key]);
    assert!(checked.contains("proven: event 2 with this hash"), "{checked}");
    let other = ["audit", "check-proof", "event.json", "--checkpoint", "second", "--trust", &key];
    refused(outside, &other, 1, &["audit/not-proven", "make the proof for the checkpoint"]);

    // The history has only grown.
    let growth = ["audit", "prove", "--since", "first", "--checkpoint", "second", "--out", "growth.json"];
    done(keeper, &growth);
    hand_over("growth.json");
    let check = ["audit", "check-proof", "growth.json", "--checkpoint", "second", "--since", "first", "--trust", &key];
    assert!(done(outside, &check).contains("is the beginning of"));
    refused(outside, &check[..5], 2, &["--trust"]);
    refused(
        outside,
        &["audit", "check-proof", "growth.json", "--checkpoint", "second", "--trust", &key],
        1,
        &["that one too"],
    );

    // A witness follows, and the outsider asks for its line as well.
    let witness = done(outside, &["audit", "key", "w.key", "--name", "witness.example", "--witness"]);
    done(outside, &["audit", "cosign", "first", "--sign-with", "w.key", "--trust", &key]);
    refused(outside, &["audit", "cosign", "second", "--sign-with", "w.key", "--trust", &key], 2, &["--proof"]);
    refused(
        outside,
        &["audit", "cosign", "second", "--sign-with", "w.key", "--trust", &key, "--proof", "event.json"],
        1,
        &["audit/not-proven"],
    );
    refused(outside, &[&check[..], &["--trust", &witness]].concat(), 1, &["witness.example", "has not signed"]);
    done(outside, &["audit", "cosign", "second", "--sign-with", "w.key", "--trust", &key, "--proof", "growth.json"]);
    done(outside, &[&check[..], &["--trust", &witness]].concat());
    refused(outside, &["audit", "cosign", "first", "--sign-with", "w.key", "--trust", &key], 1, &["does not go on"]);

    // The same checkpoint once more keeps the witness's line.
    fs::copy(outside.join("second"), keeper.join("second")).unwrap();
    done(keeper, &["audit", "checkpoint", "--sign-with", "log.key", "--out", "second"]);
    assert!(fs::read_to_string(keeper.join("second")).unwrap().contains("\u{2014} witness.example "));
}

#[test]
fn every_changed_byte_of_a_proof_or_checkpoint_is_noticed() {
    let (folder, key) = begun();
    let at = folder.path();
    done(at, &["audit", "checkpoint", "--sign-with", "log.key", "--out", "first"]);
    add(at, "Halloran");
    done(at, &["audit", "checkpoint", "--sign-with", "log.key", "--out", "second"]);
    done(at, &["audit", "prove", "--event", "2", "--checkpoint", "second", "--out", "event.json", "--reveal"]);
    done(at, &["audit", "prove", "--since", "first", "--checkpoint", "second", "--out", "growth.json"]);
    let event = ["audit", "check-proof", "event.json", "--checkpoint", "second", "--trust", &key];
    let growth = ["audit", "check-proof", "growth.json", "--checkpoint", "second", "--since", "first", "--trust", &key];
    assert!(done(at, &event).contains("with the content shown"));
    done(at, &growth);
    for (file, check) in [("event.json", &event[..]), ("growth.json", &growth), ("first", &growth), ("second", &growth)]
    {
        let whole = fs::read(at.join(file)).unwrap();
        for place in (0..whole.len()).step_by(29) {
            let mut bytes = whole.clone();
            if bytes[place].is_ascii_whitespace() {
                continue;
            }
            bytes[place] ^= 1;
            fs::write(at.join(file), &bytes).unwrap();
            let run = run(at, check);
            assert!(run.code == 1 || run.code == 2, "byte {place} of {file}: {}{}", run.out, run.err);
        }
        fs::write(at.join(file), &whole).unwrap();
    }
    done(at, &event);
    done(at, &growth);
}

#[test]
fn a_key_is_for_its_owner_and_is_never_printed() {
    let (folder, key) = begun();
    let at = folder.path();
    let private = fs::read_to_string(at.join("log.key")).unwrap();
    let secret = private.trim_end().splitn(5, '+').nth(4).unwrap();
    let mut told = String::new();
    let mut keep = |run: Run| {
        told.push_str(&run.out);
        told.push_str(&run.err);
        run.code
    };
    assert_eq!(keep(run(at, &["audit", "key", "log.key"])), 0);
    assert_eq!(done(at, &["audit", "key", "log.key"]), key);
    assert_eq!(keep(run(at, &["audit", "key", "log.key", "--name", "again.example"])), 1);
    assert_eq!(fs::read_to_string(at.join("log.key")).unwrap(), private, "a key is never replaced");
    assert_eq!(keep(run(at, &["audit", "checkpoint", "--sign-with", "log.key", "--json"])), 0);
    assert_eq!(keep(run(at, &["audit", "verify", "--since", "log.key"])), 2);
    fs::write(at.join("broken.key"), private.replace('A', "B")).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |name: &str| fs::metadata(at.join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode("log.key"), mode("log.key.last")), (0o600, 0o600));
        fs::set_permissions(at.join("broken.key"), fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(keep(run(at, &["audit", "key", "broken.key"])), 2);
        fs::set_permissions(at.join("log.key"), fs::Permissions::from_mode(0o640)).unwrap();
        let open = run(at, &["audit", "checkpoint", "--sign-with", "log.key"]);
        assert!(open.err.contains("others may read this private key"), "{}", open.err);
        assert_eq!(keep(open), 1);
    }
    assert!(!told.contains(secret) && !secret.get(..16).is_some_and(|start| told.contains(start)), "{told}");
}

#[test]
fn what_is_never_shown_is_not_revealed_by_a_proof() {
    let (folder, key) = begun();
    let at = folder.path();
    done(
        at,
        &[
            "provider",
            "add",
            "--family",
            "Halloran",
            "--type",
            "physician",
            "--date-of-birth",
            "1970-04-05",
            "--as",
            "msp:office",
        ],
    );
    let last = events(at).to_string();
    let reveal = ["audit", "prove", "--event", &last, "--out", "event.json", "--reveal"];
    refused(at, &reveal, 2, &["never shown"]);
    assert!(!at.join("event.json").exists());
    done(at, &reveal[..6]);
    done(at, &["audit", "checkpoint", "--sign-with", "log.key", "--out", "now"]);
    done(at, &["audit", "check-proof", "event.json", "--checkpoint", "now", "--trust", &key]);
    assert!(!fs::read_to_string(at.join("event.json")).unwrap().contains("1970"));
}

/// Changes the file as its owner can.
fn tamper(path: &Path, change: impl FnOnce(&rusqlite::Connection)) {
    let connection = rusqlite::Connection::open(path).unwrap();
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
}

/// Rewrites the history from an event on, with every hash, link, subtree and the head record made good.
fn forge(path: &Path, from: usize, change: impl Fn(&mut StoredEvent)) {
    let mut store = SqliteStore::open(path, OpenOptions::new(OpenMode::Existing)).unwrap();
    let mut events = store.after(0, usize::MAX, Bound::Now).unwrap();
    let mut prev = events[from - 2].hash;
    for (number, event) in events.iter_mut().enumerate().skip(from - 1) {
        if number == from - 1 {
            change(event);
        }
        event.prev = prev;
        event.hash = event.computed_hash();
        prev = event.hash;
    }
    tamper(path, |connection| {
        for event in &events[from - 1..] {
            let update = "UPDATE events SET actor = ?2, key = ?3, body = ?4, prev = ?5, hash = ?6 WHERE seq = ?1";
            let seq = i64::try_from(event.seq).unwrap();
            connection
                .execute(update, (seq, &event.actor, &event.key, &event.body, event.prev.0, event.hash.0))
                .unwrap();
        }
        connection.execute("UPDATE head SET hash = ?1", (prev.0,)).unwrap();
    });
    store.rebuild_tree().unwrap();
}

/// The one that no look at the database alone can find.
#[test]
fn a_rewrite_with_every_hash_made_good_is_seen_by_whoever_holds_an_earlier_checkpoint() {
    let (folder, key) = begun();
    let at = folder.path();
    done(at, &["audit", "checkpoint", "--sign-with", "log.key", "--out", "early"]);
    let early = events(at);
    for family in ["Halloran", "Ibarra", "Jablonski", "Kowalczyk"] {
        add(at, family);
    }
    done(at, &["audit", "checkpoint", "--sign-with", "log.key", "--out", "late"]);
    let late = events(at);
    let from = usize::try_from(early).unwrap() + 2;
    forge(&at.join("cred.db"), from, |event| event.key = "forged".to_owned());

    // By itself the history is sound, in every respect there is.
    done(at, &["audit", "verify"]);
    done(at, &["db", "verify"]);
    // Against the checkpoint before the rewrite as well; the one after it tells, and the two say where.
    done(at, &["audit", "verify", "--since", "early", "--trust", &key]);
    let found = run(at, &["audit", "verify", "--since", "early", "--since", "late", "--trust", &key, "--json"]);
    let value = json(&found);
    assert_eq!((found.code, &value["verdict"], &value["event"]), (1, &"forked".into(), &Value::Null));
    assert_eq!(
        (&value["since"][0]["verdict"], &value["since"][1]["verdict"]),
        (&"consistent".into(), &"forked".into())
    );
    assert_eq!(value["since"][1]["first_difference"], serde_json::json!({ "after": early, "until": late }));
    let found = run(at, &["audit", "verify", "--since", "late"]);
    assert!(found.out.contains("forked") && found.out.contains("were not checked"), "{}", found.out);

    // The key signs no fork of what it signed, and no proof leads from the checkpoint to the fork.
    refused(at, &["audit", "checkpoint", "--sign-with", "log.key"], 1, &["audit/not-sound", "forked"]);
    refused(at, &["audit", "prove", "--since", "late"], 1, &["audit/not-sound"]);
    // Not even for somebody with the key, who lets it forget: the proof made for the fork does not check.
    add(at, "Lindqvist");
    fs::remove_file(at.join("log.key.last")).unwrap();
    done(at, &["audit", "checkpoint", "--sign-with", "log.key", "--out", "fork"]);
    done(at, &["audit", "prove", "--from", &late.to_string(), "--checkpoint", "fork", "--out", "growth.json"]);
    let check =
        |since| ["audit", "check-proof", "growth.json", "--checkpoint", "fork", "--since", since, "--trust", &key];
    refused(at, &check("late"), 1, &["audit/not-proven"]);
    done(at, &["audit", "prove", "--since", "early", "--checkpoint", "fork", "--out", "growth.json"]);
    done(at, &check("early"));
}

#[test]
fn two_copies_that_went_on_differently_are_a_fork() {
    let (folder, _) = begun();
    let at = folder.path();
    done(at, &["audit", "checkpoint", "--sign-with", "log.key", "--out", "common"]);
    done(at, &["db", "backup", "copy.db"]);
    for family in ["Halloran", "Ibarra"] {
        add(at, family);
    }
    done(at, &["audit", "checkpoint", "--sign-with", "log.key", "--out", "original"]);
    let copy = ["--db", "copy.db"];
    done(at, &[&["audit", "verify", "--since", "common"][..], &copy].concat());
    // A copy without the newest events is a truncated history; one that went on by itself is another one.
    refused(at, &[&["audit", "verify", "--since", "original"][..], &copy].concat(), 1, &["truncated"]);
    refused(at, &[&["audit", "checkpoint", "--sign-with", "log.key"][..], &copy].concat(), 1, &["truncated"]);
    for family in ["Jablonski", "Kowalczyk", "Lindqvist"] {
        let args = ["provider", "add", "--family", family, "--type", "physician", "--as", "msp:office"];
        done(at, &[&args[..], &copy].concat());
    }
    refused(at, &[&["audit", "verify", "--since", "original"][..], &copy].concat(), 1, &["forked"]);
    refused(at, &[&["audit", "checkpoint", "--sign-with", "log.key"][..], &copy].concat(), 1, &["forked"]);
}

#[test]
fn an_edit_a_deletion_and_a_swap_are_named_by_their_event() {
    for (change, event) in [
        ("UPDATE events SET body = replace(body, '}', ' }') WHERE seq = 4", 4),
        ("UPDATE events SET recorded_at = recorded_at + 1 WHERE seq = 4", 4),
        ("DELETE FROM events WHERE seq = 4", 4),
        (
            "UPDATE events SET seq = 100 WHERE seq = 4; UPDATE events SET seq = 4 WHERE seq = 5; \
          UPDATE events SET seq = 5 WHERE seq = 100",
            4,
        ),
    ] {
        let (folder, key) = begun();
        let at = folder.path();
        done(at, &["audit", "checkpoint", "--sign-with", "log.key", "--out", "first"]);
        tamper(&at.join("cred.db"), |connection| connection.execute_batch(change).unwrap());
        let found = run(at, &["audit", "verify", "--json"]);
        let value = json(&found);
        assert_eq!(
            (found.code, &value["verdict"], &value["event"]),
            (1, &"edited".into(), &event.into()),
            "{change}: {value}"
        );
        refused(at, &["audit", "verify", "--since", "first", "--trust", &key], 1, &["edited at event 4"]);
        refused(at, &["audit", "checkpoint", "--sign-with", "log.key"], 1, &["audit/not-sound"]);
    }
}

#[test]
fn a_changed_tree_is_damage_that_can_be_made_good() {
    let (folder, key) = begun();
    let at = folder.path();
    done(at, &["audit", "checkpoint", "--sign-with", "log.key", "--out", "first"]);
    tamper(&at.join("cred.db"), |connection| {
        connection.execute_batch("UPDATE tree SET hash = zeroblob(32) WHERE seq = 2").unwrap();
    });
    refused(at, &["audit", "verify"], 1, &["damaged", "stored tree"]);
    refused(at, &["audit", "prove", "--event", "3", "--checkpoint", "first"], 1, &["audit/not-sound"]);
    refused(at, &["audit", "checkpoint", "--sign-with", "log.key"], 1, &["damaged"]);
    done(at, &["db", "reindex"]);
    done(at, &["audit", "verify", "--since", "first", "--trust", &key]);
}

#[test]
fn files_and_sizes_that_are_not_what_they_should_be() {
    let (folder, key) = begun();
    let at = folder.path();
    done(at, &["audit", "checkpoint", "--sign-with", "log.key", "--out", "first"]);
    fs::write(at.join("garbage"), [0xff, 0xfe, 0]).unwrap();
    fs::write(at.join("text"), "hello\n").unwrap();
    refused(at, &["audit", "verify", "--since", "nowhere"], 1, &["nowhere"]);
    refused(at, &["audit", "verify", "--since", "garbage"], 1, &["garbage"]);
    refused(at, &["audit", "verify", "--since", "text"], 2, &["signed note"]);
    refused(at, &["audit", "verify", "--since", "first", "--trust", "me"], 2, &["public key"]);
    refused(at, &["audit", "verify", "--trust", &key], 2, &["--since"]);
    let stranger = done(at, &["audit", "key", "other.key", "--name", "hospital.example/credentials"]);
    refused(at, &["audit", "verify", "--since", "first", "--trust", &stranger], 1, &["has not signed"]);
    refused(at, &["audit", "key", "new.key", "--name", "two words"], 2, &["space"]);
    refused(at, &["audit", "checkpoint", "--sign-with", "text"], 1, &["text"]);
    refused(at, &["audit", "prove", "--event", "0"], 2, &["store/outside"]);
    refused(at, &["audit", "prove", "--event", "99999"], 2, &["store/outside"]);
    refused(at, &["audit", "prove", "--from", "3", "--size", "99999"], 2, &["store/outside"]);
    refused(at, &["audit", "prove", "--from", "0"], 2, &["store/outside"]);
    refused(at, &["audit", "prove"], 2, &["--event"]);
    refused(at, &["audit", "prove", "--event", "1", "--from", "2"], 2, &["--from"]);
    refused(at, &["audit", "check-proof", "text", "--checkpoint", "first", "--trust", &key], 2, &["no proof"]);
    done(at, &["audit", "key", "w.key", "--name", "witness.example", "--witness"]);
    refused(at, &["audit", "checkpoint", "--sign-with", "w.key"], 2, &["w.key"]);
    refused(at, &["audit", "cosign", "first", "--sign-with", "log.key", "--trust", &key], 2, &["--witness"]);
}

/// The example of the document is a log whose proofs check.
#[test]
fn the_example_in_the_document_checks() {
    let text = fs::read_to_string(root().join("docs/audit.md")).unwrap();
    let block = |fence: &str| {
        let block = text.split(&format!("```{fence}\n")).nth(1).and_then(|rest| rest.split("```").next());
        block.unwrap_or_else(|| panic!("no block `{fence}`")).to_owned()
    };
    let key = |name: &str| {
        let key =
            text.split('`').find(|word| word.starts_with(&format!("{name}+")) && !word.contains(['\u{2026}', '\n']));
        key.unwrap_or_else(|| panic!("no key of {name}")).to_owned()
    };
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    for (file, fence) in
        [("first", "text first"), ("second", "text second"), ("event", "json event"), ("growth", "json growth")]
    {
        fs::write(at.join(file), block(fence)).unwrap();
    }
    let (log, witness) = (key("hospital.example/credentials"), key("witness.example"));
    let trust = ["--checkpoint", "second", "--trust", &log];
    done(at, &[&["audit", "check-proof", "event"], &trust[..], &["--trust", &witness]].concat());
    done(at, &[&["audit", "check-proof", "growth", "--since", "first"], &trust[..]].concat());
}
