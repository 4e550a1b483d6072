//! Exit codes of the command line. A *no* is an answer, not an error.

use cred_core::timeline::truth::Truth;

/// What a run ended with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done, or *yes*.
    Yes,
    /// The program, the file or the machine failed.
    Failure,
    /// Ask differently: a wrong argument, a name that is not there or is ambiguous, a file that cannot be read as what it should be.
    Usage,
    /// *No*.
    No,
    /// *Unknown*: something needed is not known; nothing is granted.
    Unknown,
    /// The rules do not allow it now.
    Refused,
    /// Someone was faster, or a key or number is taken: look, and try again.
    Conflict,
}

impl Exit {
    /// Every one.
    pub const ALL: [Self; 7] =
        [Self::Yes, Self::Failure, Self::Usage, Self::No, Self::Unknown, Self::Refused, Self::Conflict];

    /// The number.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Yes => 0,
            Self::Failure => 1,
            Self::Usage => 2,
            Self::No => 3,
            Self::Unknown => 4,
            Self::Refused => 5,
            Self::Conflict => 6,
        }
    }

    /// What it means, for the documentation.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Yes => "done, or the answer is yes",
            Self::Failure => "failure: the program, the file or the machine",
            Self::Usage => "usage: a wrong argument, a file with faults, a name that is missing or ambiguous",
            Self::No => "the answer is no",
            Self::Unknown => "the answer is unknown, which never grants",
            Self::Refused => "refused: the rules do not allow it now",
            Self::Conflict => "conflict: someone was faster, or a key or number is taken",
        }
    }
}

impl From<Truth> for Exit {
    fn from(truth: Truth) -> Self {
        match truth {
            Truth::Met => Self::Yes,
            Truth::Unmet => Self::No,
            Truth::Unknown => Self::Unknown,
        }
    }
}
