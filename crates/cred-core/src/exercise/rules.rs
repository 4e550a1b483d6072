//! The rule of exercise: everything that must hold, as one evaluated tree.

mod adopted;
mod carrier;
mod criteria;
mod decision;
mod disaster;
mod emergency;
mod grant;
pub(crate) mod known;
mod proxy;
mod relinquished;
mod required_by_rules;
mod restricted;
mod special;
mod special_check;
mod supervised;
mod temporary;
mod unlifted;

use crate::{
    delineation::privilege_set::PrivilegeSet,
    evidence::dossier::Dossier,
    exercise::licensing::Place,
    facility::{governed::Governed, site::Site},
    id::ItemId,
    jurisdiction::Jurisdiction,
    records::Records,
    standard::binding::Standards,
    text::Text,
    time::period::Period,
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, Fact, FactKind, FactSpan, FindingReason, Owes, Requirement},
        truth::Truth,
    },
};
use std::sync::Arc;

use adopted::by_adopted;
pub(crate) use adopted::not_excluded_asked;
pub(crate) use carrier::licensed;
use carrier::{alive, appointed, credentialed};
pub use criteria::criterion;
use criteria::{age, at_exercise, setting};
pub use decision::criteria_check;
pub(crate) use decision::supportable;
pub use emergency::emergency_act;
pub(crate) use grant::{asks_for_grant, of_a_new_grant};
use grant::{cite, granted, granted_only};
use known::Known;
use relinquished::{category, prescribing, reinstated};
pub(crate) use required_by_rules::{
    Done, data_bank_queries, latest, query_asked, reviewed_since, screen_asked, screens,
};
use required_by_rules::{queried_before_privileges, required_by_rules};
pub use special::{evaluation_began, held_at, next_changes, proxy_status, temporary_status};
pub use special_check::{proxy_check, temporary_check};

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
    /// The state the patient is in, where it is given.
    pub patient_state: Option<Jurisdiction>,
    /// Whether the patient is one of a federal programme, where it is given.
    pub federal_patient: Option<bool>,
    /// The setting of care, where it is given.
    pub setting: Option<&'a Text>,
    /// Whether this is somebody who answers for another: nobody is asked in turn who answers for them.
    pub supervises: bool,
    /// Whether the patient is at another facility, which relies on the decision here: a procedure is asked about by that facility's
    /// codes, which the form here need not list.
    pub relied_on: bool,
    /// What was read already of the person, where many privileges are looked at one after the other.
    pub(crate) known: Option<&'a Known<'a>>,
}

impl<'a> Scene<'a> {
    /// A person at a site, with nothing said of the patient.
    #[must_use]
    pub const fn new(records: &'a Records, dossier: &'a Dossier<'a>, facility: Governed<'a>, site: &'a Site) -> Self {
        Self {
            records,
            dossier,
            facility,
            site,
            patient_age: None,
            procedure: None,
            patient_state: None,
            federal_patient: None,
            setting: None,
            supervises: false,
            relied_on: false,
            known: None,
        }
    }

    /// What was read already of the scene's person.
    fn known(self) -> Option<&'a Known<'a>> {
        self.known.filter(|known| known.is_of(self.dossier.provider().id()))
    }

    /// Where a licence must count: in the patient's state where that is given, else in the site's; at a federal duty place anywhere.
    #[must_use]
    pub fn place(&self) -> Place {
        let state = self.patient_state.unwrap_or(self.site.jurisdiction);
        if self.site.federal { Place::Federal(state) } else { Place::State(state) }
    }
}

impl<'a> Scene<'a> {
    /// The rules of the facility and of its organisation.
    pub(crate) fn standards(self) -> Standards<'a> {
        self.facility.standards()
    }
}

/// Binds a rule to a period; outside of it nothing is asked.
fn only_within(binds: Period, rule: Evaluation, citation: &str) -> Evaluation {
    let (met, silent) = (Truth::Met, Truth::Unmet);
    let outside = Timeline::within(binds, silent, met).map(|truth| Cause::bare(*truth, FindingReason::NotApplicable));
    let need = need("not-applicable", "outside of the rule's time", citation, Owes::Nobody);
    Evaluation::any(vec![Evaluation::leaf(need, outside).quiet(), rule])
}

fn need(code: &'static str, asks: impl Into<String>, citation: impl Into<String>, owed_by: Owes) -> Requirement {
    Requirement { code, asks: asks.into(), citation: citation.into(), owed_by }
}

/// Everything that must hold for an item to be exercised at the site, by any of its carriers: the board's grant to an appointed and
/// credentialed member, a temporary or disaster privilege, a privilege by proxy. Each needs a licence, cover, no exclusion, and what the
/// form asks at every instant. Where several carry it, the first in this order is told.
#[must_use]
pub fn exercise(scene: Scene<'_>, set: &PrivilegeSet, item: &ItemId) -> Evaluation {
    exercise_below(scene, set, item, &mut vec![])
}

fn exercise_below(scene: Scene<'_>, set: &PrivilegeSet, item: &ItemId, above: &mut Vec<ItemId>) -> Evaluation {
    let mut carriers = temporary::carriers(scene, set, item, above);
    carriers.extend(proxy::carriers(scene, set, item, above));
    // The board's grant is no way for somebody who is no member and asked for none: what is missing for it would only hide the reason.
    if carriers.is_empty() || is_member_or_asked(scene, item) {
        carriers.insert(0, by_board(scene, set, item, above));
    }
    Evaluation::otherwise(carriers)
}

/// Whether there is an appointment at the scene's facility, whatever became of it, or a request for the item.
fn is_member_or_asked(scene: Scene<'_>, item: &ItemId) -> bool {
    let (provider, here) = (scene.dossier.provider().id(), scene.facility.id());
    scene.records.appointments_of(provider).any(|own| own.facility() == here)
        || scene.records.privileges_of(provider).any(|own| own.facility() == here && own.item() == item)
}

/// What the adopted rules ask of whoever exercises, by whatever carrier.
fn by_rules(scene: Scene<'_>) -> Vec<Evaluation> {
    by_adopted(scene, &scene.standards())
}

/// The first carrier: credentialed, appointed, granted.
fn by_board(scene: Scene<'_>, set: &PrivilegeSet, item: &ItemId, above: &mut Vec<ItemId>) -> Evaluation {
    let mut parts = asked_of_all(scene);
    parts.extend(asked_of_item(scene, set, item, above));
    Evaluation::all(parts)
}

/// What is asked of the person for every item alike at the scene's site.
fn asked_of_all(scene: Scene<'_>) -> Vec<Evaluation> {
    let mut parts = vec![credentialed(scene), appointed(scene), licensed(scene)];
    parts.extend(by_rules(scene));
    parts.extend(category(scene));
    parts.extend(reinstated(scene));
    parts
}

/// What is asked for one item beside that.
fn asked_of_item(scene: Scene<'_>, set: &PrivilegeSet, item: &ItemId, above: &mut Vec<ItemId>) -> Vec<Evaluation> {
    let mut parts: Vec<Evaluation> = required_by_rules(scene, item).into_iter().collect();
    parts.extend(scene.dossier.provider().died().map(|day| alive(scene, day)));
    parts.push(granted(scene, set, item, above));
    parts
}

/// The rule of exercise of several items at one site, each as the parts that must all hold, in the order in which [`exercise`] tells them:
/// what is asked for every item alike is evaluated once, and stands in each as the same value.
pub(crate) fn exercise_in_parts<'i>(
    scene: Scene<'_>,
    items: impl IntoIterator<Item = (&'i PrivilegeSet, &'i ItemId)>,
) -> Vec<Vec<Arc<Evaluation>>> {
    let mut of_all: Option<Vec<Arc<Evaluation>>> = None;
    let mut every = Vec::new();
    for (set, item) in items {
        let others = temporary::carriers(scene, set, item, &mut vec![]).len()
            + proxy::carriers(scene, set, item, &mut vec![]).len();
        let parts = if others == 0 {
            let shared = of_all.get_or_insert_with(|| asked_of_all(scene).into_iter().map(Arc::new).collect());
            let own = asked_of_item(scene, set, item, &mut vec![]).into_iter().map(Arc::new);
            shared.iter().cloned().chain(own).collect()
        } else {
            vec![Arc::new(exercise(scene, set, item))]
        };
        every.push(parts);
    }
    every
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
