//! What can go wrong in a use case, sorted by what the caller can do about it.

use cred_core::{
    exercise::{answer::NotAskable, supposition::NotSupposable},
    refusal::{Refusal, ReplayError},
    time::Instant,
};
use cred_snapshot::error::MakeError;
use cred_store::{StoreError, artefacts::ArtefactError};

/// A candidate for an ambiguous name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The id that tells it from the others.
    pub id: String,
    /// What it is.
    pub label: String,
}

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The core refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The core refused a row of a file.
    #[error("line {line}: {refusal}")]
    ImportRefused {
        /// The line, the header being 1.
        line: u64,
        /// The refusal.
        refusal: Refusal,
    },
    /// The question names something there is not.
    #[error(transparent)]
    NotAskable(#[from] NotAskable),
    /// It cannot be supposed.
    #[error(transparent)]
    NotSupposable(#[from] NotSupposable),
    /// Nothing has that name.
    #[error("no {what} is named `{text}`")]
    NotFound {
        /// What was looked for.
        what: &'static str,
        /// The text given.
        text: String,
        /// What to do next.
        advice: String,
    },
    /// Several have that name.
    #[error("`{text}` may be any of {} {what}s", candidates.len())]
    Ambiguous {
        /// What was looked for.
        what: &'static str,
        /// The text given.
        text: String,
        /// Whom it may mean.
        candidates: Vec<Candidate>,
    },
    /// The request cannot be understood.
    #[error("{0}")]
    Usage(String),
    /// The idempotency key belongs to another command.
    #[error("the idempotency key `{key}` was used for another command")]
    KeyReused {
        /// The key.
        key: String,
    },
    /// The history was begun with another clock.
    #[error("this history was begun with the {held} clock, and the {given} clock is given")]
    OtherClock {
        /// The clock it was begun with.
        held: String,
        /// The clock given.
        given: &'static str,
    },
    /// The clock is behind the last event.
    #[error("it is {now} by the clock, and the last event was recorded at {last}: time does not run backwards here")]
    ClockBehind {
        /// When the last event was recorded.
        last: Instant,
        /// What the clock says.
        now: Instant,
    },
    /// The history is broken.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    /// An event cannot be read or written.
    #[error("{0}")]
    Codec(String),
    /// A file is no edition of a list.
    #[error("{list}: {told}")]
    ListRefused {
        /// The list.
        list: String,
        /// Why.
        told: String,
    },
    /// An artefact cannot be kept, or is not what its name says.
    #[error(transparent)]
    Artefact(#[from] ArtefactError),
    /// No snapshot can be made so.
    #[error(transparent)]
    Snapshot(#[from] MakeError),
    /// The store failed or refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the caller can do about it; also the exit code and the HTTP status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Ask differently.
    Usage,
    /// The rules do not allow it now.
    Refused,
    /// Someone was faster, or the key is taken: look, and try again.
    Conflict,
    /// The program, the file or the machine failed.
    Failure,
}

impl AppError {
    /// What the caller can do about it.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Refused(_) | Self::ImportRefused { .. } | Self::NotSupposable(NotSupposable::Refused(_)) => {
                Kind::Refused
            }
            Self::NotSupposable(NotSupposable::Replay(_)) => Kind::Failure,
            Self::NotSupposable(_)
            | Self::NotAskable(_)
            | Self::NotFound { .. }
            | Self::Ambiguous { .. }
            | Self::Usage(_)
            | Self::Snapshot(_)
            | Self::ListRefused { .. }
            | Self::Artefact(ArtefactError::TooLarge { .. } | ArtefactError::MediaType(_)) => Kind::Usage,
            Self::Artefact(
                ArtefactError::Missing { .. } | ArtefactError::Altered { .. } | ArtefactError::Io { .. },
            ) => Kind::Failure,
            Self::KeyReused { .. } => Kind::Conflict,
            Self::OtherClock { .. } => Kind::Usage,
            Self::ClockBehind { .. } | Self::Replay(_) | Self::Codec(_) => Kind::Failure,
            Self::Store(error) => match error {
                StoreError::Conflict { .. } | StoreError::KeyReused { .. } | StoreError::Taken(_) => Kind::Conflict,
                StoreError::Storage { problem: cred_store::StorageProblem::Busy { .. }, .. } => Kind::Conflict,
                StoreError::Invalid(_) | StoreError::Outside(_) => Kind::Usage,
                StoreError::ClockBehind { .. }
                | StoreError::MetaFixed { .. }
                | StoreError::Tampered { .. }
                | StoreError::HeadDiffers { .. }
                | StoreError::Storage { .. } => Kind::Failure,
            },
        }
    }

    /// A stable code.
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            Self::Refused(refusal)
            | Self::ImportRefused { refusal, .. }
            | Self::NotSupposable(NotSupposable::Refused(refusal)) => return refusal.code(),
            Self::NotAskable(_) | Self::NotSupposable(NotSupposable::NotAskable(_)) => "question/not-askable",
            Self::NotSupposable(NotSupposable::Replay(_)) => "history/broken",
            Self::NotSupposable(_) => "question/not-supposable",
            Self::NotFound { .. } => "find/not-found",
            Self::Ambiguous { .. } => "find/ambiguous",
            Self::Usage(_) => "request/invalid",
            Self::KeyReused { .. } => "idempotency/key-reused",
            Self::OtherClock { .. } => "clock/other",
            Self::ClockBehind { .. } => "clock/behind",
            Self::Replay(_) => "history/broken",
            Self::Codec(_) => "history/unreadable",
            Self::Snapshot(_) => "snapshot/not-made",
            Self::ListRefused { .. } => "list/refused",
            Self::Artefact(error) => match error {
                ArtefactError::TooLarge { .. } => "artefact/too-large",
                ArtefactError::Missing { .. } => "artefact/missing",
                ArtefactError::Altered { .. } => "artefact/altered",
                ArtefactError::MediaType(_) => "artefact/media-type",
                ArtefactError::Io { .. } => "artefact/io",
            },
            Self::Store(error) => match error {
                StoreError::Invalid(_) => "store/invalid",
                StoreError::Outside(_) => "store/outside",
                StoreError::Conflict { .. } => "store/conflict",
                StoreError::KeyReused { .. } => "idempotency/key-reused",
                StoreError::Taken(_) => "store/taken",
                StoreError::ClockBehind { .. } => "clock/behind",
                StoreError::MetaFixed { .. } => "store/meta-fixed",
                StoreError::Tampered { .. } => "store/tampered",
                StoreError::HeadDiffers { .. } => "store/head-differs",
                StoreError::Storage { .. } => "store/storage",
            },
        }
        .to_owned()
    }

    /// What to do next; empty where the message says it.
    #[must_use]
    pub fn advice(&self) -> String {
        match self {
            Self::Refused(refusal)
            | Self::ImportRefused { refusal, .. }
            | Self::NotSupposable(NotSupposable::Refused(refusal)) => refusal.reason().advice().to_owned(),
            Self::NotFound { advice, .. } => advice.clone(),
            Self::Ambiguous { .. } => "give the NPI or the id of the one you mean".to_owned(),
            Self::KeyReused { .. } => "use a new key for a new command".to_owned(),
            Self::OtherClock { held, .. } if held == "system" => {
                "leave `--simulate` away; a simulated time never enters a real history".to_owned()
            }
            Self::OtherClock { .. } => "give the simulated time with `--simulate <time>`".to_owned(),
            Self::ClockBehind { .. } => "set the machine's clock right, or give a later simulated time".to_owned(),
            Self::Store(StoreError::Conflict { .. }) => {
                "someone else changed it meanwhile: look at it again and repeat the command".to_owned()
            }
            Self::Replay(_)
            | Self::Codec(_)
            | Self::Store(StoreError::Tampered { .. } | StoreError::HeadDiffers { .. }) => {
                "do not write to this database; run `cred db verify` and compare with a backup".to_owned()
            }
            Self::NotAskable(_)
            | Self::NotSupposable(_)
            | Self::Usage(_)
            | Self::Snapshot(_)
            | Self::ListRefused { .. }
            | Self::Artefact(_)
            | Self::Store(_) => String::new(),
        }
    }
}

/// Every code that is no refusal of the core: the code, when it comes, and the exit code of the command line.
pub const CODES: &[(&str, &str, u8)] = &[
    ("usage", "an argument is not what it should be", 2),
    ("file/faults", "a TOML file has faults; each is told with its line and column", 2),
    ("file/io", "a file cannot be read or written", 1),
    ("file/busy", "another process writes for longer than half a minute", 6),
    ("question/not-askable", "the question names a provider, facility, site or privilege there is not", 2),
    (
        "question/not-supposable",
        "what is supposed names a credential that is not on file, or a leaving where nothing is held",
        2,
    ),
    ("find/not-found", "nothing has that name", 2),
    ("find/ambiguous", "several have that name; the candidates are told", 2),
    ("request/invalid", "a value has another shape than it must have; the rule is told", 2),
    ("clock/other", "a simulated time is given for a real history, or the other way round", 2),
    ("clock/behind", "the clock is behind the last event by more than an hour", 1),
    ("list/refused", "a file is not, or may not be, the whole list that it is said to be; nothing of it was loaded", 2),
    ("artefact/too-large", "a document has more bytes than are kept", 2),
    ("artefact/media-type", "what is given as a media type is none", 2),
    ("artefact/missing", "an artefact that evidence names is not kept beside the database", 1),
    ("artefact/altered", "an artefact is not what its name says: changed or damaged", 1),
    ("artefact/io", "an artefact cannot be read or written", 1),
    ("snapshot/not-made", "a snapshot would be over before it begins, or of a site there is not", 2),
    ("snapshot/not-a-snapshot", "the file is something else", 5),
    ("snapshot/format", "the snapshot is of another version of the format", 5),
    ("snapshot/other-key", "the snapshot names another key than the trusted one", 5),
    ("snapshot/signature", "the snapshot was edited or damaged: its signature does not hold", 5),
    ("snapshot/truncated", "the snapshot is cut off", 5),
    ("snapshot/more-behind", "there are bytes behind the end of the snapshot", 5),
    ("snapshot/too-large", "the file is larger than any snapshot", 5),
    ("snapshot/malformed", "the snapshot is signed and not as the format asks", 5),
    ("snapshot/older", "the snapshot is older than one seen before, or than asked", 5),
    ("snapshot/other-history", "the snapshot and one seen before are of two histories", 5),
    ("snapshot/other-place", "what was seen before is of another site or clock", 5),
    ("idempotency/key-reused", "the idempotency key was used for another command", 6),
    ("store/conflict", "someone else changed a stream meanwhile", 6),
    ("store/taken", "a unique number (an NPI) belongs to another record", 6),
    ("store/invalid", "the store does not take a name or body of this size or shape", 2),
    ("store/outside", "a root or a proof is asked for beyond the history", 2),
    (
        "audit/not-sound",
        "the history does not hold, or is not the one that a checkpoint was made of; nothing was signed or proven",
        1,
    ),
    ("audit/not-proven", "a proof does not prove what it is about, or a key or signature does not hold", 1),
    ("store/meta-fixed", "a fact about the database that is fixed once would change", 1),
    ("store/tampered", "an event is not what its hash says", 1),
    ("store/head-differs", "the recorded head is not the last event", 1),
    (
        "store/storage",
        "the file cannot be used: missing, full, read-only, damaged, of a newer version, …; the message says which",
        1,
    ),
    ("history/broken", "an event cannot follow what came before it", 1),
    ("history/unreadable", "an event is of a later version or another shape than this program knows", 1),
];
