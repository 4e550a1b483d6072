//! Providers: who they are, under which names and numbers, and what they claim.
//!
//! `Provider` is this project's word; NCQA, the Joint Commission and FHIR say *practitioner* for the person.

pub mod claim;
pub mod credential;
pub mod drug_schedule;
pub mod element;
mod event;
pub mod merging;
pub mod name;
mod person;
pub mod provider_type;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    actor::{Actor, Capacity},
    id::ProviderId,
    identifier::{CaqhId, DateOfBirth, DeaNumber, DeaRegistrant, Npi, Ssn, TaxonomyCode, Warning},
    machine::Machine,
    refusal::{Reason, Refusal, ReplayError},
    text::Text,
    time::{Instant, partial_date::PartialDate},
};
use claim::Claim;
use element::ElementKey;
use name::{DatedName, PersonName};
use person::Person;
use provider_type::ProviderType;

pub use event::{Command, Event};
pub use table::MACHINE;

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

/// A provider's record. Where several records are of one person, each tells what all of them know: the ids, names, numbers and claims of
/// the whole person, under its own id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    id: ProviderId,
    registration: Registration,
    names: Vec<DatedName>,
    claims: BTreeMap<ElementKey, Claim>,
    died: Option<NaiveDate>,
    merged_into: Option<ProviderId>,
    took_in: BTreeSet<ProviderId>,
    /// The whole person, where that is more than this record; kept up by the records.
    person: Option<Box<Person>>,
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
        Ok(Self {
            id,
            registration: (**registration).clone(),
            names: vec![],
            claims: BTreeMap::new(),
            died: None,
            merged_into: None,
            took_in: BTreeSet::new(),
            person: None,
        })
    }

    /// Applies an event. No rules here: what was decided, happened.
    ///
    /// # Errors
    /// When the event cannot follow.
    pub fn apply(&mut self, event: &Event) -> Result<(), ReplayError> {
        let open = self.state() == "registered";
        let follows = match event {
            Event::Registered(_) => false,
            Event::ClaimCorrected { element, .. } => open && self.claims.contains_key(element),
            Event::NameAdded(_) | Event::Claimed(_) | Event::Died { .. } => open,
            Event::Merged { survivor, .. } => open && *survivor != self.id,
            Event::Unmerged { survivor, .. } => self.merged_into == Some(*survivor),
            // These are about another record, or about no record: whatever state this one is in.
            Event::TookIn { record } => *record != self.id && !self.took_in.contains(record),
            Event::GaveBack { record } => self.took_in.contains(record),
            Event::PeerReviewRead { .. } => true,
        };
        if !follows {
            let after = self.state().to_owned();
            return Err(ReplayError { stream: self.id.to_string(), event: event.name(), after });
        }
        match event {
            Event::Registered(_) | Event::PeerReviewRead { .. } => {}
            Event::NameAdded(name) => self.names.push(name.clone()),
            Event::Claimed(claim) => {
                self.claims.insert(claim.key(), (**claim).clone());
            }
            Event::ClaimCorrected { element, claim, .. } => {
                self.claims.remove(element);
                self.claims.insert(claim.key(), (**claim).clone());
            }
            Event::Died { on } => self.died = Some(*on),
            Event::Merged { survivor, .. } => self.merged_into = Some(*survivor),
            Event::Unmerged { .. } => self.merged_into = None,
            Event::TookIn { record } => {
                self.took_in.insert(*record);
            }
            Event::GaveBack { record } => {
                self.took_in.remove(record);
            }
        }
        Ok(())
    }

    /// That somebody read peer-review matter about the provider. No command: it is recorded whatever the state, and changes nothing.
    #[must_use]
    pub fn peer_review_read(by: &Actor, why: Text, events: u64) -> Event {
        Event::PeerReviewRead { by: by.clone(), why, events }
    }

    /// The state's name.
    #[must_use]
    pub const fn state(&self) -> &'static str {
        if self.merged_into.is_some() {
            "merged"
        } else if self.died.is_some() {
            "deceased"
        } else {
            "registered"
        }
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

    /// The profession; of several records of one person, the survivor's.
    #[must_use]
    pub fn provider_type(&self) -> ProviderType {
        self.person.as_ref().map_or(self.registration.provider_type, |person| person.provider_type)
    }

    /// Further names of the person, in the order they were added; those of other records of the same person after them.
    #[must_use]
    pub fn aliases(&self) -> &[DatedName] {
        self.person.as_ref().map_or(&self.names, |person| &person.names)
    }

    /// Every name that the person may have borne on a day known to some precision: the one registered, whose days are not known, and
    /// each dated one that may have been borne then. A source is matched against all of them.
    #[must_use]
    pub fn names_at(&self, day: PartialDate) -> Vec<&PersonName> {
        let aliases = self.aliases().iter().filter(|alias| alias.may_be_borne_on(day)).map(|alias| &alias.name);
        std::iter::once(&self.registration.name).chain(aliases).collect()
    }

    /// Whether a source that writes the person's name so on a day may mean this person.
    #[must_use]
    pub fn bore(&self, written: &str, day: PartialDate) -> bool {
        self.names_at(day).into_iter().any(|name| name.is_written(written))
    }

    /// What a person should look at in a DEA number of the provider's: its second letter is the initial of a surname ever used, so
    /// every name is compared, whatever its dates. It warns, and blocks nothing.
    #[must_use]
    pub fn dea_warnings(&self, number: &DeaNumber) -> Vec<Warning> {
        let names = std::iter::once(self.name()).chain(self.aliases().iter().map(|alias| &alias.name));
        let surnames: Vec<&str> = names.map(|name| name.family.as_str()).collect();
        number.warnings_for(DeaRegistrant::Person { surnames: &surnames })
    }

    /// The claims, by element. Where two records of one person claim the same element, the survivor's stands.
    #[must_use]
    pub fn claims(&self) -> &BTreeMap<ElementKey, Claim> {
        self.person.as_ref().map_or(&self.claims, |person| &person.claims)
    }

    /// The day of death, if recorded; of several records the first day.
    #[must_use]
    pub fn died(&self) -> Option<NaiveDate> {
        self.person.as_ref().map_or(self.died, |person| person.died)
    }

    /// Nothing is opened, approved, appointed or granted for the dead.
    pub(crate) fn lives(&self) -> Result<(), Reason> {
        match self.died() {
            Some(day) => Err(Reason::RequirementsOpen { open: vec![format!("the provider alive: died on {day}")] }),
            None => Ok(()),
        }
    }

    /// The record that this one was merged into.
    #[must_use]
    pub const fn merged_into(&self) -> Option<ProviderId> {
        self.merged_into
    }

    /// The records that were merged into this one.
    #[must_use]
    pub const fn took_in(&self) -> &BTreeSet<ProviderId> {
        &self.took_in
    }

    /// Whether an id is this person's: the record's own, or that of another record of the same person. A guard that asks "is this about
    /// the same provider?" asks this.
    #[must_use]
    pub fn has_id(&self, id: ProviderId) -> bool {
        id == self.id || self.person.as_ref().is_some_and(|person| person.ids.contains(&id))
    }

    /// Every NPI of the person: more than one only where one was issued in error.
    #[must_use]
    pub fn npis(&self) -> Vec<&Npi> {
        match &self.person {
            Some(person) => person.npis.iter().collect(),
            None => self.registration.npi.iter().collect(),
        }
    }

    /// Whether an actor is this provider, acts for them, or bears one of their names: then the actor acts on their own file. Two
    /// people of one name are told apart by letting the other one act under an id of their own.
    #[must_use]
    pub fn is(&self, actor: &Actor) -> bool {
        if let Some(provider) = actor.provider() {
            return self.has_id(provider);
        }
        actor.capacity() == Capacity::Delegate
            || self.npis().into_iter().any(|npi| actor.name() == npi.to_string())
            || self.registration.name.is_written(actor.name())
            || self.aliases().iter().any(|alias| alias.name.is_written(actor.name()))
    }

    /// Whether an actor may act as this provider or for them. A delegate must be known to be this provider's: a delegate of nobody acts
    /// for nobody.
    #[must_use]
    pub fn is_represented_by(&self, actor: &Actor) -> bool {
        match actor.capacity() {
            Capacity::Delegate => actor.provider().is_some_and(|id| self.has_id(id)),
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
