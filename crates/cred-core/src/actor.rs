//! Who acts, and in which capacity.

use serde::{Deserialize, Serialize};

use crate::id::ProviderId;

/// The capacity in which somebody acts. What each may do is in the transition tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Capacity {
    /// The provider the matter is about.
    Provider,
    /// Someone the provider lets fill in forms; never signs.
    Delegate,
    /// Medical services professional: the credentialing staff.
    Msp,
    /// An analyst of a credentials verification organisation.
    Cvo,
    /// Department chair.
    Chair,
    /// Credentials committee.
    CredentialsCommittee,
    /// Medical director, or the physician designated for clean files.
    MedicalDirector,
    /// Medical executive committee.
    Mec,
    /// Governing body.
    Board,
    /// A committee of the board that may decide between its meetings.
    BoardCommittee,
    /// Chief executive or designee.
    Ceo,
    /// Hearing panel.
    HearingPanel,
    /// The facility's administration: sites, resources, bylaws and forms.
    Facility,
    /// A payer.
    Payer,
    /// A rule or a clock, never a person.
    System,
}

impl Capacity {
    /// Every capacity.
    pub const ALL: [Self; 15] = [
        Self::Provider,
        Self::Delegate,
        Self::Msp,
        Self::Cvo,
        Self::Chair,
        Self::CredentialsCommittee,
        Self::MedicalDirector,
        Self::Mec,
        Self::Board,
        Self::BoardCommittee,
        Self::Ceo,
        Self::HearingPanel,
        Self::Facility,
        Self::Payer,
        Self::System,
    ];

    /// The word for it in commands and files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Delegate => "delegate",
            Self::Msp => "msp",
            Self::Cvo => "cvo",
            Self::Chair => "chair",
            Self::CredentialsCommittee => "credentials-committee",
            Self::MedicalDirector => "medical-director",
            Self::Mec => "mec",
            Self::Board => "board",
            Self::BoardCommittee => "board-committee",
            Self::Ceo => "ceo",
            Self::HearingPanel => "hearing-panel",
            Self::Facility => "facility",
            Self::Payer => "payer",
            Self::System => "system",
        }
    }
}

impl std::fmt::Display for Capacity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

/// Who acts: a name for the record, the capacity, and which provider the person is, where that is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    name: String,
    capacity: Capacity,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    provider: Option<ProviderId>,
}

/// A name that cannot stand in the record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an actor needs a name of 1 to 120 printable characters")]
pub struct ActorError;

impl Actor {
    /// Names who acts.
    ///
    /// # Errors
    /// When the name is blank, longer than 120 characters or holds control characters.
    pub fn new(name: &str, capacity: Capacity) -> Result<Self, ActorError> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 120 || name.chars().any(char::is_control) {
            return Err(ActorError);
        }
        Ok(Self { name: name.to_owned(), capacity, provider: None })
    }

    /// The same actor, known to be that provider.
    #[must_use]
    pub fn being(mut self, provider: ProviderId) -> Self {
        self.provider = Some(provider);
        self
    }

    /// The name for the record.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The capacity.
    #[must_use]
    pub const fn capacity(&self) -> Capacity {
        self.capacity
    }

    /// Which provider the person is, where known.
    #[must_use]
    pub const fn provider(&self) -> Option<ProviderId> {
        self.provider
    }
}

impl std::fmt::Display for Actor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.capacity, self.name)
    }
}
