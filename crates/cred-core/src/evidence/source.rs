//! Sources: who answers, and how they were asked.

use serde::{Deserialize, Serialize};

/// How an answer was obtained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// From the source itself: primary source verification.
    Primary,
    /// From a source that the standard accepts as equal to the primary one.
    DesignatedEquivalent,
    /// Pushed by a service that watches the source.
    ContinuousMonitoring,
    /// Seen on a paper that the applicant brought.
    ApplicantCopy,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 4] =
        [Self::Primary, Self::DesignatedEquivalent, Self::ContinuousMonitoring, Self::ApplicantCopy];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::DesignatedEquivalent => "designated-equivalent",
            Self::ContinuousMonitoring => "continuous-monitoring",
            Self::ApplicantCopy => "applicant-copy",
        }
    }

    /// Parses the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.word().eq_ignore_ascii_case(word.trim()))
    }
}
