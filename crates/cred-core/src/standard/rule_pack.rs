//! Rule packs: one edition of one body's rules, or one facility's bylaws, as a file.

pub mod difference;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::rule::{Confidence, KeyDate, Rule};
use crate::{digest::Digest, id::PackId, text::Text};

/// One edition of one body's rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RulePack {
    /// Its id: `ncqa-hpa-2025`.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: PackId,
    /// What it is, in words.
    pub title: Text,
    /// Whose rules: `NCQA`, `Joint Commission`, `CMS`, a facility's name.
    pub body: Text,
    /// Which programme of the body: `health plan`, `hospital`, `bylaws`. Editions of one body and programme never overlap.
    pub program: Text,
    /// Which edition: `2025`.
    pub edition: Text,
    /// The first key date it binds on.
    pub applies_from: NaiveDate,
    /// The last key date it binds on; open where none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applies_to: Option<NaiveDate>,
    /// Which date picks the edition, for rules that do not say.
    #[serde(default)]
    pub key_date: KeyDate,
    /// Where its rules can be read, for rules that do not say.
    pub source: Text,
    /// How sure its rules are, for rules that do not say.
    pub confidence: Confidence,
    /// The rules.
    #[serde(default, rename = "rule")]
    pub rules: Vec<Rule>,
}

/// Something wrong with a pack: in which rule (by its place, from 0; the head where none), at which key, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackFault {
    /// The rule.
    pub rule: Option<usize>,
    /// The key.
    pub key: &'static str,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl RulePack {
    /// The most rules a pack may have.
    pub const MOST_RULES: usize = 2_000;

    /// What is wrong with it; empty if nothing is.
    #[must_use]
    pub fn faults(&self) -> Vec<PackFault> {
        let mut faults = Vec::new();
        let mut fault = |rule, key, message: String| faults.push(PackFault { rule, key, message });
        if self.applies_to.is_some_and(|to| to < self.applies_from) {
            fault(None, "applies_to", "it ends before it begins: give a day on or after `applies_from`".to_owned());
        }
        if self.rules.is_empty() {
            fault(None, "rule", "it has no rules: add `[[rule]]`".to_owned());
        }
        if self.rules.len() > Self::MOST_RULES {
            fault(None, "rule", format!("it has {} rules; a pack has at most {}", self.rules.len(), Self::MOST_RULES));
        }
        for (index, rule) in self.rules.iter().enumerate() {
            let (from, to) = self.applies(rule);
            let inside = from >= self.applies_from && self.applies_to.is_none_or(|end| to.is_some_and(|to| to <= end));
            if !inside {
                fault(Some(index), "applies_from", "a rule binds only within its pack's dates".to_owned());
            }
            if to.is_some_and(|to| to < from) {
                fault(Some(index), "applies_to", "it ends before it begins".to_owned());
            }
            if let Some((key, message)) = rule.topic.fault() {
                fault(Some(index), key, message);
            }
            let Some(reading) = &rule.reading else { continue };
            let rivals = self.rules.iter().filter(|own| own.reading.as_ref().is_some_and(|own| own.of == reading.of));
            let defaults = rivals.clone().filter(|own| own.reading.as_ref().is_some_and(|own| own.default));
            let names: Vec<&Text> = defaults.filter_map(|own| own.reading.as_ref().map(|own| &own.is)).collect();
            if names.iter().any(|name| Some(name) != names.first()) || names.is_empty() {
                let message = format!("the parameter `{}` needs exactly one reading with `default = true`", reading.of);
                fault(Some(index), "reading", message);
            }
        }
        faults
    }

    /// From which key date to which (both inclusive) one of its rules binds.
    #[must_use]
    pub fn applies(&self, rule: &Rule) -> (NaiveDate, Option<NaiveDate>) {
        (rule.applies_from.unwrap_or(self.applies_from), rule.applies_to.or(self.applies_to))
    }

    /// Whether two packs are editions of one programme that would bind on one day.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.body.means(other.body.as_str())
            && self.program.means(other.program.as_str())
            && self.applies_to.is_none_or(|to| other.applies_from <= to)
            && other.applies_to.is_none_or(|to| self.applies_from <= to)
    }

    /// The readings that an adoption may choose: each parameter with its readings, the default one first.
    #[must_use]
    pub fn readings(&self) -> Vec<(&Text, Vec<&Text>)> {
        let mut found: Vec<(&Text, Vec<&Text>)> = Vec::new();
        for reading in self.rules.iter().filter_map(|rule| rule.reading.as_ref()) {
            let place = found.iter().position(|(of, _)| **of == reading.of);
            let names = match place.and_then(|place| found.get_mut(place)) {
                Some((_, names)) => names,
                None => {
                    found.push((&reading.of, Vec::new()));
                    match found.last_mut() {
                        Some((_, names)) => names,
                        None => continue,
                    }
                }
            };
            if names.contains(&&reading.is) {
                continue;
            }
            if reading.default { names.insert(0, &reading.is) } else { names.push(&reading.is) }
        }
        found
    }

    /// The fingerprint a decision keeps.
    #[must_use]
    pub fn digest(&self) -> Digest {
        // `Debug` of plain data without secrets is a total, injective writing of it.
        Digest::of("cred/rule-pack/1", [format!("{self:?}").as_str()])
    }
}
