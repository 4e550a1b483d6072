//! Providers: who they are, under which names and numbers, and what they claim.
//!
//! `Provider` is this project's word; NCQA, the Joint Commission and FHIR say *practitioner* for the person.

pub mod claim;
pub mod credential;
pub mod element;
pub mod name;
pub mod provider_type;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    actor::{Actor, Capacity},
    id::ProviderId,
    identifier::{CaqhId, DateOfBirth, Npi, Ssn, TaxonomyCode},
    machine::{Machine, Transition},
    refusal::{Reason, Refusal, ReplayError},
    text::Text,
    time::Instant,
};
use claim::Claim;
use element::ElementKey;
use name::{DatedName, PersonName};
use provider_type::ProviderType;

/// The transitions.
pub static MACHINE: Machine = Machine {
    name: "provider",
    states: &["registered", "deceased"],
    terminal: &["deceased"],
    transitions: &[
        Transition { from: Machine::START, command: "register", by: STAFF, to: &["registered"], guard: "" },
        Transition { from: "registered", command: "add-name", by: ANYONE, to: &["registered"], guard: OWN },
        Transition { from: "registered", command: "claim", by: ANYONE, to: &["registered"], guard: OWN },
        Transition {
            from: "registered",
            command: "correct-claim",
            by: ANYONE,
            to: &["registered"],
            guard: "the applicant: on their own record; claimed before; with a reason",
        },
        Transition {
            from: "registered",
            command: "record-death",
            by: STAFF,
            to: &["deceased"],
            guard: "not in the future",
        },
    ],
};

const OWN: &str = "the applicant: on their own record";
const STAFF: &[Capacity] = &[Capacity::Msp, Capacity::Cvo, Capacity::System];
const ANYONE: &[Capacity] = &[Capacity::Provider, Capacity::Delegate, Capacity::Msp, Capacity::Cvo, Capacity::System];

/// What identifies a provider at registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// The legal name.
    pub name: PersonName,
    /// The profession.
    pub provider_type: ProviderType,
    /// The national provider identifier of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub npi: Option<Npi>,
    /// Date of birth; secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<DateOfBirth>,
    /// Social security number; secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ssn: Option<Ssn>,
    /// CAQH provider id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caqh_id: Option<CaqhId>,
    /// Taxonomy codes, the primary one first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taxonomies: Vec<TaxonomyCode>,
}

/// What may be asked of a provider's record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Command {
    /// Add a name the person bears or bore.
    AddName(DatedName),
    /// Claim a credential. The same claim again changes nothing.
    Claim(Box<Claim>),
    /// Put another claim in the place of one.
    CorrectClaim {
        /// The claim replaced.
        element: ElementKey,
        /// What is claimed now.
        claim: Box<Claim>,
        /// Why.
        reason: Text,
    },
    /// Record a death.
    RecordDeath {
        /// The day.
        on: NaiveDate,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Event {
    /// Registered.
    #[non_exhaustive]
    Registered(Box<Registration>),
    /// A name was added.
    #[non_exhaustive]
    NameAdded(DatedName),
    /// A claim was made.
    #[non_exhaustive]
    Claimed(Box<Claim>),
    /// A claim took the place of another.
    #[non_exhaustive]
    ClaimCorrected {
        /// The claim replaced.
        element: ElementKey,
        /// What is claimed now.
        claim: Box<Claim>,
        /// Why.
        reason: Text,
    },
    /// The provider died.
    #[non_exhaustive]
    Died {
        /// The day.
        on: NaiveDate,
    },
}

impl Event {
    /// The stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Registered(_) => "registered",
            Self::NameAdded(_) => "name-added",
            Self::Claimed(_) => "claimed",
            Self::ClaimCorrected { .. } => "claim-corrected",
            Self::Died { .. } => "died",
        }
    }
}

/// A provider's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    id: ProviderId,
    registration: Registration,
    names: Vec<DatedName>,
    claims: BTreeMap<ElementKey, Claim>,
    died: Option<NaiveDate>,
}

impl Provider {
    /// Registers a provider.
    ///
    /// # Errors
    /// When the actor may not.
    pub fn register(registration: Registration, actor: &Actor) -> Result<Vec<Event>, Refusal> {
        MACHINE.admit(Machine::START, "register", actor)?;
        Ok(vec![Event::Registered(Box::new(registration))])
    }

    /// Decides what a command does; changes nothing.
    ///
    /// # Errors
    /// When the command does not belong to the state, the actor may not give it, or a guard fails.
    pub fn decide(&self, command: Command, actor: &Actor, at: Instant) -> Result<Vec<Event>, Refusal> {
        let name = match &command {
            Command::AddName(_) => "add-name",
            Command::Claim(_) => "claim",
            Command::CorrectClaim { .. } => "correct-claim",
            Command::RecordDeath { .. } => "record-death",
        };
        MACHINE.admit(self.state(), name, actor)?;
        let refuse = |reason| MACHINE.refuse(self.state(), name, reason);
        if matches!(actor.capacity(), Capacity::Provider | Capacity::Delegate) && !self.is_represented_by(actor) {
            let (given, wanted) = (actor.to_string(), self.id.to_string());
            return Err(refuse(Reason::Mismatch { what: "the actor", given, wanted }));
        }
        if let Command::Claim(claim) | Command::CorrectClaim { claim, .. } = &command
            && let (Some(from), Some(to)) = (claim.valid_from, claim.valid_to)
            && to.last_day() < from.first_day()
        {
            return Err(refuse(Reason::InvertedDates { from: from.to_string(), to: to.to_string() }));
        }
        Ok(match command {
            Command::AddName(name) if self.names.contains(&name) => vec![],
            Command::AddName(name) => vec![Event::NameAdded(name)],
            Command::Claim(claim) => match self.claims.get(&claim.key()) {
                Some(held) if *held == *claim => vec![],
                _ => vec![Event::Claimed(claim)],
            },
            Command::CorrectClaim { element, claim, reason } => {
                if !self.claims.contains_key(&element) {
                    let known = self.claims.keys().map(ToString::to_string).collect();
                    return Err(refuse(Reason::Unknown { what: "claim", name: element.to_string(), known }));
                }
                vec![Event::ClaimCorrected { element, claim, reason }]
            }
            Command::RecordDeath { on } => {
                let today = at.date_naive();
                if on > today {
                    return Err(refuse(Reason::FromTheFuture { given: on, today }));
                }
                vec![Event::Died { on }]
            }
        })
    }

    /// Begins a record from its first event.
    ///
    /// # Errors
    /// When the event begins none.
    pub fn begin(id: ProviderId, event: &Event) -> Result<Self, ReplayError> {
        let Event::Registered(registration) = event else {
            return Err(ReplayError { stream: id.to_string(), event: event.name(), after: Machine::START.to_owned() });
        };
        Ok(Self { id, registration: (**registration).clone(), names: vec![], claims: BTreeMap::new(), died: None })
    }

    /// Applies an event. No rules here: what was decided, happened.
    ///
    /// # Errors
    /// When the event cannot follow.
    pub fn apply(&mut self, event: &Event) -> Result<(), ReplayError> {
        let follows = match event {
            Event::Registered(_) => false,
            Event::ClaimCorrected { element, .. } => self.claims.contains_key(element),
            Event::NameAdded(_) | Event::Claimed(_) | Event::Died { .. } => true,
        };
        if !follows || MACHINE.terminal.contains(&self.state()) {
            let after = self.state().to_owned();
            return Err(ReplayError { stream: self.id.to_string(), event: event.name(), after });
        }
        match event {
            Event::Registered(_) => {}
            Event::NameAdded(name) => self.names.push(name.clone()),
            Event::Claimed(claim) => {
                self.claims.insert(claim.key(), (**claim).clone());
            }
            Event::ClaimCorrected { element, claim, .. } => {
                self.claims.remove(element);
                self.claims.insert(claim.key(), (**claim).clone());
            }
            Event::Died { on } => self.died = Some(*on),
        }
        Ok(())
    }

    /// The state's name.
    #[must_use]
    pub const fn state(&self) -> &'static str {
        if self.died.is_some() { "deceased" } else { "registered" }
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> ProviderId {
        self.id
    }

    /// What the record was registered with.
    #[must_use]
    pub const fn registration(&self) -> &Registration {
        &self.registration
    }

    /// The legal name at registration.
    #[must_use]
    pub const fn name(&self) -> &PersonName {
        &self.registration.name
    }

    /// The profession.
    #[must_use]
    pub const fn provider_type(&self) -> ProviderType {
        self.registration.provider_type
    }

    /// Further names, in the order they were added.
    #[must_use]
    pub fn aliases(&self) -> &[DatedName] {
        &self.names
    }

    /// The claims, by element.
    #[must_use]
    pub const fn claims(&self) -> &BTreeMap<ElementKey, Claim> {
        &self.claims
    }

    /// The day of death, if recorded.
    #[must_use]
    pub const fn died(&self) -> Option<NaiveDate> {
        self.died
    }

    /// Whether an actor is this provider, acts for them, or bears one of their names: then the actor acts on their own file. Two
    /// people of one name are told apart by letting the other one act under an id of their own.
    #[must_use]
    pub fn is(&self, actor: &Actor) -> bool {
        if let Some(provider) = actor.provider() {
            return provider == self.id;
        }
        actor.capacity() == Capacity::Delegate
            || self.registration.npi.as_ref().is_some_and(|npi| actor.name() == npi.to_string())
            || self.registration.name.is_written(actor.name())
            || self.names.iter().any(|alias| alias.name.is_written(actor.name()))
    }

    /// Whether an actor may act as this provider or for them. A delegate must be known to be this provider's: a delegate of nobody acts
    /// for nobody.
    #[must_use]
    pub fn is_represented_by(&self, actor: &Actor) -> bool {
        match actor.capacity() {
            Capacity::Delegate => actor.provider() == Some(self.id),
            Capacity::Provider
            | Capacity::Msp
            | Capacity::Cvo
            | Capacity::Chair
            | Capacity::CredentialsCommittee
            | Capacity::MedicalDirector
            | Capacity::Mec
            | Capacity::Board
            | Capacity::BoardCommittee
            | Capacity::Ceo
            | Capacity::HearingPanel
            | Capacity::Facility
            | Capacity::Payer
            | Capacity::System => self.is(actor),
        }
    }
}
