//! Why the store refuses: what is wrong with the request, the history, or the storage.

use std::{fmt, time::Duration};

use cred_tlog::OutsideTree;

use crate::{Anchor, StreamId};

/// A refusal by the store.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The append itself breaks a rule; nothing was written.
    #[error(transparent)]
    Invalid(#[from] InvalidInput),
    /// A stream is at another version than the append was decided on; nothing was written.
    #[error(
        "stream `{stream}` is at version {actual}, the command expected {expected}; \
         read it again and decide again"
    )]
    Conflict {
        /// The stream.
        stream: StreamId,
        /// The version the append named.
        expected: u64,
        /// The version the stream has; 0 if it does not exist.
        actual: u64,
    },
    /// The idempotency key belongs to another request; nothing was written.
    #[error("idempotency key `{key}` was used for a different request; use a new key")]
    KeyReused {
        /// The key.
        key: String,
    },
    /// A unique look-up key belongs to another target; nothing was written.
    #[error(transparent)]
    Taken(#[from] Taken),
    /// The moment given is before the last event; nothing was written.
    #[error(
        "the command is stamped {given} but the last event was recorded at {last} \
         (microseconds UTC); set the clock right or record it at the later moment"
    )]
    ClockBehind {
        /// When the last event was recorded, in microseconds since 1970-01-01 00:00 UTC.
        last: i64,
        /// The moment given, in the same unit.
        given: i64,
    },
    /// The note has another value already; nothing was written.
    #[error("note `{key}` is `{found}` and is set only once; it cannot become `{given}`")]
    MetaFixed {
        /// The note.
        key: String,
        /// The value it has.
        found: String,
        /// The value given.
        given: String,
    },
    /// A root or a proof was asked for beyond the history.
    #[error(transparent)]
    Outside(#[from] OutsideTree),
    /// An event is not what was written.
    #[error(
        "event {seq} has been tampered with or damaged: {what}; \
         keep the storage as it is, verify the history and restore a verified backup"
    )]
    Tampered {
        /// The position of the event.
        seq: u64,
        /// What does not hold.
        what: Tampering,
    },
    /// The record of the last event and the last event differ.
    #[error(
        "the head record names event {} ({}) but the last event is {} ({}); \
         keep the storage as it is, verify the history and restore a verified backup",
        recorded.seq, recorded.hash, last.seq, last.hash
    )]
    HeadDiffers {
        /// What the head record says.
        recorded: Anchor,
        /// The last event there is.
        last: Anchor,
    },
    /// The storage fails or is not what it should be.
    #[error("store `{place}`: {problem}")]
    Storage {
        /// Where the history is kept, such as the path of a file.
        place: String,
        /// What is wrong and what to do.
        problem: StorageProblem,
    },
}

/// An input that breaks a rule whatever the history holds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidInput {
    /// A text is empty.
    #[error("the {field} is empty; give one")]
    Empty {
        /// Which text.
        field: &'static str,
    },
    /// A text holds a control character.
    #[error("the {field} holds a control character; remove it")]
    ControlCharacter {
        /// Which text.
        field: &'static str,
    },
    /// A text is too long.
    #[error("the {field} has {found} bytes, at most {limit} are allowed; shorten it")]
    TooLong {
        /// Which text.
        field: &'static str,
        /// The most bytes allowed.
        limit: usize,
        /// The bytes given.
        found: usize,
    },
    /// An event is for a stream whose version the append does not name.
    #[error("stream `{stream}` is written without an expected version; name the version read")]
    NotExpected {
        /// The stream.
        stream: StreamId,
    },
    /// The append names two versions for one stream.
    #[error("stream `{stream}` has two expected versions; name it once")]
    ExpectedTwice {
        /// The stream.
        stream: StreamId,
    },
    /// The append changes the index but has no events.
    #[error("look-up entries change without an event; append the event that causes the change")]
    IndexWithoutEvents,
}

/// A unique look-up key that belongs to another target.
///
/// Neither `Display` nor `Debug` shows the key: it may be a licence number.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("this `{space}` already belongs to `{by}`; use that record or correct the value")]
pub struct Taken {
    /// The kind of key.
    pub space: String,
    /// The key.
    pub key: String,
    /// The target that has it.
    pub by: String,
}

impl fmt::Debug for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Taken").field("space", &self.space).field("by", &self.by).finish_non_exhaustive()
    }
}

/// What does not hold about an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Tampering {
    /// The columns do not give the hash.
    #[error("its columns do not give its hash")]
    HashMismatch,
    /// A column does not hold what it must.
    #[error("a column cannot be read")]
    Unreadable,
    /// The event is not there although a later one is.
    #[error("it is missing although later events are there")]
    Missing,
    /// The event is not linked to the one before it.
    #[error("it is not linked to the event before it")]
    LinkBroken,
    /// A subtree that ends with the event is not in the stored tree.
    #[error("a subtree that ends with it is missing from the stored tree")]
    SubtreeMissing,
}

/// What is wrong with the storage, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StorageProblem {
    /// There is nothing at this place.
    #[error("there is no such file; check the path, or create the store first")]
    Missing,
    /// The folder of the file does not exist.
    #[error("the folder `{folder}` does not exist; create it first")]
    FolderMissing {
        /// The folder.
        folder: String,
    },
    /// There is something at this place already.
    #[error("there is a file of this name, or one left beside it, already; choose another name")]
    AlreadyThere,
    /// The place is a folder or a device.
    #[error("this is not a regular file; name a file")]
    NotAFile,
    /// The file has no bytes; a store never has none.
    #[error(
        "the file is empty, which a store never is; restore a backup, \
         or remove the file if a new store is wanted"
    )]
    EmptyFile,
    /// The file is not a database.
    #[error("the file is not a database; check the path")]
    NotADatabase,
    /// The file is a database of another program.
    #[error("the database belongs to another program (application id {found:#010x}); check the path")]
    OtherApplication {
        /// The application id found.
        found: i32,
    },
    /// The store was written by a newer program.
    #[error("the store has schema {found}, this program knows up to {supported}; use the newer program")]
    NewerSchema {
        /// The schema of the store.
        found: i64,
        /// The newest this program knows.
        supported: i64,
    },
    /// The store needs a migration that a read-only handle cannot make.
    #[error("the store has schema {found}, this program needs {supported}; open it for writing once")]
    OlderSchema {
        /// The schema of the store.
        found: i64,
        /// The one this program needs.
        supported: i64,
    },
    /// Tables, indexes or triggers are not those of the schema version.
    #[error(
        "the database structure was altered ({detail}); \
         open it for inspection to verify the history, then restore a verified backup"
    )]
    SchemaAltered {
        /// The first difference.
        detail: String,
    },
    /// The file is shorter than its header says.
    #[error("the file was cut: {expected} bytes are due, {found} are there; restore a verified backup")]
    Truncated {
        /// The bytes the header calls for.
        expected: u64,
        /// The bytes there are.
        found: u64,
    },
    /// The database is damaged.
    #[error("the database is damaged ({detail}); keep the file as it is and restore a verified backup")]
    Damaged {
        /// What the engine says.
        detail: String,
    },
    /// There is no room left.
    #[error(
        "the disk is full or the size limit is reached; nothing was written; \
         free space and retry with the same key"
    )]
    DiskFull,
    /// The storage cannot be written.
    #[error("the store is read-only; nothing was written; check the permissions or the open mode")]
    ReadOnly,
    /// The file cannot be opened.
    #[error("the file cannot be opened ({detail}); check the path, its folder and the permissions")]
    CannotOpen {
        /// What the system says.
        detail: String,
    },
    /// Reading or writing failed.
    #[error(
        "input or output failed ({detail}); if this was a write, its outcome is unknown: \
         check the disk, reopen the store and retry with the same key"
    )]
    Io {
        /// What the system says.
        detail: String,
    },
    /// Another writer held the store for too long.
    #[error("another writer held the store for more than {waited:?}; nothing was written; retry with the same key")]
    Busy {
        /// How long this handle waited.
        waited: Duration,
    },
    /// An earlier write through this handle failed.
    #[error("an earlier write failed and its outcome is unknown; reopen the store, then retry with the same key")]
    Poisoned,
    /// The handle lost its connection and could not be reopened.
    #[error("the store is closed after a failed recovery; recover again")]
    Closed,
    /// A setting that durability or safety rests on could not be made.
    #[error("setting `{name}` is `{found}` but must be `{wanted}`; do not use this file system or build")]
    Setting {
        /// The setting.
        name: &'static str,
        /// The value it must have.
        wanted: &'static str,
        /// The value it has.
        found: String,
    },
    /// The database engine itself is too old to be trusted.
    #[error("SQLite {found} has a known corruption defect, at least {needed} is needed; rebuild the program")]
    OldEngine {
        /// The version at hand.
        found: String,
        /// The oldest version accepted.
        needed: &'static str,
    },
    /// Anything else the engine reports.
    #[error("the database engine refused ({detail}); nothing was written; report this")]
    Engine {
        /// What the engine says.
        detail: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_key_is_shown_neither_to_users_nor_in_logs() {
        let taken = Taken { space: "dea".into(), key: "canary".into(), by: "prov_1".into() };
        let error = StoreError::from(taken);
        assert!(!format!("{error} {error:?}").contains("canary"));
        assert!(error.to_string().contains("prov_1"));
    }

    #[test]
    fn an_error_is_small_enough_to_pass_around() {
        assert!(size_of::<StoreError>() <= 128);
    }
}
