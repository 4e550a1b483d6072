//! What the adopted packs ask of everybody who exercises: that there are rules at all, liability cover, and screening on the exclusion lists.

use chrono::NaiveDate;

use crate::{
    exercise::credential_rules,
    provider::element::{ElementKey, ElementKind},
    standard::{
        binding::{Bound, Standards},
        limit::Limit,
        rule::OnBreach,
        topic::{
            Topic,
            credentialing::{ExclusionScope, ExclusionScreen, PossibleMatch},
        },
    },
    text::Text,
    time::period::Period,
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, FactKind, FindingReason, Owes, Requirement},
        truth::Truth,
    },
};

use super::{Scene, fact, need, only_within};

/// What the packs ask, each rule on the days on which it binds. Where several rules on one topic bind, each is asked: the highest amounts and
/// what stops most bind of themselves.
///
/// A rule about cover whose breach is a mere task stops nothing. An exclusion stops whatever its rule's breach does; an overdue screen only
/// where that blocks.
pub(super) fn by_adopted(scene: Scene<'_>, standards: &Standards<'_>) -> Vec<Evaluation> {
    let mut parts = vec![adopted(scene, standards)];
    for cover in cover(scene, standards) {
        let rule = cover.evaluate(scene, &[]);
        parts.push(only_within(cover.binds, rule, &cover.citation));
    }
    parts.extend(screened(scene, standards));
    parts
}

/// Whether any pack is in force: without rules nobody exercises anything.
fn adopted(scene: Scene<'_>, standards: &Standards<'_>) -> Evaluation {
    let mut causes = Timeline::constant(Cause::bare(Truth::Unknown, FindingReason::NoBylaws));
    for bound in standards.every(|_| Some(())) {
        let Some(binds) = binds(scene, &bound) else { continue };
        let record = fact(FactKind::Bylaws, bound.pack.id.to_string(), "rules adopted".to_owned(), None);
        let on = Timeline::within(binds, true, false);
        causes = causes.zip_with(&on, |own, on| {
            if *on && own.truth != Truth::Met {
                Cause::on(Truth::Met, FindingReason::InForce, &record)
            } else {
                own.clone()
            }
        });
    }
    Evaluation::leaf(need("bylaws", "rules in force", "the facility's governing body", Owes::Facility), causes)
}

/// The instants at which a rule binds, by the days of the facility's zone.
pub(super) fn binds<T>(scene: Scene<'_>, bound: &Bound<'_, T>) -> Option<Period> {
    let zone = scene.facility.zone();
    Period::new(zone.start_of_day(bound.from), bound.to.map(|day| zone.end_of_day(day))).ok()
}

/// Liability cover that some rule asks for.
pub(super) struct Cover {
    pub(super) binds: Period,
    pub(super) citation: String,
    per_claim: u64,
    aggregate: u64,
}

impl Cover {
    /// The rule, for what leaves none of these activities out.
    pub(super) fn evaluate(&self, scene: Scene<'_>, activities: &[&str]) -> Evaluation {
        let asks = format!("liability cover of ${} / ${}", self.per_claim, self.aggregate);
        let need = need("insurance", asks, self.citation.clone(), Owes::Provider);
        let cents = |dollars: u64| dollars.saturating_mul(100);
        credential_rules::insurance(scene.dossier, cents(self.per_claim), cents(self.aggregate), activities, need)
    }
}

/// The cover that the packs ask for.
pub(super) fn cover(scene: Scene<'_>, standards: &Standards<'_>) -> Vec<Cover> {
    let asked = standards.every(|topic| if let Topic::Insurance(asked) = topic { Some(*asked) } else { None });
    let asked = asked.into_iter().filter(|bound| bound.on_breach() != OnBreach::Task);
    asked
        .filter_map(|bound| {
            let (per_claim, aggregate) = (bound.value.per_claim, bound.value.aggregate);
            Some(Cover { binds: binds(scene, &bound)?, citation: bound.citation(), per_claim, aggregate })
        })
        .collect()
}

/// Whether the liability cover leaves an item out, for each rule that asks for cover. Nothing is asked again
/// where no policy on file leaves anything out.
pub(super) fn cover_of_item(scene: Scene<'_>, names: &[&str]) -> Vec<Evaluation> {
    if !credential_rules::leaves_something_out(scene.dossier) {
        return vec![];
    }
    let asked = cover(scene, &scene.standards());
    asked.iter().map(|cover| only_within(cover.binds, cover.evaluate(scene, names), &cover.citation)).collect()
}

/// The code and words that ask for a clean screen of a list.
pub(crate) fn not_excluded_asked(list: &Text) -> (&'static str, String) {
    ("exclusion", format!("not excluded ({list})"))
}

/// The screens on exclusion lists that the packs ask for.
pub(super) fn screened(scene: Scene<'_>, standards: &Standards<'_>) -> Vec<Evaluation> {
    let screens = standards.every(|topic| if let Topic::ExclusionScreen(screen) = topic { Some(screen) } else { None });
    let mut parts = Vec::new();
    for bound in screens {
        let Some(binds) = binds(scene, &bound) else { continue };
        let citation = bound.citation();
        let (code, asks) = not_excluded_asked(&bound.value.list);
        let need = need(code, asks, citation.clone(), Owes::Msp);
        let blocks = bound.on_breach() == OnBreach::Block;
        parts.push(only_within(binds, screen(scene, bound.value, blocks, need), &citation));
    }
    parts
}

fn screen(scene: Scene<'_>, screen: &ExclusionScreen, overdue_blocks: bool, need: Requirement) -> Evaluation {
    let mut causes = credential_rules::screened(scene.dossier, screen.list.as_str());
    if screen.possible_match == PossibleMatch::Stops {
        causes = causes.map(|cause| match (cause.truth, cause.reason) {
            (Truth::Unknown, FindingReason::PossibleMatch) => Cause { truth: Truth::Unmet, ..cause.clone() },
            _ => cause.clone(),
        });
    }
    if let Some(interval) = screen.interval.filter(|_| overdue_blocks) {
        let overdue = overdue(scene, screen.list.as_str(), interval);
        causes = causes.zip_with(&overdue, |own, overdue| {
            if *overdue && own.truth == Truth::Met {
                Cause { truth: Truth::Unmet, reason: FindingReason::ScreenOverdue, ..own.clone() }
            } else {
                own.clone()
            }
        });
    }
    if screen.scope == ExclusionScope::FederalProgrammes && scene.federal_patient == Some(false) {
        // Whatever the list says: this patient's care is paid for by no federal programme.
        causes = causes.map(|cause| match cause.truth {
            Truth::Met => cause.clone(),
            Truth::Unknown | Truth::Unmet => Cause {
                truth: Truth::Met,
                reason: FindingReason::NotApplicable,
                facts: cause.facts.clone(),
                conditions: vec![format!(
                    "no patient of a federal programme ({}: {})",
                    screen.list,
                    cause.reason.sentence()
                )],
            },
        });
    }
    Evaluation::leaf(need, causes)
}

/// Where the last screen on the list is older than the interval.
fn overdue(scene: Scene<'_>, list: &str, interval: Limit) -> Timeline<bool> {
    let zone = scene.facility.zone();
    let wanted = ElementKey::new(ElementKind::Exclusion, &[list]);
    let mut screens: Vec<NaiveDate> = scene
        .dossier
        .elements()
        .filter(|(key, _)| **key == wanted)
        .flat_map(|(_, items)| items.iter().map(|item| item.held.evidence.verified_on))
        .collect();
    screens.sort_unstable();
    let mut changes = Vec::new();
    for (index, screen) in screens.iter().enumerate() {
        changes.push((zone.start_of_day(*screen), false));
        let Some(last) = interval.last_day_after(*screen) else { continue };
        let next = screens.get(index + 1);
        if next.is_none_or(|next| *next > last) {
            changes.push((zone.end_of_day(last), true));
        }
    }
    Timeline::from_changes(false, changes)
}
