//! The engine that keeps a history in one SQLite file.
//!
//! An acknowledged append survives the end of the process and, on storage that keeps its promises, a
//! loss of power: the file is in WAL mode with `synchronous=FULL`, and both are read back at every
//! opening. Several handles, in one process or in many, may share a file; writers take turns.
//!
//! Two things to keep away from. Deleting the `-wal` file beside a store deletes its newest events.
//! And a process that has a store open must not open the same file by other means, not even to copy
//! or hash it: on Unix, closing that descriptor drops the locks of the store. [`SqliteStore::copy_to`]
//! makes a copy safely.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use cred_tlog::{TreeHash, TreeHead};
use rusqlite::Connection;

use crate::{
    Anchor, Append, Bound, Head, IndexDifference, IndexEntry, Outcome, StorageProblem, Store, StoreError, StoredEvent,
    StreamId, VerifyReport, lookup as index, store::Derive,
};
use failure::Place;
use read::Reader;

mod open;

mod length;
mod schema;
mod settings;

mod append;
mod read;

mod lookup;
mod meta;
mod tree;
mod verify;

mod failure;

/// How a file is to be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenMode {
    /// For reading and writing; a missing file is created, readable by its owner only.
    Create,
    /// For reading and writing; a missing file is an error.
    Existing,
    /// For reading only; a missing file is an error and nothing is written, not even a migration.
    ReadOnly,
    /// For reading a store that may have been altered: as `ReadOnly`, but opens even if the
    /// structure or the head record is not what it must be, so that [`Store::verify`] can tell.
    Inspect,
}

/// What a handle is opened with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenOptions {
    /// Reading, writing, creating.
    pub mode: OpenMode,
    /// How long to wait for another writer before [`StorageProblem::Busy`].
    pub wait: Duration,
    /// The most bytes the database may grow to through this handle, rounded up to a whole page;
    /// `None` leaves it to the disk.
    pub max_bytes: Option<u64>,
}

impl OpenOptions {
    /// The usual options for a mode: waits five seconds, no size limit.
    #[must_use]
    pub fn new(mode: OpenMode) -> Self {
        Self { mode, wait: Duration::from_secs(5), max_bytes: None }
    }
}

/// A handle on a history in a SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    place: Place,
    options: OpenOptions,
    /// Absent only after a recovery that failed.
    connection: Option<Connection>,
    /// Set by a write whose outcome is unknown; cleared by `recover`.
    poisoned: bool,
}

impl SqliteStore {
    /// Opens a file, making sure that it is a sound store and that its settings keep acknowledged
    /// events.
    ///
    /// # Errors
    ///
    /// [`StoreError::Storage`] with the path, what is wrong and what to do;
    /// [`StoreError::Tampered`] or [`StoreError::HeadDiffers`] if the last event is not the one the
    /// head record names.
    pub fn open(path: impl AsRef<Path>, options: OpenOptions) -> Result<Self, StoreError> {
        let place = Place::new(path.as_ref(), options.wait);
        let connection = open::open(&place, &options)?;
        Ok(Self { place, options, connection: Some(connection), poisoned: false })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.place.path()
    }

    /// Copies the store to a new file while it is in use, verifies the copy and gives its end.
    ///
    /// # Errors
    ///
    /// [`StoreError::Storage`] if the target exists or cannot be written, [`StoreError::Tampered`]
    /// or [`StoreError::HeadDiffers`] if the history is not sound. A copy that failed is removed.
    pub fn copy_to(&self, target: impl AsRef<Path>) -> Result<Head, StoreError> {
        verify::copy_to(&self.reader()?, target.as_ref())
    }

    fn reader(&self) -> Result<Reader<'_>, StoreError> {
        let Some(connection) = &self.connection else {
            return Err(self.place.error(StorageProblem::Closed));
        };
        Ok(Reader { connection, place: &self.place })
    }

    /// Runs a write in a transaction that no other writer can interleave with.
    fn write<T>(
        &mut self,
        work: impl FnOnce(&Reader<'_>) -> Result<append::Written<T>, StoreError>,
    ) -> Result<T, StoreError> {
        let Some(connection) = &mut self.connection else {
            return Err(self.place.error(StorageProblem::Closed));
        };
        if self.poisoned {
            return Err(self.place.error(StorageProblem::Poisoned));
        }
        match self.options.mode {
            OpenMode::Create | OpenMode::Existing => {}
            OpenMode::ReadOnly | OpenMode::Inspect => {
                return Err(self.place.error(StorageProblem::ReadOnly));
            }
        }
        append::in_transaction(connection, &self.place, &mut self.poisoned, work)
    }
}

impl Store for SqliteStore {
    fn append(&mut self, append: &Append) -> Result<Outcome, StoreError> {
        append.check()?;
        self.write(|writer| append::append(writer, append))
    }

    fn stream(&self, stream: &StreamId, up_to: Bound) -> Result<Vec<StoredEvent>, StoreError> {
        self.reader()?.stream(stream, up_to)
    }

    fn events_of_provider(&self, provider: &str, up_to: Bound) -> Result<Vec<StoredEvent>, StoreError> {
        self.reader()?.events_of_provider(provider, up_to)
    }

    fn events_of_facility(&self, facility: &str, up_to: Bound) -> Result<Vec<StoredEvent>, StoreError> {
        self.reader()?.events_of_facility(facility, up_to)
    }

    fn providers(&self, up_to: Bound) -> Result<Vec<String>, StoreError> {
        self.reader()?.providers(up_to)
    }

    fn providers_at(&self, facility: &str, up_to: Bound) -> Result<Vec<String>, StoreError> {
        self.reader()?.providers_at(facility, up_to)
    }

    fn after(&self, seq: u64, limit: usize, up_to: Bound) -> Result<Vec<StoredEvent>, StoreError> {
        self.reader()?.after(seq, limit, up_to)
    }

    fn head(&self, up_to: Bound) -> Result<Head, StoreError> {
        self.reader()?.head(up_to)
    }

    fn find(&self, space: &str, key: &str, up_to: Bound) -> Result<Vec<String>, StoreError> {
        self.reader()?.find(space, key, up_to)
    }

    fn search(&self, space: &str, contains: &str, limit: usize, up_to: Bound) -> Result<Vec<IndexEntry>, StoreError> {
        self.reader()?.search(space, contains, limit, up_to)
    }

    fn command_by_key(&self, key: &str) -> Result<Vec<StoredEvent>, StoreError> {
        self.reader()?.command_by_key(key)
    }

    fn meta(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.reader()?.meta(key)
    }

    fn set_meta_once(&mut self, key: &str, value: &str) -> Result<(), StoreError> {
        self.write(|writer| meta::set_once(writer, key, value))
    }

    fn tree(&self, up_to: Bound) -> Result<TreeHead, StoreError> {
        self.reader()?.tree(up_to)
    }

    fn prove_inclusion(&self, seq: u64, size: u64) -> Result<Vec<TreeHash>, StoreError> {
        self.reader()?.prove_inclusion(seq, size)
    }

    fn prove_consistency(&self, from: u64, size: u64) -> Result<Vec<TreeHash>, StoreError> {
        self.reader()?.prove_consistency(from, size)
    }

    fn rebuild_tree(&mut self) -> Result<u64, StoreError> {
        self.write(tree::replace)
    }

    fn verify_against(&self, anchors: &[Anchor], trees: &[TreeHead]) -> Result<VerifyReport, StoreError> {
        verify::verify(&self.reader()?, anchors, trees)
    }

    fn check_index(&self, derive: &mut Derive<'_>) -> Result<Vec<IndexDifference>, StoreError> {
        let reader = self.reader()?;
        let snapshot = reader.snapshot()?;
        let derived = reader.derived_index(derive)?;
        let differences = index::differences(reader.index_rows()?, derived.rows());
        drop(snapshot);
        Ok(differences)
    }

    fn rebuild_index(&mut self, derive: &mut Derive<'_>) -> Result<u64, StoreError> {
        self.write(|writer| lookup::replace(writer, derive))
    }

    fn recover(&mut self) -> Result<(), StoreError> {
        // Closed first: connections of one process share what they know about the WAL.
        self.connection = None;
        let mode = match self.options.mode {
            OpenMode::Create | OpenMode::Existing => OpenMode::Existing,
            mode @ (OpenMode::ReadOnly | OpenMode::Inspect) => mode,
        };
        let options = OpenOptions { mode, ..self.options.clone() };
        self.connection = Some(open::open(&self.place, &options)?);
        self.poisoned = false;
        Ok(())
    }
}

/// The path of a file SQLite keeps beside the database, such as `-wal`.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
