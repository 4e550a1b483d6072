//! Privilege sets (delineation of privileges forms), immutable per version. A grant names the version it was given under and
//! keeps it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{criterion::Criterion, privilege_item::PrivilegeItem};
use crate::{
    actor::{Actor, Capacity},
    digest::Digest,
    id::{FacilityId, ItemId, PrivilegeSetId, SiteId, VersionLabel},
    machine::{Machine, Transition},
    refusal::{Reason, Refusal, ReplayError},
    text::Text,
};

const RULERS: &[Capacity] = &[Capacity::Board, Capacity::Facility];

/// The transitions.
pub static MACHINE: Machine = Machine {
    name: "privilege set",
    states: &["published"],
    terminal: &[],
    transitions: &[
        Transition { from: Machine::START, command: "publish", by: RULERS, to: &["published"], guard: GUARD },
        Transition { from: "published", command: "publish", by: RULERS, to: &["published"], guard: GUARD },
    ],
};

const GUARD: &str = "a new version, effective after the last; no fault in it";

/// One version of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrivilegeSetVersion {
    /// The label of the version.
    pub version: VersionLabel,
    /// The first local day of the facility on which it binds.
    pub effective_from: NaiveDate,
    /// Its title.
    pub title: Text,
    /// The sites it is for.
    pub sites: Vec<SiteId>,
    /// Whether grants under older versions are judged by their own standing criteria until reappointment (`true`), or by these from
    /// the effective date on.
    #[serde(default = "yes")]
    pub grandfather: bool,
    /// What every item asks of the holder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<Criterion>,
    /// The privileges.
    pub items: Vec<PrivilegeItem>,
}

const fn yes() -> bool {
    true
}

impl PrivilegeSetVersion {
    /// The most items a form may have.
    pub const MOST_ITEMS: usize = 1_000;

    /// The most prerequisites an item may have, counting those below them.
    pub const MOST_BELOW: usize = 200;

    /// An item by its id.
    #[must_use]
    pub fn item(&self, id: &ItemId) -> Option<&PrivilegeItem> {
        self.items.iter().find(|item| item.id == *id)
    }

    /// What is wrong with it; empty if nothing is.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.sites.is_empty() {
            faults.push("it is for no site".to_owned());
        }
        if self.items.is_empty() {
            faults.push("it has no items".to_owned());
        }
        faults.extend(self.threshold.as_ref().and_then(Criterion::fault).map(|fault| format!("threshold: {fault}")));
        if self.items.len() > Self::MOST_ITEMS {
            faults.push(format!("it has {} items; a form has at most {}", self.items.len(), Self::MOST_ITEMS));
            return faults;
        }
        let (ring, heavy) = self.tangled();
        for (index, item) in self.items.iter().enumerate() {
            let mut fault = |text: String| faults.push(format!("item {}: {text}", item.id));
            if self.items.iter().take(index).any(|earlier| earlier.id == item.id) {
                fault("the id stands twice".to_owned());
            }
            if ring.contains(&&item.id) {
                fault("its prerequisites lead back to itself, or to a ring".to_owned());
            }
            if heavy.contains(&&item.id) {
                fault(format!("it has more than {} prerequisites, counting those below them", Self::MOST_BELOW));
            }
            item.criteria.iter().chain(&item.requires).filter_map(Criterion::fault).for_each(&mut fault);
            if item.ages.is_some_and(|ages| ages.at_least.zip(ages.under).is_some_and(|(least, under)| under <= least))
            {
                fault("its age band is empty".to_owned());
            }
        }
        faults
    }

    /// The items whose prerequisites lead back to themselves (what is left when all that can be ordered is taken away), and those
    /// whose prerequisites, with all below them, are more than can be looked at in one question.
    fn tangled(&self) -> (Vec<&ItemId>, Vec<&ItemId>) {
        let mut left: BTreeMap<&ItemId, Vec<&ItemId>> = BTreeMap::new();
        for item in &self.items {
            left.insert(&item.id, item.prerequisites.iter().map(|prerequisite| &prerequisite.item).collect());
        }
        let mut below: BTreeMap<&ItemId, usize> = BTreeMap::new();
        loop {
            let free: BTreeSet<&ItemId> = left
                .iter()
                .filter(|(_, needs)| !needs.iter().any(|need| left.contains_key(need)))
                .map(|(id, _)| *id)
                .collect();
            if free.is_empty() {
                let heavy =
                    below.into_iter().filter(|(_, count)| *count > Self::MOST_BELOW).map(|(id, _)| id).collect();
                return (left.into_keys().collect(), heavy);
            }
            for id in &free {
                let needs = left.remove(id).unwrap_or_default();
                let count = |need: &&ItemId| below.get(need).copied().unwrap_or(1);
                let count = needs.iter().map(count).fold(1_usize, usize::saturating_add);
                below.insert(*id, count);
            }
        }
    }

    /// The fingerprint a decision keeps.
    #[must_use]
    pub fn digest(&self) -> Digest {
        // `Debug` of plain data without secrets is a total, injective writing of it.
        Digest::of("cred/privilege-set/1", [format!("{self:?}").as_str()])
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Event {
    /// A version was published.
    #[non_exhaustive]
    Published {
        /// Whose form it is.
        facility: FacilityId,
        /// The version.
        version: Box<PrivilegeSetVersion>,
    },
}

impl Event {
    /// The stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Published { .. } => "published",
        }
    }
}

/// A form with all its versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivilegeSet {
    id: PrivilegeSetId,
    facility: FacilityId,
    versions: Vec<PrivilegeSetVersion>,
}

impl PrivilegeSet {
    /// Publishes a version of a form. The same version with the same content changes nothing.
    ///
    /// # Errors
    /// When the actor may not, the version has a fault, exists with other content, or would take effect before the last.
    pub fn publish(
        existing: Option<&Self>,
        facility: &FacilityId,
        version: PrivilegeSetVersion,
        actor: &Actor,
    ) -> Result<Vec<Event>, Refusal> {
        let state = if existing.is_some() { "published" } else { Machine::START };
        MACHINE.admit(state, "publish", actor)?;
        let refuse = |reason| MACHINE.refuse(state, "publish", reason);
        let faults = version.faults();
        if !faults.is_empty() {
            return Err(refuse(Reason::RequirementsOpen { open: faults }));
        }
        if let Some(set) = existing {
            let what = format!("{} {}", set.id, version.version);
            if set.facility != *facility {
                return Err(refuse(Reason::AlreadyExists { what: format!("{} of {}", set.id, set.facility) }));
            }
            if let Some(held) = set.version(&version.version) {
                return if *held == version { Ok(vec![]) } else { Err(refuse(Reason::AlreadyExists { what })) };
            }
            if let Some(last) = set.versions.last()
                && version.effective_from <= last.effective_from
            {
                return Err(refuse(Reason::NotAfterTheLast {
                    what,
                    given: version.effective_from,
                    last: last.version.to_string(),
                    last_from: last.effective_from,
                }));
            }
        }
        Ok(vec![Event::Published { facility: facility.clone(), version: Box::new(version) }])
    }

    /// Begins a form from its first event.
    ///
    /// # Errors
    /// Never today; kept like that of the other machines.
    pub fn begin(id: PrivilegeSetId, event: &Event) -> Result<Self, ReplayError> {
        let Event::Published { facility, version } = event;
        Ok(Self { id, facility: facility.clone(), versions: vec![(**version).clone()] })
    }

    /// Applies an event. No rules here.
    ///
    /// # Errors
    /// When the event cannot follow.
    pub fn apply(&mut self, event: &Event) -> Result<(), ReplayError> {
        let Event::Published { facility, version } = event;
        if self.version(&version.version).is_some() || *facility != self.facility {
            return Err(ReplayError {
                stream: self.id.to_string(),
                event: event.name(),
                after: "published".to_owned(),
            });
        }
        self.versions.push((**version).clone());
        Ok(())
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> &PrivilegeSetId {
        &self.id
    }

    /// Whose form it is.
    #[must_use]
    pub const fn facility(&self) -> &FacilityId {
        &self.facility
    }

    /// Every version, oldest first.
    #[must_use]
    pub fn versions(&self) -> &[PrivilegeSetVersion] {
        &self.versions
    }

    /// A version by its label.
    #[must_use]
    pub fn version(&self, label: &VersionLabel) -> Option<&PrivilegeSetVersion> {
        self.versions.iter().find(|version| version.version == *label)
    }

    /// The version in force on a local date of the facility.
    #[must_use]
    pub fn version_on(&self, date: NaiveDate) -> Option<&PrivilegeSetVersion> {
        self.versions.iter().rev().find(|version| version.effective_from <= date)
    }
}
