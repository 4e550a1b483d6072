//! The rule of exercise: everything that must hold, as one evaluated tree.

mod bylaws;
mod carrier;
mod criteria;
mod decision;
mod grant;
mod relinquished;
mod required_by_rules;

use crate::{
    delineation::privilege_set::PrivilegeSet,
    evidence::dossier::Dossier,
    facility::{governed::Governed, site::Site},
    id::ItemId,
    records::Records,
    standard::binding::Standards,
    time::period::Period,
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, Fact, FactKind, FactSpan, Owes, Requirement},
    },
};
use std::sync::Arc;

use bylaws::{by_bylaws, only_within};
use carrier::{alive, appointed, credentialed, licensed};
pub use criteria::criterion;
use criteria::{age, at_exercise};
pub use decision::criteria_check;
use grant::{cite, granted, granted_only};
use relinquished::{category, prescribing, reinstated};
pub(crate) use required_by_rules::{Done, data_bank_queries, latest, reviewed_since, screens};
use required_by_rules::{queried_before_privileges, required_by_rules};

/// All that a rule may look at: one provider's records, one facility's, one site.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// The records.
    pub records: &'a Records,
    /// The provider's dossier.
    pub dossier: &'a Dossier<'a>,
    /// The facility.
    pub facility: Governed<'a>,
    /// The site.
    pub site: &'a Site,
    /// The patient's age in completed years, where it is to be looked at.
    pub patient_age: Option<u32>,
    /// The procedure, where one is asked about: the version of the form that was granted must list it.
    pub procedure: Option<&'a str>,
}

impl<'a> Scene<'a> {
    /// The rules of the facility and of its organisation.
    fn standards(self) -> Standards<'a> {
        self.facility.standards()
    }
}

fn need(code: &'static str, asks: impl Into<String>, citation: impl Into<String>, owed_by: Owes) -> Requirement {
    Requirement { code, asks: asks.into(), citation: citation.into(), owed_by }
}

/// Everything that must hold for an item to be exercised at the site: credentialed, appointed, granted, licensed, insured, not
/// excluded, standing criteria, prerequisites, resources.
#[must_use]
pub fn exercise(scene: Scene<'_>, set: &PrivilegeSet, item: &ItemId) -> Evaluation {
    exercise_below(scene, set, item, &mut vec![])
}

fn exercise_below(scene: Scene<'_>, set: &PrivilegeSet, item: &ItemId, above: &mut Vec<ItemId>) -> Evaluation {
    let mut parts = vec![credentialed(scene), appointed(scene), licensed(scene)];
    parts.extend(by_bylaws(scene));
    parts.extend(category(scene));
    parts.extend(reinstated(scene));
    parts.extend(required_by_rules(scene, item));
    parts.extend(scene.dossier.provider().died().map(|day| alive(scene, day)));
    parts.push(granted(scene, set, item, above));
    Evaluation::all(parts)
}

fn fact(kind: FactKind, id: String, label: String, period: Option<Period>) -> Arc<Fact> {
    let span = period.map(|period| FactSpan::Instants { from: period.start(), to: period.end() });
    Arc::new(Fact { kind, id, label, source: None, method: None, verified_on: None, span })
}

/// Layers several records of one matter: where any is met it is met; else the last one that speaks holds.
fn best(layers: Vec<Timeline<Cause>>, none: Cause) -> Timeline<Cause> {
    let mut best = Timeline::constant(none);
    for layer in layers {
        best = best.zip_with(&layer, |own, other| {
            let silent = |cause: &Cause| cause.facts.is_empty();
            if own.truth > other.truth || (own.truth == other.truth && silent(other)) {
                own.clone()
            } else {
                other.clone()
            }
        });
    }
    best
}
