//! What the adopted packs ask at every instant of exercise, each rule within its own key dates.

use crate::{
    exercise::credential_rules,
    standard::{
        binding::Bound,
        topic::{Topic, credentialing::ExclusionScreen, privileging::Insurance},
    },
    time::period::Period,
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, FactKind, FindingReason, Owes},
        truth::Truth,
    },
};

use super::{Scene, fact, need};

/// Liability cover and exclusion lists, as each adopted rule asks from its first day to its last; and that rules are in force at all.
pub(super) fn by_bylaws(scene: Scene<'_>) -> Vec<Evaluation> {
    let standards = scene.facility.standards();
    let mut asked = vec![in_force(scene)];
    for bound in standards.every(|topic| if let Topic::Insurance(cover) = topic { Some(cover) } else { None }) {
        let Insurance { per_claim, aggregate } = *bound.value;
        let asks = format!("liability cover of ${per_claim} / ${aggregate}");
        let need = need("insurance", asks, bound.citation(), Owes::Provider);
        let cents = |dollars: u64| dollars.saturating_mul(100);
        let rule = credential_rules::insurance(scene.dossier, cents(per_claim), cents(aggregate), need);
        asked.extend(within_its_days(scene, &bound, rule));
    }
    for bound in standards.every(|topic| if let Topic::ExclusionScreen(screen) = topic { Some(screen) } else { None }) {
        let ExclusionScreen { list, .. } = bound.value;
        let need = need("exclusion", format!("not excluded ({list})"), bound.citation(), Owes::Msp);
        let rule = credential_rules::not_excluded(scene.dossier, list.as_str(), need);
        asked.extend(within_its_days(scene, &bound, rule));
    }
    asked
}

/// Rules of the facility itself, whatever they say: a facility without any has not said what it asks.
fn in_force(scene: Scene<'_>) -> Evaluation {
    let mut days: Vec<Timeline<Truth>> = Vec::new();
    for adoption in scene.facility.adoptions().iter() {
        let zone = scene.facility.zone();
        let end = adoption.to.and_then(|to| to.succ_opt()).map(|over| zone.start_of_day(over));
        if let Ok(binds) = Period::new(zone.start_of_day(adoption.from), end) {
            days.push(Timeline::within(binds, Truth::Met, Truth::Unknown));
        }
    }
    let record =
        fact(FactKind::Bylaws, scene.facility.id().to_string(), "bylaws and adopted standards".to_owned(), None);
    let causes = Timeline::any(&days).map(|truth| match truth {
        Truth::Met => Cause::on(Truth::Met, FindingReason::InForce, &record),
        Truth::Unknown | Truth::Unmet => Cause::bare(Truth::Unknown, FindingReason::NoBylaws),
    });
    Evaluation::leaf(need("bylaws", "bylaws in force", "the facility's governing body", Owes::Facility), causes)
}

/// Binds a rule to its key dates, in the facility's zone.
pub(super) fn within_its_days<T>(scene: Scene<'_>, bound: &Bound<'_, T>, rule: Evaluation) -> Option<Evaluation> {
    let zone = scene.facility.zone();
    let end = bound.to.and_then(|to| to.succ_opt()).map(|over| zone.start_of_day(over));
    let binds = Period::new(zone.start_of_day(bound.from), end).ok()?;
    Some(only_within(binds, rule, &bound.citation()))
}

/// Binds a rule to a period; outside of it nothing is asked.
pub(super) fn only_within(binds: Period, rule: Evaluation, citation: &str) -> Evaluation {
    let (met, silent) = (Truth::Met, Truth::Unmet);
    let outside = Timeline::within(binds, silent, met).map(|truth| Cause::bare(*truth, FindingReason::NotApplicable));
    let need = need("not-applicable", "outside of the rule's time", citation, Owes::Nobody);
    Evaluation::any(vec![Evaluation::leaf(need, outside).quiet(), rule])
}
