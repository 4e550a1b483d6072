//! Opening files: what is refused, and with what words; what must work.

use std::{fs, io::Write, path::Path, thread};

use cred_store::{Bound, OpenMode, OpenOptions, SqliteStore, StorageProblem, Store, StoreError};
use rusqlite::Connection;

use crate::sample::{all, appended, as_child, child, note, open, ten_events};

const EVERY_MODE: [OpenMode; 4] = [OpenMode::Create, OpenMode::Existing, OpenMode::ReadOnly, OpenMode::Inspect];

/// Opens a file that must be refused, and takes the problem; the path must be in the message.
fn problem(path: &Path, mode: OpenMode) -> StorageProblem {
    let error = open(path, mode).unwrap_err();
    assert!(error.to_string().contains(&path.display().to_string()), "{error}");
    let StoreError::Storage { place: _, problem } = error else { panic!("{error}") };
    problem
}

#[test]
fn a_missing_folder_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("none");
    for mode in EVERY_MODE {
        let named = StorageProblem::FolderMissing { folder: missing.display().to_string() };
        assert_eq!(problem(&missing.join("x.cred"), mode), named);
    }
    assert!(!missing.exists());
}

#[test]
fn a_missing_file_is_created_only_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.cred");
    for mode in [OpenMode::Existing, OpenMode::ReadOnly, OpenMode::Inspect] {
        assert_eq!(problem(&path, mode), StorageProblem::Missing);
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    drop(open(&path, OpenMode::Create).unwrap());
    // The draft it was built from is gone.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    assert!(open(&path, OpenMode::Existing).is_ok());
}

#[cfg(unix)]
#[test]
fn a_new_file_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, path) = ten_events();
    assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn what_is_not_a_store_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x");
    let check = |bytes: &[u8], wanted: &StorageProblem| {
        for mode in EVERY_MODE {
            fs::write(&path, bytes).unwrap();
            assert_eq!(&problem(&path, mode), wanted);
            assert_eq!(fs::read(&path).unwrap(), bytes);
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        }
    };
    check(b"", &StorageProblem::EmptyFile);
    check(b"npi,name\n", &StorageProblem::NotADatabase);
    check(&[7; 20_000], &StorageProblem::NotADatabase);
    let elsewhere = tempfile::tempdir().unwrap();
    let other = elsewhere.path().join("other.db");
    let connection = Connection::open(&other).unwrap();
    connection.execute_batch("CREATE TABLE t (x); PRAGMA application_id = 7").unwrap();
    drop(connection);
    check(&fs::read(other).unwrap(), &StorageProblem::OtherApplication { found: 7 });
}

#[test]
fn a_folder_is_not_a_store() {
    let folder = tempfile::tempdir().unwrap();
    for mode in EVERY_MODE {
        assert_eq!(problem(folder.path(), mode), StorageProblem::NotAFile);
    }
}

#[test]
fn other_schema_versions_are_not_guessed_at() {
    let (_folder, path) = ten_events();
    let set = |version: i64| {
        Connection::open(&path).unwrap().pragma_update(None, "user_version", version).unwrap();
    };
    set(3);
    for mode in EVERY_MODE {
        let newer = StorageProblem::NewerSchema { found: 3, supported: 2 };
        assert_eq!(problem(&path, mode), newer);
    }
    set(0);
    let older = StorageProblem::OlderSchema { found: 0, supported: 2 };
    assert_eq!(problem(&path, OpenMode::ReadOnly), older);
    set(2);
    assert!(open(&path, OpenMode::Existing).is_ok());
}

#[test]
fn a_cut_file_is_refused() {
    let (_folder, path) = ten_events();
    let whole = fs::read(&path).unwrap();
    let expected = u64::try_from(whole.len()).unwrap();
    for left in [whole.len() - 1, whole.len() - 4096, whole.len() / 2, 4096, 100] {
        fs::write(&path, &whole[..left]).unwrap();
        for mode in EVERY_MODE {
            let found = u64::try_from(left).unwrap();
            let cut = StorageProblem::Truncated { expected, found };
            assert_eq!(problem(&path, mode), cut);
        }
    }
    fs::write(&path, &whole[..50]).unwrap();
    let cut = StorageProblem::Truncated { expected: 100, found: 50 };
    assert_eq!(problem(&path, OpenMode::Existing), cut);
}

/// A store as a crash leaves it: everything up to `checkpointed` in the file, the rest in the WAL.
fn crash_image(from: &Path, to: &Path, checkpointed: u64, total: u64) {
    let mut store = open(from, OpenMode::Create).unwrap();
    for version in 0..total {
        if version == checkpointed {
            let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
            Connection::open(from).unwrap().query_row(checkpoint, (), |_| Ok(())).unwrap();
        }
        let mut append = note("a", version);
        append.events[0].body = "x".repeat(2_000);
        appended(&mut store, &append);
    }
    fs::copy(from, to).unwrap();
    fs::copy(beside(from, "-wal"), beside(to, "-wal")).unwrap();
}

fn beside(path: &Path, suffix: &str) -> std::path::PathBuf {
    std::path::PathBuf::from(format!("{}{suffix}", path.display()))
}

#[test]
fn a_crash_image_opens_with_everything() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("from.cred"), folder.path().join("to.cred"));
    crash_image(&from, &to, 20, 60);
    let store = open(&to, OpenMode::Existing).unwrap();
    assert_eq!(all(&store), all(&open(&from, OpenMode::ReadOnly).unwrap()));
    assert!(store.verify(&[]).unwrap().is_sound());
}

#[test]
fn a_checkpoint_caught_half_way_is_no_cut() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("from.cred"), folder.path().join("to.cred"));
    crash_image(&from, &to, 20, 60);
    // A checkpoint writes the first page, which counts the pages, before those at the end.
    drop(open(&from, OpenMode::Existing).unwrap());
    let finished = fs::read(&from).unwrap();
    assert!(finished.len() > fs::read(&to).unwrap().len());
    fs::OpenOptions::new().write(true).open(&to).unwrap().write_all(&finished[..4096]).unwrap();
    let store = open(&to, OpenMode::Existing).unwrap();
    assert_eq!(store.head(Bound::Now).unwrap().seq, 60);
    assert!(store.verify(&[]).unwrap().is_sound());
}

#[test]
fn a_cut_file_with_a_wal_is_refused_too() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("from.cred"), folder.path().join("to.cred"));
    crash_image(&from, &to, 50, 52);
    let whole = fs::read(&to).unwrap();
    // Not by more than the WAL could make up for: SQLite itself would notice that.
    let left = whole.len() - 10 * 4_096;
    fs::write(&to, &whole[..left]).unwrap();
    let wal = fs::read(beside(&to, "-wal")).unwrap();
    for mode in EVERY_MODE {
        assert!(matches!(problem(&to, mode), StorageProblem::Truncated { .. }));
        // Refusing it does not paper over the hole.
        assert_eq!(fs::read(&to).unwrap(), whole[..left]);
        assert_eq!(fs::read(beside(&to, "-wal")).unwrap(), wal);
    }
}

#[test]
fn reopening_gives_the_same_answers() {
    let (_folder, path) = ten_events();
    let store = open(&path, OpenMode::Existing).unwrap();
    let (events, head) = (all(&store), store.head(Bound::Now).unwrap());
    drop(store);
    for mode in EVERY_MODE {
        let store = open(&path, mode).unwrap();
        assert_eq!(all(&store), events);
        assert_eq!(store.head(Bound::Now).unwrap(), head);
        assert!(store.verify(&[head.anchor()]).unwrap().is_sound());
    }
}

#[test]
fn a_handle_for_reading_does_not_write() {
    let (_folder, path) = ten_events();
    for mode in [OpenMode::ReadOnly, OpenMode::Inspect] {
        let mut store = open(&path, mode).unwrap();
        let read_only = |error: StoreError| {
            let read_only = matches!(&error, StoreError::Storage { problem: StorageProblem::ReadOnly, .. });
            assert!(read_only, "{error}");
        };
        read_only(store.append(&note("a", 5)).unwrap_err());
        read_only(store.set_meta_once("clock", "system").unwrap_err());
        read_only(store.rebuild_index(&mut |_| vec![]).unwrap_err());
        store.recover().unwrap();
        read_only(store.append(&note("a", 5)).unwrap_err());
    }
}

#[test]
fn a_reader_sees_what_a_writer_appends() {
    let (_folder, path) = ten_events();
    let reader = open(&path, OpenMode::ReadOnly).unwrap();
    appended(&mut open(&path, OpenMode::Existing).unwrap(), &note("a", 5));
    assert_eq!(reader.head(Bound::Now).unwrap().seq, 11);
}

#[test]
fn a_path_may_hold_any_character() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file:a b?mode=memory#%41\u{e9}.cred");
    appended(&mut open(&path, OpenMode::Create).unwrap(), &note("a", 0));
    assert_eq!(all(&open(&path, OpenMode::ReadOnly).unwrap()).len(), 1);
    assert!(path.is_file());
}

#[test]
fn many_may_create_the_same_store_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.cred");
    thread::scope(|scope| {
        for n in 0..8 {
            let path = &path;
            scope.spawn(move || {
                let mut store = open(path, OpenMode::Create).unwrap();
                appended(&mut store, &note(&format!("p{n}"), 0));
            });
        }
    });
    assert_eq!(all(&open(&path, OpenMode::Existing).unwrap()).len(), 8);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_copy_taken_in_use_is_a_store_with_the_same_head() {
    let (folder, path) = ten_events();
    let copy = folder.path().join("copy.cred");
    let mut store = open(&path, OpenMode::Existing).unwrap();
    appended(&mut store, &note("a", 5));
    let head = store.copy_to(&copy).unwrap();
    assert_eq!(head, store.head(Bound::Now).unwrap());
    appended(&mut store, &note("a", 6));
    let mut restored = open(&copy, OpenMode::Existing).unwrap();
    assert!(restored.verify(&[head.anchor()]).unwrap().is_sound());
    assert_eq!(all(&restored), all(&store)[..11]);
    appended(&mut restored, &note("a", 6));
    // It never replaces a file.
    let there = store.copy_to(&copy).unwrap_err();
    assert!(matches!(there, StoreError::Storage { problem: StorageProblem::AlreadyThere, .. }));
    let nowhere = store.copy_to(folder.path().join("none/copy.cred")).unwrap_err();
    assert!(matches!(nowhere, StoreError::Storage { problem: StorageProblem::CannotOpen { .. }, .. }));
}

#[test]
fn an_altered_store_gives_no_copy() {
    let (folder, path) = ten_events();
    let connection = Connection::open(&path).unwrap();
    let trigger: String = connection
        .query_row("SELECT sql FROM sqlite_schema WHERE name = 'events_never_change'", (), |row| row.get(0))
        .unwrap();
    connection.execute_batch("DROP TRIGGER events_never_change").unwrap();
    connection.execute("UPDATE events SET body = '' WHERE seq = 5", ()).unwrap();
    connection.execute_batch(&trigger).unwrap();
    drop(connection);
    let copy = folder.path().join("copy.cred");
    assert!(open(&path, OpenMode::ReadOnly).unwrap().copy_to(&copy).is_err());
    assert!(!copy.exists());
}

/// Runs as a user for whom permissions count, in a folder that cannot be written.
#[test]
fn child_reads_a_file_that_cannot_be_written() {
    let Some(path) = as_child() else { return };
    let store = open(&path, OpenMode::ReadOnly).unwrap();
    assert_eq!(all(&store).len(), 10);
    assert!(store.verify(&[]).unwrap().is_sound());
    let refused = SqliteStore::open(&path, OpenOptions::new(OpenMode::Existing)).unwrap_err();
    assert!(matches!(refused, StoreError::Storage { problem: StorageProblem::ReadOnly, .. }), "{refused}");
    // What is in the WAL cannot be read there; the rest alone would be an older state.
    assert!(open(&path.with_file_name("in-use.cred"), OpenMode::ReadOnly).is_err());
    let beside = path.with_file_name("new.cred");
    let refused = SqliteStore::open(beside, OpenOptions::new(OpenMode::Create)).unwrap_err();
    assert!(matches!(refused, StoreError::Storage { problem: StorageProblem::CannotOpen { .. }, .. }), "{refused}");
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_written_can_be_read() {
    use std::os::unix::{fs::PermissionsExt, process::CommandExt};
    let (folder, path) = ten_events();
    let set = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    let in_use = folder.path().join("in-use.cred");
    let elsewhere = tempfile::tempdir().unwrap();
    crash_image(&elsewhere.path().join("from.cred"), &in_use, 2, 4);
    for file in [in_use.clone(), beside(&in_use, "-wal")] {
        set(&file, 0o444);
    }
    let exe = folder.path().join("child");
    fs::copy(std::env::current_exe().unwrap(), &exe).unwrap();
    for (path, mode) in [(&*exe, 0o555), (&*path, 0o444), (folder.path(), 0o555)] {
        set(path, mode);
    }
    // Permissions do not bind the superuser: then the child runs as nobody.
    let superuser = fs::File::create(folder.path().join("probe")).is_ok();
    let plain = child("files::child_reads_a_file_that_cannot_be_written", &path);
    let mut command = std::process::Command::new(&exe);
    command.args(plain.get_args()).env("CRED_CHILD", &path);
    if superuser {
        command.uid(65_534).gid(65_534);
    }
    let output = command.output().unwrap();
    set(folder.path(), 0o755);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
