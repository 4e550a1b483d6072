//! Activations of the emergency operations plan: when, whether the needs could not be met, when the disaster was under control.

use serde::{Deserialize, Serialize};

use crate::{
    refusal::Reason,
    text::Text,
    time::{Instant, period::Period},
};

/// One activation. Half-open: at the instant it ends it is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Activation {
    /// From when.
    pub from: Instant,
    /// Why.
    pub reason: Text,
    /// From when the facility cannot meet the needs of its patients; not (yet) where none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overwhelmed_from: Option<Instant>,
    /// From when the disaster is under control.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under_control_from: Option<Instant>,
    /// The first instant after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Instant>,
}

impl Activation {
    /// Whether the plan is activated at an instant by it.
    #[must_use]
    pub fn covers(&self, instant: Instant) -> bool {
        self.from <= instant && self.ended.is_none_or(|end| instant < end)
    }

    /// Whether the needs of the patients cannot be met at an instant of it.
    #[must_use]
    pub fn overwhelms(&self, instant: Instant) -> bool {
        self.covers(instant) && self.overwhelmed_from.is_some_and(|from| from <= instant)
    }

    /// From when until when.
    #[must_use]
    pub fn period(&self) -> Option<Period> {
        Period::new(self.from, self.ended).ok()
    }
}

/// Every activation, in the order they were recorded; none overlaps another.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EmergencyPlan {
    activations: Vec<Activation>,
}

const WHAT: &str = "activation of the emergency operations plan";

impl EmergencyPlan {
    /// Every activation.
    #[must_use]
    pub fn activations(&self) -> &[Activation] {
        &self.activations
    }

    /// The activation that covers an instant.
    #[must_use]
    pub fn at(&self, instant: Instant) -> Option<&Activation> {
        self.activations.iter().find(|held| held.covers(instant))
    }

    /// The activation that began at an instant.
    #[must_use]
    pub fn begun_at(&self, from: Instant) -> Option<&Activation> {
        self.activations.iter().find(|held| held.from == from)
    }

    pub(super) fn may_activate(&self, from: Instant, overwhelmed: bool) -> Result<bool, Reason> {
        if let Some(held) = self.at(from) {
            return match (held.overwhelmed_from, overwhelmed) {
                (None, true) => Ok(true),
                (Some(_), true) | (None, false) if held.from == from => Ok(false),
                _ => Err(Reason::Duplicate { what: WHAT, id: format!("since {}", held.from.to_rfc3339()) }),
            };
        }
        match self.activations.iter().find(|held| from < held.from) {
            Some(held) => Err(Reason::Duplicate { what: WHAT, id: format!("since {}", held.from.to_rfc3339()) }),
            None => Ok(true),
        }
    }

    fn covering(&self, from: Instant) -> Result<&Activation, Reason> {
        let ended = || self.activations.iter().find(|held| held.ended == Some(from));
        self.at(from).or_else(ended).ok_or_else(|| Reason::Unknown {
            what: WHAT,
            name: from.to_rfc3339(),
            known: vec![],
        })
    }

    pub(super) fn may_end(&self, from: Instant) -> Result<bool, Reason> {
        let held = self.covering(from)?;
        if from <= held.from {
            return Err(Reason::EmptyPeriod { what: "the activation", start: held.from, end: from });
        }
        Ok(held.ended != Some(from))
    }

    pub(super) fn may_be_under_control(&self, from: Instant) -> Result<bool, Reason> {
        let unknown = || Reason::Unknown { what: WHAT, name: from.to_rfc3339(), known: vec![] };
        let held = self.at(from).ok_or_else(unknown)?;
        match held.under_control_from {
            Some(earlier) if earlier < from => Err(Reason::Duplicate {
                what: "control of the disaster",
                id: format!("since {}", earlier.to_rfc3339()),
            }),
            other => Ok(other != Some(from)),
        }
    }

    pub(super) fn activate(&mut self, from: Instant, reason: Text, overwhelmed: bool) {
        let overwhelmed_from = overwhelmed.then_some(from);
        if let Some(held) = self.activations.iter_mut().find(|held| held.covers(from)) {
            held.overwhelmed_from = overwhelmed_from;
            return;
        }
        self.activations.push(Activation { from, reason, overwhelmed_from, under_control_from: None, ended: None });
    }

    pub(super) fn end(&mut self, from: Instant) {
        if let Some(held) = self.activations.iter_mut().find(|held| held.covers(from)) {
            held.ended = Some(from);
        }
    }

    pub(super) fn under_control(&mut self, from: Instant) {
        if let Some(held) = self.activations.iter_mut().find(|held| held.covers(from)) {
            held.under_control_from = Some(from);
        }
    }
}
