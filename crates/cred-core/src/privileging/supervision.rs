//! Supervision and collaboration: who answers for whom, and who stands in.

use crate::{
    id::{ProviderId, SupervisionId},
    machine::{Machine, Transition},
    refusal::ReplayError,
    text::Text,
};
use serde::{Deserialize, Serialize};

/// The transitions.
pub static MACHINE: Machine = Machine {
    name: "supervision",
    states: &["begun"],
    terminal: &[],
    transitions: &[Transition { from: Machine::START, command: "begin", by: &[], to: &["begun"], guard: "" }],
};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Event {
    /// Begun.
    #[non_exhaustive]
    Begun {
        /// About whom.
        provider: ProviderId,
        /// A note.
        note: Text,
    },
}

impl Event {
    /// The stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Begun { .. } => "begun",
        }
    }
}

/// One supervision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supervision {
    id: SupervisionId,
    provider: ProviderId,
}

impl Supervision {
    /// Begins a record from its first event.
    ///
    /// # Errors
    /// When the event begins none.
    pub fn begin(id: SupervisionId, event: &Event) -> Result<Self, ReplayError> {
        let Event::Begun { provider, .. } = event;
        Ok(Self { id, provider: *provider })
    }

    /// Applies an event. No rules here.
    ///
    /// # Errors
    /// When the event cannot follow.
    pub fn apply(&mut self, event: &Event) -> Result<(), ReplayError> {
        Err(ReplayError { stream: self.id.to_string(), event: event.name(), after: "begun".to_owned() })
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> SupervisionId {
        self.id
    }

    /// About whom.
    #[must_use]
    pub const fn provider(&self) -> ProviderId {
        self.provider
    }
}
