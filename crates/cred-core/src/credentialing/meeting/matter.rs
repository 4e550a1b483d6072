//! What a meeting decides about: the matters on its agenda, and the motions that can be put.

use crate::{
    id::{AppointmentId, CorrectiveActionId, CredentialingFileId, FacilityId, PrivilegeRequestId, ProviderId},
    text::Text,
};
use serde::{Deserialize, Serialize};

use super::vote::Vote;

/// One matter, by what it is about. A vote on the one is no vote on another, whoever the provider is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Matter {
    /// A credentialing file.
    CredentialingFile(CredentialingFileId),
    /// A privilege request.
    Privilege(PrivilegeRequestId),
    /// A first appointment, which has no id before it is decided.
    Appointment {
        /// Of whom.
        provider: ProviderId,
        /// Where.
        facility: FacilityId,
    },
    /// A new term of an appointment.
    Reappointment(AppointmentId),
    /// A corrective action.
    CorrectiveAction(CorrectiveActionId),
}

impl std::fmt::Display for Matter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::CredentialingFile(id) => write!(f, "credentialing file {id}"),
            Self::Privilege(id) => write!(f, "privilege {id}"),
            Self::Appointment { provider, facility } => write!(f, "appointment of {provider} at {facility}"),
            Self::Reappointment(id) => write!(f, "reappointment {id}"),
            Self::CorrectiveAction(id) => write!(f, "corrective action {id}"),
        }
    }
}

/// What is put to the vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Motion {
    /// To decide for it: approve, grant, appoint, reappoint, or take the action proposed; with conditions or without.
    Approve,
    /// To decide against it.
    Deny,
    /// To put it off with a question.
    Defer,
    /// To recommend it to the body that decides.
    Recommend,
    /// To recommend against it.
    RecommendAgainst,
}

impl Motion {
    /// Every motion.
    pub const ALL: [Self; 5] = [Self::Approve, Self::Deny, Self::Defer, Self::Recommend, Self::RecommendAgainst];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Deny => "deny",
            Self::Defer => "defer",
            Self::Recommend => "recommend",
            Self::RecommendAgainst => "recommend-against",
        }
    }
}

impl std::fmt::Display for Motion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

/// A matter on the agenda, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgendaItem {
    /// The matter.
    pub matter: Matter,
    /// About whom.
    pub provider: ProviderId,
    /// In a few words.
    pub about: Text,
    /// Who keeps out of it, each with the reason.
    pub recusals: Vec<Recusal>,
    /// What was voted, in order. Nothing follows a motion that carried.
    pub votes: Vec<Vote>,
    /// The question it was put off with.
    pub question: Option<Text>,
}

/// A member who keeps out of a matter, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recusal {
    /// The member's name, as convened.
    pub member: Text,
    /// Why.
    pub reason: Text,
}

impl AgendaItem {
    /// The motion that carried, if one did.
    #[must_use]
    pub fn decided(&self) -> Option<&Vote> {
        self.votes.iter().find(|vote| vote.carried)
    }
}
