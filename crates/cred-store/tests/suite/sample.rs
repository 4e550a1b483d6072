//! Stores in files and appends to put into them.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use cred_store::{
    Append, Bound, CommandStamp, Digest, NewEvent, OpenMode, OpenOptions, Outcome, SqliteStore, Store, StoreError,
    StoredEvent, StreamId,
};
use tempfile::TempDir;

pub(crate) fn stream(id: &str) -> StreamId {
    StreamId::new("provider", id).unwrap()
}

/// An append of one event at its place in a provider's stream; the key follows from the place.
pub(crate) fn note(id: &str, version: u64) -> Append {
    let key = format!("{id}-{version}");
    Append {
        command: CommandStamp {
            request_hash: Digest::of(key.as_bytes()),
            key,
            actor: "user_1".into(),
            recorded_at: 1_000,
        },
        expect: vec![(stream(id), version)],
        events: vec![NewEvent {
            stream: stream(id),
            event_type: "provider.noted".into(),
            event_version: 1,
            provider: Some(id.into()),
            facility: Some("fac_1".into()),
            body: format!("{{\"version\":{version}}}"),
        }],
        index: vec![],
    }
}

pub(crate) fn appended(store: &mut dyn Store, append: &Append) -> Vec<StoredEvent> {
    match store.append(append).unwrap() {
        Outcome::Appended { events } => events,
        Outcome::Replayed { .. } => panic!("replayed instead of appended"),
    }
}

pub(crate) fn open(path: &Path, mode: OpenMode) -> Result<SqliteStore, StoreError> {
    SqliteStore::open(path, OpenOptions::new(mode))
}

pub(crate) fn all(store: &dyn Store) -> Vec<StoredEvent> {
    store.after(0, usize::MAX, Bound::Now).unwrap()
}

/// A folder with a closed store of ten events, five in each of the streams `a` and `b`.
pub(crate) fn ten_events() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ten.cred");
    let mut store = open(&path, OpenMode::Create).unwrap();
    for version in 0..5 {
        appended(&mut store, &note("a", version));
        appended(&mut store, &note("b", version));
    }
    (folder, path)
}

/// A process that runs one test of this binary, which looks for `CRED_CHILD`.
pub(crate) fn child(test: &str, path: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture"]).env("CRED_CHILD", path);
    command
}

/// The path a child was given; `None` if this is an ordinary run of the suite.
pub(crate) fn as_child() -> Option<PathBuf> {
    std::env::var_os("CRED_CHILD").map(PathBuf::from)
}
