//! What can go wrong on the command line, and what is said about it.

use cred_app::error::{AppError, Kind};
use cred_snapshot::error::OpenError;
use cred_wire::{
    exit::Exit,
    problem::{Candidate, Problem},
};

/// An error with its exit.
#[derive(Debug)]
pub enum CliError {
    /// A use case did not do what was asked.
    App(AppError),
    /// An argument cannot be what it should be.
    Usage(String),
    /// A file has faults: every one with its place.
    Faults {
        /// The file.
        file: String,
        /// `line:column: message`, one a line.
        faults: String,
    },
    /// A snapshot is not opened.
    Snapshot {
        /// The file.
        file: String,
        /// Why.
        error: OpenError,
    },
    /// Another process writes and does not come to an end.
    Busy {
        /// The lock that it holds.
        path: String,
    },
    /// The history does not hold, or is not the one that a checkpoint was made of.
    NotSound(String),
    /// A proof does not prove what it is about, or a key or signature does not hold.
    NotProven(String),
    /// A file cannot be read or written.
    Io {
        /// Which.
        path: String,
        /// What the system says.
        error: std::io::Error,
    },
}

impl From<AppError> for CliError {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl From<cred_store::StoreError> for CliError {
    fn from(error: cred_store::StoreError) -> Self {
        Self::App(error.into())
    }
}

impl CliError {
    /// An argument that is not what it should be.
    pub fn usage(error: impl ToString) -> Self {
        Self::Usage(error.to_string())
    }

    /// The exit.
    #[must_use]
    pub fn exit(&self) -> Exit {
        match self {
            Self::App(error) => match error.kind() {
                Kind::Usage => Exit::Usage,
                Kind::Refused => Exit::Refused,
                Kind::Conflict => Exit::Conflict,
                Kind::Failure => Exit::Failure,
            },
            Self::Usage(_) | Self::Faults { .. } => Exit::Usage,
            Self::Snapshot { .. } => Exit::Refused,
            Self::Busy { .. } => Exit::Conflict,
            Self::NotSound(_) | Self::NotProven(_) | Self::Io { .. } => Exit::Failure,
        }
    }

    /// The same as a problem.
    #[must_use]
    pub fn problem(&self) -> Problem {
        match self {
            Self::App(error) => {
                let title = match error.kind() {
                    Kind::Usage => "cannot be asked so",
                    Kind::Refused => "refused",
                    Kind::Conflict => "conflict",
                    Kind::Failure => "failure",
                };
                let mut problem = Problem::new(&error.code(), title, error.to_string(), error.advice());
                if let AppError::Ambiguous { candidates, .. } = error {
                    let candidate =
                        |own: &cred_app::error::Candidate| Candidate { id: own.id.clone(), label: own.label.clone() };
                    problem.candidates = candidates.iter().map(candidate).collect();
                }
                problem
            }
            Self::Usage(message) => {
                Problem::new("usage", "cannot be asked so", message.clone(), "see `--help`".to_owned())
            }
            Self::Faults { file, faults } => Problem::new(
                "file/faults",
                "the file has faults",
                format!("{file}\n{faults}"),
                "nothing was written: mend the file and load it again".to_owned(),
            ),
            Self::Snapshot { file, error } => {
                Problem::new(error.code(), "refused", format!("{file}: {error}"), String::new())
            }
            Self::Busy { path } => Problem::new(
                "file/busy",
                "conflict",
                format!("another process has held {path} for half a minute"),
                "let it end, and repeat the command".to_owned(),
            ),
            Self::NotSound(detail) => Problem::new(
                "audit/not-sound",
                "not sound",
                detail.clone(),
                "keep the database as it is; compare it with a backup and with the checkpoints that others hold"
                    .to_owned(),
            ),
            Self::NotProven(detail) => Problem::new(
                "audit/not-proven",
                "not proven",
                detail.clone(),
                "do not rely on it: get the key, the checkpoint and the proof again from where each comes from"
                    .to_owned(),
            ),
            Self::Io { path, error } => Problem::new(
                "file/io",
                "failure",
                format!("{path}: {error}"),
                "check the path and your rights to it".to_owned(),
            ),
        }
    }
}
