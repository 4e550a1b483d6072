//! Comparing what a source has with what was asked for.

use super::{Adverse, Candidate, Found, Outcome};
use crate::{
    provider::{
        claim::Claim,
        credential::FieldDifference,
        element::{ElementKey, ElementKind},
        name::PersonName,
    },
    text::Text,
    time::boundary::Boundary,
};

/// What a source was asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The element.
    pub element: &'a ElementKey,
    /// What the provider claims of it, where they do.
    pub claim: Option<&'a Claim>,
    /// Every name that the provider bears or bore. Where one is given, the source must write one of them.
    pub names: &'a [PersonName],
}

/// What one record makes of the question: matching, differing, adverse, or no answer to it at all. That a record is about another element
/// than was asked is never taken for an answer.
#[must_use]
pub fn compared(asked: Asked<'_>, found: Found) -> Outcome {
    if let Some(fault) = fault(asked, &found) {
        return Outcome::malformed(&fault);
    }
    let mut differences = asked
        .claim
        .map_or_else(Vec::new, |claim| claim.differences(&found.credential, found.valid_from, found.valid_to));
    differences.extend(other_name(asked, &found));
    let found = Box::new(found);
    if !found.encumbrances.is_empty() {
        return Outcome::Adverse { record: Adverse::Encumbered { found, differences } };
    }
    if differences.is_empty() { Outcome::Matching { found } } else { Outcome::Differing { found, differences } }
}

/// Why a record cannot be an answer to the question.
fn fault(asked: Asked<'_>, found: &Found) -> Option<String> {
    let kind = asked.element.kind();
    let Found { credential, valid_from, valid_to, .. } = found;
    if kind.is_search() {
        return Some(format!("{kind} is a search: it has no record that could match"));
    }
    let key = credential.key();
    if key != *asked.element {
        return Some(format!("asked about {}, answered about {key}", asked.element));
    }
    if kind.always_ends() && valid_to.is_none() {
        return Some(format!("{kind} without its last day"));
    }
    let inverted = valid_from.zip(*valid_to).filter(|(from, to)| to.last_day() < from.first_day());
    if let Some((from, to)) = inverted {
        return Some(format!("it ends on {to}, before it begins on {from}"));
    }
    let inverted = found
        .encumbrances
        .iter()
        .find(|own| own.from.or(*valid_from).zip(own.to).is_some_and(|(from, to)| to.last_day() < from.first_day()));
    if inverted.is_some() {
        return Some("a limit on it ends before it begins".to_owned());
    }
    (!asked.names.is_empty() && found.names.is_empty() && kind != ElementKind::Certification)
        .then(|| "it does not say whose it is".to_owned())
}

fn other_name(asked: Asked<'_>, found: &Found) -> Option<FieldDifference> {
    let (own, written) = (asked.names.first()?, found.names.first()?);
    let same = found.names.iter().any(|written| asked.names.iter().any(|name| name.is_written(written.as_str())));
    (!same).then(|| FieldDifference::new("name", &own.to_string(), written.as_str()))
}

impl Found {
    /// The name under which evidence keeps it: of those that the source writes the first that is one of the person's, or its own one.
    #[must_use]
    pub fn name(&self, names: &[PersonName]) -> Option<&Text> {
        let borne = |written: &&Text| names.iter().any(|name| name.is_written(written.as_str()));
        self.names.iter().find(borne).or_else(|| self.names.first())
    }

    /// As somebody whom it may be about.
    #[must_use]
    pub fn candidate(self) -> Candidate {
        let who = self.names.first().map_or_else(String::new, |name| format!("{name}, "));
        let summary = Text::of_words(&format!("{who}{}", self.credential.describe()));
        Candidate { summary, found: Some(Box::new(self)), entry: None }
    }

    /// Whether it is certainly in force at an instant by its own dates, wherever its issuer is.
    pub(super) fn in_force(&self, at: crate::time::Instant) -> bool {
        let zone = self.credential.issuer_zone();
        let completed = self.credential.kind().is_completed();
        let begun = self.valid_from.is_none_or(|from| Boundary::start_of(from, zone).latest() <= at);
        let over = self.valid_to.is_some_and(|to| Boundary::end_of(to, zone).earliest() <= at);
        // School and training are completed on their last day and never end.
        if completed { self.valid_to.is_none() && begun || over } else { begun && !over }
    }
}
