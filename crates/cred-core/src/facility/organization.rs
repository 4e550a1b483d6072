//! Organisations: who credentials providers, and by which rule packs. One organisation may have several facilities.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    actor::{Actor, Capacity},
    id::{OrganizationId, PackId},
    machine::{Machine, Transition},
    refusal::{Refusal, ReplayError},
    standard::adoption::{Adoption, Adoptions},
    text::Text,
    time::{Instant, zone::Zone},
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
            command: "adopt-pack",
            by: RULERS,
            to: &["established"],
            guard: "no fault in it, no other edition of its programme, not back-dated",
        },
        Transition {
            from: "established",
            command: "end-pack",
            by: RULERS,
            to: &["established"],
            guard: "adopted; not back-dated",
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
    /// A pack was adopted.
    #[non_exhaustive]
    PackAdopted {
        /// The adoption.
        adoption: Box<Adoption>,
        /// The local day of the decision.
        decided_on: NaiveDate,
    },
    /// The adoption of a pack ends.
    #[non_exhaustive]
    PackEnded {
        /// The pack.
        pack: PackId,
        /// The last local day on which it binds.
        last_day: NaiveDate,
    },
}

impl Event {
    /// The stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Established { .. } => "established",
            Self::PackAdopted { .. } => "pack-adopted",
            Self::PackEnded { .. } => "pack-ended",
        }
    }
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    id: OrganizationId,
    name: Text,
    zone: Zone,
    adoptions: Adoptions,
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

    /// Adopts a rule pack. The same adoption again changes nothing.
    ///
    /// # Errors
    /// When the actor may not, the pack has a fault, an edition of its programme is adopted for the time, or it is back-dated.
    pub fn adopt_pack(&self, adoption: Adoption, actor: &Actor, at: Instant) -> Result<Vec<Event>, Refusal> {
        MACHINE.admit("established", "adopt-pack", actor)?;
        let decided_on = self.zone.date_at(at);
        let refuse = |reason| MACHINE.refuse("established", "adopt-pack", reason);
        Ok(if self.adoptions.may_adopt(&adoption, decided_on).map_err(refuse)? {
            vec![Event::PackAdopted { adoption: Box::new(adoption), decided_on }]
        } else {
            vec![]
        })
    }

    /// Ends the adoption of a pack after a local day.
    ///
    /// # Errors
    /// When the actor may not, the pack is not adopted, or the day is past.
    pub fn end_pack(
        &self,
        pack: PackId,
        last_day: NaiveDate,
        actor: &Actor,
        at: Instant,
    ) -> Result<Vec<Event>, Refusal> {
        MACHINE.admit("established", "end-pack", actor)?;
        let refuse = |reason| MACHINE.refuse("established", "end-pack", reason);
        let changes = self.adoptions.may_end(&pack, last_day, self.zone.date_at(at)).map_err(refuse)?;
        Ok(if changes { vec![Event::PackEnded { pack, last_day }] } else { vec![] })
    }

    /// Begins a record from its first event.
    ///
    /// # Errors
    /// When the event begins none.
    pub fn begin(id: OrganizationId, event: &Event) -> Result<Self, ReplayError> {
        let Event::Established { name, zone } = event else {
            return Err(ReplayError { stream: id.to_string(), event: event.name(), after: Machine::START.to_owned() });
        };
        Ok(Self { id, name: name.clone(), zone: *zone, adoptions: Adoptions::default() })
    }

    /// Applies an event. No rules here.
    ///
    /// # Errors
    /// When the event cannot follow.
    pub fn apply(&mut self, event: &Event) -> Result<(), ReplayError> {
        match event {
            Event::PackAdopted { adoption, decided_on } => {
                self.adoptions.adopt((**adoption).clone(), *decided_on);
                Ok(())
            }
            Event::PackEnded { pack, last_day } => {
                self.adoptions.end(pack, *last_day);
                Ok(())
            }
            Event::Established { .. } => {
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

    /// Adopts a pack in a copy made to see what it would change. An edition of the same programme that runs then ends the day before.
    pub(crate) fn suppose(&mut self, adoption: Adoption, now: Instant) {
        let decided_on = self.zone.date_at(now);
        self.adoptions.suppose(adoption, decided_on);
    }

    /// The rule packs it adopted.
    #[must_use]
    pub const fn adoptions(&self) -> &Adoptions {
        &self.adoptions
    }
}
