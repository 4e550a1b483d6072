//! Temporary and disaster privileges: authority for a short time, each kind with its own preconditions and cap.

use crate::{
    id::{ProviderId, TemporaryPrivilegeId},
    machine::{Machine, Transition},
    refusal::ReplayError,
    text::Text,
};
use serde::{Deserialize, Serialize};

/// The transitions.
pub static MACHINE: Machine = Machine {
    name: "temporary privilege",
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

/// One temporary privilege.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemporaryPrivilege {
    id: TemporaryPrivilegeId,
    provider: ProviderId,
}

impl TemporaryPrivilege {
    /// Begins a record from its first event.
    ///
    /// # Errors
    /// When the event begins none.
    pub fn begin(id: TemporaryPrivilegeId, event: &Event) -> Result<Self, ReplayError> {
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
    pub const fn id(&self) -> TemporaryPrivilegeId {
        self.id
    }

    /// About whom.
    #[must_use]
    pub const fn provider(&self) -> ProviderId {
        self.provider
    }
}
