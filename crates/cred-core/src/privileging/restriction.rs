//! Restrictions: what limits a grant after it was given, on what it rests, and what it takes away. None ever adds anything.

use serde::{Deserialize, Serialize};

use crate::{
    delineation::procedure_code::CodePattern,
    id::{CorrectiveActionId, SiteId},
    text::Text,
    time::Instant,
};

/// On what a restriction rests. It decides what is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RestrictionBasis {
    /// A condition: agreed with the provider, or set for an evaluation. Accepted under investigation it is reported all the same.
    #[default]
    Agreed,
    /// The board's final action, after notice and hearing.
    FinalAction(CorrectiveActionId),
    /// The executive committee's precaution in place of a suspension; the hearing is yet to come.
    Precaution(CorrectiveActionId),
}

/// What a restriction takes away, for the rule of exercise to read. Empty: nothing but what its terms say, which is told as a condition.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Not at these sites.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sites_excluded: Vec<SiteId>,
    /// Not these procedures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub procedures_excluded: Vec<CodePattern>,
    /// Not for patients under this age, in completed years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_under_age: Option<u32>,
    /// Only with a proctor.
    #[serde(default)]
    pub requires_proctor: bool,
    /// For so many cases: how long it lasts is seen only when they are done, and it is lifted then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_cases: Option<u32>,
    /// The first instant at which it is over; it stands until lifted where none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Instant>,
}

impl Limits {
    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What limits a case that it leaves open, one line each.
    #[must_use]
    pub fn conditions(&self) -> Vec<String> {
        let mut conditions = Vec::new();
        if !self.procedures_excluded.is_empty() {
            let codes: Vec<String> = self.procedures_excluded.iter().map(ToString::to_string).collect();
            conditions.push(format!("not {}", codes.join(", ")));
        }
        if let Some(age) = self.not_under_age {
            conditions.push(format!("patients of {age} years and over"));
        }
        if self.requires_proctor {
            conditions.push("only with a proctor".to_owned());
        }
        conditions
    }

    /// Whether it bars a case at a site, of an age and a procedure where those are known.
    #[must_use]
    pub fn bars(&self, site: &SiteId, procedure: Option<&str>, patient_age: Option<u32>) -> bool {
        self.sites_excluded.contains(site)
            || procedure.is_some_and(|code| self.procedures_excluded.iter().any(|pattern| pattern.covers(code)))
            || patient_age.zip(self.not_under_age).is_some_and(|(age, least)| age < least)
    }
}

/// A restriction or condition put on a grant after it was given, from an instant on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Restriction {
    /// From when.
    pub from: Instant,
    /// Its terms.
    pub terms: Text,
    /// What it takes away.
    #[serde(default, skip_serializing_if = "Limits::is_empty")]
    pub limits: Limits,
    /// On what it rests.
    #[serde(default)]
    pub basis: RestrictionBasis,
}

impl Restriction {
    /// A condition in words, from an instant on.
    #[must_use]
    pub fn condition(from: Instant, terms: Text) -> Self {
        Self { from, terms, limits: Limits::default(), basis: RestrictionBasis::Agreed }
    }

    /// The first instant at which it is over, if one is known.
    #[must_use]
    pub fn until(&self) -> Option<Instant> {
        self.limits.until
    }

    /// Whether it binds at an instant.
    #[must_use]
    pub fn binds(&self, at: Instant) -> bool {
        self.from <= at && self.until().is_none_or(|until| at < until)
    }
}
