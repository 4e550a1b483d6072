//! Organisations: who credentials providers, and by which policy. One organisation may have several facilities.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    actor::{Actor, Capacity},
    credentialing::policy::CredentialingPolicy,
    id::OrganizationId,
    machine::{Machine, Transition},
    refusal::{Reason, Refusal, ReplayError},
    text::Text,
    time::zone::Zone,
};

/// The transitions.
pub static MACHINE: Machine = Machine {
    name: "organization",
    states: &["established"],
    terminal: &[],
    transitions: &[
        Transition { from: Machine::START, command: "establish", by: RULERS, to: &["established"], guard: "" },
        Transition {
            from: "established",
            command: "adopt-policy",
            by: RULERS,
            to: &["established"],
            guard: "a new version, effective after the last",
        },
    ],
};

const RULERS: &[Capacity] = &[Capacity::Board, Capacity::Facility, Capacity::System];

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Event {
    /// Established.
    #[non_exhaustive]
    Established {
        /// Its name.
        name: Text,
        /// The zone of its deciding bodies.
        zone: Zone,
    },
    /// A credentialing policy was adopted.
    #[non_exhaustive]
    PolicyAdopted(Box<CredentialingPolicy>),
}

impl Event {
    /// The stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Established { .. } => "established",
            Self::PolicyAdopted(_) => "policy-adopted",
        }
    }
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    id: OrganizationId,
    name: Text,
    zone: Zone,
    policies: Vec<CredentialingPolicy>,
}

impl Organization {
    /// Establishes an organisation.
    ///
    /// # Errors
    /// When the actor may not.
    pub fn establish(name: Text, zone: Zone, actor: &Actor) -> Result<Vec<Event>, Refusal> {
        MACHINE.admit(Machine::START, "establish", actor)?;
        Ok(vec![Event::Established { name, zone }])
    }

    /// Adopts a version of the credentialing policy. The same version with the same content changes nothing.
    ///
    /// # Errors
    /// When the actor may not, the version exists with other content, or would take effect before the last one.
    pub fn adopt_policy(&self, policy: CredentialingPolicy, actor: &Actor) -> Result<Vec<Event>, Refusal> {
        MACHINE.admit("established", "adopt-policy", actor)?;
        let refuse = |reason| MACHINE.refuse("established", "adopt-policy", reason);
        let what = format!("credentialing policy {}", policy.version);
        if let Some(held) = self.policies.iter().find(|held| held.version == policy.version) {
            return if *held == policy { Ok(vec![]) } else { Err(refuse(Reason::AlreadyExists { what })) };
        }
        if let Some(last) = self.policies.last()
            && policy.effective_from <= last.effective_from
        {
            return Err(refuse(Reason::NotAfterTheLast {
                what,
                given: policy.effective_from,
                last: last.version.to_string(),
                last_from: last.effective_from,
            }));
        }
        Ok(vec![Event::PolicyAdopted(Box::new(policy))])
    }

    /// Begins a record from its first event.
    ///
    /// # Errors
    /// When the event begins none.
    pub fn begin(id: OrganizationId, event: &Event) -> Result<Self, ReplayError> {
        let Event::Established { name, zone } = event else {
            return Err(ReplayError { stream: id.to_string(), event: event.name(), after: Machine::START.to_owned() });
        };
        Ok(Self { id, name: name.clone(), zone: *zone, policies: Vec::new() })
    }

    /// Applies an event. No rules here.
    ///
    /// # Errors
    /// When the event cannot follow.
    pub fn apply(&mut self, event: &Event) -> Result<(), ReplayError> {
        match event {
            Event::PolicyAdopted(policy) if self.policies.iter().all(|held| held.version != policy.version) => {
                self.policies.push((**policy).clone());
                Ok(())
            }
            Event::Established { .. } | Event::PolicyAdopted(_) => {
                Err(ReplayError { stream: self.id.to_string(), event: event.name(), after: "established".to_owned() })
            }
        }
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> &OrganizationId {
        &self.id
    }

    /// Its name.
    #[must_use]
    pub const fn name(&self) -> &Text {
        &self.name
    }

    /// The zone in which its decisions are dated.
    #[must_use]
    pub const fn zone(&self) -> Zone {
        self.zone
    }

    /// Every version of the policy, oldest first.
    #[must_use]
    pub fn policies(&self) -> &[CredentialingPolicy] {
        &self.policies
    }

    /// The policy in force on a date of the organisation.
    #[must_use]
    pub fn policy_on(&self, date: NaiveDate) -> Option<&CredentialingPolicy> {
        self.policies.iter().rev().find(|policy| policy.effective_from <= date)
    }
}
