//! The three values a rule can have.

use serde::{Deserialize, Serialize};

/// Unmet < Unknown < Met. Unknown never grants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Truth {
    /// The rule is not met, and we know it.
    Unmet,
    /// We do not know.
    Unknown,
    /// The rule is met.
    Met,
}

impl Truth {
    /// Met and unmet change places.
    #[must_use]
    pub const fn not(self) -> Self {
        match self {
            Self::Unmet => Self::Met,
            Self::Unknown => Self::Unknown,
            Self::Met => Self::Unmet,
        }
    }

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unmet => "unmet",
            Self::Unknown => "unknown",
            Self::Met => "met",
        }
    }
}
