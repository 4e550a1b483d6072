//! Emergency acts: no grant, a standing rule. A member may do what saves life or limb, within the licence, until relieved.

use crate::{
    delineation::criterion::Criterion,
    id::ItemId,
    standard::topic::Topic,
    time::period::Period,
    timeline::{
        Timeline,
        evaluation::Evaluation,
        finding::{Cause, FactKind, FindingReason, Owes},
        truth::Truth,
    },
};

use super::{
    Scene, alive, best, by_rules, carrier::appointment_causes, category, cite, criterion, fact, licensed, need,
    only_within, reinstated, relinquished::prescribing, special::bars, unlifted,
};

/// What is told with every emergency act.
const CONDITION: &str = "emergency: to save life or limb, until relieved";

/// The rule at the scene's facility: an appointment in force in good standing (one that is suspended or on leave only where every adopted
/// rule lets it), licence, cover, no exclusion, whatever is granted; and membership, which privileges alone do not make. A suspension or revocation of one of the items asked about bars as well.
#[must_use]
pub fn emergency_act(scene: Scene<'_>, items: &[ItemId]) -> Evaluation {
    let lenient = even_if_suspended(scene);
    let mut parts = vec![member(scene, &lenient), licensed(scene)];
    parts.extend(by_rules(scene));
    parts.extend(category(scene));
    parts.extend(reinstated(scene));
    parts.extend(scene.dossier.provider().died().map(|day| alive(scene, day)));
    for item in items {
        parts.extend(registered(scene, item));
        parts.extend(bars(scene, item).map(|bars| {
            bars.reread(&|_, causes| {
                causes.zip_with(&lenient, |cause, lenient| {
                    let bad = cause.reason == FindingReason::Revoked;
                    if *lenient && !bad { Cause { truth: Truth::Met, ..cause.clone() } } else { cause.clone() }
                })
            })
        }));
    }
    Evaluation::all(parts)
}

/// No emergency makes up for a registration with a drug authority: what the item's form asks of these, each version in its time.
fn registered(scene: Scene<'_>, item: &ItemId) -> Vec<Evaluation> {
    let Some(set) = scene.records.set_of_item(scene.facility.id(), item) else { return vec![] };
    let zone = scene.facility.zone();
    let mut parts = Vec::new();
    let later = set.versions().iter().skip(1).map(Some).chain([None]);
    for (version, next) in set.versions().iter().zip(later) {
        let Some(content) = version.item(item) else { continue };
        let asked = version.threshold.iter().chain(&content.criteria).filter_map(Criterion::registrations);
        let citation = cite(set, Some(version), item);
        let asked: Vec<Evaluation> = asked.map(|own| prescribing(scene, criterion(scene, &own, &citation))).collect();
        let end = next.map(|next| zone.start_of_day(next.effective_from));
        let Some(binds) = Period::new(zone.start_of_day(version.effective_from), end).ok() else { continue };
        if !asked.is_empty() {
            parts.push(only_within(binds, Evaluation::all(asked), &citation));
        }
    }
    parts
}

/// When every rule that binds, and at least one, lets a suspended member act.
fn even_if_suspended(scene: Scene<'_>) -> Timeline<bool> {
    let zone = scene.facility.zone();
    let rules = scene.standards().every(|topic| if let Topic::Emergency(rule) = topic { Some(rule) } else { None });
    let mut says: Timeline<Option<bool>> = Timeline::constant(None);
    for bound in rules {
        let end = bound.to.and_then(|to| to.succ_opt()).map(|over| zone.start_of_day(over));
        let Ok(binds) = Period::new(zone.start_of_day(bound.from), end) else { continue };
        let own = Timeline::within(binds, Some(bound.value.even_if_suspended), None);
        says = says.zip_with(&own, |before, own| match (before, own) {
            (Some(before), Some(own)) => Some(*before && *own),
            (Some(one), None) | (None, Some(one)) => Some(*one),
            (None, None) => None,
        });
    }
    says.map(|says| says.unwrap_or(false))
}

/// What an adopted rule can excuse in a member.
const EXCUSED: [FindingReason; 5] = [
    FindingReason::OnLeave,
    FindingReason::LeaveOver,
    FindingReason::Suspended,
    FindingReason::RelinquishedAutomatically,
    FindingReason::AwaitingReinstatement,
];

fn member(scene: Scene<'_>, lenient: &Timeline<bool>) -> Evaluation {
    let provider = scene.dossier.provider().id();
    let here = scene.records.appointments_of(provider).filter(|own| own.facility() == scene.facility.id());
    // Privileges alone, without membership, make nobody a member of the staff.
    let layers = here.filter(|own| own.is_membership()).filter_map(|appointment| {
        let whole = appointment.whole()?;
        let label = format!("{} appointment", appointment.category());
        let record = fact(FactKind::Appointment, appointment.id().to_string(), label, Some(whole));
        let mut act = Cause::on(Truth::Met, FindingReason::EmergencyAct, &record);
        act.conditions.push(CONDITION.to_owned());
        let excused = Timeline::within(whole, true, false).zip_with(lenient, |within, lenient| *within && *lenient);
        let causes = unlifted::of_appointment(scene, appointment, &appointment_causes(appointment));
        Some(causes.zip_with(&excused, |own, excused| {
            let stands = own.truth == Truth::Met || (*excused && EXCUSED.contains(&own.reason));
            if stands { act.clone() } else { own.clone() }
        }))
    });
    let causes = best(layers.collect(), Cause::bare(Truth::Unmet, FindingReason::NotAppointed));
    let asks = format!("an emergency act of a member of the staff of {}", scene.facility.name());
    Evaluation::leaf(need("emergency", asks, "bylaws: emergency acts of members", Owes::Nobody), causes)
}
