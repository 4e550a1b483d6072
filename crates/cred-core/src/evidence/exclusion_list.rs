//! Exclusion lists: which editions of a list were loaded, and whether the newest may be searched.
//!
//! Every edition replaces the one before, whole: whoever was reinstated is no longer in it. So an entry that is gone is a candidate
//! reinstatement, to be confirmed against the publisher's letter or its reinstatement file; and a file that lost many entries at once is more
//! likely cut off than full of reinstatements, and is refused until somebody says why it is right.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    actor::{Actor, Capacity},
    digest::Digest,
    id::ListId,
    machine::{Machine, Transition},
    refusal::{Reason, Refusal, ReplayError},
    text::Text,
    time::{Instant, zone::Zone},
};

/// The transitions.
pub static MACHINE: Machine = Machine {
    name: "exclusion list",
    states: &["loaded"],
    terminal: &[],
    transitions: &[
        Transition {
            from: Machine::START,
            command: "load",
            by: LOADERS,
            to: &["loaded"],
            guard: "has entries; not from the future",
        },
        Transition {
            from: "loaded",
            command: "load",
            by: LOADERS,
            to: &["loaded"],
            guard: "has entries; not from the future; not older than the edition held; no more entries gone, in all and from its end, than the limits, unless accepted",
        },
    ],
};

const LOADERS: &[Capacity] = &[Capacity::Msp, Capacity::Cvo, Capacity::System];

/// One edition of a list, as it was read: whole and without a fault, which is the reader's to see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// The day of which the publisher says it is, in the publisher's zone.
    pub as_of: NaiveDate,
    /// The fingerprint of the file's bytes.
    pub artefact: Digest,
    /// By which layout it was read: `leie`, `sam-v2`, a mapping's name.
    pub layout: Text,
    /// Rows behind the header.
    pub rows: u64,
    /// Different entries among them.
    pub entries: u64,
}

impl Edition {
    /// How answers name it: `2026-11-10 sha256:0f3a9c21…`.
    #[must_use]
    pub fn version(&self) -> String {
        let digest = self.artefact.to_string();
        format!("{} sha256:{}", self.as_of, digest.get(..16).unwrap_or(&digest))
    }
}

/// Which entries come and go with an edition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Turnover {
    /// How many are new.
    pub added: u64,
    /// The fingerprints of those that are gone: candidate reinstatements.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<Digest>,
    /// How many of those stood at the very end of the edition before, without a gap. Publishers keep their order, so several are the sign of
    /// a file cut off between two rows.
    #[serde(default)]
    pub gone_at_end: u64,
}

/// The most of every hundred entries that may be gone at once without somebody saying why; a month takes fewer than one.
pub const MOST_GONE_PERCENT: u64 = 2;

/// The most entries that may be gone from the very end at once without somebody saying why. The next one up is a cut file for all that
/// its share is small.
pub const MOST_GONE_AT_END: u64 = 2;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Event {
    /// An edition was loaded.
    #[non_exhaustive]
    Loaded {
        /// The edition.
        edition: Box<Edition>,
        /// What it changes against the one before; everything is new in the first.
        turnover: Turnover,
        /// Why it is right though so many entries are gone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        accepted: Option<Text>,
    },
}

impl Event {
    /// The stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Loaded { .. } => "loaded",
        }
    }
}

/// A list and its editions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExclusionList {
    id: ListId,
    held: Edition,
    before: Vec<Edition>,
}

impl ExclusionList {
    /// Loads the first edition of a list.
    ///
    /// # Errors
    /// When the actor may not, it has no entry, or is of a day to come.
    pub fn first(edition: Edition, actor: &Actor, at: Instant) -> Result<Vec<Event>, Refusal> {
        MACHINE.admit(Machine::START, "load", actor)?;
        sound(&edition, at).map_err(|reason| MACHINE.refuse(Machine::START, "load", reason))?;
        let turnover = Turnover { added: edition.entries, gone: vec![], gone_at_end: 0 };
        Ok(vec![Event::Loaded { edition: Box::new(edition), turnover, accepted: None }])
    }

    /// Loads a further edition. The same bytes again change nothing.
    ///
    /// # Errors
    /// When the actor may not, it has no entry, is of a day to come or of one before that of the edition held, is a file that an edition has
    /// replaced already, or more of its entries are gone than may be without a reason.
    pub fn load(
        &self,
        edition: Edition,
        turnover: Turnover,
        accepted: Option<Text>,
        actor: &Actor,
        at: Instant,
    ) -> Result<Vec<Event>, Refusal> {
        MACHINE.admit("loaded", "load", actor)?;
        if edition.artefact == self.held.artefact {
            return Ok(vec![]);
        }
        let refuse = |reason| MACHINE.refuse("loaded", "load", reason);
        sound(&edition, at).map_err(refuse)?;
        let replaced = self.before.iter().any(|own| own.artefact == edition.artefact);
        if replaced || edition.as_of < self.held.as_of {
            let (given, last) = (edition.version(), self.held.version());
            return Err(refuse(Reason::OlderEdition { given, last }));
        }
        let gone = turnover.gone.len() as u64;
        if accepted.is_none() && turnover.gone_at_end > MOST_GONE_AT_END {
            return Err(refuse(Reason::CutOff { gone: turnover.gone_at_end, held: self.held.entries }));
        }
        if accepted.is_none() && gone.saturating_mul(100) > self.held.entries.saturating_mul(MOST_GONE_PERCENT) {
            let (held, given) = (self.held.entries, edition.entries);
            return Err(refuse(Reason::Shrunken { held, given, gone, percent: MOST_GONE_PERCENT }));
        }
        Ok(vec![Event::Loaded { edition: Box::new(edition), turnover, accepted }])
    }

    /// Begins a list from its first event.
    ///
    /// # Errors
    /// When the event begins none.
    pub fn begin(id: ListId, event: &Event) -> Result<Self, ReplayError> {
        let Event::Loaded { edition, .. } = event;
        Ok(Self { id, held: (**edition).clone(), before: vec![] })
    }

    /// Applies an event. No rules here.
    ///
    /// # Errors
    /// Never today: every event can follow.
    pub fn apply(&mut self, event: &Event) -> Result<(), ReplayError> {
        let Event::Loaded { edition, .. } = event;
        self.before.push(std::mem::replace(&mut self.held, (**edition).clone()));
        Ok(())
    }

    /// The one spelling of a list's word: rules name lists whatever the case, so `leie` is no second list beside `LEIE`.
    #[must_use]
    pub fn spelled(id: &ListId) -> ListId {
        id.as_str().to_ascii_uppercase().parse().unwrap_or_else(|_| id.clone())
    }

    /// Its id: the word by which rules name it (`LEIE`).
    #[must_use]
    pub const fn id(&self) -> &ListId {
        &self.id
    }

    /// The newest edition.
    #[must_use]
    pub const fn edition(&self) -> &Edition {
        &self.held
    }

    /// Those before it, the oldest first.
    #[must_use]
    pub fn replaced(&self) -> &[Edition] {
        &self.before
    }
}

fn sound(edition: &Edition, at: Instant) -> Result<(), Reason> {
    let today = Zone::UTC.date_at(at);
    if edition.as_of > today {
        return Err(Reason::FromTheFuture { given: edition.as_of, today });
    }
    if edition.entries == 0 || edition.rows < edition.entries {
        let (held, given) = (edition.rows, edition.entries);
        return Err(Reason::Shrunken { held, given, gone: held, percent: MOST_GONE_PERCENT });
    }
    Ok(())
}
