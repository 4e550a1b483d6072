//! What stands on a credentialing file beside the evidence, as far as rules ask about it: when it was handed in and signed, what the
//! provider explained, and when a verification organisation reported it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{text::Text, time::Instant};

/// How something was explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExplanationForm {
    /// In conversation, noted in the file.
    Spoken,
    /// In writing.
    Written,
}

/// An explanation of a gap in the work history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GapExplanation {
    /// The first day of the time explained.
    pub from: NaiveDate,
    /// The last day of it.
    pub to: NaiveDate,
    /// Spoken or written.
    pub form: ExplanationForm,
    /// What was said.
    pub words: Text,
}

/// The facts of a file that rules ask about. All empty where there is no file yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OnFile {
    /// When it was handed in.
    pub submitted: Option<Instant>,
    /// The day of the provider's signature that stands.
    pub signed_on: Option<NaiveDate>,
    /// The gaps explained.
    pub explanations: Vec<GapExplanation>,
    /// When it was last reported to the client.
    pub reported: Option<Instant>,
}
