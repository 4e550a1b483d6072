//! Adoptions: who adopted which pack, from when until when, in which readings.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::rule_pack::RulePack;
use crate::{id::PackId, refusal::Reason, text::Text};

/// A pack adopted. The whole pack stands in it: a later file of the same id changes nothing that was adopted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adoption {
    /// The pack.
    pub pack: RulePack,
    /// The first local day on which it binds here.
    pub from: NaiveDate,
    /// The last local day; open where none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// For parameters that sources disagree on, the reading chosen; the pack's default where none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub readings: BTreeMap<Text, Text>,
}

impl Adoption {
    /// Whether it binds on a key date, by the dates of the adoption alone.
    #[must_use]
    pub fn covers(&self, on: NaiveDate) -> bool {
        self.from <= on && self.to.is_none_or(|to| on <= to)
    }
}

/// Every adoption of one organisation or facility, in the order they were made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Adoptions {
    held: Vec<Adoption>,
    begun_on: Option<NaiveDate>,
}

impl FromIterator<Adoption> for Adoptions {
    fn from_iter<I: IntoIterator<Item = Adoption>>(adoptions: I) -> Self {
        Self { held: adoptions.into_iter().collect(), begun_on: None }
    }
}

impl Adoptions {
    /// Each adoption, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Adoption> {
        self.held.iter()
    }

    /// Whether nothing is adopted.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// Whether a pack may be adopted, and whether that says anything new. `today` is the day of the decision in the adopter's zone: rules
    /// bind from then on, never before.
    ///
    /// # Errors
    /// When the pack has a fault, an edition of the same programme would overlap, a reading is not one of the pack's, or it is back-dated
    /// after the day on which the first was adopted.
    pub fn may_adopt(&self, adoption: &Adoption, today: NaiveDate) -> Result<bool, Reason> {
        // The end of an adoption is recorded by itself; the same one again says nothing new.
        let same = |held: &&Adoption| {
            held.pack == adoption.pack && held.from == adoption.from && held.readings == adoption.readings
        };
        if self.held.iter().any(|held| same(&held) && (adoption.to.is_none() || held.to == adoption.to)) {
            return Ok(false);
        }
        let faults = adoption.pack.faults();
        if !faults.is_empty() {
            return Err(Reason::RequirementsOpen { open: faults.into_iter().map(|fault| fault.message).collect() });
        }
        for (of, is) in &adoption.readings {
            let known = adoption.pack.readings();
            let names = known.iter().find(|(own, _)| *own == of).map(|(_, names)| names.as_slice()).unwrap_or_default();
            if !names.contains(&is) {
                let known = names.iter().map(ToString::to_string).collect();
                return Err(Reason::Unknown { what: "reading of the pack", name: format!("{of} = {is}"), known });
            }
        }
        // On the day on which a record is begun, its history may be told; from then on a rule binds from its adoption, never before.
        if adoption.from < today && self.begun_on.is_some_and(|begun| begun < today) {
            let what = format!("the adoption of {}", adoption.pack.id);
            return Err(Reason::RuleBackDated { what, given: adoption.from, today });
        }
        if adoption.to.is_some_and(|to| to < adoption.from) {
            let (from, to) = (adoption.from.to_string(), adoption.to.map_or_else(String::new, |to| to.to_string()));
            return Err(Reason::InvertedDates { from, to });
        }
        let days_meet = |held: &Adoption| {
            held.to.is_none_or(|to| adoption.from <= to) && adoption.to.is_none_or(|to| held.from <= to)
        };
        match self.held.iter().find(|held| held.pack.overlaps(&adoption.pack) && days_meet(held)) {
            Some(held) if held.pack.id == adoption.pack.id && held.pack != adoption.pack => {
                Err(Reason::AlreadyExists { what: format!("the rule pack {}", held.pack.id) })
            }
            Some(held) => {
                Err(Reason::Duplicate { what: "an edition of the same programme", id: held.pack.id.to_string() })
            }
            None => Ok(true),
        }
    }

    /// Whether an adoption of a pack may end after a day.
    ///
    /// # Errors
    /// When none of it is open, or it would end before today.
    pub fn may_end(&self, pack: &PackId, last_day: NaiveDate, today: NaiveDate) -> Result<bool, Reason> {
        let Some(held) = self.held.iter().rev().find(|held| held.pack.id == *pack) else {
            let known = self.held.iter().map(|held| held.pack.id.to_string()).collect();
            return Err(Reason::Unknown { what: "adopted pack", name: pack.to_string(), known });
        };
        if held.to == Some(last_day) {
            return Ok(false);
        }
        let telling_history = self.begun_on.is_none_or(|begun| begun >= today);
        if !telling_history && held.to.is_some_and(|to| to < today) {
            let what = format!("the adoption of {pack}");
            return Err(Reason::RuleBackDated { what, given: last_day, today });
        }
        let past = last_day < today.pred_opt().unwrap_or(today);
        if (past && !telling_history) || last_day < held.from {
            let what = format!("the end of the adoption of {pack}");
            return Err(Reason::RuleBackDated { what, given: last_day, today });
        }
        Ok(true)
    }

    pub(crate) fn adopt(&mut self, adoption: Adoption, decided_on: NaiveDate) {
        self.begun_on = self.begun_on.or(Some(decided_on));
        self.held.push(adoption);
    }

    pub(crate) fn suppose(&mut self, adoption: Adoption, decided_on: NaiveDate) {
        let last_day = adoption.from.pred_opt();
        for held in self.held.iter_mut().filter(|held| held.pack.overlaps(&adoption.pack)) {
            held.to = match (held.to, last_day) {
                (Some(to), Some(last_day)) => Some(to.min(last_day)),
                (to, last_day) => to.or(last_day),
            };
        }
        self.adopt(adoption, decided_on);
    }

    pub(crate) fn end(&mut self, pack: &PackId, last_day: NaiveDate) {
        if let Some(held) = self.held.iter_mut().rev().find(|held| held.pack.id == *pack) {
            held.to = Some(last_day);
        }
    }
}
